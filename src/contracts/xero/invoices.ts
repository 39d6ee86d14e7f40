import { z } from 'zod'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

const Text = z.string().nullish()
/** Wide enough for any ledger, small enough to be held exactly in minor units. */
const Amount = z.number().gte(-1e12).lte(1e12).nullish()

/** @source reference/xero.md §8.1 */
export const XeroWireInvoice = z.object({
  InvoiceID: XeroGuid,
  Type: z.enum(['ACCREC', 'ACCPAY']),
  Status: z.enum(['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED']),
  InvoiceNumber: Text,
  Reference: Text,
  Contact: z.object({ ContactID: XeroGuid, Name: Text }),
  /** Calendar day as midnight UTC; the `…String` companion says the same. */
  Date: XeroMsDate.nullish(),
  DateString: Text,
  DueDate: XeroMsDate.nullish(),
  DueDateString: Text,
  FullyPaidOnDate: XeroMsDate.nullish(),
  CurrencyCode: z.string().length(3),
  CurrencyRate: Amount,
  SubTotal: Amount,
  TotalTax: Amount,
  Total: Amount,
  AmountDue: Amount,
  AmountPaid: Amount,
  AmountCredited: Amount,
  /** Absent in unpaged lists. */
  LineItems: z
    .array(
      z.object({
        Description: Text,
        Quantity: Amount,
        UnitAmount: Amount,
        LineAmount: Amount,
        TaxAmount: Amount,
      }),
    )
    .nullish(),
  Payments: z
    .array(
      z.object({
        PaymentID: XeroGuid,
        Date: XeroMsDate.nullish(),
        Amount: Amount,
        Reference: Text,
        Status: Text,
      }),
    )
    .nullish(),
  Url: Text,
  UpdatedDateUTC: XeroMsDate,
})
export type XeroWireInvoice = z.infer<typeof XeroWireInvoice>

/** `GET /Invoices` */
export const XeroInvoicesReply = z.object({ ...xeroEnvelope, Invoices: z.array(XeroWireInvoice) })
