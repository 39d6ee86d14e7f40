import { canonical } from '#core/plan/hash.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { notifyChange } from '#db/notify.ts'
import { lockWorkspace, workspaceById } from '#db/workspaces.ts'
import type { Engine, WorkspaceId } from './engine.ts'

/**
 * What is overdue changes at the midnight of its organisation, without any event: the lane's first look at a new day
 * computes the lines anew and tells the open pages, and so does the first reader, should they be earlier.
 */
export async function freshRows(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const workspace = await workspaceById(engine.db, workspaceId)
  if (!workspace?.rowsDay) return
  const days = await daysOf(engine.db, workspaceId, engine.now())
  if (Object.keys(days).length === 0 || canonical(workspace.rowsDays) === canonical(days)) return
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    await refreshContactRows(tx, workspaceId, days, new Date(engine.now()), 'all')
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts'], keys: [] })
  })
}
