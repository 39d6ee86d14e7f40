import { getOpportunities, listDeletedOpportunities, listOpportunities } from '#capsule/opportunities.ts'
import { dealsOn } from '#core/deal/settings.ts'
import { capsuleOpportunityId } from '#core/model/ids.ts'
import { forgetCursor, saveWatermark, watermarkOf } from '#db/cursors.ts'
import { clearDirty, type DirtyRow, listDirty } from '#db/dirty.ts'
import { listHidden, markOpportunities, upsertOpportunities } from '#db/opportunities.ts'
import { loadRules } from '#db/rules.ts'
import type { CapsuleAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { registerHooks } from './hooks.ts'
import { overlapped } from './overlap.ts'
import { sweepEveryMs } from './sweep.ts'

const resource = 'opportunities'
const rowsMax = 2_000
/** Ten calls of Capsule's thousands an hour. */
const hiddenPerSweep = 100

/**
 * Keeps our copies of opportunities: those a hook told of, and by the clock whatever changed. Without a rule that is
 * on nothing is asked of Capsule.
 *
 * @throws RemoteError; what was not read stays to be read
 */
export async function readDeals(engine: Engine, account: CapsuleAccount): Promise<void> {
  const { workspaceId } = account.connection
  const dirty = (await listDirty(engine.db, workspaceId, rowsMax, { side: 'capsule' })).filter(
    (row) => row.kind === 'opportunity',
  )
  const { deals } = await loadRules(engine.db, workspaceId)
  if (!dealsOn(deals)) {
    // What happens from now on is not heard of: switched on again, everything is read once more.
    await forgetCursor(engine.db, account.connection.id, resource)
    return clearDirty(engine.db, workspaceId, dirty)
  }
  const isDue = await sweepIsDue(engine, account)
  // Where hooks cannot be had, this asks once a sweep.
  if (isDue || account.connection.hooksAt !== null) await registerHooks(engine, account)
  if (dirty.length > 0) await readNamed(engine, account, dirty)
  if (isDue) await sweepOpportunities(engine, account)
}

const seenBy = ({ connection }: CapsuleAccount, at: Date) => ({
  workspaceId: connection.workspaceId,
  connectionId: connection.id,
  at,
})

async function readNamed(engine: Engine, account: CapsuleAccount, dirty: readonly DirtyRow[]): Promise<void> {
  const ids = dirty.map((row) => capsuleOpportunityId(Number(row.recordId)))
  const { opportunities, restricted, missing } = await getOpportunities(account.http('event'), ids)
  const deleted = new Set(missing.length === 0 ? [] : await deletedLately(engine, account))
  const seen = seenBy(account, new Date(engine.now()))
  await engine.db.transaction().execute(async (tx) => {
    await upsertOpportunities(tx, seen, opportunities)
    await markOpportunities(
      tx,
      seen,
      missing.filter((id) => deleted.has(id)),
      'deleted',
    )
    const hidden = [...restricted, ...missing.filter((id) => !deleted.has(id))]
    await markOpportunities(tx, seen, hidden, 'restricted')
    await clearDirty(tx, seen.workspaceId, dirty)
  })
}

/** A read does not tell a deleted record from one that became invisible; the list of deletions does. */
async function deletedLately(engine: Engine, { connection, http }: CapsuleAccount) {
  const since = (await watermarkOf(engine.db, connection.id, resource)) ?? connection.connectedAt
  return (await listDeletedOpportunities(http('event'), overlapped(since))).deleted
}

async function sweepIsDue(engine: Engine, { connection }: CapsuleAccount): Promise<boolean> {
  const cursor = await engine.db
    .selectFrom('cursor')
    .select('read_at')
    .where('connection_id', '=', connection.id)
    .where('resource', '=', resource)
    .executeTakeFirst()
  if (!cursor || cursor.read_at < connection.connectedAt) return true
  // A sweep of the rest that comes a moment earlier takes this along.
  return cursor.read_at.getTime() + sweepEveryMs(connection.hooksAt !== null) - 60_000 <= engine.now()
}

/** Whole the first time, then what changed since. */
async function sweepOpportunities(engine: Engine, account: CapsuleAccount): Promise<void> {
  const { connection } = account
  const http = account.http('sweep')
  const begun = new Date(engine.now())
  const watermark = await watermarkOf(engine.db, connection.id, resource)
  const since = watermark === null ? undefined : overlapped(watermark)
  for await (const page of listOpportunities(http, { since })) {
    const seen = seenBy(account, new Date(engine.now()))
    await upsertOpportunities(engine.db, seen, page.opportunities)
    await markOpportunities(engine.db, seen, page.restricted, 'restricted')
  }
  if (since !== undefined) {
    const { deleted, restricted } = await listDeletedOpportunities(http, since)
    const seen = seenBy(account, new Date(engine.now()))
    await markOpportunities(engine.db, seen, deleted, 'deleted')
    await markOpportunities(engine.db, seen, restricted, 'restricted')
  }
  // That a record may be seen again is told by nothing.
  const hidden = await listHidden(engine.db, connection.workspaceId, hiddenPerSweep)
  if (hidden.length > 0) {
    const again = await getOpportunities(http, hidden.map(capsuleOpportunityId))
    await upsertOpportunities(engine.db, seenBy(account, new Date(engine.now())), again.opportunities)
  }
  await saveWatermark(engine.db, connection.id, resource, begun, new Date(engine.now()))
}
