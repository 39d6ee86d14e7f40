import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { ApiError } from '#api/common.ts'
import { createLooks } from '#sync/visible.ts'
import type { Context, Principal } from './context.ts'
import { pages } from './pages.ts'
import { principalOf } from './principal.ts'
import { Refusal } from './refusal.ts'
import { activityRoutes } from './routes/activity.ts'
import { alertRoutes } from './routes/alerts.ts'
import { backupRoutes } from './routes/backups.ts'
import { budgetRoutes } from './routes/budget.ts'
import { comparisonRoutes } from './routes/comparison.ts'
import { connectRoutes } from './routes/connect.ts'
import { contactRoutes } from './routes/contacts.ts'
import { dealRoutes } from './routes/deals.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventRoutes } from './routes/events.ts'
import { factRoutes } from './routes/facts.ts'
import { goRoutes } from './routes/go.ts'
import { hookRoutes } from './routes/hooks.ts'
import { invoiceButtonRoutes } from './routes/invoice-button.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { localRoutes } from './routes/local.ts'
import { overviewRoutes } from './routes/overview.ts'
import { panelFrames, panelRoutes } from './routes/panel.ts'
import { peopleRoutes } from './routes/people.ts'
import { anybody } from './routes/permission.ts'
import { problemRoutes } from './routes/problems.ts'
import { reviewRoutes } from './routes/reviews.ts'
import { ruleRoutes } from './routes/rules.ts'
import { sessionRoutes } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { viewRoutes } from './routes/views.ts'

export type App = OpenAPIHono<Env>
export interface Env {
  Variables: { principal: Principal | null }
}

const bodyBytesMax = 5 * 1024 * 1024

/** The whole HTTP surface: API, consent callbacks, webhooks and the pages. */
export function createApp(context: Context): App {
  const looks = createLooks(context.engine)
  const app: App = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) {
        const issue = result.error.issues[0]
        throw new Refusal(
          400,
          'bad_input',
          `The request is not valid: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? ''}`,
          'Correct it and send it again.',
        )
      }
    },
  })

  // Before everything else: vendors get an answer without cookies or other trimmings.
  app.use('/hooks/*', bodyLimit({ maxSize: bodyBytesMax }))
  hookRoutes(app, context)

  panelFrames(app, context)
  const vendors = [context.engine.endpoints.capsule.apiUrl, context.engine.endpoints.xero.loginUrl].map(
    (url) => new URL(url).origin,
  )
  app.use(
    '*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        // Connecting is a form that the vendor's pages answer, wherever signing in there leads.
        formAction: ["'self'", 'https:', ...vendors],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: context.publicUrl.startsWith('https:')
        ? 'max-age=31536000; includeSubDomains'
        : false,
      xFrameOptions: 'DENY',
    }),
  )
  app.use('*', bodyLimit({ maxSize: bodyBytesMax }))
  app.use('/api/*', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.use('*', async (c, next) => {
    if (!['GET', 'HEAD', 'OPTIONS'].includes(c.req.method) && !sameOrigin(c.req.raw, context.publicUrl)) {
      throw new Refusal(
        403,
        'foreign_origin',
        'This request came from another site.',
        'Use the pages of Counterpart itself.',
      )
    }
    c.set(
      'principal',
      c.req.path.startsWith('/api/') || c.req.path.startsWith('/connect/')
        ? await principalOf(context, looks, c.req.path, c.req.raw.headers)
        : null,
    )
    await next()
  })

  sessionRoutes(app, context)
  connectRoutes(app, context, looks)
  comparisonRoutes(app, context)
  overviewRoutes(app, context)
  contactRoutes(app, context)
  panelRoutes(app, context, looks)
  documentRoutes(app, context)
  dealRoutes(app, context)
  invoiceButtonRoutes(app, context)
  invoiceRoutes(app, context)
  viewRoutes(app, context)
  problemRoutes(app, context)
  budgetRoutes(app, context)
  reviewRoutes(app, context)
  ruleRoutes(app, context)
  factRoutes(app, context)
  goRoutes(app, context)
  activityRoutes(app, context)
  alertRoutes(app, context)
  settingsRoutes(app, context)
  backupRoutes(app, context)
  peopleRoutes(app, context)
  localRoutes(app, context)
  eventRoutes(app, context, looks)
  app.get('/api/openapi.json', anybody('it describes the addresses and holds nothing'))
  app.doc('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Counterpart', version: '1' } })
  app.all('/api/*', () => {
    throw new Refusal(404, 'not_found', 'There is no such address in the API.', 'See /api/openapi.json.')
  })
  pages(app)

  app.onError((error, c) => {
    if (error instanceof Refusal) {
      const body: ApiError = { error: { code: error.code, message: error.message, next: error.next } }
      return c.json(body, error.status)
    }
    context.engine.log.error(
      { error: String(error), stack: error.stack, path: c.req.path },
      'a request failed',
    )
    const body: ApiError = {
      error: {
        code: 'fault',
        message: 'Counterpart could not do this because of a fault of its own.',
        next: 'Try again. If it lasts, look at the server log.',
      },
    }
    return c.json(body, 500)
  })
  return app
}

/** Browsers say where a request comes from; one that says nothing is no browser and carries no cookie of ours. */
function sameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  return origin === null
    ? site === 'same-origin' || request.headers.get('cookie') === null
    : origin === new URL(publicUrl).origin
}
