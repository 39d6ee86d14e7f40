import { createHash, randomBytes } from 'node:crypto'
import { type CapsuleHookEvent, createHook, deleteHook, listHooks } from '#capsule/hooks.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { connectionById, saveHookPath } from '#db/connections.ts'
import type { CapsuleAccount } from './accounts.ts'
import type { Engine } from './engine.ts'

const events: readonly CapsuleHookEvent[] = ['party/created', 'party/updated', 'party/deleted']
export const capsuleHookPath = '/hooks/capsule/'

/**
 * Has Capsule tell us of changes. Its hooks are unsigned, so they come to a path nobody can guess; only the
 * path's hash is kept. Without it (personal token, no public address, no administrator) changes are swept.
 */
export async function registerHooks(engine: Engine, account: CapsuleAccount): Promise<void> {
  const connection = await connectionById(engine.db, account.connection.id)
  if (engine.hookBaseUrl === null || connection?.method !== 'oauth' || connection.hooksAt !== null) return
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
    for (const event of events) await createHook(http, { event, targetUrl, description: 'Counterpart' })
    await saveHookPath(engine.db, connection.id, hookHash(secret), new Date(engine.now()))
  } catch (error) {
    if (!isRemoteError(error, 'forbidden', 'invalid', 'clash')) throw error
    engine.log.warn(
      { kind: error.kind, status: error.status },
      'Capsule does not let this connection register hooks; changes are swept',
    )
    await saveHookPath(engine.db, connection.id, null, null)
  }
}

export const hookHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
