import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { NewView, SavedViews, ViewDraft, ViewPage } from '#api/views.ts'
import { roleMay } from '#core/model/permissions.ts'
import { countViews, deleteView, insertView, ownView, savedViews, updateView } from '#db/saved-views.ts'
import type { App, Env } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { notAllowed, notFound, Refusal } from '../refusal.ts'
import { may, needs } from './permission.ts'
import { json, jsonBody } from './respond.ts'

/** Nobody finds their way among more. */
const viewsMax = 100
const Params = z.object({ id: z.uuid() })

/** Filters and order of a list under a name: each person their own, some for everybody. */
export function viewRoutes(app: App, { engine }: Context): void {
  const { db } = engine
  const list = async (owner: Principal, page: ViewPage) => {
    const rows = await savedViews(db, owner, page)
    return {
      views: rows.map(({ user_id, by, ...view }) => ({
        ...view,
        mine: user_id === owner.userId,
        by: user_id === owner.userId ? null : by,
      })),
      mayShare: roleMay(owner.role, 'view.share'),
    }
  }
  const allowed = (c: HonoContext<Env>, view: ViewDraft): Principal => {
    const principal = may(c, 'look')
    if (view.shared && !roleMay(principal.role, 'view.share')) throw notAllowed()
    return principal
  }

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/views',
      middleware: needs('look'),
      request: { query: z.object({ page: ViewPage }) },
      responses: json(SavedViews),
    }),
    async (c) => c.json(await list(may(c, 'look'), c.req.valid('query').page), 200),
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/views',
      middleware: needs('look'),
      request: jsonBody(NewView),
      responses: json(SavedViews),
    }),
    async (c) => {
      const view = c.req.valid('json')
      const owner = allowed(c, view)
      if ((await countViews(db, owner)) >= viewsMax) throw tooMany()
      await insertView(db, owner, { ...view, id: engine.uuid() }, new Date(engine.now()))
      return c.json(await list(owner, view.page), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/views/{id}',
      middleware: needs('look'),
      request: { params: Params, ...jsonBody(ViewDraft) },
      responses: json(SavedViews),
    }),
    async (c) => {
      const draft = c.req.valid('json')
      const owner = allowed(c, draft)
      const { id } = c.req.valid('param')
      const view = await ownView(db, owner, id)
      if (!view) throw notFound('This view')
      await updateView(db, owner, id, draft)
      return c.json(await list(owner, view.page), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/views/{id}',
      middleware: needs('look'),
      request: { params: Params },
      responses: json(SavedViews),
    }),
    async (c) => {
      const owner = may(c, 'look')
      const { id } = c.req.valid('param')
      const view = await ownView(db, owner, id)
      if (!view) throw notFound('This view')
      await deleteView(db, owner, id)
      return c.json(await list(owner, view.page), 200)
    },
  )
}

const tooMany = () =>
  new Refusal(409, 'too_many', `You have saved ${viewsMax} views.`, 'Remove one that is not used any more.')
