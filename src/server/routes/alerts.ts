import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  AlertDestinationAdded,
  AlertDestinationChange,
  AlertDestinationInput,
  AlertSettingInput,
  Alerts,
  AlertTest,
} from '#api/alerts.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { type DestinationRow, destinationById, noteSent, saveAlertSetting } from '#db/alerts.ts'
import { appendAudit } from '#db/audit.ts'
import { jsonText } from '#db/json-text.ts'
import { notifyChange } from '#db/notify.ts'
import type { Db } from '#db/open.ts'
import { workspaceById } from '#db/workspaces.ts'
import { DestinationError, pin } from '../alerts/address.ts'
import { openDestination } from '../alerts/deliver.ts'
import { type Destination, newSecret, sealedFor, shownOf } from '../alerts/destination.ts'
import { sendChanges } from '../alerts/send.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../refusal.ts'
import { alertsView } from '../views/alerts.ts'
import { may, needs, reader } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const Id = z.object({ id: z.uuid() })
const Done = z.object({ ok: z.literal(true) })

export function alertRoutes(app: App, context: Context): void {
  const { engine } = context
  const mayBePrivate = () => context.alertsAllowPrivate ?? false

  async function known(workspaceId: WorkspaceId, id: string): Promise<DestinationRow> {
    const row = await destinationById(engine.db, workspaceId, id)
    if (!row) throw notFound('This destination')
    return row
  }

  const changed = (
    workspaceId: WorkspaceId,
    by: string,
    details: Readonly<Record<string, unknown>>,
    work: (tx: Db) => Promise<unknown>,
  ) =>
    engine.db.transaction().execute(async (tx) => {
      await work(tx)
      const at = new Date(engine.now())
      const entry = { at, actor: `user:${by}`, action: 'alerts.changed', subject: null, details }
      await appendAudit(tx, workspaceId, [entry])
      await notifyChange(tx, { workspaceId, topics: ['alerts'], keys: [] })
    })

  /** Where alerts go, when, and what is wrong now. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/alerts',
      middleware: needs('settings.change'),
      responses: json(Alerts),
    }),
    async (c) => c.json(await alertsView(engine.db, (await reader(c, 'settings.change')).access), 200),
  )

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/alerts/setting',
      middleware: needs('settings.change'),
      request: jsonBody(AlertSettingInput),
      responses: json(AlertSettingInput),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const setting = c.req.valid('json')
      await changed(workspaceId, name, setting, (tx) => saveAlertSetting(tx, workspaceId, setting))
      return c.json(setting, 200)
    },
  )

  /** Adds a destination. The secret of a webhook is answered this once. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/alerts/destinations',
      middleware: needs('settings.change'),
      request: jsonBody(AlertDestinationInput),
      responses: json(AlertDestinationAdded),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const input = c.req.valid('json')
      const destination = destinationOf(input)
      await checked(() => reachable(destination, mayBePrivate()))
      const id = engine.uuid()
      await changed(workspaceId, name, { added: input.name, kind: input.kind }, (tx) =>
        tx
          .insertInto('alert_destination')
          .values({
            id,
            workspace_id: workspaceId,
            kind: input.kind,
            name: input.name,
            shown: jsonText(shownOf(destination)),
            config: engine.vault.seal(JSON.stringify(destination), sealedFor(id)),
            topics: [...new Set(input.topics)],
            enabled: true,
            created_at: new Date(engine.now()),
            last_error: null,
          })
          .execute(),
      )
      return c.json({ id, secret: destination.kind === 'webhook' ? destination.secret : null }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/alerts/destinations/{id}',
      middleware: needs('settings.change'),
      request: { params: Id, ...jsonBody(AlertDestinationChange) },
      responses: json(AlertDestinationChange),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const row = await known(workspaceId, c.req.valid('param').id)
      const change = c.req.valid('json')
      await changed(workspaceId, name, { changed: row.name, ...change }, (tx) =>
        tx
          .updateTable('alert_destination')
          .set({ name: change.name, topics: [...new Set(change.topics)], enabled: change.enabled })
          .where('id', '=', row.id)
          .execute(),
      )
      return c.json(change, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/alerts/destinations/{id}',
      middleware: needs('settings.change'),
      request: { params: Id },
      responses: json(Done),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const row = await known(workspaceId, c.req.valid('param').id)
      await changed(workspaceId, name, { removed: row.name }, (tx) =>
        tx.deleteFrom('alert_destination').where('id', '=', row.id).execute(),
      )
      return c.json({ ok: true as const }, 200)
    },
  )

  /** Sends one message at once, whatever the hour. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/alerts/destinations/{id}/test',
      middleware: needs('settings.change'),
      request: { params: Id },
      responses: json(AlertTest),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'settings.change')
      const row = await known(workspaceId, c.req.valid('param').id)
      const at = new Date(engine.now())
      const workspace = await workspaceById(engine.db, workspaceId)
      await checked(async () => {
        try {
          await sendChanges(
            openDestination(engine, row),
            [
              {
                id: engine.uuid(),
                topic: 'test',
                raised: false,
                words: `This is a test, asked for by ${name}. Alerts of Counterpart arrive here.`,
                url: `${context.publicUrl}/settings`,
                at,
              },
            ],
            {
              allowPrivate: mayBePrivate(),
              now: engine.now(),
              workspace: workspace?.name ?? 'Counterpart',
              ...(context.alertsResolve ? { resolve: context.alertsResolve } : {}),
            },
          )
          await noteSent(engine.db, row.id, at, null)
        } catch (error) {
          if (error instanceof DestinationError) await noteSent(engine.db, row.id, at, error.message)
          throw error
        } finally {
          await notifyChange(engine.db, { workspaceId, topics: ['alerts'], keys: [] })
        }
      })
      return c.json({ words: `A test was sent to ${row.name}.` }, 200)
    },
  )

  async function reachable(destination: Destination, allowPrivate: boolean): Promise<void> {
    const resolve = context.alertsResolve
    if (destination.kind === 'email') {
      await pin(destination.host, allowPrivate, resolve)
      return
    }
    const url = new URL(destination.url)
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
      throw new DestinationError('The address has to begin with https://.')
    await pin(url.hostname, allowPrivate, resolve)
  }
}

function destinationOf(input: z.infer<typeof AlertDestinationInput>): Destination {
  switch (input.kind) {
    case 'email': {
      const { kind, host, port, security, user, password, from, to } = input
      return { kind, host, port, security, user, password, from, to }
    }
    case 'slack':
      return { kind: input.kind, url: input.url }
    case 'webhook':
      return { kind: input.kind, url: input.url, secret: newSecret() }
  }
}

/** @throws Refusal in the words of what is wrong with the destination */
async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error
    throw new Refusal(422, 'bad_destination', error.message, 'Correct the destination, then try again.')
  }
}
