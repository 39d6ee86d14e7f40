import type { Context } from 'hono'
import { html } from 'hono/html'
import { dayText } from '../days.ts'
import { Invalid, Refusal } from '../errors.ts'
import { dueCents, type Invoice } from '../records.ts'
import { type Store, today } from '../store.ts'
import { type Html, money } from './layout.ts'

/** Reads a form field; absent and file fields read as "". */
export type Form = (name: string) => string

export async function formOf(c: Context): Promise<Form> {
  const body: Record<string, unknown> = await c.req.parseBody()
  return (name) => {
    const value = body[name]
    return typeof value === 'string' ? value.trim() : ''
  }
}

/** Runs a change; answers what stood in its way, in words, or null. */
export function attempt(change: () => void): string | null {
  try {
    change()
    return null
  } catch (error) {
    if (error instanceof Invalid) return error.messages.join(' ')
    if (error instanceof Refusal) return 'That could not be read. Check numbers and dates.'
    throw error
  }
}

/** Back to a page, carrying the problem if there was one. */
export const back = (c: Context, path: string, problem: string | null) =>
  c.redirect(
    problem ? `${path}${path.includes('?') ? '&' : '?'}problem=${encodeURIComponent(problem)}` : path,
    303,
  )

const appRoot = (store: Store) => `/app/${encodeURIComponent(store.organisation.shortCode)}`

export const contactPath = (store: Store, id: string) => `${appRoot(store)}/contacts/contact/${id}`

export const settingsPath = (store: Store) => `${appRoot(store)}/settings`

export const newContactPath = (store: Store) => `${appRoot(store)}/contacts/new`

export const invoicePath = (store: Store, invoice: Invoice) =>
  `${appRoot(store)}/${invoice.type === 'ACCREC' ? 'invoicing' : 'bills'}/view/${invoice.id}`

export const editPath = (store: Store, invoice: Invoice) => `${appRoot(store)}/invoicing/edit/${invoice.id}`

export const newInvoicePath = (store: Store, contactId?: string) =>
  `${appRoot(store)}/invoicing/new${contactId ? `?contact=${contactId}` : ''}`

export const personActing = (store: Store) => {
  const user = store.users[0]
  return user ? `${user.firstName} ${user.lastName}` : 'Sandbox'
}

const statusWords: Readonly<Record<Invoice['status'], string>> = {
  DRAFT: 'Draft',
  SUBMITTED: 'Awaiting approval',
  AUTHORISED: 'Awaiting payment',
  PAID: 'Paid',
  VOIDED: 'Voided',
  DELETED: 'Deleted',
}

export const isOverdue = (store: Store, invoice: Invoice) =>
  invoice.status === 'AUTHORISED' && invoice.dueDay !== undefined && invoice.dueDay < today(store)

export const statusPill = (store: Store, invoice: Invoice): Html =>
  isOverdue(store, invoice)
    ? html`<span class="pill red">Overdue</span>`
    : html`<span class="pill ${invoice.status === 'PAID' ? 'green' : ''}">${statusWords[invoice.status]}</span>`

const owed = (invoice: Invoice) =>
  invoice.status === 'VOIDED' || invoice.status === 'DELETED' ? 0 : dueCents(invoice)

/** Documents as a table; `withContact` where they are of several contacts. */
export function invoiceTable(store: Store, invoices: readonly Invoice[], withContact: boolean): Html {
  if (invoices.length === 0) return html`<p class="soft">No documents.</p>`
  return html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Number</th>${withContact ? html`<th>Contact</th>` : ''}<th>Kind</th><th>Date</th><th>Due</th><th>State</th><th class="n">Due amount</th><th class="n">Total</th></tr></thead><tbody>${invoices.map(
    (invoice) => html`<tr>
<td><a href="${invoicePath(store, invoice)}">${invoice.number || 'No number'}</a></td>
${withContact ? html`<td><a href="${contactPath(store, invoice.contact.id)}">${invoice.contact.name}</a></td>` : ''}
<td>${invoice.type === 'ACCREC' ? 'Invoice' : 'Bill'}</td><td>${dayText(invoice.day)}</td>
<td>${invoice.dueDay === undefined ? '' : dayText(invoice.dueDay)}</td><td>${statusPill(store, invoice)}</td>
<td class="n">${money(owed(invoice), invoice.currency)}</td><td class="n">${money(invoice.totalCents, invoice.currency)}</td></tr>`,
  )}</tbody></table></div>`
}
