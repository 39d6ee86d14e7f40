import { z } from 'zod'
import {
  Amount,
  Text,
  XeroWireDocumentContact,
  XeroWireLine,
  XeroWirePaymentRow,
  xeroDocumentStatuses,
} from './documents.ts'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

/** @source reference/xero.md §8.2 */
const XeroWireAllocation = z.object({
  /** Old allocations of prepayments and overpayments have none. */
  AllocationID: Text,
  Amount: Amount,
  Date: XeroMsDate.nullish(),
  Invoice: z.object({ InvoiceID: XeroGuid, InvoiceNumber: Text }),
  IsDeleted: z.boolean().nullish(),
})

const credit = {
  Status: z.enum(xeroDocumentStatuses),
  Reference: Text,
  Contact: XeroWireDocumentContact,
  Date: XeroMsDate.nullish(),
  DateString: Text,
  CurrencyCode: z.string().length(3),
  CurrencyRate: Amount,
  SubTotal: Amount,
  TotalTax: Amount,
  Total: Amount,
  RemainingCredit: Amount,
  Allocations: z.array(XeroWireAllocation).nullish(),
  /** Refunds. */
  Payments: z.array(XeroWirePaymentRow).nullish(),
  LineItems: z.array(XeroWireLine).nullish(),
  HasAttachments: z.boolean().nullish(),
  UpdatedDateUTC: XeroMsDate,
}
const Credit = z.object(credit)
export type XeroWireCredit = z.infer<typeof Credit>

export const XeroWireCreditNote = z.object({
  ...credit,
  CreditNoteID: XeroGuid,
  Type: z.enum(['ACCRECCREDIT', 'ACCPAYCREDIT']),
  CreditNoteNumber: Text,
  FullyPaidOnDate: XeroMsDate.nullish(),
})
export type XeroWireCreditNote = z.infer<typeof XeroWireCreditNote>

export const XeroWirePrepayment = z.object({
  ...credit,
  PrepaymentID: XeroGuid,
  Type: z.enum(['RECEIVE-PREPAYMENT', 'SPEND-PREPAYMENT', 'ARPREPAYMENT', 'APPREPAYMENT']),
  InvoiceNumber: Text,
})
export type XeroWirePrepayment = z.infer<typeof XeroWirePrepayment>

export const XeroWireOverpayment = z.object({
  ...credit,
  OverpaymentID: XeroGuid,
  Type: z.enum(['RECEIVE-OVERPAYMENT', 'SPEND-OVERPAYMENT', 'AROVERPAYMENT', 'APOVERPAYMENT']),
})
export type XeroWireOverpayment = z.infer<typeof XeroWireOverpayment>

/** `GET /CreditNotes` */
export const XeroCreditNotesReply = z.object({ ...xeroEnvelope, CreditNotes: z.array(XeroWireCreditNote) })
/** `GET /Prepayments` */
export const XeroPrepaymentsReply = z.object({ ...xeroEnvelope, Prepayments: z.array(XeroWirePrepayment) })
/** `GET /Overpayments` */
export const XeroOverpaymentsReply = z.object({ ...xeroEnvelope, Overpayments: z.array(XeroWireOverpayment) })
