import type { Kernel } from '../kernel/kernel.ts'

export interface Connection {
  readonly id: string
  authEventId: string
  readonly tenantId: string
  readonly clientId: string
  /** Null for a custom connection. */
  readonly userId: string | null
  readonly createdMs: number
  updatedMs: number
}

/** Who has connected which organisation to which app. */
export interface Connections {
  connect(clientId: string, userId: string | null, tenantId: string, authEventId: string): Connection
  of(clientId: string, userId: string | null): readonly Connection[]
  remove(id: string, clientId: string, userId: string | null): boolean
  removeUser(clientId: string, userId: string): void
  /** A user disconnects the app inside Xero: all of the organisation's connections go. */
  disconnect(tenantId: string): number
  all(): readonly Connection[]
}

export function createConnections(kernel: Kernel): Connections {
  let rows: Connection[] = []
  return {
    connect(clientId, userId, tenantId, authEventId) {
      const nowMs = kernel.clock.now()
      const known = rows.find(
        (r) => r.clientId === clientId && r.userId === userId && r.tenantId === tenantId,
      )
      if (known) {
        known.authEventId = authEventId
        known.updatedMs = nowMs
        return known
      }
      const row: Connection = {
        id: kernel.chance.uuid(),
        authEventId,
        tenantId,
        clientId,
        userId,
        createdMs: nowMs,
        updatedMs: nowMs,
      }
      rows.push(row)
      return row
    },
    of: (clientId, userId) => rows.filter((r) => r.clientId === clientId && r.userId === userId),
    remove(id, clientId, userId) {
      const before = rows.length
      rows = rows.filter((r) => !(r.id === id && r.clientId === clientId && r.userId === userId))
      return rows.length < before
    },
    removeUser(clientId, userId) {
      rows = rows.filter((r) => !(r.clientId === clientId && r.userId === userId))
    },
    disconnect(tenantId) {
      const before = rows.length
      rows = rows.filter((r) => r.tenantId !== tenantId)
      return before - rows.length
    },
    all: () => rows,
  }
}

/** ISO without zone and with seven fraction digits. */
const sevenDigits = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}0000`

export const connectionWire = (connection: Connection, tenantName: string) => ({
  id: connection.id,
  authEventId: connection.authEventId,
  tenantId: connection.tenantId,
  tenantType: 'ORGANISATION',
  tenantName,
  createdDateUtc: sevenDigits(connection.createdMs),
  updatedDateUtc: sevenDigits(connection.updatedMs),
})
