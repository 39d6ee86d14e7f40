import { type Context, Hono } from 'hono'
import { canSee, visibleParties, visibleParty } from './access.ts'
import { deletedFeed } from './deleted-feed.ts'
import type { Party } from './entities.ts'
import { filterField } from './filter-fields.ts'
import { compileFilter } from './filters.ts'
import { instant, readWrapped } from './input.ts'
import { deleted } from './jobs.ts'
import { paginate } from './paging.ts'
import { embedTokens, partyJson, privateParty } from './party-wire.ts'
import { createParty, updateParty } from './party-write.ts'
import { invalid, notFound } from './refusal.ts'
import { matchesSearch } from './search.ts'
import { isSince } from './time.ts'
import type { ApiEnv, World } from './world.ts'

type Call = Context<ApiEnv>

const idsMax = 10

/** @source reference capsule.md §3.5 to §3.8, §4 */
export function parties(world: World): Hono<ApiEnv> {
  const { store, url, kernel } = world
  const api = new Hono<ApiEnv>()
  const viewer = (c: Call) => c.env.caller.user
  const render = (c: Call) => {
    const wire = { store, url, viewer: viewer(c), embed: embedTokens(c.req.query('embed')) }
    return (party: Party) => partyJson(wire, party)
  }
  const list = (c: Call, found: Iterable<Party>) => {
    const { items, headers } = paginate(found, c.req.url, url)
    return c.json({ parties: items.map(render(c)) }, 200, headers)
  }
  const visible = (c: Call, id: string): Party => {
    const party = visibleParty(store, viewer(c), Number(id))
    if (!party) throw notFound('party not found')
    return party
  }

  api.get('/', (c) => {
    const all = visibleParties(store, viewer(c))
    const since = c.req.query('since')
    if (!since) return list(c, all)
    const from = instant(since, 'since', 'party')
    return list(
      c,
      where(all, (party) => isSince(party.updatedAt, from)),
    )
  })

  api.post('/', async (c) => {
    const sent = await readWrapped(c.req.raw, 'party')
    const party = createParty(store, c.env.caller, sent, kernel.clock.now())
    return c.json({ party: render(c)(party) }, 201, { Location: `${url}/api/v2/parties/${party.id}` })
  })

  api.get('/search', (c) => {
    const q = c.req.query('q')?.trim()
    if (!q) throw invalid('q is required', 'party', 'q')
    return list(c, where(visibleParties(store, viewer(c)), matchesSearch(q)))
  })

  api.post('/filters/results', async (c) => {
    const filter = await readWrapped(c.req.raw, 'filter')
    const matches = compileFilter((name) => filterField(world, viewer(c), name), filter, kernel.clock.now())
    return list(c, where(visibleParties(store, viewer(c)), matches))
  })

  api.get('/deleted', (c) =>
    deletedFeed(world, c, {
      names: ['parties', 'restrictedParties', 'party'],
      tombstones: store.tombstones,
      reassignments: store.reassignments,
      get: (id) => store.party(id),
      stub: (party) => privateParty(url, party),
    }),
  )

  api.get('/:ids{[0-9]+(?:,[0-9]+)*}', (c) => {
    const ids = c.req.param('ids').split(',')
    if (ids.length === 1) return c.json({ party: render(c)(visible(c, c.req.param('ids'))) })
    if (ids.length > idsMax) throw invalid('too many ids', 'party')
    const found = new Set(ids.flatMap((id) => visibleParty(store, viewer(c), Number(id)) ?? []))
    return c.json({ parties: [...found].map(render(c)) })
  })

  api.put('/:id{[0-9]+}', async (c) => {
    const party = visible(c, c.req.param('id'))
    const sent = await readWrapped(c.req.raw, 'party')
    const current = store.party(party.id)
    if (!current) throw notFound('party not found')
    return c.json({ party: render(c)(updateParty(store, c.env.caller, current, sent, kernel.clock.now())) })
  })

  api.delete('/:id{[0-9]+}', (c) => {
    store.remove(visible(c, c.req.param('id')).id, kernel.clock.now())
    return deleted(world, c, 'Deleting Party')
  })

  api.get('/:id{[0-9]+}/people', (c) => {
    const organisation = visible(c, c.req.param('id'))
    return list(
      c,
      store.peopleOf(organisation.id).filter((person) => canSee(store, viewer(c), person)),
    )
  })

  return api
}

function* where<T>(items: Iterable<T>, keep: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (keep(item)) yield item
}
