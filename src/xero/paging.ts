import type { z } from 'zod'
import type { XeroPagination } from '#contracts/xero/envelope.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { instantOfMsDate, modifiedSince } from './dates.ts'
import type { XeroHttp } from './http.ts'

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
  },
): AsyncGenerator<XeroListPage<Row>> {
  let serverTime: string | null = null
  let received = 0
  for (let page = 1; page <= pagesMax; page++) {
    const reply = await http.call(
      {
        method: 'GET',
        path: list.path,
        query: { page, pageSize, order: list.order, includeArchived: true },
        modifiedSince: list.since === undefined ? undefined : modifiedSince(list.since),
      },
      list.schema,
    )
    if (page === 1) serverTime = reply.DateTimeUTC ? instantOfMsDate(reply.DateTimeUTC) : null
    received += reply.rows.length
    // Without the block a full page may have a successor.
    const pageCount = reply.pagination?.pageCount ?? (reply.rows.length >= pageSize ? page + 1 : page)
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
  },
): Promise<Row[]> {
  const ids = [...new Set(list.ids)]
  const calls: Promise<XeroPageReply<Wire>>[] = []
  for (let i = 0; i < ids.length; i += idsPerCall) {
    // `page` is sent because unpaged answers leave fields and lines out.
    const query = { IDs: ids.slice(i, i + idsPerCall).join(','), includeArchived: true, page: 1, pageSize }
    calls.push(http.call({ method: 'GET', path: list.path, query }, list.schema))
  }
  return (await Promise.all(calls)).flatMap((reply) => reply.rows.map(list.fromWire))
}
