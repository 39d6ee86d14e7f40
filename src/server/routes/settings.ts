import { createRoute } from '@hono/zod-openapi'
import { Owners, Settings } from '#api/settings.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { notifyChange } from '#db/notify.ts'
import { saveSettings, workspaceById } from '#db/workspaces.ts'
import { ownersOf } from '#sync/owners.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, unavailable } from '../refusal.ts'
import { may, needs } from './permission.ts'
import { json, jsonBody } from './respond.ts'

export function settingsRoutes(app: App, context: Context): void {
  const { engine } = context

  /** What holds for everybody. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/settings',
      middleware: needs('settings.change'),
      responses: json(Settings),
    }),
    async (c) => {
      const workspace = await workspaceById(engine.db, may(c, 'settings.change').workspaceId)
      if (!workspace) throw notFound('This workspace')
      return c.json(workspace.settings, 200)
    },
  )

  /** Changes it. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/settings',
      middleware: needs('settings.change'),
      request: jsonBody(Settings),
      responses: json(Settings),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const settings = c.req.valid('json')
      await engine.db.transaction().execute(async (tx) => {
        await saveSettings(tx, workspaceId, settings)
        const at = new Date(engine.now())
        await appendAudit(tx, workspaceId, [
          { at, actor: `user:${name}`, action: 'settings.changed', subject: null, details: settings },
        ])
        await notifyChange(tx, { workspaceId, topics: ['settings', 'contacts', 'overview'], keys: [] })
      })
      return c.json(settings, 200)
    },
  )

  /** Whom new Capsule records may belong to, asked of Capsule now. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/settings/owners',
      middleware: needs('settings.change'),
      responses: json(Owners),
    }),
    async (c) => {
      const { workspaceId } = may(c, 'settings.change')
      const owners = await ownersOf(engine, workspaceId).catch((error: unknown) => {
        throw error instanceof RemoteError ? unavailable(error) : error
      })
      return c.json(owners, 200)
    },
  )
}
