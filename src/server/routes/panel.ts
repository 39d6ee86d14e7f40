import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { ChangeEvent } from '#api/events.ts'
import { Panel, PanelLink, PanelLinkRequest } from '#api/panel.ts'
import { roleMay } from '#core/model/permissions.ts'
import type { Access } from '#db/access.ts'
import { contactRow, partyOf } from '#db/read-contacts.ts'
import { userById } from '#db/viewers.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { Looks } from '#sync/visible.ts'
import type { App, Env } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { eventStream } from '../event-stream.ts'
import { operatorId, operatorPrincipal } from '../operator.ts'
import { page } from '../pages.ts'
import { type PanelPass, readPanelPass, signPanelPass } from '../panel-link.ts'
import { personOf, principalOf } from '../principal.ts'
import { notFound, Refusal } from '../refusal.ts'
import { panelView } from '../views/panel.ts'
import { sidesOf } from '../views/sides.ts'
import { anybody, itself, needs, reader } from './permission.ts'
import { readerOf } from './record.ts'
import { json, jsonBody } from './respond.ts'

const Params = z.object({ partyId: z.string().regex(/^\d{1,15}$/) })
const Query = z.object({ token: z.string().max(200).optional() })

/** The page alone may stand in a frame, on origins the operator names. Outermost, so that it has the last word. */
export function panelFrames(app: App, { panelFrames = [] }: Context): void {
  const ancestors = ["'self'", ...panelFrames].join(' ')
  app.use('/panel/*', async (c, next) => {
    await next()
    const policy = c.res.headers.get('content-security-policy')
    if (policy)
      c.header(
        'content-security-policy',
        policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${ancestors}`),
      )
    c.res.headers.delete('x-frame-options')
  })
}

/** The panel alone: its page holds nothing, what it shows comes from routes that ask who is there. */
export function panelRoutes(app: App, context: Context, looks: Looks): void {
  const { engine } = context
  const secret = engine.vault.derive('panel-link')

  /** Who looks: by their session, or by a signed link to this party as far as its maker may. @throws Refusal 401 or 403 */
  const whoLooks = async (
    c: HonoContext<Env>,
    partyId: number,
    token: string | undefined,
  ): Promise<Looking> => {
    if (token === undefined) return { who: await reader(c) }
    const pass = readPanelPass(secret, token, engine.now())
    if (pass?.partyId !== partyId) throw linkOver()
    const maker = await makerOf(context, looks, pass)
    if (!maker || !roleMay(maker.role, 'panel.share')) throw linkOver()
    const access = await maker.lookUp().catch((error: unknown) => {
      throw error instanceof Refusal ? linkOver() : error
    })
    return { who: { ...maker, access } }
  }

  app.get('/panel/party/:partyId', anybody('the page holds nothing'), (c) => {
    if (!Params.safeParse(c.req.param()).success) throw notFound('This page')
    c.header('cache-control', 'no-cache')
    return page(c, 'panel.html')
  })

  /** By session or signed link: the documents of one party. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/panel/party/{partyId}',
      middleware: itself('look', 'a signed link shows what its maker may see'),
      request: { params: Params, query: Query },
      responses: json(Panel),
    }),
    async (c) => {
      const partyId = Number(c.req.valid('param').partyId)
      const { who } = await whoLooks(c, partyId, c.req.valid('query').token)
      await who.sees(partyId)
      const sides = await sidesOf(engine, who.workspaceId)
      const panel = await panelView(engine.db, who.access, sides, `p${partyId}`, engine.now())
      if (!panel) throw noSuchParty()
      return c.json(panel, 200)
    },
  )

  /** Says that the panel may have changed, and nothing else. */
  app.get(
    '/api/panel/party/:partyId/events',
    itself('look', 'a signed link hears of its party as long as its maker may see it'),
    async (c) => {
      const asked = Params.extend(Query.shape).safeParse({ ...c.req.query(), ...c.req.param() })
      if (!asked.success) throw notFound('This page')
      const partyId = Number(asked.data.partyId)
      const { token } = asked.data
      const { who } = await whoLooks(c, partyId, token)
      const mayStill = async () => {
        if (token !== undefined)
          return whoLooks(c, partyId, token).then(
            () => true,
            () => false,
          )
        const again = await principalOf(context, looks, c.req.path, c.req.raw.headers)
        return again !== null && roleMay(again.role, 'look')
      }
      const keys = await keysShownBy(context, who.access, partyId)
      const seesAll = who.access.viewerId === null
      let seen = keys.size > 0
      /** Also once when they see it no more; a record that they never saw is as silent as one that does not exist. */
      const tell = async () => {
        const before = seen
        seen = keys.size > 0 && (await who.sees(partyId))
        return seen || before ? 'changed' : null
      }
      return eventStream(c, {
        subscribe: (hear) => context.live.subscribe(who.workspaceId, hear),
        heard: async (event) => (concerns(event, keys, seesAll) ? tell() : null),
        mayStill,
        // What names no record may be about others alone: who does not see those looks again at fixed times instead.
        rest: async () => {
          if (seesAll) return null
          await who.left()
          return tell()
        },
        everyMs: context.keepAliveMs,
      })
    },
  )

  /** An address that shows the panel of this party to whoever has it. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/panel/party/{partyId}/link',
      middleware: needs('panel.share'),
      request: { params: Params, ...jsonBody(PanelLinkRequest) },
      responses: json(PanelLink),
    }),
    async (c) => {
      const partyId = Number(c.req.valid('param').partyId)
      const { workspaceId, access, userId } = await readerOf(engine, c, `p${partyId}`, 'panel.share')
      if (!(await contactRow(engine.db, access, `p${partyId}`))) throw notFound('This contact')
      const until = Math.floor(engine.now() / 1_000) + c.req.valid('json').days * 86_400
      const token = signPanelPass(secret, { workspaceId, partyId, until, maker: userId })
      return c.json(
        {
          url: `${context.publicUrl}/panel/party/${partyId}?token=${token}`,
          until: new Date(until * 1_000).toISOString(),
          frames: [...(context.panelFrames ?? [])],
        },
        200,
      )
    },
  )
}

interface Looking {
  readonly who: Principal & { readonly access: Access }
}

/** The person who made a link, as they stand now; null when they are no more. */
async function makerOf(context: Context, looks: Looks, pass: PanelPass): Promise<Principal | null> {
  const { db } = context.engine
  if (pass.maker === operatorId) {
    const workspace = await workspaceById(db, pass.workspaceId)
    return workspace && operatorPrincipal(workspace)
  }
  const user = await userById(db, pass.maker)
  const maker = user && (await personOf(context, looks, user))
  return maker?.workspaceId === pass.workspaceId ? maker : null
}

const linkOver = () =>
  new Refusal(
    403,
    'link_over',
    'This link does not open the invoices of this contact, or no longer.',
    'Ask whoever gave it to you for a new one, or open Counterpart and sign in.',
  )

const noSuchParty = () =>
  new Refusal(
    404,
    'not_found',
    'Counterpart knows no such contact.',
    'It may have been deleted or merged in Capsule, or its team keeps it to itself. Open it there again.',
  )

/** The party's own page and that of the organisation whose documents a person shows, as far as they are seen. */
async function keysShownBy(context: Context, access: Access, partyId: number) {
  const { db } = context.engine
  const row = await contactRow(db, access, `p${partyId}`)
  if (!row) return new Set<string>()
  const party = await partyOf(db, access.workspaceId, partyId)
  const employer = party?.data.organisation
  const organisation = employer && (await contactRow(db, access, `p${employer.id}`))
  return new Set([row.key, ...(organisation ? [organisation.key] : [])])
}

function concerns({ topics, keys }: ChangeEvent, shown: ReadonlySet<string>, seesAll: boolean): boolean {
  if (topics.includes('settings') || topics.includes('connections')) return true
  const isAbout = topics.includes('contacts') || topics.includes('documents')
  return isAbout && (keys.length === 0 ? seesAll : keys.some((key) => shown.has(key)))
}
