import { Fragment } from 'react'
import type { ActivityRun } from '#api/activity.ts'
import { countParts } from '../../lib/activity.ts'

/** What became of the writes; red only what was refused. */
export function Counts({ counts }: { counts: ActivityRun['counts'] }) {
  return (
    <span className="num">
      {countParts(counts).map(({ words, bad }, index) => (
        <Fragment key={words}>
          {index > 0 && ', '}
          <span className={bad ? 'danger' : ''}>{words}</span>
        </Fragment>
      ))}
    </span>
  )
}
