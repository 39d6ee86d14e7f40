import { createRoute } from '@hono/zod-openapi'
import { Session } from '#api/session.ts'
import { permissionsOf } from '#core/model/permissions.ts'
import { firstWorkspace, workspaceById } from '#db/workspaces.ts'
import type { App } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { anybody } from './permission.ts'
import { json } from './respond.ts'

/** Without asking Capsule: the page that is shown first does not wait. */
const seesAll = async ({ role, knownToSeeAll }: Principal): Promise<boolean> =>
  role !== 'none' && (await knownToSeeAll())

export function sessionRoutes(app: App, context: Context): void {
  /** Anybody: says only whether somebody is signed in, and who. */
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/session',
      middleware: anybody('it says whether somebody is signed in'),
      responses: json(Session),
    }),
    async (c) => {
      const principal = c.get('principal')
      const { db } = context.engine
      const workspace = principal ? await workspaceById(db, principal.workspaceId) : await firstWorkspace(db)
      const apps = await context.apps.describe()
      return c.json(
        {
          state: principal ? ('signed_in' as const) : workspace ? ('signed_out' as const) : ('new' as const),
          demo: context.demo,
          user: principal && {
            name: principal.name,
            email: principal.email.endsWith('.invalid') ? '' : principal.email,
            role: principal.role,
            may: permissionsOf(principal.role),
            seesAll: await seesAll(principal),
            secondFactorDue: principal.secondFactorDue,
            reading: principal.reading,
          },
          workspace: principal && workspace ? { name: workspace.name } : null,
          needsApps: apps.capsule.source === 'none' || apps.xero.source === 'none',
          needsSetupCode: workspace === null && context.setupCode !== null,
        },
        200,
      )
    },
  )

  /** Anybody: ends the session the cookie names. */
  app.post('/api/sign-out', anybody('it ends the session the cookie names'), async (c) => {
    const response = await context.auth.api.signOut({ headers: c.req.raw.headers, asResponse: true })
    for (const cookie of response.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    return c.json({ ok: true })
  })
}
