import { XeroBalancesReply } from '#contracts/xero/balances.ts'
import { type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import { minorFromDecimal } from '#core/money.ts'
import { accounting, type XeroHttp } from './http.ts'
import { listPages, type XeroListPage } from './paging.ts'

/** What Xero itself says a contact owes and is owed, in the organisation's currency. */
export interface XeroBalance {
  readonly contactId: XeroContactId
  readonly salesMinor: number
  readonly purchasesMinor: number
}

const Page = XeroBalancesReply.transform(({ Contacts, ...envelope }) => ({ ...envelope, rows: Contacts }))

/**
 * The balances of all contacts, 1,000 a call. They change without the contact's own time of change, so there is no
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
      contactId: xeroContactId(wire.ContactID),
      salesMinor: minor(wire.Balances?.AccountsReceivable?.Outstanding),
      purchasesMinor: minor(wire.Balances?.AccountsPayable?.Outstanding),
    }),
  })
}
