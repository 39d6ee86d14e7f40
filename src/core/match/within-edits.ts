/** Whether at most `edits` insertions, deletions or replacements turn one text into the other. */
export function withinEdits(a: string, b: string, edits: number): boolean {
  if (Math.abs(a.length - b.length) > edits) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  if (endA === start || endB === start) return endA - start + (endB - start) <= edits
  if (edits === 0) return false
  const restA = a.slice(start, endA)
  const restB = b.slice(start, endB)
  // Three choices at the first difference: at most 3^edits branches, and edits is at most 2.
  return (
    withinEdits(restA.slice(1), restB.slice(1), edits - 1) ||
    withinEdits(restA.slice(1), restB, edits - 1) ||
    withinEdits(restA, restB.slice(1), edits - 1)
  )
}

/** Within so many slips; two neighbours in the wrong order are one. */
export function isMisspelt(a: string, b: string, slips: number): boolean {
  if (withinEdits(a, b, slips)) return true
  if (a.length !== b.length) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}
