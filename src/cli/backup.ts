import { constants, existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Backups } from '#api/backups.ts'
import { makeBackup, removeUnfinished } from '#db/backup.ts'
import { readEnv } from '#server/env.ts'
import { wrongCall } from './command.ts'
import { Fault } from './fault.ts'
import { type Installation, keyIdsOf, openStopped } from './installation.ts'
import { localOperator, NotReached, type Operator } from './operator.ts'
import { answer, inWords, optionsOf, say } from './options.ts'

const usage = `Usage: counterpart backup [FILE] [--url ADDRESS] [--json]

Makes a backup, restores it for a trial, and puts it into the folder of backups, and beside that into FILE. A server that
runs goes on meanwhile; one that does not run need not be started. Secrets in it stay sealed: keep the key apart from it.`

interface Made {
  readonly file: string
  readonly bytes: number
  readonly madeAt: string
  readonly keyId: string
}

export async function backupCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = optionsOf(usage, args, {
    url: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    say(usage)
    return
  }
  if (positionals.length > 1) throw wrongCall({ usage }, 'Name one file.')
  const [file] = positionals
  if (file !== undefined && existsSync(file))
    throw new Fault(`${resolve(file)} exists already, and is not overwritten. Name another file.`)
  await inWords(async () => {
    const made = await makeOne(values.url)
    const copy = file === undefined ? made.file : await copied(made.file, resolve(file))
    answer(values.json, { ...made, file: copy }, [
      `Backed up to ${copy} (${sizeWords(made.bytes)}), and restored for a trial.`,
      `Its secrets are sealed with the key ${made.keyId || 'of the installation'}: keep that key apart from it.`,
    ])
  })
}

async function makeOne(url: string | undefined): Promise<Made> {
  const installation = readEnv(process.env)
  try {
    return await byServer(localOperator(url), () => pause(500))
  } catch (error) {
    if (!(error instanceof NotReached) || url !== undefined) throw error
    return alone(installation)
  }
}

/** Asks the server for one and waits until it is there. */
export async function byServer(operator: Operator, wait: () => Promise<void>): Promise<Made> {
  const before = await operator.ask(Backups, 'POST', '/api/backups')
  const begun = before.runningSince
  for (let state = before; ; state = await operator.ask(Backups, 'GET', '/api/backups')) {
    if (state.runningSince !== null) {
      await wait()
      continue
    }
    const [newest] = state.backups
    if (state.failure && (begun === null || state.failure.at >= begun)) throw new Fault(state.failure.words)
    if (!newest) throw new Fault('The server made no backup. Look at its log.')
    const { name, bytes, madeAt } = newest
    return { file: join(state.folder, name), bytes, madeAt, keyId: state.keyId }
  }
}

async function alone(installation: Installation): Promise<Made> {
  const store = await openStopped(installation)
  try {
    const { folder } = installation.config.backups
    // Who has the built-in database open is alone in its folder.
    if (store.kind === 'pglite') await removeUnfinished(folder)
    const madeAt = new Date().toISOString()
    const keyId = keyIdsOf(installation)[0] ?? ''
    const { file, bytes } = await makeBackup(store, folder, { madeAt, keyId })
    return { file, bytes, madeAt, keyId }
  } finally {
    await store.close()
  }
}

async function copied(from: string, to: string): Promise<string> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return to
  } catch (cause) {
    throw new Fault(`${to} cannot be written. The backup is ${from}.`, 1, { cause })
  }
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
