import { Hono } from 'hono'
import type { Caller } from './access.ts'
import { attachments } from './attachments.ts'
import { unhandled } from './catalogue.ts'
import { dealSettings } from './deal-settings.ts'
import { kases, opportunities, relatedDeals } from './deals.ts'
import { entries } from './entries.ts'
import { fields } from './fields.ts'
import { hooks } from './hooks.ts'
import { jobs } from './jobs.ts'
import { parties } from './parties.ts'
import { createQuota } from './quota.ts'
import { forbidden, Refusal, unauthorised } from './refusal.ts'
import { settingWrites } from './setting-writes.ts'
import { site } from './site.ts'
import { tags } from './tags.ts'
import { tasks } from './tasks.ts'
import type { Tokens } from './tokens.ts'
import { tracks } from './tracks.ts'
import { users } from './users.ts'
import { workSettings } from './work-settings.ts'
import type { ApiEnv, World } from './world.ts'

/** Everything under `/api/v2`: who calls, whether they may, how often, and then the resource. */
export function api(world: World, tokens: Tokens): (request: Request) => Promise<Response> {
  const { faults, clock } = world.kernel
  const app = routes(world)
  const quota = createQuota(world.kernel)

  return async (request) => {
    const { method } = request
    const { pathname } = new URL(request.url)
    try {
      const strike = (kind: 'unauthorised' | 'limited') => faults.strike('capsule', [kind], method, pathname)
      if (strike('unauthorised')) throw unauthorised()
      const limited = strike('limited')
      if (limited) throw quota.limited(clock.now() + limited.delayMs)
      const caller = authenticate(tokens, request)
      const limits = quota.take(caller.user.id)
      const response = await answer(app, request, caller, isWrite(method, pathname))
      for (const [name, value] of Object.entries(limits)) response.headers.set(name, value)
      return response
    } catch (error) {
      if (error instanceof Refusal) return error.toResponse()
      throw error
    }
  }
}

/** True for a request that changes records; a structured search is a POST that does not. */
export function isWrite(method: string, path: string): boolean {
  return (
    path.startsWith('/api/v2/') &&
    !['GET', 'HEAD', 'OPTIONS'].includes(method) &&
    !path.endsWith('/filters/results')
  )
}

async function answer(
  app: Hono<ApiEnv>,
  request: Request,
  caller: Caller,
  write: boolean,
): Promise<Response> {
  const needed = write ? 'write' : 'read'
  if (!caller.scopes.has(needed))
    return forbidden('insufficient_scope', `The access token does not have the ${needed} scope`).toResponse()
  const response = await app.fetch(request, { caller })
  return new Response(response.body, response)
}

function authenticate(tokens: Tokens, request: Request): Caller {
  const token = request.headers.get('Authorization')?.match(/^Bearer\s+(\S+)$/i)?.[1]
  if (token === undefined) throw unauthorised('An access token is required')
  const caller = tokens.caller(token)
  if (!caller) throw unauthorised()
  return caller
}

function routes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  const v2 = app.basePath('/api/v2')
  v2.route('/', site(world))
  v2.route('/', users(world))
  for (const entity of ['parties', 'opportunities', 'kases'] as const) {
    v2.route(`/${entity}/tags`, tags(world, entity))
    v2.route(`/${entity}/fields/definitions`, fields(world, entity))
  }
  v2.route('/parties', parties(world))
  v2.route('/', relatedDeals(world))
  v2.route('/opportunities', opportunities(world))
  v2.route('/kases', kases(world))
  v2.route('/', dealSettings(world))
  v2.route('/', settingWrites(world))
  v2.route('/tasks', tasks(world))
  v2.route('/', entries(world))
  v2.route('/attachments', attachments(world))
  v2.route('/', tracks(world))
  v2.route('/', workSettings(world))
  v2.route('/resthooks', hooks(world))
  v2.route('/jobs', jobs(world))
  app.notFound((c) => unhandled(c.req.method, c.req.path).toResponse())
  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse()
    throw error
  })
  return app
}
