import { createRoute } from '@hono/zod-openapi'
import { FactSettings, FactsInput, FactsPreview, FactsView } from '#api/facts.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { changeFacts } from '#sync/facts-change.ts'
import { previewFacts } from '#sync/facts-preview.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { unavailable } from '../refusal.ts'
import { factsPreviewView, factsView } from '../views/facts.ts'
import { decidedOr } from './decided.ts'
import { may, needs, overseer } from './permission.ts'
import { json, jsonBody } from './respond.ts'

export function factRoutes(app: App, context: Context): void {
  const { engine } = context
  const reached = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw error instanceof RemoteError ? unavailable(error) : error
    })

  /** What of customers' money is written into Capsule. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/facts',
      middleware: needs('rules.change'),
      responses: json(FactsView),
    }),
    async (c) => c.json(await factsView(engine, may(c, 'rules.change').workspaceId), 200),
  )

  /** What these switches would write now; nothing is written. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/facts/preview',
      middleware: needs('rules.change'),
      request: jsonBody(FactSettings),
      responses: json(FactsPreview),
    }),
    async (c) => {
      // How many customers it concerns is told to those who see all of them.
      const { workspaceId, lookUp } = await overseer(c, 'rules.change')
      const access = await lookUp()
      const settings = c.req.valid('json')
      const preview = decidedOr(await reached(previewFacts(engine, workspaceId, settings)), 'This switch')
      return c.json(await factsPreviewView(engine, access, preview, settings.fields), 200)
    },
  )

  /** Stores the switches and begins to write what was shown. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/facts',
      middleware: needs('rules.change'),
      request: jsonBody(FactsInput),
      responses: json(FactsView),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'rules.change')
      const { settings, hash } = c.req.valid('json')
      decidedOr(await reached(changeFacts(engine, workspaceId, { settings, hash, by: name })), 'This switch')
      return c.json(await factsView(engine, workspaceId), 200)
    },
  )
}
