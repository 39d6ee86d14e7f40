import { XeroBalancesReply } from '#contracts/xero/balances.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { minorFromDecimal } from '#core/money.ts'
import { fromWire } from './contact-wire.ts'
import { accounting, type XeroHttp } from './http.ts'
import { listPages, type XeroListPage } from './paging.ts'

/** A contact, and what Xero itself says that it owes and is owed, in the organisation's currency. */
export interface XeroBalance {
  readonly contact: XeroContact
  readonly salesMinor: number
  readonly purchasesMinor: number
}

const Page = XeroBalancesReply.transform(({ Contacts, ...envelope }) => ({ ...envelope, rows: Contacts }))

/**
 * All contacts with their balances, 1,000 a call. They change without the contact's own time of change, so there is no
 * asking for those that changed.
 *
 * @source reference/xero.md §6.3, "7. Contacts"
 */
export function listBalances(
  http: XeroHttp,
  baseCurrency: string,
): AsyncGenerator<XeroListPage<XeroBalance>> {
  const minor = (amount: number | null | undefined) => minorFromDecimal(amount ?? 0, baseCurrency)
  return listPages(http, {
    path: `${accounting}/Contacts`,
    order: 'ContactID ASC',
    since: undefined,
    schema: Page,
    fromWire: (wire): XeroBalance => ({
      contact: fromWire(wire),
      salesMinor: minor(wire.Balances?.AccountsReceivable?.Outstanding),
      purchasesMinor: minor(wire.Balances?.AccountsPayable?.Outstanding),
    }),
  })
}
