import { z } from 'zod'
import { Amount, Text, XeroWireDocumentContact, XeroWireLine, XeroWriteOutcome } from './documents.ts'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

/** @source reference/xero.md §8.3 */
export const XeroWireQuote = z.object({
  QuoteID: XeroGuid,
  QuoteNumber: Text,
  Reference: Text,
  Title: Text,
  Summary: Text,
  Terms: Text,
  Contact: XeroWireDocumentContact,
  Status: z.enum(['DRAFT', 'SENT', 'DECLINED', 'ACCEPTED', 'INVOICED', 'DELETED']),
  Date: XeroMsDate.nullish(),
  DateString: Text,
  ExpiryDate: XeroMsDate.nullish(),
  ExpiryDateString: Text,
  CurrencyCode: z.string().length(3),
  CurrencyRate: Amount,
  SubTotal: Amount,
  TotalTax: Amount,
  Total: Amount,
  TotalDiscount: Amount,
  /** In capitals here: EXCLUSIVE, INCLUSIVE, NOTAX. */
  LineAmountTypes: Text,
  LineItems: z.array(XeroWireLine).nullish(),
  UpdatedDateUTC: XeroMsDate,
})
export type XeroWireQuote = z.infer<typeof XeroWireQuote>

/** `GET /Quotes` */
export const XeroQuotesReply = z.object({ ...xeroEnvelope, Quotes: z.array(XeroWireQuote) })

/** `PUT` and `POST /Quotes?summarizeErrors=false` */
export const XeroQuotesWriteReply = z.object({ ...xeroEnvelope, Quotes: z.array(XeroWriteOutcome) })
