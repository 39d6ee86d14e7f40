import { parseArgs } from 'node:util'
import { runNodes } from './nodes.ts'
import { sharedDatabase } from './postgres.ts'

/** The long form: `npm run nodes`, four nodes and 200 workspaces for five minutes unless told otherwise. */
const { values } = parseArgs({
  options: {
    workspaces: { type: 'string', default: '200' },
    nodes: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '300' },
    'kill-every': { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
})
const database = await sharedDatabase()
try {
  const report = await runNodes({
    databaseUrl: database.url,
    workspaces: Number(values.workspaces),
    nodes: Number(values.nodes),
    seconds: Number(values.seconds),
    killEveryMs: Number(values['kill-every']) * 1_000,
    changeEveryMs: 50,
    seed: Number(values.seed),
    tokenSeconds: 90,
    say: (line) => process.stderr.write(`${line}\n`),
  })
  const { vendors, ...rest } = report
  const faults =
    report.twice.length +
    report.missing.length +
    vendors.overlaps.length +
    vendors.duplicates.length +
    report.needlessGrants
  const { grants, ...seen } = vendors
  process.stdout.write(`${JSON.stringify({ faults, ...rest, ...seen, grants: grants.length })}\n`)
  process.exitCode = faults === 0 ? 0 : 1
} finally {
  await database.close()
}
