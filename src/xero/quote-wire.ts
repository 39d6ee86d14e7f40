import type { XeroWireQuote } from '#contracts/xero/quotes.ts'
import type { Quote } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { dayOf, instantOfMsDate } from './dates.ts'
import { decimal, lineAmountsFromWire, linesFromWire, minorIn, text } from './document-wire.ts'

/** @source reference/xero.md §8.3 */
export function fromWire(wire: XeroWireQuote): Quote {
  const currency = wire.CurrencyCode
  const minor = minorIn(currency)
  return {
    kind: 'quote',
    id: xeroDocumentId(wire.QuoteID),
    contactId: xeroContactId(wire.Contact.ContactID),
    contactName: wire.Contact.Name ?? '',
    number: text(wire.QuoteNumber),
    reference: text(wire.Reference),
    title: text(wire.Title),
    summary: text(wire.Summary),
    terms: text(wire.Terms),
    status: wire.Status,
    date: dayOf(wire.Date, wire.DateString),
    expiresOn: dayOf(wire.ExpiryDate, wire.ExpiryDateString),
    currency,
    currencyRate: decimal(wire.CurrencyRate),
    subTotalMinor: minor(wire.SubTotal),
    taxMinor: minor(wire.TotalTax),
    totalMinor: minor(wire.Total),
    discountMinor: minor(wire.TotalDiscount),
    lineAmounts: lineAmountsFromWire(wire.LineAmountTypes),
    lines: linesFromWire(wire.LineItems, currency),
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}
