import { XeroConnectionsReply } from '#contracts/xero/connections.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { XeroHttp } from './http.ts'

export interface XeroConnection {
  /** Of the connection; `tenantId` is the organisation's. */
  readonly id: string
  readonly tenantId: string
  readonly name: string
  readonly authEventId: string | null
}

/**
 * Organisations the token may work in; `authEventId` narrows to those of one consent.
 *
 * @param http made with `tenantId: null`
 * @source reference/xero.md §2.5
 */
export async function listConnections(http: XeroHttp, authEventId?: string): Promise<XeroConnection[]> {
  const wires = await http.call(
    { method: 'GET', path: '/connections', query: { authEventId } },
    XeroConnectionsReply,
  )
  return wires
    .filter((wire) => (wire.tenantType ?? 'ORGANISATION') === 'ORGANISATION')
    .map((wire) => ({
      id: wire.id.toLowerCase(),
      tenantId: wire.tenantId.toLowerCase(),
      name: wire.tenantName ?? '',
      authEventId: wire.authEventId ?? null,
    }))
}

/** Disconnects one organisation; also fine when it is gone. @param http made with `tenantId: null` */
export async function deleteConnection(http: XeroHttp, id: string): Promise<void> {
  try {
    await http.send({ method: 'DELETE', path: `/connections/${encodeURIComponent(id)}` })
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
  }
}
