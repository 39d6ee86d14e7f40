import { atMost, type Figure, plain } from './figure.ts'
import { approveFirst, hear, isWritten, lanes, planFirst, xeroCalls } from './virtual-product.ts'
import { virtualWorld } from './virtual-world.ts'

const hourMs = 3_600_000
const customers = 300

/** Days on which nothing happens, with the nightly proof: what keeping up costs of Xero's calls. */
export async function idle(): Promise<Figure[]> {
  await using world = await virtualWorld(customers)
  const workspaceId = await planFirst(world)
  await approveFirst(world, workspaceId)
  await lanes(world, workspaceId, () => isWritten(world))
  await hear(world, workspaceId)
  const days = 2
  // The day of the connection still reads whole what stands beside invoices.
  const settled = world.clock.now() + 24 * hourMs
  await lanes(world, workspaceId, async () => world.clock.now() >= settled, 10 * 60_000)
  const since = world.clock.now()
  await lanes(world, workspaceId, async () => world.clock.now() >= since + days * 24 * hourMs, 10 * 60_000)
  const { all, refused } = xeroCalls(world, since)
  const proofs = await world.store.db.selectFrom('balance_proof').select('at').execute()
  const latest = Math.max(...proofs.map(({ at }) => at.getTime()))
  if (world.clock.now() - latest > 25 * hourMs) throw new Error('an idle day proves its balances')
  return [
    atMost('idle', 'xeroCallsPerDay', all / days, 'calls', 150),
    atMost('idle', 'refused', refused, 'calls', 0),
    plain('idle', 'daysSimulated', days + 1, 'days'),
  ]
}
