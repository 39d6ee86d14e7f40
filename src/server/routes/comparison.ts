import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ApproveInput, Comparison, Run } from '#api/runs.ts'
import { listConnections, listXeroConnections } from '#db/connections.ts'
import { latestRun, runById } from '#db/runs.ts'
import { approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../refusal.ts'
import { runView } from '../views/run.ts'
import { needs, overseer } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const RunParams = z.object({ runId: z.uuid() })
/** Which Xero organisation, where there are several. */
const OrganisationQuery = z.object({ organisation: z.uuid().optional() })

export function comparisonRoutes(app: App, context: Context): void {
  const { engine } = context

  /** The latest comparison. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/comparison',
      middleware: needs('plan.approve'),
      request: { query: OrganisationQuery },
      responses: json(Comparison),
    }),
    async (c) => {
      const { workspaceId } = await overseer(c, 'plan.approve')
      const { organisation } = c.req.valid('query')
      const xeros = await listXeroConnections(engine.db, workspaceId)
      const run = await latestRun(engine.db, workspaceId, 'comparison', organisation)
      const organisations = await Promise.all(
        xeros.map(async ({ id, organisationName }) => {
          const own = await latestRun(engine.db, workspaceId, 'comparison', id)
          return { id, name: organisationName, state: own?.state ?? null }
        }),
      )
      return c.json(
        {
          run: run ? await runView(engine.db, workspaceId, run, engine.now()) : null,
          organisations: organisations.length > 1 ? organisations : [],
        },
        200,
      )
    },
  )

  /** Compares again; changes nothing on either side. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/comparison',
      middleware: needs('plan.approve'),
      request: { query: OrganisationQuery },
      responses: json(z.object({ runId: z.uuid() })),
    }),
    async (c) => {
      const { workspaceId, name } = await overseer(c, 'plan.approve')
      const { organisation } = c.req.valid('query')
      const connected = (await listConnections(engine.db, workspaceId)).filter(
        (one) => one.state === 'connected',
      )
      const isThere = (side: 'capsule' | 'xero') => connected.some((one) => one.side === side)
      if (!isThere('capsule') || !isThere('xero')) {
        throw new Refusal(
          409,
          'not_connected',
          'Both accounts must be connected before they can be compared.',
          'Connect them on the Connections page.',
        )
      }
      const runId = await startComparison(engine, workspaceId, name, organisation)
      if (!runId) {
        throw new Refusal(
          409,
          'applying',
          'An approved plan is still being written.',
          'Wait until it is done, then compare again.',
        )
      }
      return c.json({ runId }, 200)
    },
  )

  /** Lets exactly the plan go ahead whose hash they saw. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/comparison/{runId}/approve',
      middleware: needs('plan.approve'),
      request: { params: RunParams, ...jsonBody(ApproveInput) },
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const { workspaceId, name } = await overseer(c, 'plan.approve')
      const { runId } = c.req.valid('param')
      const { hash, includeNameOnly } = c.req.valid('json')
      switch (await approvePlan(engine, workspaceId, { runId, hash, includeNameOnly, approver: name })) {
        case 'approved':
          return c.json({ ok: true }, 200)
        case 'changed':
          throw new Refusal(
            409,
            'plan_changed',
            'The plan has changed since you saw it. Nothing was written.',
            'Look at it again, then start.',
          )
        case 'not_waiting':
          throw new Refusal(
            409,
            'not_waiting',
            'This plan is not waiting for approval.',
            'Look at its progress, or compare again.',
          )
        case 'not_found':
          throw notFound('This plan')
      }
    },
  )

  /** One run. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/runs/{runId}',
      middleware: needs('plan.approve'),
      request: { params: RunParams },
      responses: json(Run),
    }),
    async (c) => {
      const { workspaceId } = await overseer(c, 'plan.approve')
      const run = await runById(engine.db, workspaceId, c.req.valid('param').runId)
      if (!run) throw notFound('This run')
      return c.json(await runView(engine.db, workspaceId, run, engine.now()), 200)
    },
  )
}
