import type { z } from 'zod'
import type { DocumentRow, DocumentState, Panel } from '#api/contacts.ts'
import { type CivilDate, civilDate, civilDateIn, daysBetween } from '#core/civil-date.ts'
import type { DocumentStatus } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { sumByCurrency } from '#core/money.ts'
import { documentsOf } from '#db/documents.ts'
import type { Db } from '#db/open.ts'
import { contactOf, contactRow, heardAt, linkOfContact, partyOf } from '#db/read-contacts.ts'
import { contactUrl, documentUrl } from '#xero/links.ts'
import type { Sides } from './sides.ts'

type AnyRow = Awaited<ReturnType<typeof documentsOf>>[number]
type DocumentTableRow = AnyRow & { readonly kind: 'invoice' | 'bill' }
const isInvoice = (row: AnyRow): row is DocumentTableRow => row.kind === 'invoice' || row.kind === 'bill'
type PanelView = z.infer<typeof Panel>

const documentsMax = 500

/** The invoices of one contact, with what is owed, in the organisation's own day. */
export async function panelView(
  db: Db,
  workspaceId: string,
  sides: Sides,
  key: string,
  options: { readonly showBills: boolean; readonly nowMs: number },
): Promise<PanelView | null> {
  const row = await contactRow(db, workspaceId, key)
  if (!row) return null
  const own = row.contact_id
  const via = own === null ? await organisationOf(db, workspaceId, row.party_id) : null
  const contactId = own ?? via?.contactId ?? null
  if (contactId === null || !sides.xero) return empty(row.state === 'waiting' ? 'waiting' : 'not_linked')
  const link = await linkOfContact(db, workspaceId, contactId)
  // A contact of Xero shows its own invoices whether or not it is linked; a party only once it is.
  if (row.party_id !== null && link?.state === 'proposed') return empty('waiting')
  const contact = await contactOf(db, workspaceId, contactId)
  const place = { appUrl: sides.xeroAppUrl, shortCode: sides.xero.details.shortCode }
  const today = civilDateIn(sides.xero.details.timeZone, options.nowMs)
  const all = (await documentsOf(db, workspaceId, contactId, documentsMax)).filter(isInvoice)
  const shown = options.showBills ? all : all.filter((document) => document.kind === 'invoice')
  const documents = shown.map((document) => documentView(document, today, place))
  const owing = documents.filter(
    (d) => d.kind === 'invoice' && (d.state === 'outstanding' || d.state === 'overdue'),
  )
  return {
    state: documents.length > 0 ? 'linked' : 'none',
    contactName: contact?.name ?? null,
    via: own === null && via ? { key: via.key, name: via.name } : null,
    xeroUrl: contactUrl(place, xeroContactId(contactId)),
    outstanding: sumByCurrency(owing.map((d) => d.amountDue)),
    overdue: sumByCurrency(owing.filter((d) => d.state === 'overdue').map((d) => d.amountDue)),
    averageDaysToPay: averageDaysToPay(all),
    documents,
    billsHidden: shown.length < all.length,
    asOf: (await heardAt(db, sides.xero.id))?.toISOString() ?? null,
  }
}

const empty = (state: 'not_linked' | 'waiting'): PanelView => ({
  state,
  contactName: null,
  via: null,
  xeroUrl: null,
  outstanding: [],
  overdue: [],
  averageDaysToPay: null,
  documents: [],
  billsHidden: false,
  asOf: null,
})

/** A person who belongs to an organisation shows the organisation's invoices: that is who is billed. */
async function organisationOf(db: Db, workspaceId: string, partyId: number | null) {
  if (partyId === null) return null
  const party = await partyOf(db, workspaceId, partyId)
  const organisation = party?.data.organisation
  if (!organisation) return null
  const row = await contactRow(db, workspaceId, `p${organisation.id}`)
  return row?.contact_id ? { key: row.key, name: row.name, contactId: row.contact_id } : null
}

function documentView(
  document: DocumentTableRow,
  today: CivilDate,
  place: { appUrl: string; shortCode: string },
): z.infer<typeof DocumentRow> {
  const money = (minor: number) => ({ minor, currency: document.currency })
  const state = documentState(document, today)
  return {
    id: document.id,
    kind: document.kind,
    state,
    number: document.number,
    reference: document.reference,
    issued: document.issued,
    due: document.due,
    daysLate: state === 'overdue' && document.due ? daysBetween(civilDate(document.due), today) : null,
    total: money(document.total_minor),
    amountDue: money(document.due_minor),
    paidOn: document.paid_on,
    url: documentUrl(place, {
      id: xeroDocumentId(document.id),
      kind: document.kind,
      status: statusOf(document.status),
    }),
    lines: document.lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      amount: money(line.lineMinor),
    })),
    payments: document.payments.map((payment) => ({
      date: payment.date,
      amount: money(payment.amountMinor),
      reference: payment.reference,
    })),
  }
}

/** Overdue: AUTHORISED, something due, and the due day is before the organisation's today. */
export function documentState(
  document: { readonly status: string; readonly due: string | null; readonly due_minor: number },
  today: CivilDate,
): z.infer<typeof DocumentState> {
  switch (document.status) {
    case 'DRAFT':
      return 'draft'
    case 'SUBMITTED':
      return 'submitted'
    case 'PAID':
      return 'paid'
    case 'VOIDED':
    case 'DELETED':
      return 'voided'
    default:
      if (document.due_minor <= 0) return 'paid'
      return document.due !== null && document.due < today ? 'overdue' : 'outstanding'
  }
}

const statuses: readonly DocumentStatus[] = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED']
const statusOf = (text: string): DocumentStatus => statuses.find((status) => status === text) ?? 'AUTHORISED'

const paidSampleMax = 20

/** From issue to full payment, over the newest paid sales invoices; null without any. */
export function averageDaysToPay(
  documents: readonly {
    readonly kind: string
    readonly status: string
    readonly issued: string | null
    readonly paid_on: string | null
  }[],
): number | null {
  const days = documents
    .flatMap((d) =>
      d.kind === 'invoice' && d.status === 'PAID' && d.issued && d.paid_on
        ? [daysBetween(civilDate(d.issued), civilDate(d.paid_on))]
        : [],
    )
    .slice(0, paidSampleMax)
  if (days.length === 0) return null
  return Math.max(0, Math.round(days.reduce((sum, n) => sum + n, 0) / days.length))
}
