import type { z } from 'zod'
import type { XeroPagination } from '#contracts/xero/envelope.ts'
import { chunksOf } from '#core/chunks.ts'
import { type Apart, readApart } from '#core/remote/read-apart.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { instantOfMsDate, modifiedSince } from './dates.ts'
import type { XeroHttp, XeroRequest } from './http.ts'

export interface XeroListPage<Row> {
  readonly rows: readonly Row[]
  /**
   * The server's clock at page 1, ISO 8601: minus an overlap, the `since` of the next delta once all pages are
   * stored. Null when the server did not say.
   */
  readonly serverTime: string | null
  /** Rows the server says the whole list has. */
  readonly itemCount: number
  /** Rows of this and all pages before: less than `itemCount` after the last page means rows were missed. */
  readonly received: number
  readonly page: number
  readonly pageCount: number
}

export interface XeroPageReply<Wire> {
  readonly rows: readonly Wire[]
  readonly DateTimeUTC?: string | null | undefined
  readonly pagination?: z.infer<typeof XeroPagination> | null | undefined
}

const pageSize = 1_000
/** What most lists need: what was archived, voided or deleted must not leave the set. */
const withArchived: XeroRequest['query'] = { includeArchived: true }
/** About 40 guids keep the address short enough. @source reference/xero.md "5. Reading" */
const idsPerCall = 40
/** Beyond 100,000 rows Xero refuses by itself. */
const pagesMax = 1_000

/**
 * The loop that loses nothing while rows change under it: an order that never changes, archived rows included,
 * the watermark from the server's clock at page 1.
 *
 * @param since ISO 8601; rows changed at or after it
 * @source reference/xero.md "5. Reading", "Paging drift"
 */
export async function* listPages<Wire, Row>(
  http: XeroHttp,
  list: {
    readonly path: string
    readonly order: string
    readonly since: string | undefined
    readonly schema: z.ZodType<XeroPageReply<Wire>>
    readonly fromWire: (wire: Wire) => Row
    /** Beside page and order, in place of `includeArchived`, which not every list knows. */
    readonly query?: XeroRequest['query']
    /** Where Xero fixes the size: it is not sent, and a full page may have a successor. */
    readonly fixedPageSize?: number
  },
): AsyncGenerator<XeroListPage<Row>> {
  const { query = withArchived, fixedPageSize } = list
  const sized = fixedPageSize === undefined ? { pageSize } : {}
  let serverTime: string | null = null
  let received = 0
  for (let page = 1; page <= pagesMax; page++) {
    const reply = await http.call(
      {
        method: 'GET',
        path: list.path,
        query: { page, ...sized, order: list.order, ...query },
        modifiedSince: list.since === undefined ? undefined : modifiedSince(list.since),
      },
      list.schema,
    )
    if (page === 1) serverTime = reply.DateTimeUTC ? instantOfMsDate(reply.DateTimeUTC) : null
    received += reply.rows.length
    // Without the block a full page may have a successor.
    const full = reply.rows.length >= (fixedPageSize ?? pageSize)
    const pageCount = reply.pagination?.pageCount ?? (full ? page + 1 : page)
    const itemCount = reply.pagination?.itemCount ?? received
    yield { rows: reply.rows.map(list.fromWire), serverTime, itemCount, received, page, pageCount }
    if (page >= pageCount || reply.rows.length === 0) return
  }
  throw new RemoteError({ side: 'xero', kind: 'bad_reply', message: `xero: ${list.path} does not end` })
}

/** The named rows, 40 a call, archived ones included; ids nobody knows are left out. */
export async function getByIds<Wire, Row>(
  http: XeroHttp,
  list: {
    readonly path: string
    readonly ids: readonly string[]
    readonly schema: z.ZodType<XeroPageReply<Wire>>
    readonly fromWire: (wire: Wire) => Row
    readonly query?: XeroRequest['query']
    /** For rows over which Xero fails; without it one of them is a fault of the whole. */
    readonly apart?: Apart<string> | undefined
  },
): Promise<Row[]> {
  const ids = [...new Set(list.ids)]
  const read = async (part: readonly string[], attemptsMax?: number) => {
    // `page` is sent because unpaged answers leave fields and lines out.
    const query = { IDs: part.join(','), ...(list.query ?? withArchived), page: 1, pageSize }
    return (await http.call({ method: 'GET', path: list.path, query, attemptsMax }, list.schema)).rows
  }
  const { apart } = list
  const calls = chunksOf(ids, idsPerCall).map((part) => (apart ? readApart(part, read, apart) : read(part)))
  return (await Promise.all(calls)).flat().map(list.fromWire)
}

/** A comparison with a guid is some 70 characters once encoded: this many keep the address near two thousand. */
const comparisonsPerCall = 20

/**
 * As `getByIds`, for lists that know no `IDs`: by a filter, and one by one where Xero refuses the filter, as very
 * large organisations do with those that are not optimised.
 *
 * @param list.idField as filters spell it, e.g. `CreditNoteID`
 * @source reference/xero.md "5. Reading", `where` grammar
 */
export async function getByFilter<Wire, Row>(
  http: XeroHttp,
  list: {
    readonly path: string
    readonly idField: string
    readonly ids: readonly string[]
    readonly schema: z.ZodType<XeroPageReply<Wire>>
    readonly fromWire: (wire: Wire) => Row
    readonly query?: XeroRequest['query']
  },
): Promise<Row[]> {
  const ids = [...new Set(list.ids)]
  const calls = chunksOf(ids, comparisonsPerCall).map((part) => filtered(http, list, part))
  return (await Promise.all(calls)).flat().map(list.fromWire)
}

interface FilteredList<Wire> {
  readonly path: string
  readonly idField: string
  readonly schema: z.ZodType<XeroPageReply<Wire>>
  readonly query?: XeroRequest['query']
}

async function filtered<Wire>(
  http: XeroHttp,
  list: FilteredList<Wire>,
  ids: readonly string[],
): Promise<readonly Wire[]> {
  const where = ids.map((id) => `${list.idField}==Guid("${id}")`).join(' OR ')
  try {
    const query = { where, page: 1, pageSize, ...list.query }
    return (await http.call({ method: 'GET', path: list.path, query }, list.schema)).rows
  } catch (error) {
    if (!isRemoteError(error, 'invalid')) throw error
    return (await Promise.all(ids.map((id) => single(http, list, id)))).flat()
  }
}

async function single<Wire>(http: XeroHttp, list: FilteredList<Wire>, id: string): Promise<readonly Wire[]> {
  try {
    const request = { method: 'GET', path: `${list.path}/${id}`, query: list.query } as const
    return (await http.call(request, list.schema)).rows
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return []
  }
}
