import { type CapsuleConnection, listConnections, type XeroConnection } from '#db/connections.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'

/** The connections of a workspace, as far as there are any; also for the addresses of the vendors' own pages. */
export interface Sides {
  readonly capsule: CapsuleConnection | null
  /** The first Xero organisation. */
  readonly xero: XeroConnection | null
  /** All of them, in the order in which they were added. */
  readonly xeros: readonly XeroConnection[]
  readonly xeroAppUrl: string
}

export async function sidesOf(engine: Engine, workspaceId: WorkspaceId): Promise<Sides> {
  const connections = await listConnections(engine.db, workspaceId)
  const capsule = connections.find((one) => one.side === 'capsule')
  const xeros = connections.flatMap((one) => (one.side === 'xero' ? [one] : []))
  return {
    capsule: capsule?.side === 'capsule' ? capsule : null,
    xero: xeros[0] ?? null,
    xeros,
    xeroAppUrl: engine.endpoints.xero.appUrl,
  }
}

/** The organisation of a contact or document; the first one while it is not known. */
export const xeroOf = (
  { xero, xeros }: Sides,
  connectionId: string | null | undefined,
): XeroConnection | null => xeros.find(({ id }) => id === connectionId) ?? xero

/** Named only where there are several. */
export const organisationName = ({ xeros }: Sides, connectionId: string | null | undefined): string | null =>
  xeros.length < 2 ? null : (xeros.find(({ id }) => id === connectionId)?.organisationName ?? null)
