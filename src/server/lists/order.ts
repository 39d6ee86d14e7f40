import type { InvoiceOrder, InvoiceSort } from '#api/invoices.ts'
import { type DocumentColumns, noDay } from './document-columns.ts'
import { smallest } from './smallest.ts'

/** Where a page of a list ends: what its last row was ordered by, so that rows that come or go in between do no harm. */
export interface Marker {
  readonly value: string | number | null
  /** Of a number: the digits it ends in. */
  readonly serial: number
  readonly id: string
}

/** How rows are ordered; those without a value come last either way. */
interface Order {
  /** Smaller comes first. */
  key(row: number): number
  /** Among equal keys; 0 leaves it to the id. */
  tie(row: number): number
  valueOf(row: number): string | number | null
  keyOf(marker: Marker): number
}

const last = Number.POSITIVE_INFINITY

function orderBy({ at, contacts, prefixes }: DocumentColumns, { sort, direction }: InvoiceOrder): Order {
  const sign = direction === 'asc' ? 1 : -1
  const none = () => 0
  const days = (cells: Int32Array): Order => ({
    key: (row) => (cells[row] === noDay ? last : sign * (cells[row] ?? 0)),
    tie: none,
    valueOf: (row) => (cells[row] === noDay ? null : (cells[row] ?? 0)),
    keyOf: ({ value }) => (typeof value === 'number' ? sign * value : last),
  })
  const amounts = (cells: Float64Array): Order => ({
    key: (row) => {
      const minor = cells[row] ?? 0
      return Number.isNaN(minor) ? last : sign * minor
    },
    tie: none,
    valueOf: (row) => (Number.isNaN(cells[row]) ? null : (cells[row] ?? 0)),
    keyOf: ({ value }) => (typeof value === 'number' ? sign * value : last),
  })
  const orders: Record<InvoiceSort, () => Order> = {
    issued: () => days(at.issued),
    due: () => days(at.due),
    total: () => amounts(at.baseTotal),
    left: () => amounts(at.baseLeft),
    customer: () => {
      const ranks = contacts.nameRanks()
      const { contact } = at
      return {
        key: (row) => sign * (ranks[contact[row] ?? 0] ?? 0),
        tie: none,
        valueOf: (row) => contacts.foldedNameOf[contact[row] ?? 0] ?? '',
        keyOf: ({ value }) => sign * contacts.names.rankOf(String(value ?? '')),
      }
    },
    number: () => {
      const ranks = prefixes.ranks()
      const { prefix, serial } = at
      // The rank and the digits fit one number where there are few ranks, and there nearly always are.
      const step = ranks.length < 4_000 ? 2 ** 41 : 0
      const empty = prefixes.find('')
      const keyFor = (rank: number, digits: number) => sign * (step === 0 ? rank : rank * step + digits + 1)
      const isNone = (row: number) => prefix[row] === empty && serial[row] === -1
      return {
        key: (row) => (isNone(row) ? last : keyFor(ranks[prefix[row] ?? 0] ?? 0, serial[row] ?? 0)),
        tie: (row) => sign * (serial[row] ?? 0),
        valueOf: (row) => (isNone(row) ? null : (prefixes.texts[prefix[row] ?? 0] ?? '')),
        keyOf: ({ value, serial: digits }) =>
          value === null ? last : keyFor(prefixes.rankOf(String(value)), digits),
      }
    },
  }
  return orders[sort]()
}

export interface TopRows {
  readonly rows: readonly number[]
  /** Where the next page begins; null at the end. */
  readonly next: Marker | null
}

/** The first rows in order after the marker. */
export function topRows(
  columns: DocumentColumns,
  rows: Uint32Array,
  order: InvoiceOrder,
  after: Marker | null,
  limit: number,
): TopRows {
  const by = orderBy(columns, order)
  const sign = order.direction === 'asc' ? 1 : -1
  const { ids, at } = columns
  const tie = (a: number, b: number): number => by.tie(a) - by.tie(b) || sign * ids.compare(a, b)
  const begin = after === null ? null : startOf(columns, by, order, after)

  const found = smallest(rows, limit + 1, by.key, tie, begin)
  const page = found.slice(0, limit)
  const end = found.length > limit ? page.at(-1) : undefined
  return {
    rows: page,
    next:
      end === undefined
        ? null
        : {
            value: by.valueOf(end),
            serial: order.sort === 'number' ? (at.serial[end] ?? -1) : 0,
            id: ids.idAt(end),
          },
  }
}

/** Every row in order; for exports. */
export function allInOrder(columns: DocumentColumns, rows: Uint32Array, order: InvoiceOrder): Uint32Array {
  const by = orderBy(columns, order)
  const sign = order.direction === 'asc' ? 1 : -1
  return rows
    .slice()
    .sort((a, b) => sorted(by.key(a), by.key(b)) || by.tie(a) - by.tie(b) || sign * columns.ids.compare(a, b))
}

/** Two rows without a value are equal; their difference would be no number. */
const sorted = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

function startOf({ ids, at }: DocumentColumns, by: Order, { sort, direction }: InvoiceOrder, after: Marker) {
  const sign = direction === 'asc' ? 1 : -1
  const afterKey = by.keyOf(after)
  const serial = sort === 'number' ? sign * after.serial : 0
  return (row: number, key: number): boolean => {
    if (key !== afterKey) return key > afterKey
    const tie = sort === 'number' ? sign * (at.serial[row] ?? 0) : 0
    if (tie !== serial) return tie > serial
    const id = ids.idAt(row)
    return sign > 0 ? id > after.id : id < after.id
  }
}
