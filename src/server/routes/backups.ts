import { createRoute } from '@hono/zod-openapi'
import { Backups } from '#api/backups.ts'
import { appendAudit } from '#db/audit.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { may, needs } from './permission.ts'
import { json } from './respond.ts'

export function backupRoutes(app: App, context: Context): void {
  const { engine } = context

  const kept = () => {
    if (context.backups) return context.backups
    throw new Refusal(
      404,
      'not_found',
      'This server makes no backups.',
      'Ask the one that has the data folder.',
    )
  }

  /** The backups there are, and how the last try went. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/backups',
      middleware: needs('settings.change'),
      responses: json(Backups),
    }),
    async (c) => {
      may(c, 'settings.change')
      return c.json(await kept().view(), 200)
    },
  )

  /** Begins one. It is there once nothing runs any more; the file stays on the machine of the server. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/backups',
      middleware: needs('settings.change'),
      responses: json(Backups),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const at = new Date(engine.now())
      const entry = { at, actor: `user:${name}`, action: 'backup.begun', subject: null, details: {} }
      const backups = kept()
      await engine.db.transaction().execute((tx) => appendAudit(tx, workspaceId, [entry]))
      backups.begin()
      return c.json(await backups.view(), 200)
    },
  )
}
