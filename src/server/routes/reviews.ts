import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Reviews } from '#api/reviews.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { reviewsView } from '../views/reviews.ts'
import { admin } from './permission.ts'
import { json } from './respond.ts'

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
}
