import { VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { InvoiceRow, InvoiceSort } from '#api/invoices.ts'
import { documentKindWord, documentStateWord } from '../../lib/documents.ts'
import { directionOf, type InvoiceSearch, sortedBy } from '../../lib/invoice-search.ts'
import { count } from '../../lib/time.ts'
import { Amount } from '../amount.tsx'
import { ExternalIcon } from '../external.tsx'
import { rowMark } from '../rows.ts'
import { DocumentMark } from '../state-mark.tsx'
import { Day } from '../when.tsx'
import classes from './invoice-table.module.css'

/** The list of documents; only the rows near the window are in the page. */
export function InvoiceTable({
  rows,
  search,
  amounts,
  onSort,
  onNearEnd,
}: {
  rows: readonly InvoiceRow[]
  search: InvoiceSearch
  amounts: boolean
  onSort: (search: InvoiceSearch) => void
  onNearEnd: () => void
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  // What stands above the list changes with the filters.
  useLayoutEffect(() => {
    const now = Math.round((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    setTop((before) => (Math.abs(before - now) > 1 ? now : before))
  })
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 45,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - 20) onNearEnd()
  }, [last, rows.length, onNearEnd])

  const before = (items[0]?.start ?? top) - top
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  const heading = { search, onSort }
  return (
    <table className={`list ${classes.table}`} aria-rowcount={rows.length}>
      <thead>
        <tr>
          <th scope="col" className={classes.mark}>
            <VisuallyHidden>State</VisuallyHidden>
          </th>
          <Heading sort="number" {...heading}>
            Number
          </Heading>
          <Heading sort="customer" className={classes.middle ?? ''} {...heading}>
            Customer
          </Heading>
          <th scope="col" className={classes.wide}>
            Owner
          </th>
          <Heading sort="issued" className={classes.middle ?? ''} {...heading}>
            Issued
          </Heading>
          <Heading sort="due" className={classes.middle ?? ''} {...heading}>
            Due
          </Heading>
          {amounts && (
            <>
              <Heading sort="total" right className={classes.middle ?? ''} {...heading}>
                Total
              </Heading>
              <Heading sort="left" right {...heading}>
                Amount due
              </Heading>
            </>
          )}
          <th scope="col" className={classes.mark}>
            <VisuallyHidden>Open in Xero</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer height={before} />
        {items.map(({ index, key }) => {
          const row = rows[index]
          return row === undefined ? null : (
            <tr
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              data-document={row.id}
              data-state={row.state}
              className={row.state === 'voided' || row.state === 'draft' ? 'row-link quiet' : 'row-link'}
            >
              <Cells row={row} amounts={amounts} />
            </tr>
          )
        })}
        <Spacer height={after} />
      </tbody>
    </table>
  )
}

/** The kind and the state, where the mark and the column do not say it. */
function noteOf({ kind, state, reference, organisation }: InvoiceRow): string {
  const plain = ['outstanding', 'overdue', 'paid'].includes(state)
  return [
    kind === 'invoice' ? '' : documentKindWord[kind],
    plain ? '' : documentStateWord[state],
    reference ?? '',
    organisation ?? '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function Cells({ row, amounts }: { row: InvoiceRow; amounts: boolean }) {
  const { customer, number, kind, title, state, owner, issued, total, left, url } = row
  const note = noteOf(row)
  const label = number ?? title ?? documentKindWord[kind]
  return (
    <>
      <td className={classes.mark}>
        <DocumentMark state={state} />
      </td>
      <td>
        <Link
          to="/contacts/$key"
          params={{ key: customer.key }}
          className="plain-link figure"
          aria-label={`${documentKindWord[kind]} ${label} of ${customer.name}`}
          {...rowMark}
        >
          {label}
        </Link>
        {note !== '' && <div className={`${classes.note} quiet`}>{note}</div>}
        <div className={`${classes.narrow} ${classes.customer} ${classes.note}`}>{customer.name}</div>
        <div className={`${classes.narrow} ${classes.note}`}>
          <Due row={row} />
        </div>
      </td>
      <td className={`${classes.middle} ${classes.customer}`}>{customer.name}</td>
      <td className={`${classes.wide} quiet`}>{owner ?? '–'}</td>
      <td className={classes.middle}>{issued === null ? '–' : <Day day={issued} />}</td>
      <td className={classes.middle}>
        <Due row={row} />
      </td>
      {amounts && (
        <>
          <td className={`right ${classes.middle}`}>
            <Amount money={total} />
          </td>
          <td className="right">
            {left === null ? (
              <span className="quiet">–</span>
            ) : (
              <Amount money={left} overdue={state === 'overdue'} />
            )}
          </td>
        </>
      )}
      <td className={classes.mark}>
        <ExternalIcon href={url} label={`Open ${label} in Xero`} />
      </td>
    </>
  )
}

function Due({ row }: { row: InvoiceRow }) {
  return (
    <>
      {row.due === null ? '–' : <Day day={row.due} />}
      {row.daysLate !== null && (
        <div className={`${classes.note} danger figure`}>{count(row.daysLate, 'day', 'days')} late</div>
      )}
    </>
  )
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tr>
      <td colSpan={9} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

function Heading({
  sort,
  search,
  onSort,
  right = false,
  className = '',
  children,
}: {
  sort: InvoiceSort
  search: InvoiceSearch
  onSort: (search: InvoiceSearch) => void
  right?: boolean
  className?: string
  children: ReactNode
}) {
  const active = (search.sort ?? 'issued') === sort
  const direction = directionOf(search)
  const Icon = direction === 'asc' ? IconChevronUp : IconChevronDown
  const said = active ? (direction === 'asc' ? 'ascending' : 'descending') : undefined
  return (
    <th
      scope="col"
      className={`${right ? 'right' : ''} ${className}`}
      {...(said ? { 'aria-sort': said } : {})}
    >
      <button type="button" className="sort" onClick={() => onSort(sortedBy(search, sort))}>
        {children}
        {active && <Icon size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}
