import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ProblemActionDone, ProblemActionInput, ProblemDetail, Problems } from '#api/problems.ts'
import { readProblem } from '#db/read-problems.ts'
import { actOnProblem } from '#sync/problem-actions.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound } from '../refusal.ts'
import { problemDetailView, problemsView } from '../views/problems.ts'
import { decidedOr } from './decided.ts'
import { needs, reader } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const Query = z.object({ state: z.enum(['open', 'scheduled', 'resolved', 'ignored']).default('open') })
const Id = z.object({ id: z.uuid() })

export function problemRoutes(app: App, context: Context): void {
  const { engine } = context

  /** What failed, by cause. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/problems',
      middleware: needs('review.decide'),
      request: { query: Query },
      responses: json(Problems),
    }),
    async (c) => {
      const { access } = await reader(c, 'review.decide')
      return c.json(await problemsView(engine, access, c.req.valid('query').state), 200)
    },
  )

  /** One of them with its records, what was sent and what was answered. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/problems/{id}',
      middleware: needs('review.decide'),
      request: { params: Id },
      responses: json(ProblemDetail),
    }),
    async (c) => {
      const { access } = await reader(c, 'review.decide')
      const detail = await problemDetailView(engine, access, c.req.valid('param').id)
      if (!detail) throw notFound('This problem')
      return c.json(detail, 200)
    },
  )

  /** Does something about it. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/problems/{id}/actions',
      middleware: needs('record.change'),
      request: { params: Id, ...jsonBody(ProblemActionInput) },
      responses: json(ProblemActionDone),
    }),
    async (c) => {
      const { name, access } = await reader(c, 'record.change')
      const { id } = c.req.valid('param')
      if (!(await readProblem(engine.db, access, id))) throw notFound('This problem')
      const request = { id, action: c.req.valid('json'), by: name }
      const { words } = decidedOr(await actOnProblem(engine, access, request), 'This problem')
      return c.json({ words }, 200)
    },
  )
}
