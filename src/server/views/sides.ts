import { type CapsuleConnection, listConnections, type XeroConnection } from '#db/connections.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'

/** The connections of a workspace, as far as there are any; also for the addresses of the vendors' own pages. */
export interface Sides {
  readonly capsule: CapsuleConnection | null
  readonly xero: XeroConnection | null
  readonly xeroAppUrl: string
}

export async function sidesOf(engine: Engine, workspaceId: WorkspaceId): Promise<Sides> {
  const connections = await listConnections(engine.db, workspaceId)
  const capsule = connections.find((one) => one.side === 'capsule')
  const xero = connections.find((one) => one.side === 'xero')
  return {
    capsule: capsule?.side === 'capsule' ? capsule : null,
    xero: xero?.side === 'xero' ? xero : null,
    xeroAppUrl: engine.endpoints.xero.appUrl,
  }
}
