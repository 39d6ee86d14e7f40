import { z } from 'zod'
import { XeroGuid, XeroMsDate } from './envelope.ts'
import { XeroValidationErrors } from './errors.ts'

export const Text = z.string().nullish()
/** Wide enough for any ledger, small enough to be held exactly in minor units. */
export const Amount = z.number().gte(-1e12).lte(1e12).nullish()

/** The short form in lists; quotes and full documents say more. */
export const XeroWireDocumentContact = z.object({ ContactID: XeroGuid, Name: Text })

export const xeroDocumentStatuses = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED'] as const

/** @source reference/xero.md §8.1 "LineItem" */
export const XeroWireLine = z.object({
  LineItemID: Text,
  Description: Text,
  Quantity: Amount,
  UnitAmount: Amount,
  LineAmount: Amount,
  TaxAmount: Amount,
  ItemCode: Text,
  AccountCode: Text,
  TaxType: Text,
  DiscountRate: Amount,
  Tracking: z.array(z.object({ Name: Text, Option: Text })).nullish(),
})
export type XeroWireLine = z.infer<typeof XeroWireLine>

/** How a payment, or the refund of a credit, stands inside its document. */
export const XeroWirePaymentRow = z.object({
  PaymentID: XeroGuid,
  Date: XeroMsDate.nullish(),
  Amount: Amount,
  Reference: Text,
  Status: Text,
})
export type XeroWirePaymentRow = z.infer<typeof XeroWirePaymentRow>

/** How a credit stands inside the invoice it was used on. */
export const XeroWireAppliedCredit = z.object({
  CreditNoteID: Text,
  PrepaymentID: Text,
  OverpaymentID: Text,
  CreditNoteNumber: Text,
  AppliedAmount: Amount,
  Date: XeroMsDate.nullish(),
  DateString: Text,
})
export type XeroWireAppliedCredit = z.infer<typeof XeroWireAppliedCredit>

/**
 * What every element of a `summarizeErrors=false` answer says of its outcome. The record is parsed only where it
 * succeeded: the echo of a refused one need not be whole.
 *
 * @source reference/xero.md §6.1
 */
export const XeroWriteOutcome = z.looseObject({
  StatusAttributeString: Text,
  HasErrors: z.boolean().nullish(),
  HasValidationErrors: z.boolean().nullish(),
  ValidationErrors: XeroValidationErrors.nullish(),
  Warnings: XeroValidationErrors.nullish(),
})
export type XeroWriteOutcome = z.infer<typeof XeroWriteOutcome>
