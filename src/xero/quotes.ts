import { XeroQuotesReply } from '#contracts/xero/quotes.ts'
import type { Quote } from '#core/model/document.ts'
import type { XeroContactId, XeroDocumentId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { accounting, type XeroHttp } from './http.ts'
import { listPages, type XeroListPage } from './paging.ts'
import { fromWire } from './quote-wire.ts'

const path = `${accounting}/Quotes`
const Page = XeroQuotesReply.transform(({ Quotes, ...envelope }) => ({ ...envelope, rows: Quotes }))

/**
 * All quotes, deleted ones too, or those changed since (ISO 8601), or those of one contact; always 100 a call, and
 * without word of how many there are. There are no webhooks for them.
 *
 * @source reference/xero.md §8.3, "5. Reading"
 */
export function listQuotes(
  http: XeroHttp,
  { since, contactId }: { readonly since?: string | undefined; readonly contactId?: XeroContactId } = {},
): AsyncGenerator<XeroListPage<Quote>> {
  return listPages(http, {
    path,
    order: 'QuoteID ASC',
    since,
    schema: Page,
    fromWire,
    query: { ContactID: contactId },
    fixedPageSize: 100,
  })
}

/** One quote; null when nobody knows it. There is no way to ask for several. */
export async function getQuote(http: XeroHttp, id: XeroDocumentId): Promise<Quote | null> {
  try {
    const reply = await http.call({ method: 'GET', path: `${path}/${id}` }, Page)
    const [wire] = reply.rows
    return wire ? fromWire(wire) : null
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return null
  }
}
