import { type Context, Hono } from 'hono'
import { canSee, visibleParty } from './access.ts'
import { chosen, dayOf } from './deal-fields.ts'
import { readWrapped, text } from './input.ts'
import { linkCount, noLink, readLinks, seesLinked } from './links.ts'
import { paginate } from './paging.ts'
import type { Wire } from './party-wire.ts'
import { invalid, notFound } from './refusal.ts'
import { blankTask } from './task-write.ts'
import { isDay, toDay } from './time.ts'
import type { Linked, Track, TrackDefinition } from './work-entities.ts'
import { linkJson } from './work-wire.ts'
import type { ApiEnv, World } from './world.ts'

const dayMs = 86_400_000

/** Templates of tasks and their use on a record; using one twice makes its tasks twice. @source reference capsule.md §14 */
export function tracks({ store, url, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  type Call = Context<ApiEnv>
  const wire = (c: Call): Wire => ({ store, url, viewer: c.env.caller.user, embed: new Set() })
  const json = (c: Call, track: Track) => ({
    id: track.id,
    description: track.name,
    trackDateOn: track.trackDateOn,
    definition: {
      id: track.definitionId,
      name: store.trackDefinitions.get(track.definitionId)?.name ?? null,
    },
    ...linkJson(wire(c), track),
  })
  const list = (c: Call, key: string) => {
    const { items, headers } = paginate(store.tracks.of(key), c.req.url, url)
    return c.json({ tracks: items.map((track) => json(c, track)) }, 200, headers)
  }
  const visible = (c: Call, id: string): Track => {
    const track = store.tracks.get(Number(id))
    if (!track || (!isOrphan(track) && !seesLinked(store, c.env.caller.user, track)))
      throw notFound('track not found')
    return track
  }
  /** Its record is gone; it is still there. */
  const isOrphan = ({ partyId, opportunityId, kaseId }: Linked) =>
    (partyId !== null && !store.party(partyId)) ||
    (opportunityId !== null && !store.opportunities.get(opportunityId)) ||
    (kaseId !== null && !store.kases.get(kaseId))

  api.get('/trackdefinitions', (c) => {
    const { items, headers } = paginate(store.trackDefinitions.values(), c.req.url, url)
    return c.json({ trackDefinitions: items.map(definitionJson) }, 200, headers)
  })
  api.get('/trackdefinitions/:id{[0-9]+}', (c) => {
    const definition = store.trackDefinitions.get(Number(c.req.param('id')))
    if (!definition) throw notFound('track definition not found')
    return c.json({ trackDefinition: definitionJson(definition) })
  })

  api.post('/tracks', async (c) => {
    const sent = await readWrapped(c.req.raw, 'track')
    const given = typeof sent.definition === 'number' ? { definition: { id: sent.definition } } : sent
    const definition = chosen(given, 'definition', 'track', store.trackDefinitions)
    if (!definition) throw invalid('track definition is required', 'track', 'definition')
    const plain = Object.fromEntries(
      (['party', 'opportunity', 'kase'] as const).flatMap((kind) => {
        const value = sent[kind]
        return value === undefined ? [] : [[kind, typeof value === 'number' ? { id: value } : value]]
      }),
    )
    const links = readLinks(store, c.env.caller.user, plain, noLink, 'track')
    if (linkCount(links) !== 1) throw invalid('track must be linked to one entity', 'track')
    const now = kernel.clock.now()
    const trackDateOn = dayOf(sent, 'trackDateOn', 'track', toDay(now)) ?? toDay(now)
    const { name, id: definitionId } = definition
    const track: Track = { ...links, id: store.nextId(), definitionId, name, trackDateOn }
    store.tracks.put(track)
    for (const { description, daysAfter } of definition.tasks) {
      const counted = toDay(Date.parse(`${trackDateOn}T00:00:00Z`) + daysAfter * dayMs)
      const dueOn = isDay(counted) ? counted : trackDateOn
      const task = { ...blankTask(c.env.caller.user.id, now), ...links, description, dueOn }
      const made = { ...task, id: store.nextId(), trackId: track.id }
      store.tasks.put(made)
      store.tell('task/created', made.id)
    }
    return c.json({ track: json(c, track) }, 201, { Location: `${url}/api/v2/tracks/${track.id}` })
  })

  api.get('/tracks/:id{[0-9]+}', (c) => c.json({ track: json(c, visible(c, c.req.param('id'))) }))
  api.put('/tracks/:id{[0-9]+}', async (c) => {
    const before = visible(c, c.req.param('id'))
    const sent = await readWrapped(c.req.raw, 'track')
    const name = text(sent, 'description', 'track', 255) ?? before.name
    const trackDateOn = dayOf(sent, 'trackDateOn', 'track', before.trackDateOn) ?? before.trackDateOn
    store.tracks.put({ ...before, name, trackDateOn })
    return c.json({ track: json(c, { ...before, name, trackDateOn }) })
  })
  api.delete('/tracks/:id{[0-9]+}', (c) => {
    const track = visible(c, c.req.param('id'))
    for (const task of [...store.tasks.all()])
      if (task.trackId === track.id && task.status === 'OPEN') store.tasks.delete(task.id)
    store.tracks.delete(track.id)
    return c.body(null, 204)
  })

  api.get('/parties/:id{[0-9]+}/tracks', (c) => {
    const party = visibleParty(store, c.env.caller.user, Number(c.req.param('id')))
    if (!party) throw notFound('party not found')
    return list(c, `party:${party.id}`)
  })
  api.get('/opportunities/:id{[0-9]+}/tracks', (c) => {
    const opportunity = store.opportunities.get(Number(c.req.param('id')))
    if (!opportunity || !canSee(store, c.env.caller.user, opportunity))
      throw notFound('opportunity not found')
    return list(c, `opportunity:${opportunity.id}`)
  })
  api.get('/kases/:id{[0-9]+}/tracks', (c) => {
    const kase = store.kases.get(Number(c.req.param('id')))
    if (!kase || !canSee(store, c.env.caller.user, kase)) throw notFound('kase not found')
    return list(c, `kase:${kase.id}`)
  })
  return api
}

function definitionJson({ id, name, captureRule, tasks }: TrackDefinition) {
  return { id, description: name, captureRule, taskDefinitions: tasks }
}
