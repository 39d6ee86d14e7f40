import { Hono } from 'hono'
import { html } from 'hono/html'
import { elementOf } from '../body.ts'
import { dayText } from '../days.ts'
import { hasMoney, writeInvoice } from '../invoice-writes.ts'
import { deletePayment, writePayment } from '../payments.ts'
import { dueCents, type Invoice, isCredit } from '../records.ts'
import { type Store, today } from '../store.ts'
import { creditsSection, emailButton } from './credit.ts'
import { blankForm, invoiceElement, invoiceForm, invoiceFormPage } from './invoice-form.ts'
import { type Html, layout, money, notice } from './layout.ts'
import {
  attempt,
  back,
  contactPath,
  editPath,
  formOf,
  invoicePath,
  personActing,
  statusPill,
} from './parts.ts'

const button = (action: string, label: string, kind = ''): Html =>
  html`<form class="inline" method="post" action="${action}"><button class="${kind}">${label}</button></form>`

function actions(store: Store, invoice: Invoice): Html {
  const path = `/app/invoices/${invoice.id}`
  const open = invoice.status === 'DRAFT' || invoice.status === 'SUBMITTED'
  const edit = html`<a class="button" href="${editPath(store, invoice)}">Edit</a>`
  if (open)
    return html`<div class="row">${button(`${path}/approve`, 'Approve')}${edit}${button(`${path}/delete`, 'Delete', 'danger')}</div>`
  if (invoice.status !== 'AUTHORISED') return html``
  if (hasMoney(invoice))
    return html`<p class="soft">Delete the payments and take back the credits first to edit or void it.</p>`
  return html`<div class="row">${edit}${button(`${path}/void`, 'Void', 'danger')}</div>`
}

function paymentsSection(store: Store, invoice: Invoice): Html {
  const banks = store.accounts.filter((account) => account.type === 'BANK')
  return html`<section><h2>Payments</h2>${
    invoice.payments.length === 0
      ? html`<p class="soft">None yet.</p>`
      : html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Date</th><th class="n">Amount</th><th>Reference</th><th>Action</th></tr></thead><tbody>${invoice.payments.map(
          (payment) =>
            html`<tr><td>${dayText(payment.day)}</td><td class="n">${money(payment.cents, invoice.currency)}</td><td>${payment.reference ?? ''}</td><td>${button(`/app/payments/${payment.id}/delete`, 'Delete payment', 'danger')}</td></tr>`,
        )}</tbody></table></div>`
  }${
    invoice.status === 'AUTHORISED'
      ? html`<form method="post" action="/app/invoices/${invoice.id}/payments"><div class="grid">
<label>Amount paid<input name="amount" inputmode="decimal" required value="${(dueCents(invoice) / 100).toFixed(2)}"></label>
<label>Date paid<input type="date" name="date" value="${dayText(today(store))}"></label>
<label>Paid to<select name="account">${banks.map((bank) => html`<option value="${bank.id}">${bank.name}</option>`)}</select></label>
<label>Payment reference<input name="reference"></label></div><button>Record payment</button></form>`
      : ''
  }</section>`
}

function invoicePage(store: Store, invoice: Invoice, problem: string | null): Html {
  const { currency } = invoice
  const title = `${invoice.type === 'ACCREC' ? 'Invoice' : 'Bill'} ${invoice.number ?? ''}`
  return layout(
    title,
    store.organisation.name,
    html`<h1>${title} ${statusPill(store, invoice)}</h1>${notice(problem)}
<section><p>${invoice.type === 'ACCREC' ? 'To' : 'From'} <a href="${contactPath(store, invoice.contact.id)}">${invoice.contact.name}</a></p>
<p class="soft">Date ${dayText(invoice.day)} · due ${invoice.dueDay === undefined ? 'not set' : dayText(invoice.dueDay)} · reference ${invoice.reference || 'none'} · ${currency}${invoice.rate === 1 ? '' : ` at ${invoice.rate}`}${invoice.fullyPaidDay === undefined ? '' : ` · fully paid ${dayText(invoice.fullyPaidDay)}`}</p>
<div class="row">${emailButton(invoice)}</div>${actions(store, invoice)}</section>
<section><h2>Lines</h2><div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Description</th><th class="n">Quantity</th><th class="n">Price</th><th>Tax</th><th class="n">Amount</th></tr></thead>
<tbody>${invoice.lines.map((line) => html`<tr><td>${line.description ?? ''}</td><td class="n">${line.quantity ?? ''}</td><td class="n">${line.unitAmount ?? ''}</td><td>${line.taxType ?? ''}</td><td class="n">${money(line.lineCents)}</td></tr>`)}</tbody></table></div>
<dl class="totals"><dt>Subtotal</dt><dd>${money(invoice.subTotalCents)}</dd><dt>Tax</dt><dd>${money(invoice.taxCents)}</dd><dt><strong>Total</strong></dt><dd><strong>${money(invoice.totalCents, currency)}</strong></dd><dt>Amount due</dt><dd>${money(dueCents(invoice), currency)}</dd></dl></section>
${paymentsSection(store, invoice)}
${creditsSection(invoice)}
<section><h2>History and notes</h2><ul>${[...(store.history.get(invoice.id) ?? [])].reverse().map((record) => html`<li>${record.changes} by ${record.user}${record.details ? html`: ${record.details}` : ''}</li>`)}</ul></section>`,
  )
}

export function invoicePages(current: () => Store): Hono {
  const app = new Hono()
  const found = (id: string) => current().invoices.get(id.toLowerCase())
  const by = (store: Store) => ({ name: personActing(store), unitPlaces: 4 }) as const

  app.get('/app/:sc/invoicing/new', (c) => {
    const contact = current().contacts.get(c.req.query('contact') ?? '')
    return c.html(invoiceFormPage(current(), blankForm(current(), contact), null))
  })
  for (const path of ['/app/:sc/invoicing/view/:id', '/app/:sc/bills/view/:id'] as const) {
    app.get(path, (c) => {
      const invoice = found(c.req.param('id'))
      return invoice ? c.html(invoicePage(current(), invoice, c.req.query('problem') ?? null)) : c.notFound()
    })
  }
  app.get('/app/:sc/invoicing/edit/:id', (c) => {
    const invoice = found(c.req.param('id'))
    if (!invoice) return c.notFound()
    const editable = ['DRAFT', 'SUBMITTED', 'AUTHORISED'].includes(invoice.status) && !hasMoney(invoice)
    if (!editable) return c.redirect(invoicePath(current(), invoice))
    return c.html(invoiceFormPage(current(), invoiceForm(invoice), null, invoice))
  })
  app.post('/app/:sc/invoicing/edit/:id', async (c) => {
    const form = await formOf(c)
    const store = current()
    const invoice = found(c.req.param('id'))
    if (!invoice) return c.notFound()
    const problem = attempt(() =>
      writeInvoice(store, invoiceElement(store, form, invoice), invoice, by(store)),
    )
    return problem
      ? c.html(invoiceFormPage(store, form, problem, invoice), 400)
      : c.redirect(invoicePath(store, invoice), 303)
  })
  app.post('/app/invoices', async (c) => {
    const form = await formOf(c)
    const store = current()
    let path = '/'
    const problem = attempt(() => {
      path = invoicePath(store, writeInvoice(store, invoiceElement(store, form), undefined, by(store)))
    })
    return problem ? c.html(invoiceFormPage(store, form, problem), 400) : c.redirect(path, 303)
  })
  const moves = { approve: 'AUTHORISED', void: 'VOIDED', delete: 'DELETED' } as const
  app.post('/app/invoices/:id/:move{approve|void|delete}', (c) => {
    const store = current()
    const invoice = found(c.req.param('id'))
    const Status = Object.entries(moves).find(([name]) => name === c.req.param('move'))?.[1]
    if (!invoice || !Status) return c.notFound()
    const element = elementOf({ InvoiceID: invoice.id, Status })
    return back(
      c,
      invoicePath(store, invoice),
      attempt(() => writeInvoice(store, element, invoice, by(store))),
    )
  })
  app.post('/app/invoices/:id/payments', async (c) => {
    const form = await formOf(c)
    const store = current()
    const invoice = found(c.req.param('id'))
    if (!invoice) return c.notFound()
    const element = elementOf({
      Invoice: { InvoiceID: invoice.id },
      Account: { AccountID: form('account') || store.accounts[0]?.id },
      Amount: form('amount').replaceAll(',', ''),
      ...(form('date') && { Date: form('date') }),
      ...(form('reference') && { Reference: form('reference') }),
    })
    return back(
      c,
      invoicePath(store, invoice),
      attempt(() => writePayment(store, element, personActing(store))),
    )
  })
  app.post('/app/payments/:id/delete', (c) => {
    const store = current()
    const payment = store.payments.get(c.req.param('id'))
    if (!payment) return c.notFound()
    const problem = attempt(() => deletePayment(store, payment, personActing(store)))
    return back(c, isCredit(payment.document) ? '/' : invoicePath(store, payment.document), problem)
  })
  return app
}
