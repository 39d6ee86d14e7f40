import { type Context, Hono } from 'hono'
import { notFound } from './refusal.ts'
import { switches } from './switches.ts'
import type { ApiEnv, World } from './world.ts'

/** Work that the vendor may finish after its answer; here it is always done at once. @source reference capsule.md §3.9 */
export function jobs({ store }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  api.get('/:id{[0-9a-f-]+}', (c) => {
    const id = c.req.param('id')
    const action = store.jobs.get(id)
    if (action === undefined) throw notFound('job not found')
    return c.json({ job: { id, status: 'completed', progress: 100, action } })
  })
  return api
}

/** The answer to a deletion that has been done. */
export function deleted({ store, kernel, url }: World, c: Context<ApiEnv>, action: string): Response {
  if (!switches.deletionAnswersJob) return c.body(null, 204)
  const id = kernel.chance.uuid()
  store.jobs.set(id, action)
  return c.body(null, 202, { Location: `${url}/api/v2/jobs/${id}` })
}
