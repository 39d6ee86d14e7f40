import { atLeast, atMost, type Figure, plain } from './figure.ts'
import { approveFirst, isWritten, lanes, planFirst, xeroCalls } from './virtual-product.ts'
import { virtualWorld } from './virtual-world.ts'

const customers = 9_000
const hourMs = 3_600_000
/** @source reference/capsule.md §3.10; reference/xero.md "3. Limits" */
const capsulePerHour = 4_000
const xeroPerMinute = 60

/**
 * The first write of many customers under the vendors' real limits: the time the limits allow at best, as a share of
 * the time it took. Capsule takes one record a call, so its hour is what everything waits for.
 */
export async function initialWrite(): Promise<Figure[]> {
  const bench = 'initial-write'
  await using world = await virtualWorld(customers)
  const workspaceId = await planFirst(world)
  await approveFirst(world, workspaceId)
  // A fresh hour, so that what reading took does not count.
  await world.until(world.clock.now() + hourMs)
  world.sandbox.kernel.calls.clear()
  const begun = world.clock.now()
  await lanes(world, workspaceId, () => isWritten(world))
  const tookMs = world.clock.now() - begun
  const calls = world.sandbox.kernel.calls.list()
  const capsule = calls.filter((call) => call.vendor === 'capsule')
  const xero = xeroCalls(world, begun)
  const refused = xero.refused + capsule.filter((call) => call.status === 429).length
  // Of each window a first full allowance goes at once, and what does not fit waits for whole windows.
  const capsuleMs = Math.floor((capsule.length - 1) / capsulePerHour) * hourMs
  const xeroMs = Math.floor((xero.all - 1) / xeroPerMinute) * 60_000
  const leastMs = Math.max(capsuleMs, xeroMs)
  // Calls made while the limits allowed any, of those they allowed in that time.
  const lastWindow = begun + Math.floor(tookMs / hourMs) * hourMs
  const inFullWindows = capsule.filter((call) => call.at < lastWindow).length
  const windows = Math.floor(tookMs / hourMs)
  return [
    atLeast(
      bench,
      'quotaShare',
      windows === 0 ? 1 : inFullWindows / (windows * capsulePerHour),
      'share',
      0.99,
    ),
    plain(bench, 'hours', tookMs / hourMs, 'h'),
    plain(bench, 'hoursAllowed', leastMs / hourMs, 'h'),
    plain(bench, 'capsuleCalls', capsule.length, 'calls'),
    plain(bench, 'xeroCalls', xero.all, 'calls'),
    atMost(bench, 'refused', refused, 'calls', 0),
  ]
}
