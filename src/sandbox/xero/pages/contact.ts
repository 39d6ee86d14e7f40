import { Hono } from 'hono'
import { html } from 'hono/html'
import { elementOf } from '../body.ts'
import { groupsOf } from '../contact-groups.ts'
import { linkFor } from '../contact-link.ts'
import { balances } from '../contact-wire.ts'
import {
  applyContact,
  checkContact,
  mergeContacts,
  requestErasure,
  restoreContact,
} from '../contact-writes.ts'
import { writeContact } from '../contacts.ts'
import type { Contact, ContactText } from '../records.ts'
import { addHistory, nameKey, type Store } from '../store.ts'
import { type Html, layout, money, notice } from './layout.ts'
import {
  attempt,
  back,
  contactPath,
  type Form,
  formOf,
  invoiceTable,
  newInvoicePath,
  personActing,
} from './parts.ts'

const inputs: readonly (readonly [ContactText, string])[] = [
  ['Name', 'Name'],
  ['FirstName', 'First name'],
  ['LastName', 'Last name'],
  ['EmailAddress', 'E-mail'],
  ['TaxNumber', 'Tax number'],
  ['CompanyNumber', 'Company number'],
  ['AccountNumber', 'Account number'],
]

const places = ['AddressLine1', 'City', 'Region', 'PostalCode', 'Country'] as const

const ofContact =
  (contact: Contact): Form =>
  (name) => {
    const text = inputs.find(([field]) => field === name)?.[0]
    if (text) return contact.texts[text] ?? ''
    if (name === 'Phone') return contact.phones.DEFAULT?.number ?? ''
    const place = places.find((field) => field === name)
    return place ? (contact.addresses.STREET?.[place] ?? '') : ''
  }

/** The page's fields as the API would receive them; a new contact leaves empty ones out. */
function elementFrom(form: Form, extra: Readonly<Record<string, unknown>>, known: boolean) {
  const filled = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => known || form(name) !== '').map((name) => [name, form(name)]))
  const street = filled(places)
  return elementOf({
    ...filled(inputs.map(([name]) => name)),
    ...((known || form('Phone')) && { Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: form('Phone') }] }),
    ...(Object.keys(street).length > 0 && { Addresses: [{ AddressType: 'STREET', ...street }] }),
    ...extra,
  })
}

const field = (name: string, label: string, form: Form): Html =>
  html`<label>${label}<input name="${name}" value="${form(name)}" ${name === 'Name' ? 'required' : ''}></label>`

const formFields = (form: Form): Html =>
  html`<div class="grid">${inputs.map(([name, label]) => field(name, label, form))}${field('Phone', 'Phone', form)}
${field('AddressLine1', 'Street', form)}${field('City', 'City', form)}${field('Region', 'Region', form)}${field('PostalCode', 'Postcode', form)}${field('Country', 'Country', form)}</div>`

const newPage = (store: Store, form: Form, problem: string | null): Html =>
  layout(
    'New contact',
    store.organisation.name,
    html`<h1>New contact</h1>${notice(problem)}<section><form method="post" action="/app/contacts">${formFields(form)}<button>Save contact</button></form></section>`,
  )

function contactPage(store: Store, contact: Contact, problem: string | null, form: Form): Html {
  const sums = balances(store, contact)
  const documents = [...contact.documents].sort((a, b) => b.day - a.day)
  const path = `/app/contacts/${contact.id}`
  const active = contact.status === 'ACTIVE'
  const groups = groupsOf(store, contact.id)
  return layout(
    contact.name,
    store.organisation.name,
    html`<h1>${contact.name} ${active ? '' : html`<span class="pill">${contact.status === 'GDPRREQUEST' ? 'GDPR request' : 'Archived'}</span>`}</h1>${notice(problem)}
<section><p>They owe <strong>${money(sums.ACCREC.due)}</strong> (overdue <span class="red">${money(sums.ACCREC.overdue)}</span>) · you owe <strong>${money(sums.ACCPAY.due)}</strong></p>
<p class="soft">Contact code: ${contact.texts.ContactNumber || 'none'} · ID ${contact.id}${contact.mergedInto ? html` · merged into <a href="${contactPath(store, contact.mergedInto)}">this contact</a>` : ''}</p>
${store.contactLink ? html`<p><a href="${linkFor(store.contactLink, contact)}" rel="noreferrer">${store.contactLink.name}</a></p>` : ''}
${groups.length > 0 ? html`<p class="soft">Groups: ${groups.map((group) => group.name).join(', ')}</p>` : ''}
<div class="row">${
      active
        ? html`<a class="button" href="${newInvoicePath(store, contact.id)}">New invoice</a>
<form class="inline" method="post" action="${path}/archive"><button class="danger">Archive</button></form>
<form class="inline" method="post" action="${path}/erase"><button class="danger">GDPR request</button></form>`
        : html`<form class="inline" method="post" action="${path}/restore"><button>Restore</button></form>`
    }</div></section>
${
  active
    ? html`<section><h2>Details</h2><form method="post" action="${path}">${formFields(form)}<button>Save contact</button></form></section>
<section><h2>Merge</h2><form class="row" method="post" action="${path}/merge"><label>Merge into (name of the contact that stays)<input name="into" required></label><button class="danger">Merge</button></form></section>`
    : ''
}
<section><h2>Other people</h2>${contact.persons.length === 0 ? html`<p class="soft">None.</p>` : html`<ul>${contact.persons.map((person) => html`<li>${person.firstName} ${person.lastName} ${person.email}</li>`)}</ul>`}</section>
<section><h2>Documents</h2>${invoiceTable(store, documents, false)}</section>
<section><h2>History and notes</h2><ul>${[...(store.history.get(contact.id) ?? [])]
      .reverse()
      .map(
        (record) =>
          html`<li>${new Date(record.atMs).toISOString().slice(0, 16).replace('T', ' ')} · ${record.changes} by ${record.user}${record.details ? html`: ${record.details}` : ''}</li>`,
      )}</ul></section>`,
  )
}

export function contactPages(current: () => Store): Hono {
  const app = new Hono()
  const found = (id: string) => current().contacts.get(id.toLowerCase())

  app.get('/app/:sc/contacts/new', (c) => c.html(newPage(current(), () => '', null)))
  app.get('/app/:sc/contacts/contact/:id', (c) => {
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    return c.html(contactPage(current(), contact, c.req.query('problem') ?? null, ofContact(contact)))
  })
  app.post('/app/contacts', async (c) => {
    const form = await formOf(c)
    const store = current()
    let path = '/'
    const problem = attempt(() => {
      const contact = writeContact(store, elementFrom(form, {}, false), 'create', personActing(store), false)
      path = contactPath(store, contact.id)
    })
    return problem ? c.html(newPage(store, form, problem), 400) : c.redirect(path, 303)
  })
  app.post('/app/contacts/:id', async (c) => {
    const form = await formOf(c)
    const store = current()
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    const element = elementFrom(form, { ContactID: contact.id }, true)
    const problem = attempt(() => writeContact(store, element, 'upsert', personActing(store), false))
    return problem
      ? c.html(contactPage(store, contact, problem, form), 400)
      : back(c, contactPath(store, contact.id), null)
  })
  app.post('/app/contacts/:id/archive', (c) => {
    const store = current()
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    const problem = attempt(() => {
      const { fields } = elementOf({ ContactStatus: 'ARCHIVED' })
      applyContact(store, contact, checkContact(store, contact, fields), false)
      addHistory(store, contact.id, 'Archived', personActing(store), '')
    })
    return back(c, contactPath(store, contact.id), problem)
  })
  app.post('/app/contacts/:id/erase', (c) => {
    const store = current()
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    return back(c, contactPath(store, contact.id), requestErasure(store, contact))
  })
  app.post('/app/contacts/:id/restore', (c) => {
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    return back(c, contactPath(current(), contact.id), restoreContact(current(), contact))
  })
  app.post('/app/contacts/:id/merge', async (c) => {
    const form = await formOf(c)
    const store = current()
    const contact = found(c.req.param('id'))
    if (!contact) return c.notFound()
    const into = store.activeNames.get(nameKey(form('into'))) ?? found(form('into'))
    if (!into)
      return back(c, contactPath(store, contact.id), `There is no active contact called ${form('into')}.`)
    const problem = mergeContacts(store, contact, into)
    return back(c, contactPath(store, problem ? contact.id : into.id), problem)
  })
  return app
}
