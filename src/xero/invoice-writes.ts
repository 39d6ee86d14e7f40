import { XeroInvoicesWriteReply, XeroWireInvoice } from '#contracts/xero/invoices.ts'
import type { LedgerInvoice } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { invoiceToWire, type NewInvoice } from './document-edit.ts'
import { type DocumentOutcome, documentOutcome } from './document-outcome.ts'
import { accounting, type XeroHttp } from './http.ts'
import { fromWire } from './invoice-wire.ts'

export type InvoiceOutcome = DocumentOutcome<LedgerInvoice>

interface Written {
  /** One per logical write, kept across its retries. Xero knows it for six minutes. */
  readonly idempotencyKey: string
}

/**
 * Creates a sales invoice or a bill; a number in use is refused, never written over. What the answer shows has no
 * payments and credits yet.
 *
 * @throws RemoteError when nothing is known; when `ambiguous`, `findOwnInvoices` tells before it is tried again
 * @source reference/xero.md §6.2, §8.1
 */
export function createInvoice(http: XeroHttp, invoice: NewInvoice, by: Written): Promise<InvoiceOutcome> {
  return write(http, 'PUT', invoiceToWire(invoice), by)
}

/**
 * Approves a draft, or ends a document: DELETED for what is not approved, VOIDED for what is and has neither payment
 * nor credit on it. Lines and contact stay as they are. Nothing ended comes back.
 *
 * @source reference/xero.md §8.1, status table
 */
export function setInvoiceStatus(
  http: XeroHttp,
  id: XeroDocumentId,
  status: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'VOIDED' | 'DELETED',
  by: Written,
): Promise<InvoiceOutcome> {
  return write(http, 'POST', { InvoiceID: id, Status: status }, by)
}

/** How a document with this status can be ended; null when it cannot, or is ended. */
export function endingStatus(status: LedgerInvoice['status']): 'VOIDED' | 'DELETED' | null {
  if (status === 'DRAFT' || status === 'SUBMITTED') return 'DELETED'
  return status === 'AUTHORISED' ? 'VOIDED' : null
}

function write(
  http: XeroHttp,
  method: 'PUT' | 'POST',
  invoice: unknown,
  { idempotencyKey }: Written,
): Promise<InvoiceOutcome> {
  return documentOutcome({
    send: async () => {
      const query = { summarizeErrors: false, unitdp: 4 }
      const body = { Invoices: [invoice] }
      const request = { method, path: `${accounting}/Invoices`, query, body, idempotencyKey }
      return (await http.call(request, XeroInvoicesWriteReply)).Invoices
    },
    schema: XeroWireInvoice,
    fromWire,
    missing: 'The document does not exist in Xero any more.',
  })
}
