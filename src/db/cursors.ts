import type { Db } from './open.ts'

/** Up to when a resource has been read, by the vendor's clock; null when never read to the end. */
export async function watermarkOf(db: Db, connectionId: string, resource: string): Promise<Date | null> {
  const row = await db
    .selectFrom('cursor')
    .select('watermark')
    .where('connection_id', '=', connectionId)
    .where('resource', '=', resource)
    .executeTakeFirst()
  return row?.watermark ?? null
}

/** When anything of a connection was last read to its end; null before the first time. */
export async function lastReadAt(db: Db, connectionId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('cursor')
    .select((e) => e.fn.max('read_at').as('at'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Committed only after the last page of a read. */
export async function saveWatermark(
  db: Db,
  connectionId: string,
  resource: string,
  watermark: Date,
  at: Date,
) {
  await db
    .insertInto('cursor')
    .values({ connection_id: connectionId, resource, watermark, read_at: at })
    .onConflict((c) => c.columns(['connection_id', 'resource']).doUpdateSet({ watermark, read_at: at }))
    .execute()
}

/** The resource is not followed any more. */
export async function forgetCursor(db: Db, connectionId: string, resource: string): Promise<void> {
  await db
    .deleteFrom('cursor')
    .where('connection_id', '=', connectionId)
    .where('resource', '=', resource)
    .execute()
}

/** Connections one of whose resources was last read before the connection was (re)made: there is a gap to close. */
export async function connectionsWithGap(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('cursor')
    .innerJoin('connection', 'connection.id', 'cursor.connection_id')
    .select('connection.id')
    .distinct()
    .where('connection.workspace_id', '=', workspaceId)
    .whereRef('cursor.read_at', '<', 'connection.connected_at')
    .execute()
  return rows.map((row) => row.id)
}
