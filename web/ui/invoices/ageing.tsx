import { Button, Group, SegmentedControl, Select, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  type AgedSum,
  type AgeingBucket,
  AgeingBy,
  type AgeingRow,
  type InvoiceAgeing,
  without,
} from '#api/invoices.ts'
import { ageingQuery, invoiceOptionsQuery } from '../../lib/invoice-queries.ts'
import {
  agedSearch,
  buckets,
  bucketWord,
  cleared,
  type InvoiceSearch,
  isFiltered,
} from '../../lib/invoice-search.ts'
import { count, numberText } from '../../lib/time.ts'
import { Amount } from '../amount.tsx'
import { Empty } from '../empty.tsx'
import { Loaded } from '../loaded.tsx'
import { rowMark } from '../rows.ts'
import classes from './ageing.module.css'
import { AgeingChart } from './ageing-chart.tsx'

const byWord: Record<AgeingBy, string> = { customer: 'Customer', owner: 'Owner', team: 'Team', tag: 'Tag' }
const noneWord: Record<AgeingBy, string> = {
  customer: 'Unknown customer',
  owner: 'Without an owner',
  team: 'Without a team',
  tag: 'Without a tag',
}

/** What is owed by how late it is: a chart and the same in a table, one currency at a time. */
export function Ageing({
  search,
  onChange,
}: {
  search: InvoiceSearch
  onChange: (search: InvoiceSearch) => void
}) {
  const query = useQuery(ageingQuery(search))
  const options = useQuery(invoiceOptionsQuery).data
  return (
    <section className="card card-pad" aria-label="Ageing" aria-busy={query.isFetching}>
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <SegmentedControl
            size="xs"
            aria-label="For each"
            data={AgeingBy.options.map((value) => ({ value, label: byWord[value] }))}
            value={search.by ?? 'customer'}
            onChange={(value) => onChange({ ...search, by: AgeingBy.options.find((one) => one === value) })}
          />
          {options?.bills === true && (
            <SegmentedControl
              size="xs"
              aria-label="Direction"
              data={[
                { value: 'sales', label: 'Owed to us' },
                { value: 'purchases', label: 'Owed by us' },
              ]}
              value={search.side ?? 'sales'}
              onChange={(value) =>
                onChange({ ...search, side: value === 'purchases' ? 'purchases' : undefined })
              }
            />
          )}
          {query.data && (
            <Currency
              ageing={query.data}
              base={options?.baseCurrency ?? null}
              search={search}
              onChange={onChange}
            />
          )}
        </Group>
        <Loaded query={query} lines={8}>
          {(ageing) =>
            ageing.rows.length === 0 ? (
              <NothingOwed search={search} unconverted={ageing.unconverted} />
            ) : (
              <Owed ageing={ageing} search={search} />
            )
          }
        </Loaded>
      </Stack>
    </section>
  )
}

function Currency({
  ageing,
  base,
  search,
  onChange,
}: {
  ageing: InvoiceAgeing
  base: string | null
  search: InvoiceSearch
  onChange: (search: InvoiceSearch) => void
}) {
  if (ageing.currencies.length < 2 && search.in === undefined) return null
  const data = [
    ...ageing.currencies.map(({ currency, documents }) => ({
      value: currency,
      label: `${currency} (${numberText(documents)})`,
    })),
    { value: 'converted', label: `All, converted to ${base ?? ageing.currency}` },
  ]
  return (
    <Select
      size="xs"
      w={220}
      label="Currency"
      allowDeselect={false}
      data={data}
      value={ageing.converted ? 'converted' : ageing.currency}
      onChange={(value) => onChange({ ...search, in: value ?? undefined })}
    />
  )
}

function NothingOwed({ search, unconverted }: { search: InvoiceSearch; unconverted: number }) {
  const filtered = isFiltered(search)
  return (
    <Empty
      title="Nothing is owed"
      reason={
        unconverted > 0
          ? `${count(unconverted, 'document has', 'documents have')} no rate and cannot be converted.`
          : filtered
            ? 'No open document matches these filters.'
            : 'Every approved document is paid.'
      }
      action={
        filtered ? (
          <Button
            variant="default"
            size="xs"
            renderRoot={(props) => <Link to="/invoices" search={cleared(search)} {...props} />}
          >
            Clear all filters
          </Button>
        ) : undefined
      }
    />
  )
}

function Owed({ ageing, search }: { ageing: InvoiceAgeing; search: InvoiceSearch }) {
  const nameOf = ({ key, name }: Pick<AgeingRow, 'key' | 'name'>) =>
    key === without || name === '' ? noneWord[ageing.by] : name
  const { rest, total, currency, converted, unconverted } = ageing
  const sum = (aged: AgedSum, bucket: AgeingBucket | null) => (
    <Sum aged={aged} currency={currency} bucket={bucket} />
  )
  return (
    <>
      <AgeingChart ageing={ageing} search={search} nameOf={nameOf} />
      <div style={{ overflowX: 'auto', position: 'relative' }}>
        <table className="list tight">
          <caption style={{ textAlign: 'left', paddingBottom: 6 }} className="quiet">
            {converted ? `Converted to ${currency}, each document at its own rate` : `In ${currency}`}
            {unconverted > 0 && `; without ${count(unconverted, 'document', 'documents')} that have no rate`}
          </caption>
          <thead>
            <tr>
              <th scope="col">{byWord[ageing.by]}</th>
              {buckets.map((bucket) => (
                <th key={bucket} scope="col" className="right">
                  {bucketWord[bucket]}
                </th>
              ))}
              <th scope="col" className="right">
                Sum
              </th>
            </tr>
          </thead>
          <tbody>
            {ageing.rows.map((row) => (
              <tr key={row.key} className="row-link">
                <th
                  scope="row"
                  style={{ fontWeight: 400, fontSize: 'inherit', whiteSpace: 'normal', color: 'inherit' }}
                >
                  <Link
                    to="/invoices"
                    search={agedSearch(search, row.key, null)}
                    className="plain-link"
                    {...rowMark}
                  >
                    {nameOf(row)}
                  </Link>
                </th>
                {buckets.map((bucket) => (
                  <td key={bucket} className="right">
                    {row.buckets[bucket].documents === 0 ? (
                      <span className="quiet">–</span>
                    ) : (
                      <Link
                        to="/invoices"
                        search={agedSearch(search, row.key, bucket)}
                        className="plain-link"
                      >
                        <VisuallyHidden>
                          {nameOf(row)}, {bucketWord[bucket]}:{' '}
                        </VisuallyHidden>
                        {sum(row.buckets[bucket], bucket)}
                      </Link>
                    )}
                  </td>
                ))}
                <td className="right">{sum(row.sum, null)}</td>
              </tr>
            ))}
            {rest && (
              <tr className="quiet">
                <th scope="row" style={{ fontWeight: 400, fontSize: 'inherit' }}>
                  {numberText(rest.groups)} more
                </th>
                {buckets.map((bucket) => (
                  <td key={bucket} className="right">
                    {sum(rest.buckets[bucket], null)}
                  </td>
                ))}
                <td className="right">{sum(rest.sum, null)}</td>
              </tr>
            )}
          </tbody>
          <tfoot className={classes.foot}>
            <tr>
              <th scope="row" style={{ fontSize: 'inherit', color: 'inherit', fontWeight: 600 }}>
                All
              </th>
              {buckets.map((bucket) => (
                <td key={bucket} className="right">
                  {sum(total.buckets[bucket], bucket)}
                </td>
              ))}
              <td className="right">{sum(total.sum, null)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      {ageing.by === 'tag' && (
        <Text size="sm" c="dimmed">
          A customer with several tags is counted under each of them; the last line counts every document
          once.
        </Text>
      )}
    </>
  )
}

function Sum({ aged, currency, bucket }: { aged: AgedSum; currency: string; bucket: AgeingBucket | null }) {
  if (aged.documents === 0) return <span className="quiet">–</span>
  if (aged.minor === null)
    return <span className="num">{count(aged.documents, 'document', 'documents')}</span>
  return (
    <span title={count(aged.documents, 'document', 'documents')}>
      <Amount money={{ minor: aged.minor, currency }} overdue={bucket !== null && bucket !== 'current'} />
    </span>
  )
}
