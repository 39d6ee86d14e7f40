import { Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { AgedSum, AgeingRow, InvoiceAgeing } from '#api/invoices.ts'
import { agedSearch, buckets, bucketWord, type InvoiceSearch } from '../../lib/invoice-search.ts'
import { moneyText } from '../../lib/money.ts'
import { count } from '../../lib/time.ts'
import { useNarrow } from '../use-narrow.ts'
import classes from './ageing.module.css'

const barsMax = 12
const bar = 16

/** In the chart's own units; where there is little room the name stands above its bar. */
interface Shape {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly line: number
  readonly barTop: number
  readonly nameTop: number
}
const wide: Shape = { width: 1000, left: 210, right: 150, line: 26, barTop: 5, nameTop: 17 }
const slim: Shape = { width: 360, left: 0, right: 120, line: 44, barTop: 20, nameTop: 14 }
/** Below it the letters of the wide shape would be too small to read. */
const wideFromPx = 720

/** A bar for each of the largest; the table below says the same in figures, and to those who see no chart. */
export function AgeingChart({
  ageing,
  search,
  nameOf,
}: {
  ageing: InvoiceAgeing
  search: InvoiceSearch
  nameOf: (row: Pick<AgeingRow, 'key' | 'name'>) => string
}) {
  const [element, isSlim] = useNarrow<HTMLDivElement>(wideFromPx)
  const { width, left, right, line, barTop, nameTop } = isSlim ? slim : wide
  const rows = ageing.rows.slice(0, barsMax)
  const size = (sum: AgedSum) => Math.max(0, sum.minor ?? sum.documents)
  const most = Math.max(1, ...rows.map((row) => size(row.sum)))
  const scale = (width - left - right) / most
  const words = (sum: AgedSum) =>
    sum.minor === null
      ? count(sum.documents, 'document', 'documents')
      : moneyText({ minor: sum.minor, currency: ageing.currency })
  return (
    <div aria-hidden="true" ref={element}>
      <Group gap="md" mb="xs" style={{ fontSize: '0.8rem' }}>
        {buckets.map((bucket) => (
          <Group key={bucket} gap={6} wrap="nowrap">
            <svg className={classes.key} viewBox="0 0 10 10" role="presentation">
              <rect width="10" height="10" rx="2" className={classes[bucket]} />
            </svg>
            {bucketWord[bucket]}
          </Group>
        ))}
      </Group>
      <svg className={classes.chart} viewBox={`0 0 ${width} ${rows.length * line}`} role="presentation">
        {rows.map((row, index) => {
          const y = index * line
          let x = left
          return (
            <g key={row.key}>
              <text
                x={isSlim ? 0 : left - 10}
                y={y + nameTop}
                textAnchor={isSlim ? 'start' : 'end'}
                className={classes.name}
              >
                {shortened(nameOf(row))}
              </text>
              {buckets.map((bucket) => {
                const sum = row.buckets[bucket]
                const long = size(sum) * scale
                const at = x
                x += long
                if (long <= 0) return null
                return (
                  <Link
                    key={bucket}
                    to="/invoices"
                    search={agedSearch(search, row.key, bucket)}
                    tabIndex={-1}
                  >
                    <rect
                      x={at}
                      y={y + barTop}
                      width={Math.max(long, 1.5)}
                      height={bar}
                      className={`${classes.bar} ${classes[bucket]}`}
                    >
                      <title>{`${nameOf(row)}, ${bucketWord[bucket]}: ${words(sum)}`}</title>
                    </rect>
                  </Link>
                )
              })}
              <text x={x + 8} y={y + barTop + 12} className={classes.sum}>
                {words(row.sum)}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}

const shortened = (name: string): string => (name.length > 30 ? `${name.slice(0, 29)}…` : name)
