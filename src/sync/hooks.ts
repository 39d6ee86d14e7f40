import { createHash, randomBytes } from 'node:crypto'
import { type CapsuleHookEvent, createHook, deleteHook, listHooks } from '#capsule/hooks.ts'
import type { CapsuleHttp } from '#capsule/http.ts'
import { dealsOn } from '#core/deal/settings.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { connectionById, saveHookPath, touchConnection } from '#db/connections.ts'
import { hookEventsOf, saveHookEvents } from '#db/hook-events.ts'
import { loadRules } from '#db/rules.ts'
import type { CapsuleAccount } from './accounts.ts'
import type { Engine } from './engine.ts'

const partyEvents: readonly CapsuleHookEvent[] = ['party/created', 'party/updated', 'party/deleted']
/** Whether a move is also an update is not documented. @source reference/capsule.md §17 */
const dealEvents: readonly CapsuleHookEvent[] = [
  'opportunity/created',
  'opportunity/updated',
  'opportunity/deleted',
  'opportunity/closed',
  'opportunity/moved',
]
export const capsuleHookPath = '/hooks/capsule/'

/**
 * Has Capsule tell us of changes. Its hooks are unsigned, so they come to a path nobody can guess; only the
 * path's hash is kept. Without it (personal token, no public address, no administrator) changes are swept.
 */
export async function registerHooks(engine: Engine, account: CapsuleAccount): Promise<void> {
  const connection = await connectionById(engine.db, account.connection.id)
  if (engine.hookBaseUrl === null || connection?.method !== 'oauth') return
  const events = await wantedEvents(engine, connection.workspaceId)
  const known = await hookEventsOf(engine.db, connection.id)
  const isMore = connection.hooksAt !== null
  if (isMore && events.every((event) => known.has(event))) return
  const http = account.http('interactive')
  const secret = randomBytes(32).toString('base64url')
  const targetUrl = `${engine.hookBaseUrl}${capsuleHookPath}${secret}`
  try {
    for (const hook of await listHooks(http)) {
      // Ours from an earlier time: their path is not known any more.
      if (hook.targetUrl.startsWith(`${engine.hookBaseUrl}${capsuleHookPath}`))
        await deleteHook(http, hook.id)
    }
    await saveHookPath(engine.db, connection.id, hookHash(secret), null)
    for (const event of events) await createOne(engine, http, { event, targetUrl })
    await saveHookPath(engine.db, connection.id, hookHash(secret), new Date(engine.now()))
    await saveHookEvents(engine.db, connection.id, events)
    // Between the old path and the new one nothing was heard.
    if (isMore) await touchConnection(engine.db, connection.id, { sweptAt: new Date(0) })
  } catch (error) {
    if (!isRemoteError(error, 'forbidden', 'invalid', 'clash')) throw error
    engine.log.warn(
      { kind: error.kind, status: error.status },
      'Capsule does not let this connection register hooks; changes are swept',
    )
    await saveHookPath(engine.db, connection.id, null, null)
  }
}

/** Capsule has room for twenty hooks of all apps: what does not fit beside those of contacts is swept. */
async function createOne(
  engine: Engine,
  http: CapsuleHttp,
  hook: { readonly event: CapsuleHookEvent; readonly targetUrl: string },
): Promise<void> {
  try {
    await createHook(http, { ...hook, description: 'Counterpart' })
  } catch (error) {
    if (partyEvents.includes(hook.event) || !isRemoteError(error, 'invalid', 'clash')) throw error
    engine.log.warn({ event: hook.event, status: error.status }, 'Capsule takes no hook for this event')
  }
}

/** What the rules need to hear of. */
async function wantedEvents(engine: Engine, workspaceId: WorkspaceId): Promise<CapsuleHookEvent[]> {
  const { deals } = await loadRules(engine.db, workspaceId)
  return dealsOn(deals) ? [...partyEvents, ...dealEvents] : [...partyEvents]
}

export const hookHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
