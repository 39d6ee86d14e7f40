import { createRoute } from '@hono/zod-openapi'
import { Overview } from '#api/overview.ts'
import { freshRows } from '#sync/fresh-rows.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { overviewView } from '../views/overview.ts'
import { admin } from './permission.ts'
import { json } from './respond.ts'

export function overviewRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Administrators: where everything stands. */
  app.openapi(createRoute({ method: 'get', path: '/api/overview', responses: json(Overview) }), async (c) => {
    const { workspaceId } = admin(c)
    await freshRows(engine, workspaceId)
    return c.json(await overviewView(engine.db, workspaceId), 200)
  })
}
