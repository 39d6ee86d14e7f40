import { sql } from 'kysely'
import { beginNextKey } from '#db/key-file.ts'
import { migrate } from '#db/migrate.ts'
import type { Store } from '#db/open.ts'
import { type Config, readEnv, type Secrets } from '#server/env.ts'
import { openVault, type Rotation } from '#server/keys.ts'
import { Fault } from './fault.ts'
import { openStopped } from './installation.ts'
import { answer, inWords, optionsOf, say } from './options.ts'

const usage = `Usage: counterpart rotate-key [--json]

Seals all stored secrets with a new key. Stop all servers first. With a key file the new key is made and takes its place; with
COUNTERPART_KEY set that to the new key and COUNTERPART_KEY_OLD to the one of before. Broken off, it goes on where it was when
you call it again or start.`

export async function rotateKeyCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = optionsOf(usage, args, {
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    say(usage)
    return
  }
  if (positionals.length > 0) throw new Fault(usage, 2)
  await inWords(async () => {
    const { config, secrets } = readEnv(process.env)
    const store = await openStopped({ config, secrets })
    try {
      const rotation = await changeKey(store, config, secrets)
      answer(values.json, rotation, wordsOf(rotation, secrets))
    } finally {
      await store.close()
    }
  })
}

/** @throws Fault when a server runs, or no new key is given */
export async function changeKey(
  store: Store,
  config: Pick<Config, 'dataDir'>,
  secrets: Pick<Secrets, 'key' | 'keyOld'>,
): Promise<Rotation> {
  await refuseWhileServed(store)
  if (!secrets.key) beginNextKey(config.dataDir)
  await migrate(store)
  const { rotation } = await openVault(store, config, secrets)
  if (!rotation)
    throw new Fault(
      'There is no key to change from. Set COUNTERPART_KEY to the new key and COUNTERPART_KEY_OLD to the one of before.',
    )
  return rotation
}

/** The built-in database cannot be open twice; a server's can. @throws Fault */
async function refuseWhileServed(store: Store): Promise<void> {
  if (store.kind !== 'postgres') return
  const { rows } = await sql<{ count: number }>`select count(*)::int as count
    from pg_stat_activity other, pg_stat_activity own
    where own.pid = pg_backend_pid() and other.datname = own.datname
      and other.application_name like 'counterpart%' and other.backend_start < own.backend_start`.execute(
    store.db,
  )
  if ((rows[0]?.count ?? 0) > 0)
    throw new Fault(
      'A server of Counterpart uses this database, and knows the key of before only. Stop all of them first.',
    )
}

function wordsOf({ sealed, unopened, keyId, kept }: Rotation, { key }: Secrets): string[] {
  return [
    `${sealed === 1 ? '1 secret is' : `${sealed} secrets are`} sealed with the new key ${keyId}. People sign in again.`,
    ...(unopened > 0
      ? [
          `${unopened} could be opened with no known key and stayed as they were. Connect those accounts again.`,
        ]
      : []),
    kept === null
      ? key
        ? 'Take COUNTERPART_KEY_OLD out of the settings. Backups of before need the key of before.'
        : 'Backups of before need the key of before.'
      : `The key of before is kept as ${kept}: backups of before need it. Remove it when those are gone.`,
  ]
}
