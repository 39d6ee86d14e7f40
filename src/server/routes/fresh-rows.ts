import { listConnections } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import { todayOf } from '#sync/observe.ts'

/** What is overdue changes at the organisation's midnight, without any event: the first reader of a day sees to it. */
export async function freshRows(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const workspace = await workspaceById(engine.db, workspaceId)
  const xero = (await listConnections(engine.db, workspaceId)).find((one) => one.side === 'xero')
  if (!workspace?.rowsDay || xero?.side !== 'xero') return
  const today = todayOf(xero.details.timeZone, engine.now())
  if (workspace.rowsDay === today) return
  await engine.db
    .transaction()
    .execute((tx) => refreshContactRows(tx, workspaceId, today, new Date(engine.now()), 'all'))
}
