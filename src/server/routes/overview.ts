import { createRoute } from '@hono/zod-openapi'
import { Overview } from '#api/overview.ts'
import { freshRows } from '#sync/fresh-rows.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { overviewView } from '../views/overview.ts'
import { needs, reader } from './permission.ts'
import { json } from './respond.ts'

export function overviewRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Where everything stands. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/overview',
      middleware: needs('look'),
      responses: json(Overview),
    }),
    async (c) => {
      const { workspaceId, access } = await reader(c)
      await freshRows(engine, workspaceId)
      return c.json(await overviewView(engine.db, access), 200)
    },
  )
}
