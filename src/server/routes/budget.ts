import { createRoute } from '@hono/zod-openapi'
import { Budget } from '#api/budget.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { budgetView } from '../views/budget.ts'
import { may, needs } from './permission.ts'
import { json } from './respond.ts'

export function budgetRoutes(app: App, { engine }: Context): void {
  /** Calls used, left and expected, for each connection. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/budget',
      middleware: needs('look'),
      responses: json(Budget),
    }),
    async (c) => c.json(await budgetView(engine, may(c, 'look').workspaceId), 200),
  )
}
