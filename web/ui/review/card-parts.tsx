import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ActivityOperation } from '#api/activity.ts'
import type { Decision } from '#api/reviews.ts'
import classes from './review.module.css'

/** What every card needs besides its question. */
export interface CardProps<R> {
  readonly review: R
  readonly decide: (decision: Decision) => void
  readonly skip: () => void
}

/** A button that also has a key. */
export function KeyButton({
  shortcut,
  children,
  onClick,
  ...look
}: {
  shortcut: string
  children: ReactNode
  onClick: () => void
} & Pick<ButtonProps, 'variant' | 'disabled'>) {
  return (
    <Button {...look} onClick={onClick} aria-keyshortcuts={shortcut}>
      {children}
      <span aria-hidden="true">
        <kbd className="key in-button">{shortcut}</kbd>
      </span>
    </Button>
  )
}

export function Actions({ children, skip }: { children: ReactNode; skip: () => void }) {
  return (
    <div className={classes.actions}>
      {children}
      <span className={classes.spread}>
        <KeyButton shortcut="s" variant="subtle" onClick={skip}>
          Skip
        </KeyButton>
      </span>
    </div>
  )
}

export function Consequences({ title, list }: { title: string; list: readonly string[] }) {
  if (list.length === 0) return null
  return (
    <section aria-label={title}>
      <strong style={{ fontWeight: 550, fontSize: '0.9rem' }}>{title}</strong>
      <ul className={classes.bullets}>
        {list.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  )
}

/** What a write changes, before and after. */
export function Changes({ changes }: { changes: ActivityOperation['changes'] }) {
  return (
    <table className={`list tight ${classes.changes}`}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.label}>
            <th scope="row" className="sentence">
              {change.label}
            </th>
            <td>
              <Value value={change.before} />
            </td>
            <td>
              <Value value={change.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Value({ value }: { value: string | null }) {
  return value === null || value === '' ? (
    <span className="quiet">nothing</span>
  ) : (
    <span className={classes.value}>{value}</span>
  )
}
