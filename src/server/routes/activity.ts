import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  ActivityDetail,
  ActivityPage,
  UndoInput,
  UndoPreview,
  UndoStarted,
  UndoTarget,
} from '#api/activity.ts'
import { previewUndo, startUndo } from '#sync/undoing.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../refusal.ts'
import { activityDetail, activityPage } from '../views/activity.ts'
import { undoView } from '../views/undo.ts'
import { decidedOr } from './decided.ts'
import { needs, overseer, reader } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const PageQuery = z.object({ cursor: z.string().max(500).optional() })
const RunMarker = z.tuple([z.iso.datetime(), z.uuid()])
const OperationMarker = z.uuid()

export function activityRoutes(app: App, context: Context): void {
  const { engine } = context

  /** Runs that wrote something, newest first. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/activity',
      middleware: needs('activity.look'),
      request: { query: PageQuery },
      responses: json(ActivityPage),
    }),
    async (c) => {
      const { access, name } = await reader(c, 'activity.look')
      const { cursor } = c.req.valid('query')
      const [startedAt, id] = cursor === undefined ? [] : readMarker(cursor, RunMarker)
      const after = startedAt !== undefined && id !== undefined ? { startedAt, id } : null
      const { runs, last } = await activityPage(engine.db, access, name, after)
      return c.json({ runs, next: last ? writeMarker([last.startedAt, last.id]) : null }, 200)
    },
  )

  /** One run and its writes. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/activity/{runId}',
      middleware: needs('activity.look'),
      request: { params: z.object({ runId: z.uuid() }), query: PageQuery },
      responses: json(ActivityDetail),
    }),
    async (c) => {
      const { access, name } = await reader(c, 'activity.look')
      const { cursor } = c.req.valid('query')
      const after = cursor === undefined ? null : readMarker(cursor, OperationMarker)
      const detail = await activityDetail(engine.db, access, name, c.req.valid('param').runId, after)
      if (!detail) throw notFound('This run')
      const { run, operations, lastId } = detail
      return c.json({ run, operations, next: lastId === null ? null : writeMarker(lastId) }, 200)
    },
  )

  /** What undoing would do; writes nothing. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/undo/preview',
      middleware: needs('undo'),
      request: jsonBody(UndoTarget),
      responses: json(UndoPreview),
    }),
    async (c) => {
      const { workspaceId } = await overseer(c, 'undo')
      const preview = decidedOr(await previewUndo(engine, workspaceId, c.req.valid('json')), 'This')
      return c.json(await undoView(engine, workspaceId, preview), 200)
    },
  )

  /** Undoes exactly what the preview with this hash showed. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/undo',
      middleware: needs('undo'),
      request: jsonBody(UndoInput),
      responses: json(UndoStarted),
    }),
    async (c) => {
      const { workspaceId, name } = await overseer(c, 'undo')
      const request = { ...c.req.valid('json'), by: name }
      const { runId } = decidedOr(await startUndo(engine, workspaceId, request), 'This')
      return c.json({ runId }, 200)
    },
  )
}

const writeMarker = (marker: unknown): string => Buffer.from(JSON.stringify(marker)).toString('base64url')

/** @throws Refusal when it is not one of ours */
function readMarker<T>(text: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    throw new Refusal(400, 'bad_cursor', 'The page marker is not valid.', 'Begin at the first page again.')
  }
}
