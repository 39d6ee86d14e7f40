import { count, type Reach } from './reach.ts'
import type { EngineCall } from './wire.ts'

/** Writes of one apply follow each other within this time. */
const batchMs = 150_000

/** Counts what the vendors' answers show. */
export function noteAnswer(reach: Reach, calls: readonly EngineCall[], call: EngineCall): void {
  if (call.status === null) return
  if (call.path.endsWith('/token') && call.status === 200) {
    count(reach, 'token renewed')
    if (!call.heard) count(reach, 'token rotation lost')
  }
  if (call.status >= 500) count(reach, '5xx')
  if (call.status === 429 && writtenLately(calls, call)) count(reach, '429 in mid-batch')
}

const writtenLately = (calls: readonly EngineCall[], call: EngineCall): boolean =>
  call.write &&
  calls.some(
    (one) => one.write && one.status === 200 && one.number < call.number && call.at - one.at < batchMs,
  )
