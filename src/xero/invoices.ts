import { XeroInvoicesReply } from '#contracts/xero/invoices.ts'
import type { XeroDocument } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { accounting, type XeroHttp } from './http.ts'
import { fromWire } from './invoice-wire.ts'
import { getByIds, listPages, type XeroListPage } from './paging.ts'

const path = `${accounting}/Invoices`
const Page = XeroInvoicesReply.transform(({ Invoices, ...envelope }) => ({ ...envelope, rows: Invoices }))

/**
 * All sales invoices and bills with lines and payments, whatever their status, or those changed since
 * (ISO 8601), 1,000 a call.
 */
export function listInvoices(
  http: XeroHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<XeroListPage<XeroDocument>> {
  return listPages(http, { path, order: 'InvoiceID ASC', since, schema: Page, fromWire })
}

/** The named documents with lines and payments, 40 a call; unknown ids are left out. */
export function getInvoices(http: XeroHttp, ids: readonly XeroDocumentId[]): Promise<XeroDocument[]> {
  return getByIds(http, { path, ids, schema: Page, fromWire })
}
