import { Hono } from 'hono'
import { html } from 'hono/html'
import { elementOf } from '../body.ts'
import { dayText } from '../days.ts'
import { writeQuote } from '../quote-writes.ts'
import type { Quote, QuoteStatus } from '../quotes.ts'
import type { Store } from '../store.ts'
import { switches } from '../switches.ts'
import { type Html, layout, money, notice } from './layout.ts'
import { attempt, back, contactPath, personActing } from './parts.ts'

const quotePath = (store: Store, quote: Quote) =>
  `/app/${encodeURIComponent(store.organisation.shortCode)}/quotes/view/${quote.id}`

const words: Readonly<Record<QuoteStatus, string>> = {
  DRAFT: 'Draft',
  SENT: 'Sent',
  DECLINED: 'Declined',
  ACCEPTED: 'Accepted',
  INVOICED: 'Invoiced',
  DELETED: 'Deleted',
}

const moves = [
  ['send', 'SENT', 'Mark as sent'],
  ['accept', 'ACCEPTED', 'Accept'],
  ['decline', 'DECLINED', 'Decline'],
  ['invoiced', 'INVOICED', 'Mark as invoiced'],
  ['delete', 'DELETED', 'Delete'],
] as const

const pill = (quote: Quote): Html =>
  html`<span class="pill ${quote.status === 'ACCEPTED' || quote.status === 'INVOICED' ? 'green' : ''}">${words[quote.status]}</span>`

function listPage(store: Store): Html {
  const quotes = [...store.documents.quotes.byId()].sort((a, b) => b.day - a.day || (a.id < b.id ? -1 : 1))
  const rows = quotes.map(
    (quote) =>
      html`<tr><td><a href="${quotePath(store, quote)}">${quote.number}</a></td><td><a href="${contactPath(store, quote.contact.id)}">${quote.contact.name}</a></td><td>${quote.title}</td><td>${dayText(quote.day)}</td><td>${quote.expiryDay === undefined ? '' : dayText(quote.expiryDay)}</td><td>${pill(quote)}</td><td class="n">${money(quote.totalCents, quote.currency)}</td></tr>`,
  )
  return layout(
    'Quotes',
    store.organisation.name,
    html`<h1>Quotes (${quotes.length})</h1><section><div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Number</th><th>Contact</th><th>Title</th><th>Date</th><th>Expires</th><th>State</th><th class="n">Total</th></tr></thead><tbody>${rows}</tbody></table></div></section>`,
  )
}

function quotePage(store: Store, quote: Quote, problem: string | null): Html {
  const open = moves.filter(
    ([, status]) => status !== quote.status && switches.quoteMoves[quote.status].includes(status),
  )
  return layout(
    `Quote ${quote.number}`,
    store.organisation.name,
    html`<h1>Quote ${quote.number} ${pill(quote)}</h1>${notice(problem)}
<section><p>To <a href="${contactPath(store, quote.contact.id)}">${quote.contact.name}</a></p><p>${quote.title}</p><p class="soft">${quote.summary}</p>
<p class="soft">Date ${dayText(quote.day)} · expires ${quote.expiryDay === undefined ? 'never' : dayText(quote.expiryDay)} · reference ${quote.reference || 'none'}</p>
<div class="row">${open.map(([name, status, label]) => html`<form class="inline" method="post" action="/app/quotes/${quote.id}/${name}"><button class="${status === 'DELETED' || status === 'DECLINED' ? 'danger' : ''}">${label}</button></form>`)}</div></section>
<section><h2>Lines</h2><div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>Description</th><th class="n">Quantity</th><th class="n">Price</th><th>Tax</th><th class="n">Amount</th></tr></thead>
<tbody>${quote.lines.map((line) => html`<tr><td>${line.description ?? ''}</td><td class="n">${line.quantity ?? ''}</td><td class="n">${line.unitAmount ?? ''}</td><td>${line.taxType ?? ''}</td><td class="n">${money(line.lineCents)}</td></tr>`)}</tbody></table></div>
<dl class="totals"><dt>Subtotal</dt><dd>${money(quote.subTotalCents)}</dd><dt>Tax</dt><dd>${money(quote.taxCents)}</dd><dt><strong>Total</strong></dt><dd><strong>${money(quote.totalCents, quote.currency)}</strong></dd></dl></section>
<section><h2>History and notes</h2><ul>${[...(store.history.get(quote.id) ?? [])].reverse().map((record) => html`<li>${record.changes} by ${record.user}${record.details ? html`: ${record.details}` : ''}</li>`)}</ul></section>`,
  )
}

export function quotePages(current: () => Store): Hono {
  const app = new Hono()
  const found = (id: string) => current().documents.quotes.get(id.toLowerCase())
  app.get('/quotes', (c) => c.html(listPage(current())))
  app.get('/app/:sc/quotes', (c) => c.html(listPage(current())))
  app.get('/app/:sc/quotes/view/:id', (c) => {
    const quote = found(c.req.param('id'))
    return quote ? c.html(quotePage(current(), quote, c.req.query('problem') ?? null)) : c.notFound()
  })
  app.post('/app/quotes/:id/:move', (c) => {
    const store = current()
    const quote = found(c.req.param('id'))
    const Status = moves.find(([name]) => name === c.req.param('move'))?.[1]
    if (!quote || !Status) return c.notFound()
    const element = elementOf({
      Contact: { ContactID: quote.contact.id },
      Date: dayText(quote.day),
      Status,
    })
    const problem = attempt(() => writeQuote(store, element, quote, personActing(store)))
    return back(c, quotePath(store, quote), problem)
  })
  return app
}
