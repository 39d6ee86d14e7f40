import { XeroAttachmentsReply } from '#contracts/xero/attachments.ts'
import type { DocumentAttachment, LedgerDocumentKind } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { text } from './document-wire.ts'
import { accounting, type XeroHttp } from './http.ts'

/** Prepayments and overpayments have files on their bank transaction, which is not theirs to ask for. */
export type AttachmentOwner = Exclude<LedgerDocumentKind, 'prepayment' | 'overpayment'>

const endpoints: Readonly<Record<AttachmentOwner, string>> = {
  invoice: 'Invoices',
  bill: 'Invoices',
  credit_note: 'CreditNotes',
  quote: 'Quotes',
  repeating_invoice: 'RepeatingInvoices',
}

/**
 * The files on a document, without their bytes; one call each, so only when asked for. Needs the attachments scope.
 *
 * @throws RemoteError `missing` for an unknown document, `scope` without the scope
 * @source reference/xero.md §6.4
 */
export async function listAttachments(
  http: XeroHttp,
  document: { readonly kind: AttachmentOwner; readonly id: XeroDocumentId },
): Promise<DocumentAttachment[]> {
  const path = `${accounting}/${endpoints[document.kind]}/${document.id}/Attachments`
  const reply = await http.call({ method: 'GET', path }, XeroAttachmentsReply)
  return reply.Attachments.map((wire) => ({
    id: wire.AttachmentID.toLowerCase(),
    fileName: wire.FileName ?? '',
    mimeType: text(wire.MimeType),
    bytes: wire.ContentLength ?? null,
    includeOnline: wire.IncludeOnline ?? false,
  }))
}
