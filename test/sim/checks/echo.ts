import { restless } from '../quiesce.ts'
import type { Check } from './checks.ts'

/** Nothing changed: waking the engine costs no call, however often. */
export const noEcho: Check = async (world) => {
  const id = await world.workspaceId()
  // A scheduled read may just be due.
  await world.perform('wakes the lane', (engine) => engine.wake(id))
  await world.pass(65_000)
  const before = world.wire.calls.length
  for (let times = 0; times < 3; times++) {
    await world.perform('wakes the lane', (engine) => engine.wake(id))
    await world.pass(2_000)
  }
  const calls = world.wire.calls.slice(before)
  const still = await restless(world)
  return [
    ...calls.map((call) => `${call.method} ${call.path} although nothing changed`),
    ...(still === null ? [] : [`left to do: ${still}`]),
  ]
}
