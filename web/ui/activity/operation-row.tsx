import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { ActivityOperation } from '#api/activity.ts'
import { operationStateWord } from '../../lib/activity.ts'
import { sideName } from '../../lib/words.ts'
import { Change } from '../change.tsx'
import { When } from '../when.tsx'
import classes from './activity.module.css'
import { OperationMark } from './marks.tsx'

/** One write: what it changed, and what became of it. */
export function OperationRow({ operation, onUndo }: { operation: ActivityOperation; onUndo: () => void }) {
  const { at, side, name, href, words, changes, state, note, undoable } = operation
  return (
    <li className={classes.operation} data-operation={operation.id} data-state={state}>
      <OperationMark state={state} />
      <div>
        {href === null ? (
          <strong style={{ fontWeight: 550 }}>{name}</strong>
        ) : (
          <Anchor component={Link} to={href} inherit fw={550} c="inherit" className="plain-link">
            {name}
          </Anchor>
        )}{' '}
        <span className="quiet">in {sideName[side]}</span>
        <div>{words}</div>
        {changes.length > 0 && (
          <dl className={classes.changes}>
            {changes.map((change) => (
              <Fragment key={change.label}>
                <dt className="sentence">{change.label}</dt>
                <dd>
                  <Change before={change.before} after={change.after} />
                </dd>
              </Fragment>
            ))}
          </dl>
        )}
        {note !== null && <div className={state === 'failed' ? 'danger' : 'quiet'}>{note}</div>}
      </div>
      <div className={classes.end}>
        <span className="quiet">{at === null ? operationStateWord[state] : <When at={at} />}</span>
        {undoable && (
          <Button size="compact-xs" variant="default" onClick={onUndo} aria-label={`Undo: ${words}, ${name}`}>
            Undo
          </Button>
        )}
      </div>
    </li>
  )
}
