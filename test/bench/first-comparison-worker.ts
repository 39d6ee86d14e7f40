import { migrate } from '#db/migrate.ts'
import { openPglite } from '#db/open.ts'
import { countMirrors } from '#db/read-plan.ts'
import { connectCapsuleToken, connectXeroCustom } from '#sync/connecting.ts'
import { runLane } from '#sync/lane.ts'
import { plainEngine } from './plain-engine.ts'

/** The engine alone, as the server runs it, until the plan is there. Prints what it took. */
const [capsuleUrl = '', xeroUrl = '', dataDir = ''] = process.argv.slice(2)
const begun = performance.now()
const cpu = process.cpuUsage()
const store = await openPglite({ dataDir })
await migrate(store)
const engine = plainEngine(store, capsuleUrl, xeroUrl)
const capsule = await connectCapsuleToken(engine, 'sandbox-pat', true)
const xero = await connectXeroCustom(engine, {
  clientId: 'counterpart-custom',
  clientSecret: 'counterpart-custom-secret',
})
if (!capsule.ok || !xero.ok) throw new Error(`connecting failed: ${JSON.stringify({ capsule, xero })}`)
await runLane(engine, capsule.workspaceId)
const run = await store.db.selectFrom('run').select(['state', 'error']).executeTakeFirstOrThrow()
if (run.state !== 'planned') throw new Error(`the comparison did not end: ${JSON.stringify(run)}`)
const links = await store.db
  .selectFrom('link')
  .select((e) => e.fn.countAll<number>().as('count'))
  .executeTakeFirstOrThrow()
const used = process.cpuUsage(cpu)
const mirrors = await countMirrors(store.db, capsule.workspaceId, null)
const report = {
  cpuSeconds: (used.user + used.system) / 1e6,
  wallSeconds: (performance.now() - begun) / 1_000,
  peakMb: process.resourceUsage().maxRSS / 1_024,
  linked: Number(links.count),
  ...mirrors,
}
await store.close()
process.stdout.write(`${JSON.stringify(report)}\n`)
