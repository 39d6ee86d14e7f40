import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { DealAsked, DealPage, DealQuery, DealSettingsInput, DealSettingsView } from '#api/deals.ts'
import { dealsOn } from '#core/deal/settings.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { countDeals, dealPartyOf, listDeals } from '#db/read-deals.ts'
import { loadRules } from '#db/rules.ts'
import { askForDeal } from '#sync/deal-asking.ts'
import { dealChoices } from '#sync/deal-choices.ts'
import { changeRules } from '#sync/rules.ts'
import { mayWriteDocuments } from '#sync/xero-scopes.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal, unavailable } from '../refusal.ts'
import { dealSettingsView, dealView } from '../views/deals.ts'
import { sidesOf } from '../views/sides.ts'
import { decidedOr } from './decided.ts'
import { may, needs, reader } from './permission.ts'
import { seesEmployer } from './record.ts'
import { json, jsonBody } from './respond.ts'

const perPage = 50

export function dealRoutes(app: App, { engine }: Context): void {
  const choicesOf = (workspaceId: Parameters<typeof dealChoices>[1], fresh: boolean) =>
    dealChoices(engine, workspaceId, { fresh }).catch((error: unknown) => {
      throw error instanceof RemoteError ? unavailable(error) : error
    })

  /** Opportunities this person may see, with what was made of them. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/deals',
      middleware: needs('look'),
      request: { query: DealQuery },
      responses: json(DealPage),
    }),
    async (c) => {
      const { access, workspaceId } = await reader(c)
      const query = c.req.valid('query')
      const sides = await sidesOf(engine, workspaceId)
      const { deals } = await loadRules(engine.db, workspaceId)
      const milestones = deals.rules.filter((rule) => rule.on).map((rule) => rule.milestoneId)
      const filter = { partyId: query.party ?? null, q: query.q ?? null, milestones }
      const after = query.cursor ? readCursor(query.cursor) : null
      const rows = await listDeals(engine.db, access, { ...filter, show: query.show, after }, perPage)
      const page = rows.slice(0, perPage)
      const last = rows.length > perPage ? page.at(-1) : undefined
      return c.json(
        {
          rows: page.map((row) => dealView(row, access, sides, milestones)),
          next: last ? writeCursor(last.stage_at.toISOString(), last.id) : null,
          on: dealsOn(deals),
          mayWrite: mayWriteDocuments(sides.xero?.scopes ?? []),
          counts: await countDeals(engine.db, access, filter),
        },
        200,
      )
    },
  )

  /** The rules about deals, with what they may name on either side. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/deals/settings',
      middleware: needs('rules.change'),
      request: { query: z.object({ fresh: z.enum(['1']).optional() }) },
      responses: json(DealSettingsView),
    }),
    async (c) => {
      const { workspaceId } = may(c, 'rules.change')
      const choices = await choicesOf(workspaceId, c.req.valid('query').fresh === '1')
      return c.json(
        await dealSettingsView(engine, workspaceId, await sidesOf(engine, workspaceId), choices),
        200,
      )
    },
  )

  /** Changes them; the version that was shown must still be the newest. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/deals/settings',
      middleware: needs('rules.change'),
      request: jsonBody(DealSettingsInput),
      responses: json(DealSettingsView),
    }),
    async (c) => {
      const { workspaceId, name } = may(c, 'rules.change')
      const { version, settings } = c.req.valid('json')
      decidedOr(await changeRules(engine, workspaceId, { version, deals: settings }, name), 'This rule')
      const choices = await choicesOf(workspaceId, false)
      return c.json(
        await dealSettingsView(engine, workspaceId, await sidesOf(engine, workspaceId), choices),
        200,
      )
    },
  )

  /** Has the document of an opportunity made. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/deals/{id}/document',
      middleware: needs('invoice.add'),
      request: { params: z.object({ id: z.coerce.number().int().positive() }) },
      responses: json(DealAsked),
    }),
    async (c) => {
      const { access, workspaceId, name, seesDeal } = await reader(c, 'invoice.add')
      const { id } = c.req.valid('param')
      await seesDeal(id)
      const partyId = await dealPartyOf(engine.db, access, id)
      if (partyId === null) throw notFound('This opportunity')
      await seesEmployer(engine.db, access, partyId)
      const request = { opportunityId: id, by: name }
      const { words } = decidedOr(await askForDeal(engine, workspaceId, request), 'This opportunity')
      return c.json({ words }, 200)
    },
  )
}

const writeCursor = (stageAt: string, id: number): string =>
  Buffer.from(JSON.stringify([stageAt, id])).toString('base64url')

function readCursor(text: string): { readonly stageAt: string; readonly id: number } {
  try {
    const marker: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const [stageAt, id] = z.tuple([z.iso.datetime(), z.int()]).parse(marker)
    return { stageAt, id }
  } catch {
    throw new Refusal(400, 'bad_cursor', 'The page marker is not valid.', 'Begin at the first page again.')
  }
}
