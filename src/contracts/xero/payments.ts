import { z } from 'zod'
import { Amount, Text } from './documents.ts'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

const paid = { CurrencyCode: Text, Contact: z.object({ ContactID: XeroGuid.nullish() }).nullish() }

/** @source reference/xero.md §8.2 "Payment" */
export const XeroWirePayment = z.object({
  PaymentID: XeroGuid,
  Status: z.enum(['AUTHORISED', 'DELETED']),
  /** Says the kind and side of the document; one of the four below says which document. */
  PaymentType: Text,
  Date: XeroMsDate.nullish(),
  Amount: Amount,
  CurrencyRate: Amount,
  Reference: Text,
  IsReconciled: z.boolean().nullish(),
  Account: z.object({ AccountID: Text, Code: Text }).nullish(),
  BatchPaymentID: Text,
  Invoice: z.object({ ...paid, InvoiceID: XeroGuid, InvoiceNumber: Text, Type: Text }).nullish(),
  CreditNote: z.object({ ...paid, CreditNoteID: XeroGuid, CreditNoteNumber: Text }).nullish(),
  Prepayment: z.object({ ...paid, PrepaymentID: XeroGuid }).nullish(),
  Overpayment: z.object({ ...paid, OverpaymentID: XeroGuid }).nullish(),
  UpdatedDateUTC: XeroMsDate,
})
export type XeroWirePayment = z.infer<typeof XeroWirePayment>

/** `GET /Payments` */
export const XeroPaymentsReply = z.object({ ...xeroEnvelope, Payments: z.array(XeroWirePayment) })
