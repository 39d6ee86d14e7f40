import {
  XeroRepeatingInvoicesReply,
  type XeroWireRepeatingInvoice,
} from '#contracts/xero/repeating-invoices.ts'
import type { RepeatingInvoice } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { dayOf } from './dates.ts'
import { lineAmountsFromWire, linesFromWire, minorIn, text } from './document-wire.ts'
import { accounting, type XeroHttp } from './http.ts'

/** All templates in one call: the list knows neither pages nor `since`. @source reference/xero.md §8.4 */
export async function listRepeatingInvoices(http: XeroHttp): Promise<RepeatingInvoice[]> {
  const request = { method: 'GET', path: `${accounting}/RepeatingInvoices` } as const
  const reply = await http.call(request, XeroRepeatingInvoicesReply)
  return reply.RepeatingInvoices.map(fromWire)
}

function fromWire(wire: XeroWireRepeatingInvoice): RepeatingInvoice {
  const currency = wire.CurrencyCode
  const minor = minorIn(currency)
  return {
    kind: 'repeating_invoice',
    id: xeroDocumentId(wire.RepeatingInvoiceID),
    side: wire.Type === 'ACCREC' ? 'sales' : 'purchases',
    contactId: xeroContactId(wire.Contact.ContactID),
    contactName: wire.Contact.Name ?? '',
    reference: text(wire.Reference),
    status: wire.Status,
    schedule: {
      every: wire.Schedule.Period ?? 1,
      unit: wire.Schedule.Unit === 'WEEKLY' ? 'weeks' : 'months',
      startsOn: dayOf(wire.Schedule.StartDate),
      nextOn: dayOf(wire.Schedule.NextScheduledDate),
      endsOn: dayOf(wire.Schedule.EndDate),
    },
    currency,
    subTotalMinor: minor(wire.SubTotal),
    taxMinor: minor(wire.TotalTax),
    totalMinor: minor(wire.Total),
    lineAmounts: lineAmountsFromWire(wire.LineAmountTypes),
    lines: linesFromWire(wire.LineItems, currency),
    approvedForSending: wire.ApprovedForSending ?? false,
    hasAttachments: wire.HasAttachments ?? false,
  }
}
