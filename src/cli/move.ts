import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { moveStore } from '#db/move.ts'
import { hasDatabase, openPglite, openPostgres } from '#db/open.ts'
import { readEnv } from '#server/env.ts'
import { wrongCall } from './command.ts'
import { Fault } from './fault.ts'
import { answer, inWords, optionsOf, rowsOf, say } from './options.ts'

const usage = `Usage: counterpart move --to postgres://... [--json]

Moves everything from the built-in database into an empty PostgreSQL database. Stop the server first. The built-in database
is kept beside, under another name.`

export async function moveCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = optionsOf(usage, args, {
    to: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    say(usage)
    return
  }
  const { to } = values
  if (to === undefined || positionals.length > 0) throw wrongCall({ usage }, 'Say where it goes with --to.')
  if (!/^postgres(ql)?:\/\//.test(to)) throw wrongCall({ usage }, '--to begins with postgres://.')
  await inWords(async () => {
    const { config } = readEnv(process.env)
    const { dataDir } = config
    if (!hasDatabase(dataDir))
      throw new Fault(`There is no built-in database in ${dataDir}. Set COUNTERPART_DATA to its folder.`)
    const from = await openPglite({ dataDir })
    let counts: Readonly<Record<string, number>>
    const kept = join(dataDir, `database.moved-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`)
    try {
      const target = await openPostgres({ url: to })
      try {
        counts = await moveStore(from, target)
      } finally {
        await target.close()
      }
    } finally {
      await from.close()
    }
    // Started by mistake without DATABASE_URL, it would go its own way.
    renameSync(join(dataDir, 'database'), kept)
    answer(values.json, { rows: rowsOf(counts), counts, kept }, [
      `Moved ${rowsOf(counts).toLocaleString('en')} rows of ${Object.keys(counts).length} tables, and counted them on both sides.`,
      `Set DATABASE_URL to the new database before you start. Keep ${join(dataDir, 'key')} (or COUNTERPART_KEY): secrets are sealed with it.`,
      `The built-in database is kept as ${kept}. Remove it when you are content.`,
    ])
  })
}
