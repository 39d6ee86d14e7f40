import { expect, test } from 'vitest'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { startHarness } from '../../test/engine/harness.ts'
import { freshRows } from './fresh-rows.ts'

test('lines computed anew twice at once, as when a plan is approved meanwhile, wait for each other', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const id = await h.workspaceId()
  await h.db.updateTable('workspace').set({ rows_days: null }).where('id', '=', id).execute()
  let begun: Promise<void> = Promise.resolve()
  await h.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, id)
    if (h.store.kind === 'postgres') begun = freshRows(h.engine, id)
    await refreshContactRows(tx, id, await daysOf(tx, id, h.engine.now()), new Date(h.engine.now()), 'all')
  })
  await begun
  const rows = await h.db.selectFrom('contact_row').select('key').where('workspace_id', '=', id).execute()
  expect(rows.length).toBeGreaterThan(5)
})
