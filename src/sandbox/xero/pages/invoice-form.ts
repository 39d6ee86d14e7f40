import { html } from 'hono/html'
import { type Element, elementOf } from '../body.ts'
import { dayText } from '../days.ts'
import type { Contact, Invoice } from '../records.ts'
import { nameKey, type Store, today } from '../store.ts'
import { type Html, layout, notice } from './layout.ts'
import { editPath, type Form } from './parts.ts'

const rowsMin = 3
const rowsMax = 40
const suggestionsMax = 300

/** What a fresh form shows. */
export const blankForm =
  (store: Store, contact: Contact | undefined): Form =>
  (name) => {
    if (name === 'contact') return contact?.name ?? ''
    if (name === 'date') return dayText(today(store))
    if (name === 'due') return dayText(today(store) + 14)
    if (name === 'currency') return contact?.texts.DefaultCurrency ?? store.organisation.baseCurrency
    return name === 'type' ? 'ACCREC' : ''
  }

export const invoiceForm =
  (invoice: Invoice): Form =>
  (name) => {
    const line = invoice.lines[Number(/\d+$/.exec(name)?.[0] ?? -1)]
    if (line) {
      if (name.startsWith('line')) return line.id
      if (name.startsWith('description')) return line.description ?? ''
      if (name.startsWith('quantity')) return line.quantity?.toString() ?? ''
      if (name.startsWith('price')) return line.unitAmount?.toString() ?? ''
      return line.taxType ?? ''
    }
    const values: Readonly<Record<string, string>> = {
      type: invoice.type,
      contact: invoice.contact.name,
      number: invoice.number ?? '',
      reference: invoice.reference ?? '',
      date: dayText(invoice.day),
      due: invoice.dueDay === undefined ? '' : dayText(invoice.dueDay),
      currency: invoice.currency,
    }
    return values[name] ?? ''
  }

const option = (value: string, label: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${label}</option>`

function lineRow(store: Store, form: Form, index: number): Html {
  const n = index + 1
  const tax = form(`tax${index}`)
  return html`<tr><td><input type="hidden" name="line${index}" value="${form(`line${index}`)}"><input aria-label="Description, line ${n}" name="description${index}" value="${form(`description${index}`)}"></td>
<td><input aria-label="Quantity, line ${n}" inputmode="decimal" name="quantity${index}" value="${form(`quantity${index}`)}"></td>
<td><input aria-label="Price, line ${n}" inputmode="decimal" name="price${index}" value="${form(`price${index}`)}"></td>
<td><select aria-label="Tax, line ${n}" name="tax${index}"><option value="">As usual</option>${store.taxRates.map((rate) => option(rate.type, `${rate.name} (${rate.rate} %)`, tax))}</select></td></tr>`
}

function rowCount(form: Form): number {
  let last = 0
  for (let i = 0; i < rowsMax; i++) if (form(`description${i}`) || form(`price${i}`)) last = i + 2
  return Math.max(rowsMin, last)
}

/** The form for a new document, or for `invoice`. */
export function invoiceFormPage(store: Store, form: Form, problem: string | null, invoice?: Invoice): Html {
  const title = invoice ? `Edit ${invoice.number || 'document'}` : 'New invoice'
  const names = [...store.activeNames.values()].slice(0, suggestionsMax)
  return layout(
    title,
    store.organisation.name,
    html`<h1>${title}</h1>${notice(problem)}<section><form method="post" action="${invoice ? editPath(store, invoice) : '/app/invoices'}">
<div class="grid">
${invoice ? '' : html`<label>Type<select name="type">${option('ACCREC', 'Sales invoice', form('type'))}${option('ACCPAY', 'Bill', form('type'))}</select></label>`}
<label>Contact (existing or new)<input name="contact" list="contacts" required autocomplete="off" value="${form('contact')}"></label>
<datalist id="contacts">${names.map((contact) => html`<option value="${contact.name}"></option>`)}</datalist>
<label>Invoice number<input name="number" value="${form('number')}" placeholder="Next number"></label>
<label>Reference<input name="reference" value="${form('reference')}"></label>
<label>Date<input type="date" name="date" value="${form('date')}"></label>
<label>Due date<input type="date" name="due" value="${form('due')}"></label>
<label>Currency<select name="currency">${store.organisation.currencies.map((code) => option(code, code, form('currency')))}</select></label>
</div>
<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Description</th><th>Quantity</th><th>Price</th><th>Tax</th></tr></thead>
<tbody>${Array.from({ length: rowCount(form) }, (_, index) => lineRow(store, form, index))}</tbody></table></div>
<p class="row"><button name="then" value="">Save invoice</button><button class="plain" name="then" value="approve">Save and approve</button></p>
</form></section>`,
  )
}

/** The form as the API would receive it, so that pages and API share every rule. */
export function invoiceElement(store: Store, form: Form, invoice?: Invoice): Element {
  const contact = store.activeNames.get(nameKey(form('contact')))
  const type = invoice?.type ?? form('type')
  const lines = []
  for (let i = 0; i < rowsMax; i++) {
    if (!form(`description${i}`) && !form(`price${i}`)) continue
    lines.push({
      ...(form(`line${i}`) && { LineItemID: form(`line${i}`) }),
      Description: form(`description${i}`),
      Quantity: form(`quantity${i}`) || '1',
      UnitAmount: form(`price${i}`) || '0',
      AccountCode: type === 'ACCPAY' ? '429' : '200',
      ...(form(`tax${i}`) && { TaxType: form(`tax${i}`) }),
    })
  }
  return elementOf({
    Type: type,
    ...(invoice && { InvoiceID: invoice.id }),
    Contact: contact ? { ContactID: contact.id } : { Name: form('contact') },
    ...((invoice === undefined || form('number')) && form('number') && { InvoiceNumber: form('number') }),
    Reference: form('reference'),
    ...(form('date') && { Date: form('date') }),
    ...(form('due') && { DueDate: form('due') }),
    ...(form('currency') && { CurrencyCode: form('currency') }),
    ...(form('then') === 'approve' && { Status: 'AUTHORISED' }),
    LineItems: lines,
  })
}
