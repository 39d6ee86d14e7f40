import { XeroInvoicesReply, XeroOnlineInvoiceReply } from '#contracts/xero/invoices.ts'
import type { LedgerInvoice } from '#core/model/document.ts'
import type { XeroContactId, XeroDocumentId } from '#core/model/ids.ts'
import type { Apart } from '#core/remote/read-apart.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { accounting, type XeroHttp } from './http.ts'
import { fromWire } from './invoice-wire.ts'
import { getByIds, listPages, type XeroListPage } from './paging.ts'

const path = `${accounting}/Invoices`
const Page = XeroInvoicesReply.transform(({ Invoices, ...envelope }) => ({ ...envelope, rows: Invoices }))
/** Unit prices with all four decimals. @source reference/xero.md "Numbers" */
const query = { includeArchived: true, unitdp: 4 }
const list = { path, order: 'InvoiceID ASC', schema: Page, fromWire }

/**
 * All sales invoices and bills with lines and payments, whatever their status, or those changed since
 * (ISO 8601), 1,000 a call.
 */
export function listInvoices(
  http: XeroHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<XeroListPage<LedgerInvoice>> {
  return listPages(http, { ...list, since, query })
}

/** The named documents with lines and payments, 40 a call; unknown ids are left out. */
export function getInvoices(
  http: XeroHttp,
  ids: readonly XeroDocumentId[],
  apart?: Apart<string>,
): Promise<LedgerInvoice[]> {
  return getByIds(http, { ...list, ids, query, apart })
}

/**
 * What this app itself created for a contact, whatever its status: where a creation whose answer was lost is looked
 * for, by `url` or `reference`, before it is tried again.
 *
 * @source reference/xero.md §6.2, §8.1 "createdByMyApp"
 */
export async function findOwnInvoices(http: XeroHttp, contactId: XeroContactId): Promise<LedgerInvoice[]> {
  const own = { ...query, createdByMyApp: true, ContactIDs: contactId }
  const found: LedgerInvoice[] = []
  for await (const page of listPages(http, { ...list, since: undefined, query: own })) {
    // Should a filter go unheard, what it would have left out is left out here.
    found.push(...page.rows.filter((invoice) => invoice.contactId === contactId))
  }
  return found
}

/**
 * Where the customer sees the invoice; one call each, so only when asked for.
 *
 * @returns null for bills and for what is not approved
 * @source reference/xero.md §8.1 "OnlineInvoice"
 */
export async function onlineInvoiceUrl(http: XeroHttp, id: XeroDocumentId): Promise<string | null> {
  try {
    const request = { method: 'GET', path: `${path}/${id}/OnlineInvoice` } as const
    const reply = await http.call(request, XeroOnlineInvoiceReply)
    const url = reply.OnlineInvoices[0]?.OnlineInvoiceUrl
    // It becomes a link: nothing but the web is let through.
    return url && /^https?:\/\//i.test(url) ? url : null
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    return null
  }
}
