import { type Context, Hono } from 'hono'
import { isAdministrator } from './access.ts'
import type { Milestone } from './deal-entities.ts'
import { flag, readWrapped, text } from './input.ts'
import { forbidden, invalid, type JsonObject, notFound } from './refusal.ts'
import { addPipeline } from './settings.ts'
import { toIso } from './time.ts'
import type { ApiEnv, World } from './world.ts'

interface Setting {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
}

interface Kind<Row extends Setting> {
  readonly path: string
  readonly one: string
  readonly rows: Map<number, Row>
  /** Absent where a new one needs a parent. */
  readonly create?: (sent: JsonObject, name: string) => number
  readonly change: (sent: JsonObject, before: Row) => Row
  /** True when a record stands on it; then it cannot be deleted. */
  readonly inUse: (id: number) => boolean
  readonly dropped?: (id: number) => void
}

/**
 * Making, changing and deleting of pipelines, milestones, boards, stages and lost reasons, for administrators. That
 * those in use cannot be deleted is unconfirmed.
 *
 * @source reference capsule.md §8, §9
 */
export function settingWrites({ store, url, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  const now = () => kernel.clock.now()
  const stamps = () => ({ createdAt: now(), updatedAt: now() })
  const described = (sent: JsonObject, resource: string, before: string | null) => {
    const description = text(sent, 'description', resource)
    return description === undefined ? before : description
  }
  const add = <Row>(rows: Map<number, Row>, make: (id: number) => Row): number => {
    const id = store.nextId()
    rows.set(id, make(id))
    return id
  }
  const some = <Row>(rows: Iterable<Row>, test: (row: Row) => boolean) => [...rows].some(test)
  const milestonesOf = (id: number) => [...store.milestones.values()].filter((m) => m.pipelineId === id)
  const stagesOf = (id: number) => [...store.stages.values()].filter((s) => s.boardId === id)
  const holdsOpportunity = (id: number) => some(store.opportunities.all(), (o) => o.milestoneId === id)
  const holdsKase = (id: number) => some(store.kases.all(), (k) => k.stageId === id)

  writes(api, url, now, {
    path: 'pipelines',
    one: 'pipeline',
    rows: store.pipelines,
    create: (_, name) => addPipeline(store, { name }, now()),
    change: (sent, before) => ({ ...before, description: described(sent, 'pipeline', before.description) }),
    inUse: (id) => store.pipelines.size === 1 || milestonesOf(id).some((m) => holdsOpportunity(m.id)),
    dropped: (id) => {
      for (const milestone of milestonesOf(id)) store.milestones.delete(milestone.id)
    },
  })
  writes(api, url, now, {
    path: 'milestones',
    one: 'milestone',
    rows: store.milestones,
    change: (sent, before) =>
      changeMilestone(sent, {
        ...before,
        description: described(sent, 'milestone', before.description),
      }),
    inUse: (id) => store.milestones.get(id)?.complete === true || holdsOpportunity(id),
  })
  writes(api, url, now, {
    path: 'lostreasons',
    one: 'lostReason',
    rows: store.lostReasons,
    create: (sent, name) =>
      add(store.lostReasons, (id) => ({
        id,
        name,
        includedForConversion: flag(sent, 'includedForConversion', 'lostReason') ?? true,
        ...stamps(),
      })),
    change: (sent, before) => ({
      ...before,
      includedForConversion:
        flag(sent, 'includedForConversion', 'lostReason') ?? before.includedForConversion,
    }),
    inUse: (id) => some(store.opportunities.all(), (o) => o.lostReasonId === id),
  })
  writes(api, url, now, {
    path: 'boards',
    one: 'board',
    rows: store.boards,
    create: (sent, name) =>
      add(store.boards, (id) => ({ id, name, description: described(sent, 'board', null), ...stamps() })),
    change: (sent, before) => ({ ...before, description: described(sent, 'board', before.description) }),
    inUse: (id) => stagesOf(id).some((stage) => holdsKase(stage.id)),
    dropped: (id) => {
      for (const stage of stagesOf(id)) store.stages.delete(stage.id)
    },
  })
  writes(api, url, now, {
    path: 'stages',
    one: 'stage',
    rows: store.stages,
    change: (sent, before) => ({ ...before, description: described(sent, 'stage', before.description) }),
    inUse: holdsKase,
  })
  return api
}

function writes<Row extends Setting>(
  api: Hono<ApiEnv>,
  url: string,
  now: () => number,
  kind: Kind<Row>,
): void {
  const { path, one, rows, create, change } = kind
  const words = one.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const need = (c: Context<ApiEnv>, id: string): Row => {
    administrator(c)
    const row = rows.get(Number(id))
    if (!row) throw notFound(`${words} not found`)
    return row
  }
  const json = (row: Row) => ({ ...row, createdAt: toIso(row.createdAt), updatedAt: toIso(row.updatedAt) })
  if (create)
    api.post(`/${path}`, async (c) => {
      administrator(c)
      const sent = await readWrapped(c.req.raw, one)
      const name = text(sent, 'name', one, 100)
      if (!name) throw invalid('name is required', one, 'name')
      const row = rows.get(create(sent, name))
      return c.json({ [one]: row && json(row) }, 201, { Location: `${url}/api/v2/${path}/${row?.id}` })
    })
  api.put(`/${path}/:id{[0-9]+}`, async (c) => {
    const sent = await readWrapped(c.req.raw, one)
    const before = need(c, c.req.param('id'))
    const name = text(sent, 'name', one, 100)
    if (name === null) throw invalid('name is required', one, 'name')
    const row = { ...change(sent, before), name: name ?? before.name, updatedAt: now() }
    rows.set(row.id, row)
    return c.json({ [one]: json(row) })
  })
  api.delete(`/${path}/:id{[0-9]+}`, (c) => {
    const { id } = need(c, c.req.param('id'))
    if (kind.inUse(id)) throw invalid(`${words} is in use`, one)
    rows.delete(id)
    kind.dropped?.(id)
    return c.body(null, 204)
  })
}

function administrator(c: Context<ApiEnv>): void {
  if (!isAdministrator(c.env.caller.user))
    throw forbidden('access_denied', 'Only an administrator can change settings')
}

/** A closing milestone keeps its probability: it is what makes it Won or Lost. */
function changeMilestone(sent: JsonObject, before: Milestone): Milestone {
  const { probability = before.probability } = sent
  if (
    typeof probability !== 'number' ||
    !Number.isInteger(probability) ||
    probability < 0 ||
    probability > 100
  )
    throw invalid('probability must be between 0 and 100', 'milestone', 'probability')
  if (before.complete && probability !== before.probability)
    throw invalid('probability of a complete milestone cannot change', 'milestone', 'probability')
  return { ...before, probability }
}
