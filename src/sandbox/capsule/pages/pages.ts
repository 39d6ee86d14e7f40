import { type Context, Hono } from 'hono'
import type { Caller } from '../access.ts'
import type { Party } from '../entities.ts'
import { paginate } from '../paging.ts'
import { convertParty, mergeParties } from '../party-moves.ts'
import { createParty, updateParty } from '../party-write.ts'
import type { JsonObject } from '../refusal.ts'
import { matchesSearch } from '../search.ts'
import type { World } from '../world.ts'
import { asOwner, type Form, readForm } from './as-owner.ts'
import { partyListPage } from './party-list.ts'
import { missingPage, newPartyPage, partyPage } from './party-page.ts'
import { workPages } from './work-pages.ts'

/** What a person sees and does in the account, always as its owner; no sign-in. */
export function pages(world: World): Hono {
  const { store, url, kernel } = world
  const app = new Hono()
  const now = () => kernel.clock.now()
  const partyOf = (c: Context) => store.party(Number(c.req.param('id')))
  const missing = (c: Context) => c.html(missingPage(store.site.name), 404)

  const change = (work: (owner: Caller) => void) => asOwner(store, work)
  const changeParty = (c: Context, party: Party, sent: JsonObject) => {
    const problem = change((owner) => updateParty(store, owner, party, sent, now()))
    if (problem !== undefined) return c.html(partyPage(store, party, problem), 422)
    return c.redirect(`/party/${party.id}`, 303)
  }

  app.use(async (c, next) => {
    await next()
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")
  })

  app.get('/', (c) => {
    const q = c.req.query('q')?.trim() ?? ''
    const page = Math.max(1, Math.trunc(Number(c.req.query('page')) || 1))
    const asked = `${url}/?page=${page}&perPage=50`
    const { items, headers } = paginate(
      q ? where(store.parties(), matchesSearch(q)) : store.parties(),
      asked,
      url,
    )
    return c.html(partyListPage(store, { q, page, items, more: headers['X-Pagination-Has-More'] === 'true' }))
  })

  app.get('/party/new', (c) => c.html(newPartyPage(store.site.name, new Map())))
  app.get('/party/organisation/new', (c) => c.redirect('/party/new'))
  app.post('/party/new', async (c) => {
    const form = await readForm(c)
    let id = 0
    const problem = change((owner) => {
      id = createParty(store, owner, newParty(form), now()).id
    })
    return problem === undefined
      ? c.redirect(`/party/${id}`, 303)
      : c.html(newPartyPage(store.site.name, form, problem), 422)
  })

  app.get('/party/:id{[0-9]+}', (c) => {
    const party = partyOf(c)
    return party ? c.html(partyPage(store, party)) : missing(c)
  })
  app.post('/party/:id{[0-9]+}', async (c) => {
    const form = await readForm(c)
    const party = partyOf(c)
    return party ? changeParty(c, party, edited(party, form)) : missing(c)
  })
  app.post('/party/:id{[0-9]+}/tags', async (c) => {
    const form = await readForm(c)
    const party = partyOf(c)
    return party ? changeParty(c, party, { tags: [{ name: form.get('name') ?? '' }] }) : missing(c)
  })
  app.post('/party/:id{[0-9]+}/tags/:tag{[0-9]+}/delete', (c) => {
    const party = partyOf(c)
    const tags = [{ id: Number(c.req.param('tag')), _delete: true }]
    return party ? changeParty(c, party, { tags }) : missing(c)
  })
  app.post('/party/:id{[0-9]+}/merge', async (c) => {
    const winner = store.party(Number((await readForm(c)).get('into')))
    const party = partyOf(c)
    if (!party) return missing(c)
    if (!winner || winner === party || winner.type !== party.type)
      return c.html(partyPage(store, party, `There is no other ${party.type} with that id.`), 422)
    mergeParties(store, party, winner, now())
    return c.redirect(`/party/${winner.id}`, 303)
  })
  app.post('/party/:id{[0-9]+}/convert', (c) => {
    const party = partyOf(c)
    if (!party) return missing(c)
    convertParty(store, party, now())
    return c.redirect(`/party/${party.id}`, 303)
  })
  app.post('/party/:id{[0-9]+}/delete', (c) => {
    const party = partyOf(c)
    if (!party) return missing(c)
    store.remove(party.id, now())
    return c.redirect('/', 303)
  })
  app.route('/', workPages(world))
  app.notFound(missing)
  return app
}

function newParty(form: Form): JsonObject {
  const organisation = form.get('organisation')?.trim()
  const filled = (name: string) => (form.get(name)?.trim() ? form.get(name) : undefined)
  const email = filled('email')
  const phone = filled('phone')
  return {
    type: form.get('type'),
    name: form.get('name'),
    firstName: form.get('firstName'),
    lastName: form.get('lastName'),
    ...(organisation ? { organisation: { name: organisation } } : {}),
    emailAddresses: email === undefined ? [] : [{ type: 'Work', address: email }],
    phoneNumbers: phone === undefined ? [] : [{ type: 'Work', number: phone }],
  }
}

/** The first e-mail and phone number are what the form shows; blank removes the row. */
function edited(party: Party, form: Form): JsonObject {
  const names = ['name', 'firstName', 'lastName', 'jobTitle'].filter((name) => form.has(name))
  return {
    ...Object.fromEntries(names.map((name) => [name, form.get(name)])),
    emailAddresses: firstRow(party.emailAddresses[0]?.id, 'address', form.get('email')),
    phoneNumbers: firstRow(party.phoneNumbers[0]?.id, 'number', form.get('phone')),
  }
}

function firstRow(id: number | undefined, field: string, value: string | undefined): readonly JsonObject[] {
  if (value === undefined) return []
  if (value.trim() === '') return id === undefined ? [] : [{ id, _delete: true }]
  return [{ ...(id === undefined ? { type: 'Work' } : { id }), [field]: value }]
}

function* where<T>(items: Iterable<T>, keep: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (keep(item)) yield item
}
