import { z } from 'zod'
import { Amount, Text, XeroWireDocumentContact, XeroWireLine } from './documents.ts'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'

/** @source reference/xero.md §8.4 "RepeatingInvoices" */
export const XeroWireRepeatingInvoice = z.object({
  RepeatingInvoiceID: XeroGuid,
  Type: z.enum(['ACCREC', 'ACCPAY']),
  Status: z.enum(['DRAFT', 'AUTHORISED', 'DELETED']),
  Reference: Text,
  Contact: XeroWireDocumentContact,
  Schedule: z.object({
    Period: z.int().nullish(),
    Unit: z.enum(['WEEKLY', 'MONTHLY']).nullish(),
    StartDate: XeroMsDate.nullish(),
    NextScheduledDate: XeroMsDate.nullish(),
    EndDate: XeroMsDate.nullish(),
  }),
  CurrencyCode: z.string().length(3),
  SubTotal: Amount,
  TotalTax: Amount,
  Total: Amount,
  LineAmountTypes: Text,
  LineItems: z.array(XeroWireLine).nullish(),
  ApprovedForSending: z.boolean().nullish(),
  HasAttachments: z.boolean().nullish(),
})
export type XeroWireRepeatingInvoice = z.infer<typeof XeroWireRepeatingInvoice>

/** `GET /RepeatingInvoices` */
export const XeroRepeatingInvoicesReply = z.object({
  ...xeroEnvelope,
  RepeatingInvoices: z.array(XeroWireRepeatingInvoice),
})
