import type { Db } from './open.ts'

/** What Capsule was asked to tell this connection of. */
export async function hookEventsOf(db: Db, connectionId: string): Promise<ReadonlySet<string>> {
  const row = await db
    .selectFrom('connection')
    .select('hook_events')
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return new Set(row?.hook_events ?? [])
}

export async function saveHookEvents(db: Db, connectionId: string, events: readonly string[]): Promise<void> {
  await db
    .updateTable('connection')
    .set({ hook_events: [...events] })
    .where('id', '=', connectionId)
    .execute()
}
