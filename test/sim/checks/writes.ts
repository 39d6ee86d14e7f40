import type { Check } from './checks.ts'

/** Before a plan is approved nothing is written; afterwards nothing without a stored intent. */
export const everyWriteAuthorised: Check = async (world) => {
  const approvedAt = world.approvedAt ?? Number.POSITIVE_INFINITY
  const early = world.wire.calls.filter((call) => call.write && call.number <= approvedAt)
  const reached = world.wire.calls.filter((call) => call.write && call.status !== null).length
  const received = world.sandbox.kernel.calls
    .list()
    .filter((call) => call.write && !call.path.startsWith('/api/v2/resthooks')).length
  return [
    ...early.map((call) => `${call.method} ${call.path} before anything was approved`),
    ...(reached === received
      ? []
      : [`the vendors received ${received} writes, the engine knows of ${reached}`]),
    ...world.unauthorised,
  ]
}
