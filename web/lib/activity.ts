import type { ActivityOperation, ActivityRun } from '#api/activity.ts'
import { numberText } from './time.ts'

export const runKindWord: Readonly<Record<ActivityRun['kind'], string>> = {
  comparison: 'Comparison',
  events: 'Changes heard',
  sweep: 'Changes read',
  manual: 'By hand',
  undo: 'Undo',
  facts: 'Figures for Capsule',
}

export const runStateWord: Readonly<Record<ActivityRun['state'], string>> = {
  reading: 'Reading',
  planned: 'Planned',
  held: 'Waits for approval',
  applying: 'Being written',
  done: 'Done',
  failed: 'Stopped',
  superseded: 'Given up',
}

export const operationStateWord: Readonly<Record<ActivityOperation['state'], string>> = {
  waiting: 'Waiting',
  done: 'Written',
  failed: 'Refused',
  left_out: 'Left out',
  undone: 'Undone',
}

export const isUnderWay = (run: ActivityRun): boolean =>
  run.state === 'reading' || run.state === 'planned' || run.state === 'applying'

interface CountPart {
  readonly words: string
  /** A person should look. */
  readonly bad: boolean
}

/** What became of the writes, only what there is: "12 written", "1 refused". */
export function countParts(counts: ActivityRun['counts'], locale?: string): readonly CountPart[] {
  const part = (n: number, word: string, bad = false): readonly CountPart[] =>
    n > 0 ? [{ words: `${numberText(n, locale)} ${word}`, bad }] : []
  const said = [
    ...part(counts.done, 'written'),
    ...part(counts.waiting, 'waiting'),
    ...part(counts.failed, 'refused', true),
    ...part(counts.leftOut, 'left out'),
  ]
  return said.length === 0 ? [{ words: 'Nothing written', bad: false }] : said
}
