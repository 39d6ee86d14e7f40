import { type Context, Hono } from 'hono'
import { isAdministrator } from './access.ts'
import type { Hook } from './delivery.ts'
import { readWrapped, text } from './input.ts'
import { nestedUser } from './party-wire.ts'
import { forbidden, invalid, notFound } from './refusal.ts'
import { toIso } from './time.ts'
import type { ApiEnv, World } from './world.ts'

/** @source reference capsule.md §17 */
const hookEvents: readonly string[] = [
  ...['created', 'updated', 'deleted'].map((verb) => `party/${verb}`),
  ...['created', 'updated', 'deleted', 'closed', 'moved'].map((verb) => `kase/${verb}`),
  ...['created', 'updated', 'deleted', 'closed', 'moved'].map((verb) => `opportunity/${verb}`),
  ...['created', 'updated', 'completed'].map((verb) => `task/${verb}`),
  ...['created', 'updated', 'deleted'].map((verb) => `user/${verb}`),
]

const hooksMax = 20

/** Only an administrator through a registered app may manage hooks, and sees only that app's own. */
export function hooks(world: World): Hono<ApiEnv> {
  const { store, url, kernel, delivery } = world
  const api = new Hono<ApiEnv>()
  const hookJson = (hook: Hook) => ({
    id: hook.id,
    event: hook.event,
    targetUrl: hook.targetUrl,
    description: hook.description,
    embed: hook.embed,
    user: nestedUser(store, url, hook.userId),
    clientId: hook.clientId,
    batched: true,
    createdAt: toIso(hook.createdAt),
    updatedAt: toIso(hook.createdAt),
  })
  const ownHook = (c: Context<ApiEnv>, id: string): Hook => {
    const clientId = manager(c)
    const hook = delivery.hooks.get(Number(id))
    if (!hook || hook.clientId !== clientId) throw notFound('rest hook not found')
    return hook
  }

  api.get('/', (c) => {
    const clientId = manager(c)
    const own = [...delivery.hooks.values()].filter((hook) => hook.clientId === clientId)
    return c.json({ restHooks: own.map(hookJson) })
  })
  api.get('/:id{[0-9]+}', (c) => c.json({ restHook: hookJson(ownHook(c, c.req.param('id'))) }))
  api.post('/', async (c) => {
    const clientId = manager(c)
    const sent = await readWrapped(c.req.raw, 'restHook')
    const event = text(sent, 'event', 'restHook')
    if (!event) throw invalid('event is required', 'restHook', 'event')
    if (!hookEvents.includes(event)) throw invalid('unknown event', 'restHook', 'event')
    const targetUrl = text(sent, 'targetUrl', 'restHook', 2000)
    if (!targetUrl) throw invalid('targetUrl is required', 'restHook', 'targetUrl')
    if (!isWebUrl(targetUrl)) throw invalid('targetUrl is not a valid URL', 'restHook', 'targetUrl')
    const description = text(sent, 'description', 'restHook') ?? null
    const embed = text(sent, 'embed', 'restHook') ?? null
    if (delivery.hooks.size >= hooksMax)
      throw invalid(`a maximum of ${hooksMax} hooks is allowed`, 'restHook')
    const createdAt = kernel.clock.now()
    const userId = c.env.caller.user.id
    const hook: Hook = {
      id: store.nextId(),
      event,
      targetUrl,
      description,
      embed,
      userId,
      clientId,
      createdAt,
    }
    delivery.hooks.set(hook.id, hook)
    return c.json({ restHook: hookJson(hook) }, 201, { Location: `${url}/api/v2/resthooks/${hook.id}` })
  })
  api.delete('/:id{[0-9]+}', (c) => {
    delivery.drop(ownHook(c, c.req.param('id')).id)
    return c.body(null, 204)
  })
  return api
}

/** The calling app, once it is sure that it may manage hooks. */
function manager(c: Context<ApiEnv>): string {
  const { clientId, user } = c.env.caller
  if (clientId === undefined)
    throw forbidden('access_denied', 'REST hooks can only be managed by a registered OAuth application')
  if (!isAdministrator(user)) throw forbidden('access_denied', 'Only an administrator can manage REST hooks')
  return clientId
}

function isWebUrl(value: string): boolean {
  const protocol = URL.parse(value)?.protocol
  return protocol === 'https:' || protocol === 'http:'
}
