/** Whether a number is among these, which are in order. */
export function holds(sorted: Float64Array, sought: number): boolean {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const value = sorted[middle] ?? 0
    if (value === sought) return true
    if (value < sought) low = middle + 1
    else high = middle - 1
  }
  return false
}
