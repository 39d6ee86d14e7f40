import { VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ContactRow } from '#api/contacts.ts'
import { type ContactSearch, firstDirection, sortedBy } from '../../lib/contact-search.ts'
import { isZero, moneyList } from '../../lib/money.ts'
import { count } from '../../lib/time.ts'
import { typeText } from '../../lib/words.ts'
import { Amounts } from '../amount.tsx'
import { rowMark } from '../rows.ts'
import { ContactMark, ContactStateLabel } from '../state-mark.tsx'
import { When } from '../when.tsx'
import classes from './contact-table.module.css'

type Sort = NonNullable<ContactSearch['sort']>

/** The list of contacts; only the rows near the window are in the document. */
export function ContactTable({
  rows,
  search,
  onSort,
  onNearEnd,
}: {
  rows: readonly ContactRow[]
  search: ContactSearch
  onSort: (search: ContactSearch) => void
  onNearEnd: () => void
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 45,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.key ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - 20) onNearEnd()
  }, [last, rows.length, onNearEnd])

  const before = (items[0]?.start ?? top) - top
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  const heading = { search, onSort }
  // Somebody who sees states without amounts gets a word for them, and no order by what they may not see.
  const isHidden = rows[0]?.outstanding === null
  return (
    <table className={`list ${classes.table}`} aria-rowcount={rows.length}>
      <thead>
        <tr>
          <th scope="col" className={classes.mark}>
            <VisuallyHidden className={classes.short ?? ''}>State</VisuallyHidden>
            <span className={classes.long}>State</span>
          </th>
          <Heading sort="name" {...heading}>
            Name
          </Heading>
          <th scope="col" className={classes.wide}>
            Type
          </th>
          <th scope="col" className={classes.wide}>
            Owner
          </th>
          {isHidden ? (
            <th scope="col" className="right">
              Owes
            </th>
          ) : (
            <>
              <Heading sort="outstanding" right {...heading}>
                Outstanding
              </Heading>
              <Heading sort="overdue" right className={classes.middle ?? ''} {...heading}>
                Overdue
              </Heading>
            </>
          )}
          <Heading sort="changed" right className={classes.wide ?? ''} {...heading}>
            Last change
          </Heading>
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
              data-contact={row.key}
              className="row-link"
            >
              <td className={classes.mark}>
                <span className={classes.short}>
                  <ContactMark state={row.state} />
                </span>
                <span className={classes.long}>
                  <ContactStateLabel state={row.state} />
                </span>
              </td>
              <td className={classes.name}>
                <Link to="/contacts/$key" params={{ key: row.key }} className="plain-link" {...rowMark}>
                  {row.name}
                </Link>
                {row.archived && <span className="quiet"> (archived)</span>}
                {row.differing > 0 && (
                  <span className={`${classes.differ} quiet`}>
                    {count(row.differing, 'field differs', 'fields differ')}
                  </span>
                )}
                <div className={`${classes.narrow} quiet`}>
                  <ContactStateLabel state={row.state} />
                </div>
              </td>
              <td className={`${classes.wide} quiet`}>{typeText(row)}</td>
              <td className={`${classes.wide} quiet`}>{row.owner ?? '–'}</td>
              <td className="right">
                {row.outstanding === null ? (
                  <span className={row.owes === 'overdue' ? 'danger' : 'quiet'}>{owesWords[row.owes]}</span>
                ) : (
                  <Amounts amounts={row.outstanding} />
                )}
                {row.overdue !== null && !isZero(row.overdue) && (
                  <div className={`${classes.narrow} danger figure`}>{moneyList(row.overdue)} overdue</div>
                )}
              </td>
              {!isHidden && (
                <td className={`right ${classes.middle}`}>
                  <Amounts amounts={row.overdue} overdue />
                </td>
              )}
              <td className={`${classes.wide} right quiet`}>
                <When at={row.changedAt} />
              </td>
            </tr>
          )
        })}
        <Spacer height={after} />
      </tbody>
    </table>
  )
}

const owesWords = { nothing: 'Nothing', outstanding: 'Outstanding', overdue: 'Overdue' } as const

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tr>
      <td colSpan={7} style={{ height, padding: 0, border: 0 }} />
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
  sort: Sort
  search: ContactSearch
  onSort: (search: ContactSearch) => void
  right?: boolean
  className?: string
  children: ReactNode
}) {
  const active = (search.sort ?? 'name') === sort
  const direction = search.direction ?? firstDirection(sort)
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
