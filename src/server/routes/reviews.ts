import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Decided, Decision, Reviews } from '#api/reviews.ts'
import { decideReview } from '#sync/decisions.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { reviewsView } from '../views/reviews.ts'
import { decidedOr } from './decided.ts'
import { admin } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const ReviewQuery = z.object({ kind: z.enum(['match', 'conflict', 'approval', 'merge']).optional() })

export function reviewRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Administrators: the questions that wait for a person, the riskiest first. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/reviews',
      request: { query: ReviewQuery },
      responses: json(Reviews),
    }),
    async (c) => {
      const { workspaceId, name } = admin(c)
      return c.json(await reviewsView(engine, workspaceId, name, c.req.valid('query').kind), 200)
    },
  )

  /** Administrators: answers one of them. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/reviews/{id}/decision',
      request: { params: z.object({ id: z.uuid() }), ...jsonBody(Decision) },
      responses: json(Decided),
    }),
    async (c) => {
      const { workspaceId, name } = admin(c)
      const request = { reviewId: c.req.valid('param').id, decision: c.req.valid('json'), by: name }
      const { settled, words } = decidedOr(await decideReview(engine, workspaceId, request), 'This question')
      return c.json({ settled, words }, 200)
    },
  )
}
