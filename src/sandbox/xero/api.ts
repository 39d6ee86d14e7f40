import type { Fault } from '../kernel/faults.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Connections } from './connections.ts'
import { connectionWire } from './connections.ts'
import { filePaths, printable } from './document-routes.ts'
import { type Answer, json, noContent, notFound, notImplemented, problem, Refusal } from './errors.ts'
import type { Idempotency } from './idempotency.ts'
import type { Limiter, LimitKind } from './limits.ts'
import { projectRouteOf, projectsRoot } from './projects/routes.ts'
import { roleAllows } from './roles.ts'
import { routeOf } from './routes.ts'
import { allows, resourceOf } from './scopes.ts'
import type { Store } from './store.ts'
import type { Strays } from './strays.ts'
import { switches } from './switches.ts'
import type { Access, Tokens } from './tokens.ts'

export interface ApiParts {
  readonly kernel: Kernel
  /** The records of an organisation; of the first one when none is named. */
  readonly store: (tenantId?: string) => Store
  readonly tokens: () => Tokens
  readonly connections: Connections
  readonly limiter: Limiter
  readonly idempotency: Idempotency
  readonly strays: Strays
  readonly appName: (clientId: string) => string
}

interface Body {
  readonly text: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const accountingRoot = '/api.xro/2.0/'
const tenantRoots = [
  '/api.xro/',
  '/projects.xro/',
  '/files.xro/',
  '/assets.xro/',
  '/payroll.xro/',
  '/bankfeeds.xro/',
]

export const isApiPath = (path: string) =>
  path.startsWith('/connections') || tenantRoots.some((root) => path.startsWith(root))

function toResponse(answer: Answer, headers: Readonly<Record<string, string>>): Response {
  const bodiless = answer.status === 204 || answer.body === null
  return new Response(bodiless ? null : answer.body, {
    status: answer.status,
    headers: {
      ...headers,
      ...answer.headers,
      ...(answer.contentType && { 'Content-Type': answer.contentType }),
    },
  })
}

/** The request was done, then the line broke: reading the body fails at once. */
export function brokenResponse(response: Response): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.error(new TypeError('terminated: the connection was lost'))
    },
  })
  return new Response(body, {
    status: response.status === 204 ? 200 : response.status,
    headers: response.headers,
  })
}

export const wait = (kernel: Kernel, ms: number) =>
  new Promise<void>((resolve) => {
    kernel.clock.after(ms, () => resolve())
  })

const xml: Answer = {
  status: 406,
  contentType: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="utf-8"?><ApiException><ErrorNumber>0</ErrorNumber><Type>NotAcceptable</Type><Message>This sandbox speaks JSON only; without Accept: application/json Xero answers XML.</Message></ApiException>',
}

const segmentsBelow = (root: string, path: string) =>
  path.startsWith(root) ? path.slice(root.length).split('/').filter(Boolean) : []

const limitFaults: readonly Fault['kind'][] = ['limited', 'limited_day', 'limited_concurrent', 'limited_app']
const forcedBy: Readonly<Partial<Record<Fault['kind'], LimitKind>>> = {
  limited: 'minute',
  limited_day: 'day',
  limited_concurrent: 'concurrent',
  limited_app: 'appminute',
}

const when = (ms: number) => {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}

/** Answers everything that needs an access token: tenant APIs and `/connections`. */
export function createApi(parts: ApiParts) {
  const { kernel } = parts
  const instance = () => kernel.chance.uuid()

  function authenticate(request: Request): Access {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    const checked = bearer ? parts.tokens().check(bearer) : undefined
    if (checked && 'access' in checked) return checked.access
    const expired = checked?.fault === 'expired'
    const detail = expired
      ? `TokenExpired: token expired at ${when(checked.expiresMs)}`
      : 'AuthenticationUnsuccessful'
    throw new Refusal(problem(401, detail, instance()))
  }

  /** A custom connection is bound to its organisation and need not name it. */
  function tenantOf(request: Request, access: Access): string {
    const named = request.headers.get('xero-tenant-id')?.toLowerCase()
    const rows = parts.connections.of(access.clientId, access.userId)
    const row = named ? rows.find((r) => r.tenantId === named) : access.userId === null ? rows[0] : undefined
    if (!row) throw new Refusal(problem(403, 'AuthenticationUnsuccessful', instance()))
    return row.tenantId
  }

  const roleOf = (access: Access) =>
    parts.store().users.find((user) => user.id === access.userId)?.role ?? null

  function connectionsAnswer(request: Request, url: URL, access: Access): Answer {
    const id = url.pathname.split('/')[2]
    if (request.method === 'GET' && !id) {
      const event = url.searchParams.get('authEventId')?.toLowerCase()
      const rows = parts.connections.of(access.clientId, access.userId)
      const shown = rows.filter((row) => !event || row.authEventId === event)
      return json(
        200,
        shown.map((row) => connectionWire(row, parts.store(row.tenantId).organisation.name)),
      )
    }
    if (request.method === 'DELETE' && id) {
      if (!parts.connections.remove(id.toLowerCase(), access.clientId, access.userId)) throw notFound()
      return noContent
    }
    return notImplemented(request.method, url.pathname)
  }

  /** Null when the caller would be answered in XML; files and printed documents come as they are. */
  function accountingRoute(request: Request, url: URL) {
    const accept = request.headers.get('accept')?.toLowerCase() ?? ''
    const segments = segmentsBelow(accountingRoot, url.pathname)
    const route = routeOf(request.method, segments)
    const printed =
      accept.includes('application/pdf') && request.method === 'GET' && printable.has(route.path)
    if (printed) return routeOf('GET', [...segments, 'pdf'])
    return accept.includes('application/json') || filePaths.has(route.path) ? route : null
  }

  function perform(request: Request, url: URL, access: Access, body: Body, store: Store): Answer {
    const projects = url.pathname.startsWith(projectsRoot)
    if (!projects && !url.pathname.startsWith(accountingRoot))
      return notImplemented(request.method, url.pathname)
    if (projects && !store.projects.on) return problem(401, 'AuthorizationUnsuccessful', instance())
    const route = projects
      ? projectRouteOf(request.method, segmentsBelow(projectsRoot, url.pathname))
      : accountingRoute(request, url)
    if (route === null) return xml
    if (!route.handler) return notImplemented(request.method, url.pathname)
    const endpoint = `${request.method} ${route.path}`
    if (!projects) parts.strays.query(endpoint, url.searchParams)
    return route.handler({
      store,
      method: request.method,
      endpoint,
      strays: parts.strays,
      query: url.searchParams,
      headers: request.headers,
      body: body.text,
      bytes: body.bytes,
      params: route.params,
      role: roleOf(access),
      app: { id: access.clientId, name: parts.appName(access.clientId) },
    })
  }

  const guarded = (work: () => Answer): Answer => {
    try {
      return work()
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }

  function once(request: Request, url: URL, access: Access, body: Body, store: Store): Answer {
    const key = request.method === 'GET' ? null : request.headers.get('idempotency-key')
    if (!key) return guarded(() => perform(request, url, access, body, store))
    const fingerprint = `${store.organisation.id} ${request.method} ${url.pathname}${url.search} ${body.bytes.length} ${body.text}`
    const known = parts.idempotency.before(access.clientId, key, fingerprint)
    if (known) return known
    const answer = guarded(() => perform(request, url, access, body, store))
    parts.idempotency.after(access.clientId, key, fingerprint, answer)
    return answer
  }

  async function inner(request: Request, url: URL): Promise<Response> {
    const { method } = request
    const path = url.pathname
    const strike = (kinds: readonly Fault['kind'][]) => kernel.faults.strike('xero', kinds, method, path)
    let entry: ReturnType<Limiter['enter']> | undefined
    let headers: Readonly<Record<string, string>> = {}
    try {
      if (strike(['unauthorised'])) throw new Refusal(problem(401, 'AuthenticationUnsuccessful', instance()))
      const access = authenticate(request)
      const tenant = path.startsWith('/connections') ? null : tenantOf(request, access)
      if (tenant !== null) {
        const resource = path.startsWith(projectsRoot)
          ? 'projects'
          : resourceOf(segmentsBelow(accountingRoot, path))
        if (!allows(access.scopes, resource, method)) {
          throw new Refusal(problem(401, 'AuthorizationUnsuccessful', instance()))
        }
        if (!roleAllows(roleOf(access), resource, method)) {
          throw new Refusal(problem(403, switches.roleRefusalDetail, instance()))
        }
        const forced = strike(limitFaults)
        entry = parts.limiter.enter(access.clientId, tenant, (forced && forcedBy[forced.kind]) ?? null)
        headers = entry.headers
        if (entry.refused) throw new Refusal({ status: 429, contentType: null, body: null })
      }
      const slow = strike(['slow'])
      if (slow) await wait(kernel, slow.delayMs)
      const status = strike(['status'])
      if (status) {
        const text =
          status.status === 503 ? 'The Xero API is currently offline.' : 'An error occurred in Xero.'
        throw new Refusal({ status: status.status, contentType: 'text/plain', body: text })
      }
      const bytes = method === 'GET' ? new Uint8Array() : new Uint8Array(await request.arrayBuffer())
      const body: Body = { bytes, text: new TextDecoder().decode(bytes) }
      const answer =
        tenant === null
          ? guarded(() => connectionsAnswer(request, url, access))
          : once(request, url, access, body, parts.store(tenant))
      const response = toResponse(answer, headers)
      return strike(['lost_answer']) ? brokenResponse(response) : response
    } catch (error) {
      if (error instanceof Refusal) return toResponse(error.answer, headers)
      throw error
    } finally {
      entry?.leave()
    }
  }

  return async function api(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const response = await inner(request, url)
    const path = url.pathname.startsWith(accountingRoot)
      ? `${accountingRoot}${routeOf(request.method, segmentsBelow(accountingRoot, url.pathname)).path}`
      : url.pathname.replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '/:id')
    kernel.calls.add({
      at: kernel.clock.now(),
      vendor: 'xero',
      method: request.method,
      path: url.pathname,
      query: url.search,
      endpoint: `${request.method} ${path}`,
      status: response.status,
      write: url.pathname.startsWith('/connections')
        ? request.method === 'DELETE'
        : ['PUT', 'POST', 'PATCH', 'DELETE'].includes(request.method),
    })
    return response
  }
}
