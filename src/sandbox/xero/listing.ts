import { checkBigList } from './big-lists.ts'
import { isGuid } from './body.ts'
import type { Wire } from './envelope.ts'
import { queryProblem, Refusal } from './errors.ts'
import type { Ordered } from './ordered.ts'
import { matches, parseWhere, type Read } from './where.ts'

export interface Page {
  readonly page: number
  readonly pageSize: number
  readonly pageCount: number
  readonly itemCount: number
}

export interface Listing<T> {
  readonly rows: readonly T[]
  /** Only when `page` was sent (or `summaryOnly`, which forces paging). */
  readonly pagination: Page | null
}

export const flag = (query: URLSearchParams, name: string) => query.get(name)?.toLowerCase() === 'true'

/** A comma separated parameter; null when absent, empty when sent empty: then nothing matches. */
export function idList(query: URLSearchParams, name: string): ReadonlySet<string> | null {
  const text = query.get(name)
  if (text === null) return null
  return new Set(text.split(',').flatMap((part) => part.trim().toLowerCase() || []))
}

/** @throws Refusal 412 when the header is not a date */
export function modifiedSince(headers: Headers): number | null {
  const text = headers.get('if-modified-since')
  if (text === null || text.trim() === '') return null
  const iso = /^\d{4}-\d{2}-\d{2}/.test(text)
  const ms = Date.parse(iso && text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(ms)) {
    throw new Refusal({
      status: 412,
      contentType: 'text/plain',
      body: 'If-Modified-Since is not a valid date',
    })
  }
  return Math.floor(ms / 1000) * 1000
}

type Comparable = string | number | boolean | null

const comparable = (value: ReturnType<Read<never>>): Comparable => {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value.toLowerCase()
  if (typeof value === 'object') return 'guid' in value ? value.guid : value.ms
  return value
}

interface Order<T> {
  readonly field: string
  readonly descending: boolean
  readonly read: Read<T>
}

function parseOrder<T>(text: string, read: Read<T>): readonly Order<T>[] {
  return text.split(',').map((part) => {
    const found = /^\s*([A-Za-z_.]+)(?:\s+(ASC|DESC|ASCENDING|DESCENDING))?\s*$/i.exec(part)
    if (!found?.[1]) throw queryProblem(`Order clause '${part}' could not be parsed`)
    return { field: found[1].toLowerCase(), descending: /^desc/i.test(found[2] ?? ''), read }
  })
}

function sortedBy<T extends { id: string }>(rows: readonly T[], orders: readonly Order<T>[]): T[] {
  const keyed = rows.map((row) => ({
    row,
    keys: orders.map((order) => {
      const value = order.read(row, order.field)
      if (value === undefined) throw queryProblem(`No property or field '${order.field}' exists`)
      return comparable(value)
    }),
  }))
  keyed.sort((a, b) => {
    for (let i = 0; i < orders.length; i++) {
      const [x, y] = [a.keys[i] ?? null, b.keys[i] ?? null]
      if (x === y) continue
      const less = x === null || (y !== null && x < y)
      return less !== (orders[i]?.descending ?? false) ? -1 : 1
    }
    return a.row.id < b.row.id ? -1 : 1
  })
  return keyed.map((entry) => entry.row)
}

/** The rows in the asked order; the two usual orders come from the index without sorting. */
function inOrder<T extends { id: string; updatedMs: number }>(
  table: Ordered<T>,
  order: string | null,
  idField: string,
  read: Read<T>,
): { rows: readonly T[]; sort: readonly Order<T>[] } {
  if (!order?.trim()) return { rows: table.byUpdated(), sort: [] }
  const orders = parseOrder(order, read)
  const only = orders.length === 1 ? orders[0] : undefined
  if (only && !only.descending && only.field === idField) return { rows: table.byId(), sort: [] }
  return { rows: table.byId(), sort: orders }
}

const whole = (text: string | null, fallback: number) => {
  const number = Number.parseInt(text ?? '', 10)
  return Number.isNaN(number) ? fallback : number
}

/**
 * Filters, orders and pages a table the way every paged Accounting resource does.
 *
 * @source xero.md, "5. Reading"
 */
export function listing<T extends { id: string; updatedMs: number }>(options: {
  readonly table: Ordered<T>
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly idField: string
  readonly read: Read<T>
  readonly keep: (row: T) => boolean
  /** Fields with fast filters and orders, where very long lists are refused. */
  readonly optimised?: ReadonlySet<string>
}): Listing<T> {
  const { table, query, read } = options
  const since = modifiedSince(options.headers)
  const where = query.get('where')
  const expression = where?.trim() ? parseWhere(where) : null
  const { rows, sort } = inOrder(table, query.get('order'), options.idField, read)
  const kept = rows.filter(
    (row) =>
      (since === null || row.updatedMs >= since) &&
      options.keep(row) &&
      (expression === null || matches(expression, row, read)),
  )
  if (options.optimised) {
    checkBigList({
      rows: rows.length,
      matched: kept.length,
      paged: query.has('page'),
      where: expression,
      order: sort.map((order) => order.field),
      optimised: options.optimised,
    })
  }
  const ordered = sort.length > 0 ? sortedBy(kept, sort) : kept
  if (!query.has('page') && !flag(query, 'summaryOnly')) return { rows: ordered, pagination: null }
  const page = Math.max(1, whole(query.get('page'), 1))
  const pageSize = Math.min(1_000, Math.max(1, whole(query.get('pageSize'), 100)))
  return {
    rows: ordered.slice((page - 1) * pageSize, page * pageSize),
    pagination: {
      page,
      pageSize,
      pageCount: Math.ceil(ordered.length / pageSize),
      itemCount: ordered.length,
    },
  }
}

/**
 * A list without pages: the settings resources and groups. `known` names the fields a row may lack, so that a
 * filter on one of them meets null instead of an unknown property.
 */
export function unpaged(
  rows: readonly Wire[],
  query: URLSearchParams,
  known: readonly string[] = [],
): readonly Wire[] {
  const read = wireReader(known)
  const where = query.get('where')
  const expression = where?.trim() ? parseWhere(where) : null
  const kept = expression === null ? rows : rows.filter((row) => matches(expression, row, read))
  const order = query.get('order')
  if (!order?.trim()) return kept
  const numbered = kept.map((row, index) => ({ id: String(index).padStart(9, '0'), row }))
  const orders = parseOrder<(typeof numbered)[number]>(order, (entry, path) => read(entry.row, path))
  return sortedBy(numbered, orders).map((entry) => entry.row)
}

function wireReader(known: readonly string[]): Read<Wire> {
  const nullable = new Set(known.map((name) => name.toLowerCase()))
  return (row, path) => {
    const value = at(row, path.split('.'))
    if (value === undefined || value === null) return nullable.has(path) || value === null ? null : undefined
    if (typeof value === 'number' || typeof value === 'boolean') return value
    if (typeof value !== 'string') return undefined
    const ms = /^\/Date\((-?\d+)/.exec(value)?.[1]
    if (ms) return { ms: Number(ms) }
    return /ids?$/.test(path) && isGuid(value) ? { guid: value } : value
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entry = Object.entries(value).find(([key]) => key.toLowerCase() === first)
  return at(entry?.[1], rest)
}
