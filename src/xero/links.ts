import type { DocumentKind, DocumentStatus } from '#core/model/document.ts'
import type { XeroContactId, XeroDocumentId } from '#core/model/ids.ts'

/** Where an organisation's pages are; `appUrl` of the endpoints, `shortCode` with its leading "!". */
export interface XeroPlace {
  readonly appUrl: string
  readonly shortCode: string
}

/** @source reference/xero.md "11. Deep links into Xero", app form */
export function contactUrl(place: XeroPlace, contactId: XeroContactId): string {
  return `${prefix(place)}/contacts/contact/${contactId}`
}

/** Drafts of sales invoices open in the editor. */
export function documentUrl(
  place: XeroPlace,
  document: { readonly id: XeroDocumentId; readonly kind: DocumentKind; readonly status: DocumentStatus },
): string {
  if (document.kind === 'bill') return `${prefix(place)}/bills/view/${document.id}`
  const draft = document.status === 'DRAFT' || document.status === 'SUBMITTED'
  return `${prefix(place)}/invoicing/${draft ? 'edit' : 'view'}/${document.id}`
}

function prefix({ appUrl, shortCode }: XeroPlace): string {
  return `${appUrl}/app/${encodeURIComponent(shortCode)}`
}
