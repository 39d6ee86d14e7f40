import { html } from 'hono/html'
import { displayName, type Party } from '../entities.ts'
import type { Store } from '../store.ts'
import { websiteUrl } from '../websites.ts'
import { type Html, layout, linked } from './layout.ts'
import { assignForm, partyWork } from './party-work.ts'

export function partyPage(store: Store, party: Party, problem?: string): Html {
  const name = displayName(party)
  return layout(
    name,
    html`${problem ? html`<p class="card problem" role="alert">${problem}</p>` : ''}
<div class="columns">
<div class="stack">
<section class="card">
<h1>${name}</h1>
<p class="soft">${subtitle(store, party)}</p>
${party.about ? html`<p class="pre">${party.about}</p>` : ''}
</section>
<section class="card"><h2>Contact details</h2><dl>${details(party)}</dl></section>
<section class="card"><h2>Custom fields</h2>${customFields(store, party)}</section>
${party.type === 'organisation' ? people(store, party) : ''}
${partyWork(store, party)}
</div>
<div class="stack">
<section class="card"><h2>Tags</h2>${tags(store, party)}</section>
<section class="card"><h2>Edit</h2>${editForm(party)}</section>
<section class="card"><h2>Record</h2><dl>
<dt>Id</dt><dd>${party.id}</dd>
<dt>Added</dt><dd>${moment(party.createdAt)}</dd>
<dt>Updated</dt><dd>${moment(party.updatedAt)}</dd>
<dt>Last contacted</dt><dd>${party.lastContactedAt === null ? '–' : moment(party.lastContactedAt)}</dd>
</dl>
</section>
<section class="card"><h2>Assigned to</h2>${assignForm(store, party)}</section>
<section class="card stack"><h2>Rearrange</h2>
<form method="post" action="/party/${party.id}/merge" class="row">
<input name="into" inputmode="numeric" aria-label="Id of the contact that stays" placeholder="Id of the contact that stays" required pattern="[0-9]+">
<button type="submit" class="plain">Merge</button></form>
<div class="actions">
<form method="post" action="/party/${party.id}/convert">
<button type="submit" class="plain">Convert to ${party.type === 'person' ? 'organisation' : 'person'}</button></form>
<form method="post" action="/party/${party.id}/delete">
<button type="submit" class="danger">Delete contact</button></form>
</div>
</section>
</div>
</div>`,
    { site: store.site.name },
  )
}

const instants = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

function moment(at: number): string {
  return `${instants.format(at)} UTC`
}

function subtitle(store: Store, party: Party): Html | string {
  if (party.type === 'organisation') return 'Organisation'
  const organisation = party.organisationId === null ? undefined : store.party(party.organisationId)
  const job = party.jobTitle ?? 'Person'
  return organisation
    ? html`${job} at <a href="/party/${organisation.id}">${displayName(organisation)}</a>`
    : job
}

function details(party: Party): Html | readonly Html[] {
  const line = (type: string | null, fallback: string, value: Html | string) =>
    html`<dt>${type ? `${fallback} (${type})` : fallback}</dt><dd class="pre">${value}</dd>`
  const lines = [
    ...party.emailAddresses.map((e) =>
      line(e.type, 'E-mail', html`<a href="mailto:${e.address}">${e.address}</a>`),
    ),
    ...party.phoneNumbers.map((p) => line(p.type, 'Phone', p.number)),
    ...party.websites.map((w) => line(w.type, 'Website', linked(websiteUrl(w)))),
    ...party.addresses.map((a) => {
      const town = [a.city, a.state, a.zip].filter(Boolean).join(' ')
      return line(a.type, 'Address', [a.street, town, a.country].filter(Boolean).join('\n'))
    }),
  ]
  return lines.length > 0 ? lines : html`<dt>Nothing yet</dt><dd></dd>`
}

function customFields(store: Store, party: Party): Html {
  const lines = party.fields.flatMap((field) => {
    const definition = store.labels.parties.definitions.get(field.definitionId)
    const value = field.value === true ? 'Yes' : [field.value].flat().join(', ')
    return definition ? [html`<dt>${definition.name}</dt><dd>${linked(value)}</dd>`] : []
  })
  return lines.length > 0 ? html`<dl>${lines}</dl>` : html`<p class="soft">No values.</p>`
}

function people(store: Store, party: Party): Html {
  const list = store.peopleOf(party.id)
  return html`<section class="card"><h2>People</h2>
${
  list.length === 0
    ? html`<p class="soft">Nobody yet.</p>`
    : html`<table><tbody>${list.map(
        (person) => html`<tr><td><a href="/party/${person.id}">${displayName(person)}</a>
<div class="soft small">${[person.jobTitle, person.emailAddresses[0]?.address].filter(Boolean).join(' · ')}</div></td></tr>`,
      )}</tbody></table>`
}
</section>`
}

function tags(store: Store, party: Party): Html {
  const chips = party.tagIds.flatMap((id) => {
    const tag = store.labels.parties.tags.get(id)
    if (!tag) return []
    return [
      html`<form method="post" action="/party/${party.id}/tags/${id}/delete" class="chip">${tag.name}
<button type="submit" aria-label="Remove tag ${tag.name}">×</button></form>`,
    ]
  })
  return html`${chips.length > 0 ? html`<div class="chips">${chips}</div>` : ''}
<form method="post" action="/party/${party.id}/tags" class="row">
<input name="name" aria-label="New tag" placeholder="Add a tag" required maxlength="100"><button type="submit">Add</button>
</form>`
}

function editForm(party: Party): Html {
  const [email] = party.emailAddresses
  const [phone] = party.phoneNumbers
  return html`<form method="post" action="/party/${party.id}" class="grid">
${
  party.type === 'organisation'
    ? html`<label>Name<input name="name" value="${party.name ?? ''}" required></label>`
    : html`<div class="pair"><label>First name<input name="firstName" value="${party.firstName ?? ''}"></label>
<label>Last name<input name="lastName" value="${party.lastName ?? ''}"></label></div>
<label>Job title<input name="jobTitle" value="${party.jobTitle ?? ''}"></label>`
}
<label>E-mail<input name="email" type="email" value="${email?.address ?? ''}"></label>
<label>Phone<input name="phone" type="tel" value="${phone?.number ?? ''}"></label>
<div class="actions"><button type="submit">Save</button></div>
</form>`
}

export function newPartyPage(site: string, values: ReadonlyMap<string, string>, problem?: string): Html {
  const value = (name: string) => values.get(name) ?? ''
  const person = value('type') === 'person'
  return layout(
    'Add contact',
    html`<form method="post" action="/party/new" class="card grid">
<h1>Add contact</h1>
${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
<label>Type<select name="type">
<option value="organisation" ${person ? '' : 'selected'}>Organisation</option>
<option value="person" ${person ? 'selected' : ''}>Person</option>
</select></label>
<label>Name (organisation)<input name="name" value="${value('name')}"></label>
<div class="pair"><label>First name (person)<input name="firstName" value="${value('firstName')}"></label>
<label>Last name (person)<input name="lastName" value="${value('lastName')}"></label></div>
<label>Works for (person)<input name="organisation" value="${value('organisation')}"></label>
<label>E-mail<input name="email" type="email" value="${value('email')}"></label>
<label>Phone<input name="phone" type="tel" value="${value('phone')}"></label>
<div class="actions"><button type="submit">Add contact</button></div>
</form>`,
    { site, narrow: true },
  )
}

export function missingPage(site: string): Html {
  return layout(
    'Not found',
    html`<div class="card"><h1>Not found</h1><p>This record does not exist, or was deleted.</p>
<p><a href="/">All contacts</a></p></div>`,
    { site, narrow: true },
  )
}
