import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import type { Db } from '#db/open.ts'
import { lockWorkspace, workspaceById } from '#db/workspaces.ts'
import { startHarness } from '../../test/engine/harness.ts'
import { freshRows } from './fresh-rows.ts'

test('lines computed anew twice at once, as when a plan is approved meanwhile, wait for each other', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const id = await h.workspaceId()
  await h.db.updateTable('workspace').set({ rows_days: null }).where('id', '=', id).execute()
  const at = new Date(h.engine.now())
  let begun: Promise<void> = Promise.resolve()
  await h.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, id)
    begun = freshRows(h.engine, id)
    // The embedded database has one session: there the second begins when the first is through.
    if (h.store.kind === 'postgres') await somebodyWaits(h.db)
    await refreshContactRows(tx, id, await daysOf(tx, id, h.engine.now()), at, 'all')
  })
  await begun
  expect((await workspaceById(h.db, id))?.rowsDays).toEqual(await daysOf(h.db, id, h.engine.now()))
})

/** Until another session of this database waits for a lock. */
async function somebodyWaits(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length > 0) return
  }
}
