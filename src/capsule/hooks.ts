import {
  CapsuleHookDelivery,
  CapsuleHookReply,
  CapsuleHooksReply,
  type CapsuleWireHook,
} from '#contracts/capsule/hooks.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import type { CapsuleHttp } from './http.ts'

export type CapsuleHookEvent =
  | `party/${'created' | 'updated' | 'deleted'}`
  | `user/${'created' | 'updated' | 'deleted'}`
  | `opportunity/${'created' | 'updated' | 'deleted' | 'closed' | 'moved'}`

export interface CapsuleHook {
  readonly id: number
  readonly event: string
  readonly targetUrl: string
}

/** Hooks of this app only. @source reference/capsule.md §17 */
export async function listHooks(http: CapsuleHttp): Promise<CapsuleHook[]> {
  const { value } = await http.call({ method: 'GET', path: '/resthooks' }, CapsuleHooksReply)
  return value.restHooks.map(fromWire)
}

/** @throws RemoteError `forbidden` for a personal token or a user who is no administrator */
export async function createHook(
  http: CapsuleHttp,
  hook: { readonly event: CapsuleHookEvent; readonly targetUrl: string; readonly description: string },
): Promise<CapsuleHook> {
  const { value } = await http.call(
    { method: 'POST', path: '/resthooks', body: { restHook: hook } },
    CapsuleHookReply,
  )
  return fromWire(value.restHook)
}

/** Also fine when the hook is gone: Capsule removes dead hooks by itself. */
export async function deleteHook(http: CapsuleHttp, id: number): Promise<void> {
  try {
    // Deleting twice is deleting once.
    await http.send({ method: 'DELETE', path: `/resthooks/${id}`, repetition: 'idempotent' })
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
  }
}

/**
 * What a delivery says happened: the event and the ids it names, nothing else of it is trusted.
 *
 * @throws RemoteError `bad_reply` when it cannot be read
 */
export function parseHook(raw: Uint8Array): { readonly event: string; readonly ids: readonly number[] } {
  try {
    const delivery = CapsuleHookDelivery.parse(JSON.parse(Buffer.from(raw).toString('utf8')))
    return { event: delivery.event, ids: delivery.payload.map((record) => record.id) }
  } catch (cause) {
    throw new RemoteError({
      side: 'capsule',
      kind: 'bad_reply',
      message: 'capsule: unreadable hook delivery',
      cause,
    })
  }
}

function fromWire(wire: CapsuleWireHook): CapsuleHook {
  return { id: wire.id, event: wire.event, targetUrl: wire.targetUrl }
}
