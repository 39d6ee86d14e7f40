import { html } from 'hono/html'
import { balances } from '../contact-wire.ts'
import { contactHas } from '../contacts.ts'
import { invoiceHas } from '../invoices.ts'
import { invoiceStatuses } from '../records.ts'
import type { Store } from '../store.ts'
import { type Html, layout, money, notice } from './layout.ts'
import { contactPath, invoiceTable, isOverdue, newContactPath, newInvoicePath } from './parts.ts'

const rowsShown = 100

export interface Overview {
  readonly connections: readonly { readonly id: string; readonly clientId: string }[]
  readonly webhook: {
    readonly url: string | null
    readonly enabled: boolean
    readonly problem: string | null
  }
}

const more = (count: number): Html =>
  count > rowsShown
    ? html`<p class="soft">${rowsShown} of ${count} shown. Search to narrow it down.</p>`
    : html``

function contactsSection(store: Store, term: string): Html {
  const found = store.contacts
    .byUpdated()
    .filter((contact) => contact.status === 'ACTIVE' || term !== '')
    .filter((contact) => term === '' || contactHas(contact, term))
  const shown = [...found].sort((a, b) => a.name.localeCompare(b.name)).slice(0, rowsShown)
  return html`<section><div class="row"><h2>Contacts (${found.length})</h2><a class="button" href="${newContactPath(store)}">New contact</a></div>
<form class="row" method="get"><input type="hidden" name="tab" value="contacts"><label>Search contacts<input name="q" value="${term}"></label><button class="plain">Search</button></form>
<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Name</th><th>E-mail</th><th>Contact code</th><th class="n">They owe</th><th class="n">You owe</th></tr></thead><tbody>${shown.map(
    (contact) => {
      const sums = balances(store, contact)
      return html`<tr><td><a href="${contactPath(store, contact.id)}">${contact.name}</a> ${contact.status === 'ARCHIVED' ? html`<span class="pill">Archived</span>` : ''}</td>
<td>${contact.texts.EmailAddress ?? ''}</td><td>${contact.texts.ContactNumber ?? ''}</td>
<td class="n">${sums.ACCREC.due ? money(sums.ACCREC.due) : ''}</td><td class="n">${sums.ACCPAY.due ? money(sums.ACCPAY.due) : ''}</td></tr>`
    },
  )}</tbody></table></div>${more(found.length)}</section>`
}

function invoicesSection(store: Store, term: string, state: string): Html {
  const found = store.invoices.byUpdated().filter((invoice) => {
    if (state === 'OVERDUE' ? !isOverdue(store, invoice) : state !== '' && invoice.status !== state)
      return false
    return (
      term === '' ||
      invoiceHas(invoice, term) ||
      invoice.contact.name.toLowerCase().includes(term.toLowerCase())
    )
  })
  const shown = [...found].sort((a, b) => b.day - a.day).slice(0, rowsShown)
  return html`<section><div class="row"><h2>Invoices and bills (${found.length})</h2><a class="button" href="${newInvoicePath(store)}">New invoice</a></div>
<form class="row" method="get"><input type="hidden" name="tab" value="invoices"><label>Search invoices<input name="q" value="${term}"></label>
<label>State<select name="state"><option value="">All</option>${['OVERDUE', ...invoiceStatuses].map(
    (name) => html`<option value="${name}" ${name === state ? 'selected' : ''}>${name}</option>`,
  )}</select></label><button class="plain">Filter</button></form>
${invoiceTable(store, shown, true)}${more(found.length)}</section>`
}

function appsSection(overview: Overview): Html {
  const { webhook } = overview
  return html`<section><h2>Connected apps</h2>
${
  overview.connections.length === 0
    ? html`<p class="soft">No app is connected.</p>`
    : html`<ul>${overview.connections.map((row) => html`<li><code>${row.clientId}</code></li>`)}</ul><form method="post" action="/app/disconnect"><button class="danger">Disconnect apps</button></form>`
}
<p class="soft">Webhook: ${webhook.url ? html`${webhook.url} (${webhook.enabled ? 'on' : 'off'})` : 'none'}${webhook.problem ? html` <span class="red">${webhook.problem}</span>` : ''}</p></section>`
}

export function dashboardPage(store: Store, query: URLSearchParams, overview: Overview): Html {
  const tab = query.get('tab')
  const term = (query.get('q') ?? '').trim()
  return layout(
    tab === 'contacts' ? 'Contacts' : tab === 'invoices' ? 'Invoices' : 'Dashboard',
    store.organisation.name,
    html`<h1>${store.organisation.name}</h1>${notice(query.get('problem'))}
${tab === 'invoices' ? '' : contactsSection(store, term)}
${tab === 'contacts' ? '' : invoicesSection(store, term, query.get('state') ?? '')}
${tab ? '' : appsSection(overview)}`,
  )
}
