import { type Context, Hono } from 'hono'
import { type Caller, canSee, visibleParty } from './access.ts'
import type { Kase, Opportunity } from './deal-entities.ts'
import { privateRecord } from './deal-wire.ts'
import { deletedFeed } from './deleted-feed.ts'
import type { User } from './entities.ts'
import type { FilterField } from './filter-fields.ts'
import { compileFilter } from './filters.ts'
import { instant, readWrapped } from './input.ts'
import { paginate } from './paging.ts'
import { embedTokens, partyJson, type Wire } from './party-wire.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import type { OwnedTable } from './table.ts'
import { isSince } from './time.ts'
import type { ApiEnv, World } from './world.ts'

/** How one kind of record differs from the other. */
export interface Collection<Row extends Opportunity | Kase> {
  readonly one: 'opportunity' | 'kase'
  readonly many: 'opportunities' | 'kases'
  readonly table: OwnedTable<Row>
  json(wire: Wire, row: Row): object
  searchText(row: Row): string
  filterField(viewer: User, name: string): FilterField<Row> | undefined
  create(caller: Caller, sent: JsonObject): Row
  update(caller: Caller, row: Row, sent: JsonObject): Row
  /** Keeps a change of the additional contacts. */
  changeContacts(row: Row, contactIds: readonly number[]): void
  remove(id: number): void
}

type Call = Context<ApiEnv>

const idsMax = 10

/** The endpoints that opportunities and projects share. @source reference capsule.md §3.5 to §3.8, §7, §9 */
export function collection<Row extends Opportunity | Kase>(
  world: World,
  kind: Collection<Row>,
): Hono<ApiEnv> {
  const { store, url, kernel } = world
  const { one, many, table } = kind
  const api = new Hono<ApiEnv>()
  const seen = (c: Call) => (row: Row) => canSee(store, c.env.caller.user, row)
  const wire = (c: Call): Wire => ({
    store,
    url,
    viewer: c.env.caller.user,
    embed: embedTokens(c.req.query('embed')),
  })
  const list = (c: Call, keep: (row: Row) => boolean) => {
    const { items, headers } = paginate(where(where(table.all(), seen(c)), keep), c.req.url, url)
    return c.json({ [many]: items.map((row) => kind.json(wire(c), row)) }, 200, headers)
  }
  const visible = (c: Call, id: string): Row => {
    const row = table.get(Number(id))
    if (!row || !seen(c)(row)) throw notFound(`${one} not found`)
    return row
  }

  api.get('/', (c) => {
    const since = c.req.query('since')
    const from = since ? instant(since, 'since', one) : Number.NEGATIVE_INFINITY
    return list(c, (row) => isSince(row.updatedAt, from))
  })

  api.post('/', async (c) => {
    const row = kind.create(c.env.caller, await readWrapped(c.req.raw, one))
    return c.json({ [one]: kind.json(wire(c), row) }, 201, { Location: `${url}/api/v2/${many}/${row.id}` })
  })

  api.get('/search', (c) => {
    const words = c.req.query('q')?.trim().toLowerCase().split(/\s+/).filter(Boolean) ?? []
    if (words.length === 0) throw invalid('q is required', one, 'q')
    return list(c, (row) => words.every((word) => kind.searchText(row).toLowerCase().includes(word)))
  })

  api.post('/filters/results', async (c) => {
    const filter = await readWrapped(c.req.raw, 'filter')
    const field = (name: string) => kind.filterField(c.env.caller.user, name)
    return list(c, compileFilter(field, filter, kernel.clock.now()))
  })

  api.get('/deleted', (c) =>
    deletedFeed<Row>(world, c, {
      names: [many, many === 'kases' ? 'restrictedKases' : 'restrictedOpportunities', one],
      tombstones: table.tombstones,
      reassignments: table.reassignments,
      get: (id) => table.get(id),
      stub: privateRecord,
    }),
  )

  api.get('/:ids{[0-9]+(?:,[0-9]+)*}', (c) => {
    const ids = c.req.param('ids').split(',')
    if (ids.length === 1) return c.json({ [one]: kind.json(wire(c), visible(c, c.req.param('ids'))) })
    if (ids.length > idsMax) throw invalid('too many ids', one)
    const found = new Set(ids.flatMap((id) => table.get(Number(id)) ?? []).filter(seen(c)))
    return c.json({ [many]: [...found].map((row) => kind.json(wire(c), row)) })
  })

  api.put('/:id{[0-9]+}', async (c) => {
    const { id } = visible(c, c.req.param('id'))
    const sent = await readWrapped(c.req.raw, one)
    const current = table.get(id)
    if (!current) throw notFound(`${one} not found`)
    return c.json({ [one]: kind.json(wire(c), kind.update(c.env.caller, current, sent)) })
  })

  api.delete('/:id{[0-9]+}', (c) => {
    kind.remove(visible(c, c.req.param('id')).id)
    return c.body(null, 204)
  })

  api.get('/:id{[0-9]+}/parties', (c) => {
    const { viewer } = wire(c)
    const contacts = visible(c, c.req.param('id')).contactIds.flatMap(
      (id) => visibleParty(store, viewer, id) ?? [],
    )
    const { items, headers } = paginate(contacts, c.req.url, url)
    return c.json({ parties: items.map((party) => partyJson(wire(c), party)) }, 200, headers)
  })

  api.post('/:id{[0-9]+}/parties/:party{[0-9]+}', (c) => {
    const row = visible(c, c.req.param('id'))
    const party = visibleParty(store, c.env.caller.user, Number(c.req.param('party')))
    if (!party) throw notFound('party not found')
    if (row.partyId === party.id) throw invalid(`party is already related to this ${one}`, one, 'party')
    if (row.contactIds.includes(party.id))
      throw invalid(`party is already a contact for this ${one}`, one, 'party')
    kind.changeContacts(row, [...row.contactIds, party.id])
    return c.body(null, 204)
  })

  api.delete('/:id{[0-9]+}/parties/:party{[0-9]+}', (c) => {
    const row = visible(c, c.req.param('id'))
    const partyId = Number(c.req.param('party'))
    if (!row.contactIds.includes(partyId)) throw notFound('party not found')
    kind.changeContacts(
      row,
      row.contactIds.filter((id) => id !== partyId),
    )
    return c.body(null, 204)
  })

  return api
}

function* where<T>(items: Iterable<T>, keep: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (keep(item)) yield item
}
