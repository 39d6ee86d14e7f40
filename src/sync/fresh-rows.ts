import { listConnections } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { notifyChange } from '#db/notify.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { Engine, WorkspaceId } from './engine.ts'
import { todayOf } from './observe.ts'

/**
 * What is overdue changes at the organisation's midnight, without any event: the lane's first look at a new day
 * computes the lines anew and tells the open pages, and so does the first reader, should they be earlier.
 */
export async function freshRows(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const workspace = await workspaceById(engine.db, workspaceId)
  if (!workspace?.rowsDay) return
  const xero = (await listConnections(engine.db, workspaceId)).find((one) => one.side === 'xero')
  if (xero?.side !== 'xero') return
  const today = todayOf(xero.details.timeZone, engine.now())
  if (workspace.rowsDay === today) return
  await engine.db.transaction().execute(async (tx) => {
    await refreshContactRows(tx, workspaceId, today, new Date(engine.now()), 'all')
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts'], keys: [] })
  })
}
