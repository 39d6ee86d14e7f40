import { type Context, Hono } from 'hono'
import { canSee, visibleParty } from './access.ts'
import { collection } from './collection.ts'
import type { Kase, Opportunity } from './deal-entities.ts'
import { kaseField, opportunityField } from './deal-filters.ts'
import { kaseJson, opportunityJson } from './deal-wire.ts'
import { createKase, updateKase } from './kase-write.ts'
import { createOpportunity, updateOpportunity } from './opportunity-write.ts'
import { paginate } from './paging.ts'
import { embedTokens, type Wire } from './party-wire.ts'
import { notFound } from './refusal.ts'
import type { ApiEnv, World } from './world.ts'

export function opportunities(world: World): Hono<ApiEnv> {
  const { store, kernel } = world
  const now = () => kernel.clock.now()
  return collection<Opportunity>(world, {
    one: 'opportunity',
    many: 'opportunities',
    table: store.opportunities,
    json: opportunityJson,
    searchText: ({ name, description }) => `${name}\n${description ?? ''}`,
    filterField: (viewer, name) => opportunityField(store, viewer, now(), name),
    create: (caller, sent) => createOpportunity(store, caller, sent, now()),
    update: (caller, row, sent) => updateOpportunity(store, caller, row, sent, now()),
    changeContacts(row, contactIds) {
      store.opportunities.put({ ...row, contactIds, updatedAt: now() })
      store.tell('opportunity/updated', row.id)
    },
    remove: (id) => store.removeOpportunity(id, now()),
  })
}

export function kases(world: World): Hono<ApiEnv> {
  const { store, kernel } = world
  const now = () => kernel.clock.now()
  return collection<Kase>(world, {
    one: 'kase',
    many: 'kases',
    table: store.kases,
    json: kaseJson,
    searchText: ({ name, description }) => `${name}\n${description ?? ''}`,
    filterField: (viewer, name) => kaseField(store, viewer, name),
    create: (caller, sent) => createKase(store, caller, sent, now()),
    update: (caller, row, sent) => updateKase(store, caller, row, sent, now()),
    changeContacts(row, contactIds) {
      store.kases.put({ ...row, contactIds, updatedAt: now() })
      store.tell('kase/updated', row.id)
    },
    remove: (id) => store.removeKase(id, now()),
  })
}

/** Opportunities and projects of one party, projects of one opportunity. @source reference capsule.md §4.3, §7 */
export function relatedDeals({ store, url }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  type Call = Context<ApiEnv>
  const viewer = (c: Call) => c.env.caller.user
  const wire = (c: Call): Wire => ({
    store,
    url,
    viewer: viewer(c),
    embed: embedTokens(c.req.query('embed')),
  })
  const answerKases = (c: Call, key: string) => {
    const seen = store.kases.of(key).filter((kase) => canSee(store, viewer(c), kase))
    const { items, headers } = paginate(seen, c.req.url, url)
    return c.json({ kases: items.map((kase) => kaseJson(wire(c), kase)) }, 200, headers)
  }
  const partyId = (c: Call, id: string): number => {
    const party = visibleParty(store, viewer(c), Number(id))
    if (!party) throw notFound('party not found')
    return party.id
  }

  api.get('/parties/:id{[0-9]+}/opportunities', (c) => {
    const all = store.opportunities.of(`party:${partyId(c, c.req.param('id'))}`)
    const seen = all.filter((opportunity) => canSee(store, viewer(c), opportunity))
    const { items, headers } = paginate(seen, c.req.url, url)
    return c.json({ opportunities: items.map((item) => opportunityJson(wire(c), item)) }, 200, headers)
  })
  api.get('/parties/:id{[0-9]+}/kases', (c) => answerKases(c, `party:${partyId(c, c.req.param('id'))}`))
  api.get('/opportunities/:id{[0-9]+}/kases', (c) => {
    const opportunity = store.opportunities.get(Number(c.req.param('id')))
    if (!opportunity || !canSee(store, viewer(c), opportunity)) throw notFound('opportunity not found')
    return answerKases(c, `opportunity:${opportunity.id}`)
  })
  return api
}
