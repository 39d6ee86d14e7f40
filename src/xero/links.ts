import type { DocumentKind, DocumentStatus, LedgerCredit } from '#core/model/document.ts'
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

export function quoteUrl(place: XeroPlace, quoteId: XeroDocumentId): string {
  return `${prefix(place)}/quotes/view/${quoteId}`
}

/**
 * A credit note's own page, in the older form: the app form has none that is known. Money paid ahead or too much has
 * no page with a known address either, and leads to its contact.
 *
 * @source reference/xero.md "11. Deep links into Xero": the supplier's path is documented, the customer's follows it
 */
export function creditUrl(
  place: XeroPlace,
  credit: Pick<LedgerCredit, 'kind' | 'side' | 'id' | 'contactId'>,
): string {
  if (credit.kind !== 'credit_note') return contactUrl(place, credit.contactId)
  const area = credit.side === 'sales' ? 'AccountsReceivable' : 'AccountsPayable'
  const url = new URL('/organisationlogin/default.aspx', place.appUrl)
  url.searchParams.set('shortcode', place.shortCode)
  url.searchParams.set('redirecturl', `/${area}/ViewCreditNote.aspx?creditNoteID=${credit.id}`)
  return url.href
}

function prefix({ appUrl, shortCode }: XeroPlace): string {
  return `${appUrl}/app/${encodeURIComponent(shortCode)}`
}
