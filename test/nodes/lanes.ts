import { existsSync, readFileSync } from 'node:fs'

/** The notes of one process, and when it was killed; nanoseconds of a clock that all processes share. */
export interface LaneNotes {
  readonly file: string
  readonly endedAt: bigint
}

interface Span {
  readonly from: bigint
  readonly to: bigint
}

/** Every lane that ran, by workspace; one cut off by a kill ended with its process. */
function spansOf(notes: readonly LaneNotes[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>()
  for (const { file, endedAt } of notes) {
    const begun = new Map<string, bigint>()
    const add = (workspace: string, to: bigint) => {
      const from = begun.get(workspace)
      if (from === undefined) return
      begun.delete(workspace)
      spans.set(workspace, [...(spans.get(workspace) ?? []), { from, to }])
    }
    for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
      const [what, workspace, at] = line.split(' ')
      if (!workspace || !at) continue
      if (what === 'begins') begun.set(workspace, BigInt(at))
      else add(workspace, BigInt(at))
    }
    for (const workspace of [...begun.keys()]) add(workspace, endedAt)
  }
  return spans
}

/** Lanes of one workspace that ran at the same time, in words; and how many ran at all. */
export function lanesAtOnce(notes: readonly LaneNotes[]): {
  readonly ran: number
  readonly twice: readonly string[]
} {
  let ran = 0
  const twice: string[] = []
  for (const [workspace, spans] of spansOf(notes)) {
    ran += spans.length
    const sorted = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
    for (const [i, span] of sorted.entries()) {
      const next = sorted[i + 1]
      if (next && next.from < span.to)
        twice.push(`${workspace}: ${(span.to - next.from) / 1_000_000n} ms at once`)
    }
  }
  return { ran, twice }
}
