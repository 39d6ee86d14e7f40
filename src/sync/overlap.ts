/** Deltas overlap, because a boundary may be exclusive and clocks differ; repeated rows do no harm. */
const overlapMs = 5 * 60_000

/** The `since` of a delta read, ISO 8601 with seconds. */
export function overlapped(watermark: Date): string {
  // Before 1970 there is nothing.
  return `${new Date(Math.max(0, watermark.getTime() - overlapMs)).toISOString().slice(0, 19)}Z`
}
