import { randomBytes } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { Side } from '#api/common.ts'
import {
  AppInput,
  CapsuleTokenInput,
  Connections,
  OrganisationChoice,
  OrganisationChoiceInput,
  XeroCustomConnectionInput,
} from '#api/connections.ts'
import { loadAppSecret, saveAppSecret } from '#db/app-secrets.ts'
import { appendAudit } from '#db/audit.ts'
import { listConnections } from '#db/connections.ts'
import { notifyChange } from '#db/notify.ts'
import { ensureViewer, saveViewerGrant, viewerOf } from '#db/viewers.ts'
import { firstWorkspace, lockWorkspace, workspaceById } from '#db/workspaces.ts'
import {
  beginConsent,
  type Connected,
  connectCapsuleToken,
  connectChosen,
  connectXeroCustom,
  disconnect,
  finishConsent,
  signInByCapsuleToken,
} from '#sync/connecting.ts'
import { waitingChoice } from '#sync/organisation-choice.ts'
import type { Looks } from '#sync/visible.ts'
import type { App, Env } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { welcomeVisitor } from '../joining.ts'
import { callbackPath } from '../paths.ts'
import { notFound, Refusal } from '../refusal.ts'
import { sameText } from '../same-text.ts'
import { connectionsView } from '../views/connections.ts'
import { anybody, itself, may, needs } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const browserCookie = 'counterpart.browser'

export function connectRoutes(app: App, context: Context, looks: Looks): void {
  const { engine, publicUrl } = context

  /** The administrator; before anybody claimed the installation, whoever knows the set-up code (if one is asked). */
  async function adminOrFirst(c: HonoContext<Env>, code: unknown): Promise<Principal | null> {
    if (await firstWorkspace(engine.db)) return may(c, 'connections.change')
    if (
      context.setupCode !== null &&
      !sameText(typeof code === 'string' ? code.trim() : '', context.setupCode)
    ) {
      throw new Refusal(
        403,
        'setup_code',
        'The set-up code is not right.',
        'Copy it from the terminal where Counterpart was started.',
      )
    }
    return null
  }

  /** The browser's own random mark, to which a consent attempt is bound. */
  function browserMark(c: HonoContext<Env>): string {
    const known = getCookie(c, browserCookie)
    if (known && /^[\w-]{43}$/.test(known)) return known
    const mark = randomBytes(32).toString('base64url')
    setCookie(c, browserCookie, mark, {
      httpOnly: true,
      sameSite: 'Lax',
      secure: publicUrl.startsWith('https:'),
      path: '/',
      maxAge: 3_600,
    })
    return mark
  }

  async function begin(
    c: HonoContext<Env>,
    side: 'capsule' | 'xero',
    purpose: 'connect' | 'sign_in',
    userId: string | null,
    wants: string | null = null,
  ) {
    const begun = await beginConsent(engine, {
      side,
      purpose,
      browser: browserMark(c),
      userId,
      redirectUri: `${publicUrl}${callbackPath[side]}`,
      wants,
    })
    if ('problem' in begun)
      return c.redirect(`/${userId === null ? '' : 'connections'}?error=${begun.problem}`, 303)
    return c.redirect(begun.url, 303)
  }

  /** A form is answered by a page, so a refusal goes back to one that has the words for it. */
  async function answered(c: HonoContext<Env>, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refusal) return c.redirect(`/?error=${error.code}`, 303)
      throw error
    }
  }

  /** Administrators, or the first person: starts the visit to Capsule's consent page. */
  app.post(
    '/api/connect/capsule',
    itself('connections.change', 'the first person claims the installation'),
    (c) =>
      answered(c, async () => {
        const form = await c.req.parseBody()
        const principal = await adminOrFirst(c, form.setupCode)
        return begin(c, 'capsule', 'connect', principal?.userId ?? null)
      }),
  )

  /** Administrators: starts the visit to Xero's consent page. */
  app.post('/api/connect/xero', itself('connections.change', 'a form is refused by a page'), (c) =>
    answered(c, async () => {
      const { userId, workspaceId } = may(c, 'connections.change')
      const form = await c.req.parseBody()
      const again = (await listConnections(engine.db, workspaceId)).find((one) => one.id === form.connection)
      return begin(c, 'xero', 'connect', userId, form.add ? 'add' : (again?.organisationId ?? null))
    }),
  )

  /** Administrators: the organisations among which one is chosen after a consent that covers several. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/connect/xero/choice',
      middleware: needs('connections.change'),
      request: { query: z.object({ secret: z.string().max(100) }) },
      responses: json(OrganisationChoice),
    }),
    async (c) => {
      const { userId } = may(c, 'connections.change')
      const waiting = await waitingChoice(engine, c.req.valid('query').secret, userId)
      if (!waiting) return refuse('choice_over')
      return c.json(
        { organisations: waiting.tenants.map(({ tenantId, name }) => ({ id: tenantId, name })) },
        200,
      )
    },
  )

  /** Administrators: connects the one that was chosen. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/connect/xero/choice',
      middleware: needs('connections.change'),
      request: jsonBody(OrganisationChoiceInput),
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const { userId } = may(c, 'connections.change')
      const { secret, organisation } = c.req.valid('json')
      const result = await connectChosen(engine, { secret, userId, tenantId: organisation })
      if (!result.ok) return refuse(result.problem)
      return c.json({ ok: true }, 200)
    },
  )

  /** Anybody: signing in proves who they are. */
  app.post('/api/sign-in/capsule', anybody('signing in proves who they are'), async (c) =>
    begin(c, 'capsule', 'sign_in', c.get('principal')?.userId ?? null),
  )

  /** Anybody: signing in at Xero proves who they are; only people who were invited come in. */
  app.post('/api/sign-in/xero', anybody('signing in proves who they are'), async (c) =>
    begin(c, 'xero', 'sign_in', c.get('principal')?.userId ?? null),
  )

  for (const side of Side.options) {
    /** Anybody: the answer must carry the state of an attempt this very browser began. */
    app.get(callbackPath[side], anybody('the answer to an attempt of this browser'), async (c) => {
      const principal = c.get('principal')
      const result = await finishConsent(
        engine,
        {
          side,
          browser: getCookie(c, browserCookie) ?? null,
          redirectUri: `${publicUrl}${callbackPath[side]}`,
          state: c.req.query('state'),
          code: c.req.query('code'),
          error: c.req.query('error'),
        },
        principal?.userId ?? null,
      )
      if (!result.ok) return c.redirect(`/${principal ? 'connections' : ''}?error=${result.problem}`, 303)
      if (result.visitor) {
        const known = await welcomeVisitor(context, c, result.workspaceId, result.visitor)
        return c.redirect(known ? '/' : '/?error=not_invited', 303)
      }
      if (side === 'capsule' && !principal) await openSession(c, result)
      // A mere sign-in: which pages are theirs is for the first page to find out.
      if (result.grant) return c.redirect('/', 303)
      if (result.choice) return c.redirect(`/connections?choice=${result.choice}`, 303)
      const connections = await listConnections(engine.db, result.workspaceId)
      const both = Side.options.every((each) =>
        connections.some((connection) => connection.side === each && connection.state === 'connected'),
      )
      return c.redirect(
        both && side === 'xero'
          ? '/comparison'
          : principal && side === 'capsule' && both
            ? '/'
            : '/connections',
        303,
      )
    })
  }

  /** Opens the session of whom Capsule vouched for; the first one becomes the administrator. */
  async function openSession(c: HonoContext<Env>, result: Connected & { ok: true }): Promise<void> {
    const { person, workspaceId, grant } = result
    if (!person) return
    const workspace = await workspaceById(engine.db, workspaceId)
    const body = {
      provider: 'capsule' as const,
      accountId: `${person.site}:${person.id}`,
      name: person.name,
      email: person.email,
    }
    const { headers, response } = await context.auth.api.openSession({
      body,
      headers: c.req.raw.headers,
      returnHeaders: true,
    })
    for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    await engine.db.transaction().execute(async (tx) => {
      await lockWorkspace(tx, workspaceId)
      const viewers = await tx
        .selectFrom('viewer')
        .select('user_id')
        .where('workspace_id', '=', workspaceId)
        .limit(1)
        .execute()
      await ensureViewer(tx, {
        userId: response.userId,
        workspaceId,
        role: viewers.length === 0 ? 'admin' : (workspace?.settings.defaultRole ?? 'none'),
        way: 'capsule',
        capsuleUserId: person.id,
        at: new Date(engine.now()),
      })
      if (grant) await saveViewerGrant(tx, engine.vault, response.userId, grant)
    })
    looks.forget(response.userId)
    // The first list of what they see begins while their browser goes on to the first page.
    const viewer = await viewerOf(engine.db, response.userId)
    if (viewer) await looks.renew(viewer)
  }

  const refuse = (problem: string): never => {
    throw new Refusal(
      422,
      problem,
      connectWords[problem] ?? 'Connecting failed.',
      connectNext[problem] ?? 'Check the values and try again.',
    )
  }

  /** Administrators, or the first person with the set-up code: connects by a personal token. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/connect/capsule/token',
      middleware: itself('connections.change', 'the first person claims the installation'),
      request: jsonBody(CapsuleTokenInput),
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const { token, setupCode } = c.req.valid('json')
      const principal = await adminOrFirst(c, setupCode)
      const result = await connectCapsuleToken(engine, token, principal === null)
      if (!result.ok) return refuse(result.problem)
      if (!principal) await openSession(c, result)
      return c.json({ ok: true }, 200)
    },
  )

  /** Anybody: holding a personal token of this Capsule account proves who they are. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/sign-in/capsule/token',
      middleware: anybody('signing in proves who they are'),
      request: jsonBody(CapsuleTokenInput),
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const result = await signInByCapsuleToken(engine, c.req.valid('json').token)
      if (!result.ok) return refuse(result.problem)
      await openSession(c, result)
      return c.json({ ok: true }, 200)
    },
  )

  /** Administrators: connects by the credentials of a Xero custom connection. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/connect/xero/client-credentials',
      middleware: needs('connections.change'),
      request: jsonBody(XeroCustomConnectionInput),
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const { add, ...credentials } = c.req.valid('json')
      const result = await connectXeroCustom(engine, credentials, add ? 'add' : null)
      if (!result.ok) return refuse(result.problem)
      return c.json({ ok: true }, 200)
    },
  )

  /** Administrators; before the installation is claimed anybody, because the page must say what to register. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/connections',
      middleware: itself('connections.change', 'before it is claimed the page says what to register'),
      responses: json(Connections),
    }),
    async (c) => {
      const workspace = await firstWorkspace(engine.db)
      const principal = workspace ? may(c, 'connections.change') : null
      return c.json(
        await connectionsView(
          engine,
          principal?.workspaceId ?? null,
          await context.apps.describe(),
          publicUrl,
        ),
        200,
      )
    },
  )

  /** Administrators: ends a connection; what was read stays. */
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/connections/{side}',
      middleware: needs('connections.change'),
      request: {
        params: z.object({ side: Side }),
        /** Of several Xero organisations the one that is meant; the first when left out. */
        query: z.object({ id: z.uuid().optional() }),
      },
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const principal = may(c, 'connections.change')
      const { side } = c.req.valid('param')
      const { id } = c.req.valid('query')
      const connection = (await listConnections(engine.db, principal.workspaceId)).find(
        (one) => one.side === side && (id === undefined || one.id === id),
      )
      if (!connection) throw notFound('This connection')
      await disconnect(engine, connection, principal.name)
      return c.json({ ok: true }, 200)
    },
  )

  /** Administrators, or the first person with the set-up code: stores an app's id and secret, sealed. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/apps/{side}',
      middleware: itself('connections.change', 'the first person registers the apps'),
      request: {
        params: z.object({ side: Side }),
        ...jsonBody(AppInput),
      },
      responses: json(z.object({ ok: z.boolean() })),
    }),
    async (c) => {
      const { side } = c.req.valid('param')
      const input = c.req.valid('json')
      const principal = await adminOrFirst(c, input.setupCode)
      if ((await context.apps.describe())[side].source === 'environment') {
        throw new Refusal(
          409,
          'from_environment',
          'This app comes from the environment and cannot be changed here.',
          'Change it where Counterpart is started.',
        )
      }
      const before = await loadAppSecret(engine.db, engine.vault, side)
      const at = new Date(engine.now())
      await saveAppSecret(
        engine.db,
        engine.vault,
        side,
        {
          clientId: input.clientId,
          clientSecret: input.clientSecret,
          webhookKey: input.webhookKey || (before?.webhookKey ?? null),
        },
        at,
      )
      context.apps.changed()
      if (principal) {
        await engine.db.transaction().execute(async (tx) => {
          await appendAudit(tx, principal.workspaceId, [
            { at, actor: `user:${principal.name}`, action: 'apps.changed', subject: null, details: { side } },
          ])
          await notifyChange(tx, { workspaceId: principal.workspaceId, topics: ['connections'], keys: [] })
        })
      }
      return c.json({ ok: true }, 200)
    },
  )
}

const connectWords: Readonly<Record<string, string>> = {
  already_claimed: 'Somebody else has just set this installation up.',
  other_site: 'This account belongs to another Capsule site than the one this installation is joined with.',
  wrong_secret: 'The vendor does not accept this id and secret.',
  token_refused:
    'The vendor does not accept this token: it is wrong, was revoked, or may not read what is needed.',
  invalid_scope: 'The vendor did not grant every permission that is needed.',
  no_organisation: 'No Xero organisation is connected to these credentials.',
  other_organisation:
    'This installation is joined with another account already, and its records stay with that one.',
  already_connected: 'Every organisation you allowed access to is connected already.',
  choice_over: 'This choice was made already, or the page was left open too long.',
  offline: 'The vendor could not be reached.',
}

const connectNext: Readonly<Record<string, string>> = {
  already_claimed: 'Sign in instead.',
  wrong_secret: 'Copy both again from the developer portal.',
  token_refused: 'Make a new token and paste it whole.',
  other_organisation:
    'Connect the same account as before, or start a second installation with its own data folder.',
  already_connected: 'Choose another organisation on Xero’s page.',
  choice_over: 'Connect again from the Connections page.',
  offline: 'Check the internet connection of this machine and try again.',
}
