import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { FieldRow } from '#api/contacts.ts'
import { directionWord } from '../../lib/fields.ts'
import { sideName } from '../../lib/words.ts'
import { Change } from '../change.tsx'
import { When } from '../when.tsx'
import classes from './field-table.module.css'

/** Where a value came from, and what it was before. */
export function FieldStory({ row }: { row: FieldRow }) {
  const { provenance, history } = row
  return (
    <div className={classes.story}>
      <div>
        <h3>Why is this value here?</h3>
        {provenance === null ? (
          <div className="quiet">
            Counterpart has not written it. It is as it was found on both sides. Rule:{' '}
            {directionWord[row.direction].toLowerCase()}.
          </div>
        ) : (
          <ul>
            {provenance.words.map((words) => (
              <li key={words}>{words}</li>
            ))}
            <li className="quiet">
              <When at={provenance.at} />
              {provenance.runId !== null && (
                <>
                  {' · '}
                  <Anchor component={Link} to={`/activity/${provenance.runId}`} inherit underline="always">
                    See the run
                  </Anchor>
                </>
              )}
            </li>
          </ul>
        )}
      </div>
      {history.length > 0 && (
        <div>
          <h3>History</h3>
          <ol>
            {history.map((one) => (
              <li key={`${one.at} ${one.side} ${one.after}`}>
                {sideName[one.side]}: <Change before={one.before} after={one.after} />{' '}
                <span className="quiet">
                  {one.by}, <When at={one.at} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  )
}
