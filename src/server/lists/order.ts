import type { InvoiceOrder, InvoiceSort } from '#api/invoices.ts'
import { type DocumentColumns, noDay } from './document-columns.ts'
import { idWords } from './id-table.ts'
import { type Level, type Ordering, type Start, smallest } from './smallest.ts'

/** Where a page of a list ends: what its last row was ordered by, so that rows that come or go in between do no harm. */
export interface Marker {
  readonly value: string | number | null
  /** Of a number: the digits it ends in. */
  readonly serial: number
  readonly id: string
}

/** How rows are ordered; those without a value come last either way. */
interface Order {
  readonly key: Level
  valueOf(row: number): string | number | null
  keyOf(marker: Marker): number
}

const last = Number.POSITIVE_INFINITY

function orderBy({ at, contacts, prefixes }: DocumentColumns, { sort, direction }: InvoiceOrder): Order {
  const sign = direction === 'asc' ? 1 : -1
  const days = (cells: Int32Array): Order => ({
    key: (rows, count, into) => {
      for (let index = 0; index < count; index++) {
        const day = cells[rows[index] ?? 0] ?? 0
        into[index] = day === noDay ? last : sign * day
      }
    },
    valueOf: (row) => (cells[row] === noDay ? null : (cells[row] ?? 0)),
    keyOf: ({ value }) => (typeof value === 'number' ? sign * value : last),
  })
  const amounts = (cells: Float64Array): Order => ({
    key: (rows, count, into) => {
      for (let index = 0; index < count; index++) {
        const minor = cells[rows[index] ?? 0] ?? 0
        into[index] = Number.isNaN(minor) ? last : sign * minor
      }
    },
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
        key: (rows, count, into) => {
          for (let index = 0; index < count; index++)
            into[index] = sign * (ranks[contact[rows[index] ?? 0] ?? 0] ?? 0)
        },
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
        key: (rows, count, into) => {
          for (let index = 0; index < count; index++) {
            const row = rows[index] ?? 0
            into[index] = isNone(row) ? last : keyFor(ranks[prefix[row] ?? 0] ?? 0, serial[row] ?? 0)
          }
        },
        valueOf: (row) => (isNone(row) ? null : (prefixes.texts[prefix[row] ?? 0] ?? '')),
        keyOf: ({ value, serial: digits }) =>
          value === null ? last : keyFor(prefixes.rankOf(String(value)), digits),
      }
    },
  }
  return orders[sort]()
}

/** By the value, of numbers by their digits, and by the id. */
function orderingOf({ ids, at }: DocumentColumns, by: Order, { sort, direction }: InvoiceOrder): Ordering {
  const sign = direction === 'asc' ? 1 : -1
  const { serial } = at
  const bySerial: Level = (rows, count, into) => {
    for (let index = 0; index < count; index++) into[index] = sign * (serial[rows[index] ?? 0] ?? 0)
  }
  return {
    levels: [by.key, ...(sort === 'number' ? [bySerial] : []), ...ids.levels(sign)],
    last: () => 0,
  }
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
  const { ids, at } = columns
  const start = after === null ? null : startOf(columns, by, order, after)
  const found = smallest(rows, limit + 1, orderingOf(columns, by, order), start)
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

/** Every row with what orders it, as it is now; for exports. */
export function allToOrder(
  columns: DocumentColumns,
  rows: Uint32Array,
  order: InvoiceOrder,
): { readonly rows: Uint32Array; readonly keys: readonly Float64Array[] } {
  const { levels } = orderingOf(columns, orderBy(columns, order), order)
  return {
    rows,
    keys: levels.map((level) => {
      const into = new Float64Array(rows.length)
      level(rows, rows.length, into)
      return into
    }),
  }
}

function startOf(
  { ids, at }: DocumentColumns,
  by: Order,
  { sort, direction }: InvoiceOrder,
  after: Marker,
): Start {
  const sign = direction === 'asc' ? 1 : -1
  const words = idWords(after.id)
  const serial = sort === 'number' ? sign * after.serial : 0
  return {
    key: by.keyOf(after),
    isAfter(row) {
      const tie = sort === 'number' ? sign * (at.serial[row] ?? 0) : 0
      if (tie !== serial) return tie > serial
      return sign * ids.compareWith(row, words) > 0
    },
  }
}
