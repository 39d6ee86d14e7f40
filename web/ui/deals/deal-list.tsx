import { Anchor, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { DealAsked, type DealRow } from '#api/deals.ts'
import { ask } from '../../lib/api.ts'
import { dealPaths, dealStateWord } from '../../lib/deals.ts'
import { dayText } from '../../lib/time.ts'
import { useMay } from '../../lib/use-may.ts'
import { Amount } from '../amount.tsx'
import { External } from '../external.tsx'
import { notify, notifyRefused } from '../notices.tsx'
import { rowMark } from '../rows.ts'
import { When } from '../when.tsx'
import classes from './deals.module.css'

/** Opportunities with what was made of them, and why not. */
export function DealList({ rows, ofOne = false }: { rows: readonly DealRow[]; ofOne?: boolean }) {
  return (
    <ul className={classes.list}>
      {rows.map((row) => (
        <Row key={row.id} row={row} ofOne={ofOne} />
      ))}
    </ul>
  )
}

function Row({ row, ofOne }: { row: DealRow; ofOne: boolean }) {
  const { customer, document, state } = row
  const isBad = state === 'failed' || state === 'gone' || state === 'refused'
  return (
    <li
      className={ofOne ? `${classes.row} ${classes.one}` : classes.row}
      data-deal={row.id}
      data-state={state}
    >
      <div>
        <span className={classes.name}>
          <External href={row.url}>{row.name}</External>
        </span>
        <div className="quiet">
          {!ofOne && customer && (
            <>
              <Anchor
                inherit
                underline="always"
                renderRoot={(props) => (
                  <Link to="/contacts/$key" params={{ key: customer.key }} {...rowMark} {...props} />
                )}
              >
                {customer.name}
              </Anchor>
              {' · '}
            </>
          )}
          {row.milestone}
          {row.closedOn !== null ? (
            <>, {dayText(row.closedOn)}</>
          ) : (
            <>
              , since <When at={row.since} />
            </>
          )}
        </div>
      </div>
      <div className={`num ${classes.value}`}>
        {row.value ? <Amount money={row.value} /> : <span className="quiet">No value</span>}
        {row.duration !== null && <div className="quiet">for {row.duration}</div>}
      </div>
      <div>
        {document ? (
          <>
            {document.url === '' ? (
              documentWord(document)
            ) : (
              <External href={document.url}>{documentWord(document)}</External>
            )}
            <div className={isBad ? 'danger' : 'quiet'}>
              {isBad ? dealStateWord[state] : statusWord(document.status)}
              {document.total && !isBad && (
                <>
                  {' · '}
                  <Amount money={document.total} />
                </>
              )}
            </div>
          </>
        ) : (
          <span className={isBad ? 'danger' : state === 'none' ? 'quiet' : ''}>{dealStateWord[state]}</span>
        )}
      </div>
      <div className={classes.act}>{row.canMake && <Make row={row} />}</div>
      {row.why !== null && (
        <div className={classes.why}>
          {row.why} {row.next !== null && <span className="quiet">{row.next}</span>}
        </div>
      )}
    </li>
  )
}

const documentWord = ({ kind, number }: NonNullable<DealRow['document']>): string =>
  `${kind === 'quote' ? 'Quote' : 'Invoice'}${number === null ? '' : ` ${number}`}`

/** As people say it: "Draft", "Authorised". */
const statusWord = (status: string): string =>
  status === 'AUTHORISED' ? 'Approved' : status.slice(0, 1) + status.slice(1).toLowerCase()

function Make({ row }: { row: DealRow }) {
  const may = useMay()
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: () => ask(DealAsked, 'POST', dealPaths.document(row.id), {}),
    onSuccess: ({ words }) => notify({ words, tone: 'done' }),
    onError: (error) => notifyRefused(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['deals'] }),
  })
  if (!may('invoice.add')) return null
  const again = row.state === 'none' ? 'Make it' : row.state === 'gone' ? 'Make another' : 'Try again'
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={make.isPending}
      onClick={() => make.mutate()}
      aria-label={`${again}: ${row.name}`}
    >
      {again}
    </Button>
  )
}
