import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Decided, Decision, Reviews } from '#api/reviews.ts'
import { mayReview } from '#db/read-reviews.ts'
import { decideReview } from '#sync/decisions.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound } from '../refusal.ts'
import { reviewsView } from '../views/reviews.ts'
import { decidedOr } from './decided.ts'
import { needs, overseer, reader } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const ReviewQuery = z.object({ kind: z.enum(['match', 'conflict', 'approval', 'merge']).optional() })

export function reviewRoutes(app: App, context: Context): void {
  const { engine } = context

  /** The questions that wait for a person, the riskiest first. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/reviews',
      middleware: needs('review.decide'),
      request: { query: ReviewQuery },
      responses: json(Reviews),
    }),
    async (c) => {
      const { access, name } = await reader(c, 'review.decide')
      return c.json(await reviewsView(engine, access, name, c.req.valid('query').kind), 200)
    },
  )

  /** Answers one of them. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/reviews/{id}/decision',
      middleware: needs('review.decide'),
      request: { params: z.object({ id: z.uuid() }), ...jsonBody(Decision) },
      responses: json(Decided),
    }),
    async (c) => {
      const { access, workspaceId, name } = await reader(c, 'review.decide')
      const request = { reviewId: c.req.valid('param').id, decision: c.req.valid('json'), by: name }
      if (!(await mayReview(engine.db, access, request.reviewId))) throw notFound('This question')
      // A rule for all such questions also answers those about records they may not see.
      if ('always' in request.decision && request.decision.always) await overseer(c, 'rules.change')
      const { settled, words } = decidedOr(await decideReview(engine, workspaceId, request), 'This question')
      return c.json({ settled, words }, 200)
    },
  )
}
