import { z } from 'zod'
import { type ConnectionId, connectionId, type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import type { TokenSet } from '#core/remote/tokens.ts'
import { jsonText, storable } from './json-text.ts'
import type { Db } from './open.ts'
import type { Vault } from './secrets.ts'
import type { StoredUsage } from './tables.ts'

const CapsuleDetails = z.object({
  /** Origin of the account's web pages. */
  siteUrl: z.string(),
  userId: z.int().nullable(),
  userName: z.string().nullable(),
  contactIdField: z.int().nullable(),
  contactLinkField: z.int().nullable(),
  /** Custom fields of parties as last listed; the ones that hold mapped values are found among them by name. */
  partyFields: z.array(z.object({ id: z.int(), name: z.string() })).default([]),
})
export type CapsuleDetails = z.infer<typeof CapsuleDetails>

const XeroDetails = z.object({
  /** IANA name. */
  timeZone: z.string(),
  baseCurrency: z.string(),
  shortCode: z.string(),
  countryCode: z.string().nullable(),
  userName: z.string().nullable(),
  /** Id on Xero's /connections; null for a custom connection. */
  xeroConnectionId: z.string().nullable(),
  /** Active contact groups as last listed; absent while nobody needed them. */
  groups: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  /** When they were listed, ISO 8601. */
  groupsAt: z.string().optional(),
  /** Whose numbers need no country code in Capsule, when it is not the organisation's own: the first one's country. */
  capsuleCountry: z.string().optional(),
  /** The pair of custom fields of a further organisation in Capsule; the first one has the plain pair of Capsule's details. */
  references: z
    .object({
      /** What tells the names of the pair from those of others. */
      label: z.string(),
      contactIdField: z.int().nullable(),
      contactLinkField: z.int().nullable(),
    })
    .nullish(),
})
export type XeroDetails = z.infer<typeof XeroDetails>

interface Common {
  readonly id: ConnectionId
  readonly workspaceId: WorkspaceId
  readonly method: 'oauth' | 'token' | 'client_credentials'
  readonly state: 'connected' | 'lost' | 'disconnected'
  readonly problem: string | null
  readonly organisationId: string
  readonly organisationName: string
  readonly scopes: readonly string[]
  readonly hooksAt: Date | null
  readonly lastHeardAt: Date | null
  readonly lastSweepAt: Date | null
  readonly usage: StoredUsage | null
  readonly connectedAt: Date
}
export type CapsuleConnection = Common & { readonly side: 'capsule'; readonly details: CapsuleDetails }
export type XeroConnection = Common & { readonly side: 'xero'; readonly details: XeroDetails }
export type Connection = CapsuleConnection | XeroConnection

const TokenSetShape = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.number().nullable(),
  scopes: z.array(z.string()),
})

/** Stored secrets of a custom connection beside its token. */
const Credentials = z.object({ clientId: z.string(), clientSecret: z.string() })
export type Credentials = z.infer<typeof Credentials>

const Envelope = z.object({ tokens: TokenSetShape, credentials: Credentials.nullable() })

/** Capsule's first, then the Xero organisations in the order in which they were added. */
export async function listConnections(db: Db, workspace: WorkspaceId): Promise<Connection[]> {
  const rows = await db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', workspace)
    .orderBy('side')
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

export async function listAllConnections(db: Db): Promise<Connection[]> {
  const rows = await db.selectFrom('connection').selectAll().execute()
  return rows.map(fromRow)
}

export async function connectionById(db: Db, id: ConnectionId): Promise<Connection | null> {
  const row = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** The Capsule connection whose hooks are delivered to the path with this hash. */
export async function connectionByHookHash(db: Db, hash: string): Promise<Connection | null> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('hook_path_hash', '=', hash)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

/** The Xero organisations of a workspace, the first one first. */
export async function listXeroConnections(db: Db, workspace: WorkspaceId): Promise<XeroConnection[]> {
  return (await listConnections(db, workspace)).flatMap((one) => (one.side === 'xero' ? [one] : []))
}

export interface NewConnection {
  readonly id: ConnectionId
  readonly workspaceId: WorkspaceId
  readonly method: Connection['method']
  readonly organisationId: string
  readonly organisationName: string
  readonly scopes: readonly string[]
  readonly tokens: TokenSet
  readonly credentials: Credentials | null
  readonly at: Date
}

/** Adds a connection, or takes up the one to the same organisation again. */
export async function saveConnection(
  db: Db,
  vault: Vault,
  connection: NewConnection &
    (
      | { readonly side: 'capsule'; readonly details: CapsuleDetails }
      | { readonly side: 'xero'; readonly details: XeroDetails }
    ),
): Promise<ConnectionId> {
  const existing = await db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', connection.workspaceId)
    .where('side', '=', connection.side)
    .where('organisation_id', '=', connection.organisationId)
    .executeTakeFirst()
  const id = existing ? connectionId(existing.id) : connection.id
  const values = {
    method: connection.method,
    state: 'connected' as const,
    problem: null,
    organisation_name: storable(connection.organisationName),
    details: jsonText(connection.details),
    scopes: [...connection.scopes],
    tokens: sealTokens(vault, id, connection.tokens, connection.credentials),
    connected_at: connection.at,
  }
  if (existing) {
    await db.updateTable('connection').set(values).where('id', '=', id).execute()
  } else {
    await db
      .insertInto('connection')
      .values({
        id,
        workspace_id: connection.workspaceId,
        side: connection.side,
        organisation_id: connection.organisationId,
        hook_path_hash: null,
        added_at: connection.at,
        ...values,
      })
      .execute()
  }
  return id
}

function sealTokens(
  vault: Vault,
  id: ConnectionId,
  tokens: TokenSet,
  credentials: Credentials | null,
): string {
  return vault.seal(JSON.stringify({ tokens, credentials }), `connection:${id}`)
}

export async function loadTokens(
  db: Db,
  vault: Vault,
  id: ConnectionId,
): Promise<{ readonly tokens: TokenSet; readonly credentials: Credentials | null } | null> {
  const row = await db.selectFrom('connection').select('tokens').where('id', '=', id).executeTakeFirst()
  if (!row?.tokens) return null
  return Envelope.parse(JSON.parse(vault.open(row.tokens, `connection:${id}`)))
}

export async function saveTokens(db: Db, vault: Vault, id: ConnectionId, tokens: TokenSet): Promise<void> {
  const before = await loadTokens(db, vault, id)
  if (!before) return
  await db
    .updateTable('connection')
    .set({ tokens: sealTokens(vault, id, tokens, before.credentials) })
    .where('id', '=', id)
    .where('state', '<>', 'disconnected')
    .execute()
}

/** A person must reconnect; tokens stay, so that a passing fault can be told from a lasting one. */
export async function markLost(db: Db, id: ConnectionId, problem: string): Promise<boolean> {
  const result = await db
    .updateTable('connection')
    .set({ state: 'lost', problem: storable(problem) })
    .where('id', '=', id)
    .where('state', '=', 'connected')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Forgets the tokens; what was read stays. */
export async function markDisconnected(db: Db, id: ConnectionId): Promise<void> {
  await db
    .updateTable('connection')
    .set({ state: 'disconnected', problem: null, tokens: null, hook_path_hash: null, hooks_at: null })
    .where('id', '=', id)
    .execute()
}

export async function saveDetails(
  db: Db,
  id: ConnectionId,
  details: CapsuleDetails | XeroDetails,
): Promise<void> {
  await db
    .updateTable('connection')
    .set({ details: jsonText(details) })
    .where('id', '=', id)
    .execute()
}

export async function saveHookPath(
  db: Db,
  id: ConnectionId,
  hash: string | null,
  at: Date | null,
): Promise<void> {
  await db
    .updateTable('connection')
    .set({ hook_path_hash: hash, hooks_at: at })
    .where('id', '=', id)
    .execute()
}

export async function touchConnection(
  db: Db,
  id: ConnectionId,
  set: { readonly heardAt?: Date; readonly sweptAt?: Date; readonly usage?: StoredUsage },
): Promise<void> {
  const values = {
    ...(set.heardAt ? { last_heard_at: set.heardAt } : {}),
    ...(set.sweptAt ? { last_sweep_at: set.sweptAt } : {}),
    ...(set.usage ? { usage: JSON.stringify(set.usage) } : {}),
  }
  if (Object.keys(values).length === 0) return
  await db.updateTable('connection').set(values).where('id', '=', id).execute()
}

type Row = Awaited<ReturnType<typeof selectRow>>
const selectRow = (db: Db) => db.selectFrom('connection').selectAll().executeTakeFirstOrThrow()

function fromRow(row: Row): Connection {
  const common = {
    id: connectionId(row.id),
    workspaceId: workspaceId(row.workspace_id),
    method: row.method,
    state: row.state,
    problem: row.problem,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    scopes: row.scopes,
    hooksAt: row.hooks_at,
    lastHeardAt: row.last_heard_at,
    lastSweepAt: row.last_sweep_at,
    usage: row.usage,
    connectedAt: row.connected_at,
  }
  return row.side === 'capsule'
    ? { ...common, side: 'capsule', details: CapsuleDetails.parse(row.details) }
    : { ...common, side: 'xero', details: XeroDetails.parse(row.details) }
}
