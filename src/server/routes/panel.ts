import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { ChangeEvent } from '#api/events.ts'
import { Panel, PanelLink, PanelLinkRequest } from '#api/panel.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { partyOf } from '#db/read-contacts.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { App, Env } from '../app.ts'
import type { Context } from '../context.ts'
import { page } from '../pages.ts'
import { readPanelPass, signPanelPass } from '../panel-link.ts'
import { notFound, Refusal } from '../refusal.ts'
import { panelView } from '../views/panel.ts'
import { sidesOf } from '../views/sides.ts'
import { keepAliveMs } from './events.ts'
import { admin } from './permission.ts'
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
export function panelRoutes(app: App, context: Context): void {
  const { engine } = context
  const secret = engine.vault.derive('panel-link')

  /** Administrators, and whoever has a signed link to this party. @throws Refusal 401 or 403 */
  const readerOf = (c: HonoContext<Env>, partyId: number, token: string | undefined): Reader => {
    if (token === undefined) return { workspaceId: admin(c).workspaceId, untilMs: null }
    const pass = readPanelPass(secret, token, engine.now())
    if (pass?.partyId !== partyId) throw linkOver()
    return { workspaceId: pass.workspaceId, untilMs: pass.until * 1_000 }
  }

  app.get('/panel/party/:partyId', (c) => {
    if (!Params.safeParse(c.req.param()).success) throw notFound('This page')
    c.header('cache-control', 'no-cache')
    return page(c, 'panel.html')
  })

  /** Administrators, or by signed link: the documents of one party. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/panel/party/{partyId}',
      request: { params: Params, query: Query },
      responses: json(Panel),
    }),
    async (c) => {
      const partyId = Number(c.req.valid('param').partyId)
      const { workspaceId } = readerOf(c, partyId, c.req.valid('query').token)
      const workspace = await workspaceById(engine.db, workspaceId)
      const panel = await panelView(
        engine.db,
        workspaceId,
        await sidesOf(engine, workspaceId),
        `p${partyId}`,
        {
          showBills: workspace?.settings.showBills ?? false,
          nowMs: engine.now(),
        },
      )
      if (!panel) throw noSuchParty()
      return c.json(panel, 200)
    },
  )

  /** Administrators, or by signed link: says that the panel may have changed, and nothing else. */
  app.get('/api/panel/party/:partyId/events', async (c) => {
    const asked = Params.extend(Query.shape).safeParse({ ...c.req.query(), ...c.req.param() })
    if (!asked.success) throw notFound('This page')
    const partyId = Number(asked.data.partyId)
    const { workspaceId, untilMs } = readerOf(c, partyId, asked.data.token)
    const keys = await keysShownBy(context, workspaceId, partyId)
    c.header('cache-control', 'no-store')
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async (stream) => {
      const stop = context.live.subscribe(workspaceId, (event) => {
        if (concerns(event, keys)) void stream.writeSSE({ data: 'changed' })
      })
      stream.onAbort(stop)
      await stream.write(': hello\n\n')
      while (!stream.aborted && !stream.closed && (untilMs === null || engine.now() < untilMs)) {
        await stream.sleep(keepAliveMs)
        if (!stream.aborted) await stream.write(': still here\n\n')
      }
      stop()
    })
  })

  /** Administrators: an address that shows the panel of this party to whoever has it. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/panel/party/{partyId}/link',
      request: { params: Params, ...jsonBody(PanelLinkRequest) },
      responses: json(PanelLink),
    }),
    async (c) => {
      const { workspaceId } = admin(c)
      const partyId = Number(c.req.valid('param').partyId)
      if (!(await partyOf(engine.db, workspaceId, partyId))) throw notFound('This contact')
      const until = Math.floor(engine.now() / 1_000) + c.req.valid('json').days * 86_400
      const token = signPanelPass(secret, { workspaceId, partyId, until })
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

interface Reader {
  readonly workspaceId: WorkspaceId
  /** When what lets them in ends; null while they are signed in. */
  readonly untilMs: number | null
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

/** The party's own page and that of the organisation whose documents a person shows. */
async function keysShownBy(context: Context, workspaceId: WorkspaceId, partyId: number) {
  const party = await partyOf(context.engine.db, workspaceId, partyId)
  const organisation = party?.data.organisation
  return new Set([`p${partyId}`, ...(organisation ? [`p${organisation.id}`] : [])])
}

function concerns({ topics, keys }: ChangeEvent, shown: ReadonlySet<string>): boolean {
  if (topics.includes('settings') || topics.includes('connections')) return true
  return topics.includes('contacts') && (keys.length === 0 || keys.some((key) => shown.has(key)))
}
