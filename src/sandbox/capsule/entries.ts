import { type Context, Hono } from 'hono'
import { canSee, visibleParty } from './access.ts'
import { createNote, updateEntry } from './entry-write.ts'
import { readWrapped } from './input.ts'
import { seesLinked } from './links.ts'
import { paginate } from './paging.ts'
import { embedTokens, type Wire } from './party-wire.ts'
import { notFound } from './refusal.ts'
import type { Entry } from './work-entities.ts'
import { entryJson } from './work-wire.ts'
import type { ApiEnv, World } from './world.ts'

/** Notes, e-mails and completed tasks, newest first. @source reference capsule.md §11 */
export function entries({ store, url, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  type Call = Context<ApiEnv>
  const wire = (c: Call): Wire => ({
    store,
    url,
    viewer: c.env.caller.user,
    embed: embedTokens(c.req.query('embed')),
  })
  const list = (c: Call, found: Iterable<Entry>) => {
    const seen = [...found].filter((entry) => seesLinked(store, c.env.caller.user, entry))
    const sorted = seen.sort((a, b) => b.entryAt - a.entryAt || b.id - a.id)
    const { items, headers } = paginate(sorted, c.req.url, url)
    return c.json({ entries: items.map((entry) => entryJson(wire(c), entry)) }, 200, headers)
  }
  const visible = (c: Call, id: string): Entry => {
    const entry = store.entries.get(Number(id))
    if (!entry || !seesLinked(store, c.env.caller.user, entry)) throw notFound('entry not found')
    return entry
  }

  api.get('/entries', (c) => list(c, store.entries.all()))
  api.post('/entries', async (c) => {
    const sent = await readWrapped(c.req.raw, 'entry')
    const entry = createNote(store, c.env.caller, sent, kernel.clock.now())
    return c.json({ entry: entryJson(wire(c), entry) }, 201, {
      Location: `${url}/api/v2/entries/${entry.id}`,
    })
  })
  api.get('/entries/:id{[0-9]+}', (c) => c.json({ entry: entryJson(wire(c), visible(c, c.req.param('id'))) }))
  api.put('/entries/:id{[0-9]+}', async (c) => {
    const { id } = visible(c, c.req.param('id'))
    const sent = await readWrapped(c.req.raw, 'entry')
    const current = store.entries.get(id)
    if (!current) throw notFound('entry not found')
    return c.json({ entry: entryJson(wire(c), updateEntry(store, current, sent, kernel.clock.now())) })
  })
  api.delete('/entries/:id{[0-9]+}', (c) => {
    store.entries.delete(visible(c, c.req.param('id')).id)
    return c.body(null, 204)
  })

  // An organisation's list holds what was filed on itself, not on its people.
  api.get('/parties/:id{[0-9]+}/entries', (c) => {
    const party = visibleParty(store, c.env.caller.user, Number(c.req.param('id')))
    if (!party) throw notFound('party not found')
    return list(c, store.entries.of(`party:${party.id}`))
  })
  api.get('/opportunities/:id{[0-9]+}/entries', (c) => {
    const opportunity = store.opportunities.get(Number(c.req.param('id')))
    if (!opportunity || !canSee(store, c.env.caller.user, opportunity))
      throw notFound('opportunity not found')
    return list(c, store.entries.of(`opportunity:${opportunity.id}`))
  })
  api.get('/kases/:id{[0-9]+}/entries', (c) => {
    const kase = store.kases.get(Number(c.req.param('id')))
    if (!kase || !canSee(store, c.env.caller.user, kase)) throw notFound('kase not found')
    return list(c, store.entries.of(`kase:${kase.id}`))
  })
  return api
}
