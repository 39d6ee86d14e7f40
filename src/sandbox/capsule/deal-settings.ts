import { type Context, Hono } from 'hono'
import type { Milestone, Stage } from './deal-entities.ts'
import { paginate } from './paging.ts'
import { notFound } from './refusal.ts'
import { toIso } from './time.ts'
import type { ApiEnv, World } from './world.ts'

/** Pipelines with their milestones, boards with their stages, lost reasons. @source reference capsule.md §8, §9 */
export function dealSettings({ store, url }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  const list = <Row>(c: Context<ApiEnv>, name: string, rows: Iterable<Row>, json: (row: Row) => object) => {
    const { items, headers } = paginate(rows, c.req.url, url)
    return c.json({ [name]: items.map(json) }, 200, headers)
  }
  const need = <Row>(rows: ReadonlyMap<number, Row>, id: string, name: string): Row => {
    const row = rows.get(Number(id))
    if (!row) throw notFound(`${name} not found`)
    return row
  }
  const milestonesOf = (pipelineId: number | undefined) =>
    [...store.milestones.values()].filter((m) => m.pipelineId === pipelineId)
  const milestoneJson = ({ pipelineId, ...milestone }: Milestone) => ({
    ...stamped(milestone),
    pipeline: { id: pipelineId, name: store.pipelines.get(pipelineId)?.name ?? null },
  })
  const stageJson = ({ boardId, ...stage }: Stage) => ({
    ...stamped(stage),
    board: { id: boardId, name: store.boards.get(boardId)?.name ?? null },
  })

  api.get('/pipelines', (c) => list(c, 'pipelines', store.pipelines.values(), stamped))
  api.get('/pipelines/:id{[0-9]+}', (c) =>
    c.json({ pipeline: stamped(need(store.pipelines, c.req.param('id'), 'pipeline')) }),
  )
  api.get('/pipelines/:id{[0-9]+}/milestones', (c) => {
    const { id } = need(store.pipelines, c.req.param('id'), 'pipeline')
    return list(c, 'milestones', milestonesOf(id), milestoneJson)
  })
  // Only those of the oldest pipeline, however many there are.
  api.get('/milestones', (c) =>
    list(c, 'milestones', milestonesOf(store.pipelines.keys().next().value), milestoneJson),
  )
  api.get('/milestones/:id{[0-9]+}', (c) =>
    c.json({ milestone: milestoneJson(need(store.milestones, c.req.param('id'), 'milestone')) }),
  )
  api.get('/lostreasons', (c) => list(c, 'lostReasons', store.lostReasons.values(), stamped))
  api.get('/lostreasons/:id{[0-9]+}', (c) =>
    c.json({ lostReason: stamped(need(store.lostReasons, c.req.param('id'), 'lost reason')) }),
  )
  api.get('/boards', (c) => list(c, 'boards', store.boards.values(), stamped))
  api.get('/boards/:id{[0-9]+}', (c) =>
    c.json({ board: stamped(need(store.boards, c.req.param('id'), 'board')) }),
  )
  api.get('/boards/:id{[0-9]+}/stages', (c) => {
    const { id } = need(store.boards, c.req.param('id'), 'board')
    const stages = [...store.stages.values()].filter((stage) => stage.boardId === id)
    return list(c, 'stages', stages, stageJson)
  })
  api.get('/stages', (c) => list(c, 'stages', store.stages.values(), stageJson))
  api.get('/stages/:id{[0-9]+}', (c) =>
    c.json({ stage: stageJson(need(store.stages, c.req.param('id'), 'stage')) }),
  )
  return api
}

function stamped<Row extends { readonly createdAt: number; readonly updatedAt: number }>(row: Row) {
  return { ...row, createdAt: toIso(row.createdAt), updatedAt: toIso(row.updatedAt) }
}
