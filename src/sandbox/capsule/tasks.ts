import { type Context, Hono } from 'hono'
import { isAdministrator } from './access.ts'
import type { User } from './entities.ts'
import { instant, readWrapped } from './input.ts'
import { linkCount, seesLinked } from './links.ts'
import { paginate } from './paging.ts'
import { embedTokens, type Wire } from './party-wire.ts'
import { invalid, notFound } from './refusal.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'
import { createTask, updateTask } from './task-write.ts'
import { isSince } from './time.ts'
import type { Task } from './work-entities.ts'
import { taskJson } from './work-wire.ts'
import type { ApiEnv, World } from './world.ts'

const idsMax = 10

/** @source reference capsule.md §10; there is no feed of deleted tasks */
export function tasks({ store, url, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  type Call = Context<ApiEnv>
  const wire = (c: Call): Wire => ({
    store,
    url,
    viewer: c.env.caller.user,
    embed: embedTokens(c.req.query('embed')),
  })
  const seen = (c: Call, id: string): Task | undefined => {
    const task = store.tasks.get(Number(id))
    return task && seesTask(store, c.env.caller.user, task) ? task : undefined
  }
  const visible = (c: Call, id: string): Task => {
    const task = seen(c, id)
    if (!task) throw notFound('task not found')
    return task
  }

  api.get('/', (c) => {
    const { status, owner, since } = c.req.query()
    if (status && status !== 'OPEN' && status !== 'COMPLETED' && status !== 'PENDING')
      throw invalid('unknown status', 'task', 'status')
    const from = since && switches.tasksTakeSince ? instant(since, 'since', 'task') : Number.NEGATIVE_INFINITY
    const found = [...store.tasks.all()].filter(
      (task) =>
        seesTask(store, c.env.caller.user, task) &&
        (!status || task.status === status) &&
        (!owner || String(task.ownerId) === owner) &&
        isSince(task.updatedAt, from),
    )
    const { items, headers } = paginate(found, c.req.url, url)
    return c.json({ tasks: items.map((task) => taskJson(wire(c), task)) }, 200, headers)
  })

  api.post('/', async (c) => {
    const sent = await readWrapped(c.req.raw, 'task')
    const task = createTask(store, c.env.caller, sent, kernel.clock.now())
    return c.json({ task: taskJson(wire(c), task) }, 201, { Location: `${url}/api/v2/tasks/${task.id}` })
  })

  api.get('/:ids{[0-9]+(?:,[0-9]+)*}', (c) => {
    const ids = c.req.param('ids').split(',')
    if (ids.length === 1) return c.json({ task: taskJson(wire(c), visible(c, c.req.param('ids'))) })
    if (ids.length > idsMax) throw invalid('too many ids', 'task')
    const found = new Set(ids.flatMap((id) => seen(c, id) ?? []))
    return c.json({ tasks: [...found].map((task) => taskJson(wire(c), task)) })
  })

  api.put('/:id{[0-9]+}', async (c) => {
    const { id } = visible(c, c.req.param('id'))
    const sent = await readWrapped(c.req.raw, 'task')
    const current = store.tasks.get(id)
    if (!current) throw notFound('task not found')
    const task = updateTask(store, c.env.caller, current, sent, kernel.clock.now())
    return c.json({ task: taskJson(wire(c), task) })
  })

  api.delete('/:id{[0-9]+}', (c) => {
    store.tasks.delete(visible(c, c.req.param('id')).id)
    return c.body(null, 204)
  })
  return api
}

/** Restricted users see only their own tasks. @source reference capsule.md §6 */
function seesTask(store: Store, user: User, task: Task): boolean {
  if (isAdministrator(user) || task.ownerId === user.id) return true
  if (user.role === 'restricted') return false
  return linkCount(task) > 0 ? seesLinked(store, user, task) : switches.looseTasksSeenByStandardUsers
}
