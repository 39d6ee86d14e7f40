import { Hono } from 'hono'
import { html } from 'hono/html'
import { allocate, unallocate } from '../allocations.ts'
import { elementOf } from '../body.ts'
import { writeCreditNote } from '../credit-note-writes.ts'
import { dayText } from '../days.ts'
import { Invalid } from '../errors.ts'
import { emailInvoice } from '../invoice-email.ts'
import { dueCents, type Invoice } from '../records.ts'
import type { Store } from '../store.ts'
import { type Html, money } from './layout.ts'
import { attempt, back, formOf, invoicePath, personActing } from './parts.ts'

/** What was credited on a document, and a form that writes a credit note and uses it here. */
export function creditsSection(invoice: Invoice): Html {
  const rows = invoice.allocations.map(
    (allocation) =>
      html`<tr><td>${dayText(allocation.day)}</td><td class="n">${money(allocation.cents, invoice.currency)}</td><td>${allocation.credit.number ?? allocation.credit.kind.toLowerCase()}</td><td><form class="inline" method="post" action="/app/invoices/${invoice.id}/credits/${allocation.id}/remove"><button class="danger">Take credit back</button></form></td></tr>`,
  )
  return html`<section><h2>Credits</h2>${
    rows.length === 0
      ? html`<p class="soft">None.</p>`
      : html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Date</th><th class="n">Amount</th><th>Credit note</th><th>Action</th></tr></thead><tbody>${rows}</tbody></table></div>`
  }${
    invoice.status === 'AUTHORISED'
      ? html`<form method="post" action="/app/invoices/${invoice.id}/credits"><div class="grid">
<label>Amount credited, with tax<input name="amount" inputmode="decimal" required value="${(dueCents(invoice) / 100).toFixed(2)}"></label>
<label>Reason<input name="reason" required></label></div><button>Add credit note</button></form>`
      : ''
  }</section>`
}

export const emailButton = (invoice: Invoice): Html =>
  invoice.type === 'ACCREC' && ['SUBMITTED', 'AUTHORISED', 'PAID'].includes(invoice.status)
    ? html`<form class="inline" method="post" action="/app/invoices/${invoice.id}/email"><button class="plain">${invoice.sentToContact ? 'Email again' : 'Email'}</button></form>`
    : html``

/** Writes a credit note over `amount` and uses all of it on the invoice. */
function creditInvoice(store: Store, invoice: Invoice, amount: string, reason: string) {
  const sales = invoice.type === 'ACCREC'
  const by = personActing(store)
  if (!(Number(amount) > 0)) throw new Invalid(['A credit must be more than nothing.'])
  if (!(Number(amount) <= dueCents(invoice) / 100))
    throw new Invalid(['A credit cannot be more than is due.'])
  const note = elementOf({
    Type: sales ? 'ACCRECCREDIT' : 'ACCPAYCREDIT',
    Contact: { ContactID: invoice.contact.id },
    Status: 'AUTHORISED',
    CurrencyCode: invoice.currency,
    CurrencyRate: invoice.rate,
    LineAmountTypes: 'Inclusive',
    LineItems: [{ Description: reason, Quantity: 1, UnitAmount: amount, AccountCode: sales ? '200' : '429' }],
  })
  const credit = writeCreditNote(store, note, undefined, { name: by, unitPlaces: 2 })
  allocate(store, credit, elementOf({ Amount: amount, Invoice: { InvoiceID: invoice.id } }), by)
}

export function creditPages(current: () => Store): Hono {
  const app = new Hono()
  const found = (id: string) => current().invoices.get(id.toLowerCase())
  app.post('/app/invoices/:id/email', (c) => {
    const store = current()
    const invoice = found(c.req.param('id'))
    if (!invoice) return c.notFound()
    const problem = attempt(() => emailInvoice(store, invoice, personActing(store)))
    return back(c, invoicePath(store, invoice), problem)
  })
  app.post('/app/invoices/:id/credits', async (c) => {
    const form = await formOf(c)
    const store = current()
    const invoice = found(c.req.param('id'))
    if (!invoice) return c.notFound()
    const amount = form('amount').replaceAll(',', '')
    const problem = attempt(() => creditInvoice(store, invoice, amount, form('reason')))
    return back(c, invoicePath(store, invoice), problem)
  })
  app.post('/app/invoices/:id/credits/:allocation/remove', (c) => {
    const store = current()
    const invoice = found(c.req.param('id'))
    const allocation = invoice?.allocations.find((a) => a.id === c.req.param('allocation'))
    if (!invoice || !allocation) return c.notFound()
    const problem = attempt(() => unallocate(store, allocation, personActing(store)))
    return back(c, invoicePath(store, invoice), problem)
  })
  return app
}
