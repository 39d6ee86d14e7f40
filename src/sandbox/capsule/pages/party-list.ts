import { html } from 'hono/html'
import { displayName, type Party } from '../entities.ts'
import type { Store } from '../store.ts'
import { type Html, layout } from './layout.ts'

interface PartyList {
  readonly q: string
  readonly page: number
  readonly more: boolean
  readonly items: readonly Party[]
}

export function partyListPage(store: Store, { q, page, more, items }: PartyList): Html {
  return layout(
    'Contacts',
    html`<div class="card">
<form class="row" role="search">
<input type="search" name="q" value="${q}" aria-label="Search contacts" placeholder="Name, e-mail, phone or postcode">
<button type="submit">Search</button>
</form>
</div>
<div class="card">
<h1>Contacts</h1>
${
  items.length === 0
    ? html`<p class="soft">${q ? `Nothing matches “${q}”.` : 'There are no contacts yet.'}</p>`
    : html`<table>
<thead><tr><th>Name</th><th class="wide">Type</th><th class="wide">Owner</th></tr></thead>
<tbody>${items.map((party) => row(store, party))}</tbody>
</table>`
}
<nav class="actions" aria-label="Pages">
${page > 1 ? html`<a rel="prev" href="${pageLink(q, page - 1)}">Previous</a>` : ''}
${more ? html`<a rel="next" href="${pageLink(q, page + 1)}">Next</a>` : ''}
</nav>
</div>`,
    { site: store.site.name },
  )
}

function row(store: Store, party: Party): Html {
  const organisation = party.organisationId === null ? undefined : store.party(party.organisationId)
  const owner = party.ownerId === null ? undefined : store.users.get(party.ownerId)
  const under = [party.jobTitle, organisation && displayName(organisation)].filter(Boolean).join(' at ')
  return html`<tr>
<td><a href="/party/${party.id}">${displayName(party)}</a>${under ? html`<div class="soft small">${under}</div>` : ''}</td>
<td class="wide">${party.type === 'person' ? 'Person' : 'Organisation'}</td>
<td class="wide">${owner?.name ?? '–'}</td>
</tr>`
}

function pageLink(q: string, page: number): string {
  return `/?${new URLSearchParams({ ...(q ? { q } : {}), page: String(page) })}`
}
