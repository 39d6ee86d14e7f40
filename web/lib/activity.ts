import type { ActivityOperation, ActivityRun } from '#api/activity.ts'
import { numberText } from './time.ts'

export const runKindWord: Readonly<Record<ActivityRun['kind'], string>> = {
  comparison: 'Comparison',
  events: 'Changes heard',
  sweep: 'Changes read',
  manual: 'By hand',
  undo: 'Undo',
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

/** What became of the writes, only what there is: "12 written, 1 refused". */
export function countsText(counts: ActivityRun['counts'], locale?: string): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.done, 'written'],
    [counts.waiting, 'waiting'],
    [counts.failed, 'refused'],
    [counts.leftOut, 'left out'],
  ]
  const said = parts.flatMap(([n, word]) => (n > 0 ? [`${numberText(n, locale)} ${word}`] : []))
  return said.length === 0 ? 'Nothing written' : said.join(', ')
}
