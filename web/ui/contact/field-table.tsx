import { ActionIcon, Button, Text, Title } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import type { ContactAction, ContactDetail, FieldRow } from '#api/contacts.ts'
import { differingFirst, fieldStateWord, isOneValue } from '../../lib/fields.ts'
import { count } from '../../lib/time.ts'
import { midSentence } from '../../lib/words.ts'
import { DirectionMark } from './direction-mark.tsx'
import { FieldStory } from './field-story.tsx'
import classes from './field-table.module.css'

type Act = (action: ContactAction) => void

/** Capsule, what was agreed, Xero: field by field, what differs first. */
export function FieldTable({ contact, act, busy }: { contact: ContactDetail; act: Act; busy: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const rows = differingFirst(contact.fields)
  const toggle = (field: string) =>
    setOpen((now) =>
      now.has(field) ? new Set([...now].filter((one) => one !== field)) : new Set([...now, field]),
    )
  return (
    <section className="card" aria-labelledby="fields">
      <div style={{ padding: '1rem 1.25rem 0.25rem' }}>
        <Title order={2} size="h4" id="fields">
          Both sides
        </Title>
        <Text size="sm" c="dimmed">
          {summary(contact, rows)}
        </Text>
      </div>
      <table className={`list tight ${classes.table}`}>
        <thead>
          {contact.capsule !== null && contact.xero !== null ? (
            <tr>
              <th scope="col">Capsule</th>
              <th scope="col">Agreed</th>
              <th scope="col">Xero</th>
            </tr>
          ) : (
            <tr>
              <th scope="col" colSpan={3}>
                {contact.capsule === null ? 'Xero' : 'Capsule'}
              </th>
            </tr>
          )}
        </thead>
        <tbody>
          {rows.map((row) => (
            <Field
              key={row.field}
              row={row}
              paired={contact.capsule !== null && contact.xero !== null}
              open={open.has(row.field)}
              toggle={() => toggle(row.field)}
              act={act}
              busy={busy}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function summary(contact: ContactDetail, rows: readonly FieldRow[]): string {
  if (!contact.xero) return 'Only in Capsule so far'
  if (!contact.capsule) return 'Only in Xero so far'
  const differing = rows.filter(({ state }) => state === 'differs' || state === 'conflict').length
  return differing === 0 ? 'The same on both sides' : `${count(differing, 'field differs', 'fields differ')}`
}

const isMarked = (row: FieldRow): boolean => row.state === 'differs' || row.state === 'conflict'

function Field({
  row,
  paired,
  open,
  toggle,
  act,
  busy,
}: {
  row: FieldRow
  /** Both sides are there: otherwise there is nothing to agree with. */
  paired: boolean
  open: boolean
  toggle: () => void
  act: Act
  busy: boolean
}) {
  const marked = isMarked(row) ? classes.marked : ''
  const hasMore = row.takes.length > 0 || row.why !== null
  const Icon = open ? IconChevronDown : IconChevronRight
  return (
    <Fragment>
      <tr data-field={row.field} data-state={row.state} className={marked ?? ''}>
        <th scope="rowgroup" colSpan={3} className={classes.label}>
          <div className={classes.line}>
            <span className="sentence">{row.label}</span>
            {paired && <DirectionMark direction={row.direction} />}
            {paired && row.state !== 'agrees' && (
              <span className={`${classes.state} ${row.state === 'conflict' ? 'danger' : 'quiet'}`}>
                {fieldStateWord[row.state]}
              </span>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              c="dimmed"
              size="sm"
              onClick={toggle}
              aria-expanded={open}
              aria-label={`Why is this value here? ${row.label}`}
              title="Why is this value here?"
            >
              <Icon size={16} />
            </ActionIcon>
          </div>
        </th>
      </tr>
      <tr className={`${classes.values} ${marked} ${hasMore || open ? classes.open : ''}`}>
        {!paired || isOneValue(row) ? (
          <td colSpan={3}>
            <Value value={row.capsule ?? row.xero} />
          </td>
        ) : (
          [row.capsule, row.agreed, row.xero].map((value, column) => (
            <td key={String(column)} className={column === 1 ? 'quiet' : ''}>
              <Value value={value} />
            </td>
          ))
        )}
      </tr>
      {hasMore && (
        <tr className={`${classes.below} ${marked} ${open ? classes.open : ''}`}>
          <td colSpan={3}>
            {row.why !== null && <div className={classes.why}>{row.why}</div>}
            {row.takes.length > 0 && <Takes row={row} act={act} busy={busy} />}
          </td>
        </tr>
      )}
      {open && (
        <tr className={`${classes.below} ${marked}`}>
          <td colSpan={3}>
            <FieldStory row={row} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

function Takes({ row, act, busy }: { row: FieldRow; act: Act; busy: boolean }) {
  const take = (value: 'capsule' | 'xero' | 'keep') => act({ action: 'take', field: row.field, value })
  const label = midSentence(row.label)
  const look = { size: 'compact-sm', variant: 'default', disabled: busy } as const
  return (
    <fieldset className={classes.actions} aria-label={`Settle ${label}`}>
      {row.takes.includes('capsule') && (
        <Button {...look} onClick={() => take('capsule')} aria-label={`Use Capsule’s ${label}`}>
          Use Capsule’s
        </Button>
      )}
      {row.takes.includes('xero') && (
        <Button {...look} onClick={() => take('xero')} aria-label={`Use Xero’s ${label}`}>
          Use Xero’s
        </Button>
      )}
      <Button {...look} variant="subtle" onClick={() => take('keep')} aria-label={`Leave as is: ${label}`}>
        Leave as is
      </Button>
    </fieldset>
  )
}

function Value({ value }: { value: string | null }) {
  return value === null || value === '' ? <span className="quiet">–</span> : value
}
