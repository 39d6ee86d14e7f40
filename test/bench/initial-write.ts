import { saveRules } from '#db/rules.ts'
import { atLeast, atMost, type Figure, plain } from './figure.ts'
import { approveFirst, isWritten, lanes, planFirst, xeroCalls } from './virtual-product.ts'
import { virtualWorld } from './virtual-world.ts'

const customers = 420
const minuteMs = 60_000
/** @source reference/xero.md "3. Limits" */
const xeroPerMinute = 60

/**
 * The first write under the vendors' real limits. Each link is also noted in the contact's history, which takes a call
 * of Xero's each, so that its minute is what everything waits for: calls made, of those the minutes allowed.
 */
export async function initialWrite(): Promise<Figure[]> {
  const bench = 'initial-write'
  await using world = await virtualWorld(customers)
  const workspaceId = await planFirst(world, async (id) => {
    const rules = { historyNotes: true }
    const at = new Date(world.clock.now())
    await saveRules(world.store.db, id, { expectedVersion: 0, rules, by: 'bench', at })
  })
  await approveFirst(world, workspaceId)
  // A fresh minute, so that what reading took does not count.
  await world.until(world.clock.now() + 10 * minuteMs)
  const begun = world.clock.now()
  await lanes(world, workspaceId, () => isWritten(world))
  const { all, refused, times } = xeroCalls(world, begun)
  const first = times[0] ?? begun
  const last = times.at(-1) ?? begun
  // The last minute is only as full as there is work.
  const minutes = Math.floor((last - first) / minuteMs)
  const inFullMinutes = times.filter((at) => at < first + minutes * minuteMs).length
  if (minutes < 5) throw new Error(`a first write of ${all} calls waits for no limit`)
  return [
    atLeast(bench, 'quotaShare', inFullMinutes / (minutes * xeroPerMinute), 'share', 0.99),
    atMost(bench, 'refused', refused, 'calls', 0),
    plain(bench, 'xeroCalls', all, 'calls'),
    plain(bench, 'minutes', (last - first) / minuteMs, 'min'),
  ]
}
