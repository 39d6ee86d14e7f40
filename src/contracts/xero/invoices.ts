import { z } from 'zod'
import {
  Amount,
  Text,
  XeroWireAppliedCredit,
  XeroWireDocumentContact,
  XeroWireLine,
  XeroWirePaymentRow,
  XeroWriteOutcome,
  xeroDocumentStatuses,
} from './documents.ts'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

/** @source reference/xero.md §8.1 */
export const XeroWireInvoice = z.object({
  InvoiceID: XeroGuid,
  Type: z.enum(['ACCREC', 'ACCPAY']),
  Status: z.enum(xeroDocumentStatuses),
  InvoiceNumber: Text,
  Reference: Text,
  Contact: XeroWireDocumentContact,
  /** Calendar day as midnight UTC; the `…String` companion says the same. */
  Date: XeroMsDate.nullish(),
  DateString: Text,
  DueDate: XeroMsDate.nullish(),
  DueDateString: Text,
  FullyPaidOnDate: XeroMsDate.nullish(),
  /** Of sales invoices. */
  ExpectedPaymentDate: XeroMsDate.nullish(),
  /** Of bills. */
  PlannedPaymentDate: XeroMsDate.nullish(),
  LineAmountTypes: Text,
  CurrencyCode: z.string().length(3),
  CurrencyRate: Amount,
  SubTotal: Amount,
  TotalTax: Amount,
  Total: Amount,
  TotalDiscount: Amount,
  AmountDue: Amount,
  AmountPaid: Amount,
  AmountCredited: Amount,
  /** Absent in unpaged lists. */
  LineItems: z.array(XeroWireLine).nullish(),
  /** Absent, like credit notes, in the answer to a write. */
  Payments: z.array(XeroWirePaymentRow).nullish(),
  CreditNotes: z.array(XeroWireAppliedCredit).nullish(),
  Prepayments: z.array(XeroWireAppliedCredit).nullish(),
  Overpayments: z.array(XeroWireAppliedCredit).nullish(),
  SentToContact: z.boolean().nullish(),
  HasAttachments: z.boolean().nullish(),
  RepeatingInvoiceID: XeroGuid.nullish(),
  Url: Text,
  UpdatedDateUTC: XeroMsDate,
})
export type XeroWireInvoice = z.infer<typeof XeroWireInvoice>

/** `GET /Invoices` */
export const XeroInvoicesReply = z.object({ ...xeroEnvelope, Invoices: z.array(XeroWireInvoice) })

/** `PUT` and `POST /Invoices?summarizeErrors=false` */
export const XeroInvoicesWriteReply = z.object({ ...xeroEnvelope, Invoices: z.array(XeroWriteOutcome) })

/** `GET /Invoices/{id}/OnlineInvoice` */
export const XeroOnlineInvoiceReply = z.object({
  ...xeroEnvelope,
  OnlineInvoices: z.array(z.object({ OnlineInvoiceUrl: Text })),
})
