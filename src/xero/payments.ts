import { XeroPaymentsReply } from '#contracts/xero/payments.ts'
import type { Payment } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { accounting, type XeroHttp } from './http.ts'
import { getByFilter, listPages, type XeroListPage } from './paging.ts'
import { fromWire } from './payment-wire.ts'

const Page = XeroPaymentsReply.transform(({ Payments, ...envelope }) => ({ ...envelope, rows: Payments }))
const list = {
  path: `${accounting}/Payments`,
  idField: 'PaymentID',
  order: 'PaymentID ASC',
  schema: Page,
  fromWire,
  query: {},
}

/**
 * All payments and refunds, deleted ones too, or those changed since (ISO 8601), 1,000 a call. There are no webhooks
 * for them, but each one changes the document it is for.
 *
 * @source reference/xero.md §8.2, "10. Webhooks"
 */
export function listPayments(
  http: XeroHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<XeroListPage<Payment>> {
  return listPages(http, { ...list, since })
}

/** The named ones, 20 a call; unknown ids are left out. */
export function getPayments(http: XeroHttp, ids: readonly XeroDocumentId[]): Promise<Payment[]> {
  return getByFilter(http, { ...list, ids })
}
