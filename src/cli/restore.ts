import { copyFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BackupContents } from '#db/backup-file.ts'
import { loadBackup, restoreFolder } from '#db/backup-restore.ts'
import { readKey } from '#db/key-file.ts'
import { refuseUnlessEmpty } from '#db/move.ts'
import { openPostgres } from '#db/open.ts'
import { keyIdOf } from '#db/secrets.ts'
import { type Config, readEnv, type Secrets } from '#server/env.ts'
import { wrongCall } from './command.ts'
import { Fault } from './fault.ts'
import { keyIdsOf } from './installation.ts'
import { answer, inWords, optionsOf, rowsOf, say } from './options.ts'

const usage = `Usage: counterpart restore FILE --data FOLDER [--key KEYFILE] [--json]
       counterpart restore FILE --to postgres://... [--json]

Makes the database of a backup anew in a data folder that has none, or in an empty PostgreSQL database. KEYFILE is a copy of
the key file of the installation it was made on; it is put into the folder.`

export async function restoreCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = optionsOf(usage, args, {
    data: { type: 'string' },
    to: { type: 'string' },
    key: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    say(usage)
    return
  }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw wrongCall({ usage }, 'Name one backup.')
  if ((values.data === undefined) === (values.to === undefined))
    throw wrongCall({ usage }, 'Say where it goes: --data FOLDER or --to DATABASE_URL.')
  if (values.key !== undefined && values.data === undefined)
    throw wrongCall({ usage }, '--key goes with --data.')
  if (!existsSync(file)) throw new Fault(`There is no file ${file}.`)
  await inWords(async () => {
    const { config, secrets } = readEnv(process.env)
    const dataDir = values.data === undefined ? config.dataDir : resolve(values.data)
    const key = values.key === undefined ? null : readKey(resolve(values.key))
    const keyFile = join(dataDir, 'key')
    if (key && existsSync(keyFile) && !readKey(keyFile).equals(key))
      throw new Fault(`${keyFile} is another key, and is not overwritten. Move it away first.`)
    const contents =
      values.to === undefined ? await restoreFolder(file, dataDir) : await intoServer(file, values.to)
    if (values.key !== undefined && !existsSync(keyFile)) copyFileSync(resolve(values.key), keyFile)
    const { header, counts } = contents
    const where = values.to === undefined ? dataDir : 'the PostgreSQL database'
    const fits = keyIdsOf({ config: { ...config, dataDir } satisfies Config, secrets }).includes(header.keyId)
    answer(values.json, { to: where, rows: rowsOf(counts), counts, keyId: header.keyId, keyFits: fits }, [
      `Restored ${rowsOf(counts).toLocaleString('en')} rows, as of ${header.madeAt}, into ${where}.`,
      keyWords(contents, fits, dataDir, secrets, key && keyIdOf(key)),
      'People sign in again. What changed since then is read when it starts; if Xero asks for it, connect it again.',
    ])
  })
}

async function intoServer(file: string, url: string): Promise<BackupContents> {
  const store = await openPostgres({ url })
  try {
    await refuseUnlessEmpty(store.db)
    return await loadBackup(store, file)
  } finally {
    await store.close()
  }
}

function keyWords(
  { header: { keyId } }: BackupContents,
  fits: boolean,
  dataDir: string,
  secrets: Secrets,
  given: string | null,
): string {
  if (fits) return `Its secrets are sealed with the key ${keyId}, which is there.`
  const wrong =
    given !== null && given !== keyId
      ? ` The file you named holds the key ${given}.`
      : secrets.key
        ? ` COUNTERPART_KEY is the key ${keyIdOf(secrets.key)}.`
        : ''
  return `Its secrets are sealed with the key ${keyId || 'of its installation'}, which is not here.${wrong} Put that key file in place as ${join(dataDir, 'key')}, or set COUNTERPART_KEY to it, before you start. Without it both accounts have to be connected again.`
}
