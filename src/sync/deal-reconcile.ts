import type { DealSettings } from '#core/deal/settings.ts'
import { canonical } from '#core/plan/hash.ts'
import { changeClaim, dropClaim, listPlanned } from '#db/deals.ts'
import { notifyChange } from '#db/notify.ts'
import { opportunityById } from '#db/opportunities.ts'
import { closeRunReview } from '#db/reviews.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { type Both, decideDocument } from './deal-deciding.ts'
import { DocumentShape } from './deal-operations.ts'
import type { Engine } from './engine.ts'

type Planned = Awaited<ReturnType<typeof listPlanned>>[number]

/**
 * Takes note of what people decided about documents that waited for them, and takes back what waits and is not wanted
 * like this any more.
 */
export async function reconcilePlanned(engine: Engine, both: Both, deals: DealSettings): Promise<boolean> {
  const { workspaceId, id: connectionId } = both.xero.connection
  let moved = false
  for (const planned of await listPlanned(engine.db, workspaceId, connectionId)) {
    if (planned.run_state === 'held') {
      const verdict = await standing(engine, both, deals, planned)
      if (verdict === 'stands') continue
      await takeBack(engine, both, planned, verdict)
      moved = true
    } else if (planned.run_state === 'superseded' || planned.run_state === null) {
      await noteDecision(engine, both, planned)
      moved = true
    }
  }
  return moved
}

/** Whether what waits for a person is still what would be planned now; the day it is dated may pass. */
async function standing(
  engine: Engine,
  both: Both,
  deals: DealSettings,
  planned: Planned,
): Promise<'stands' | 'otherwise' | 'unwanted'> {
  const row =
    planned.opportunity_id === null
      ? null
      : ((await opportunityById(engine.db, planned.workspace_id, planned.opportunity_id)) ?? null)
  const { decision } = await decideDocument(engine, both, deals, { row, claim: planned })
  if (decision.do === 'nothing') return 'unwanted'
  const shape = DocumentShape.safeParse(planned.operation_after)
  if (decision.do !== 'write' || decision.held === null || !shape.success) return 'otherwise'
  const undated = ({ date: _, dueDate: __, ...rest }: typeof decision.draft) => canonical(rest)
  const same =
    undated(shape.data.draft) === undated(decision.draft) && shape.data.contactId === decision.contactId
  return same ? 'stands' : 'otherwise'
}

async function takeBack(
  engine: Engine,
  { xero }: Both,
  planned: Planned,
  verdict: 'otherwise' | 'unwanted',
): Promise<void> {
  const { workspaceId } = xero.connection
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const run = planned.run_id ?? ''
    // A person may have approved it a moment ago.
    const ended = await tx
      .updateTable('run')
      .set({ state: 'superseded', ended_at: at })
      .where('id', '=', run)
      .where('state', '=', 'held')
      .executeTakeFirst()
    if (ended.numUpdatedRows === 0n) return
    await skip(tx, planned, at, 'The opportunity changed before anybody approved it.')
    await closeRunReview(tx, workspaceId, run, at)
    if (verdict === 'unwanted') await dropClaim(tx, planned.id)
    else await changeClaim(tx, planned.id, 'planned', again, at)
    await notifyChange(tx, { workspaceId, topics: ['deals', 'reviews', 'run'], keys: [] })
  })
}

const again = {
  state: 'wanted',
  run_id: null,
  operation_id: null,
  wait: null,
  why: null,
  next: null,
} as const

/** The run ended without writing: a person refused it, or another plan took its place. */
async function noteDecision(engine: Engine, { xero }: Both, planned: Planned): Promise<void> {
  const { workspaceId } = xero.connection
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const review = await tx
      .selectFrom('review')
      .select(['decided_by', 'decision'])
      .where('workspace_id', '=', workspaceId)
      .where('key', '=', `run:${planned.run_id ?? ''}`)
      .where('state', '=', 'decided')
      .executeTakeFirst()
    await skip(tx, planned, at, 'It was not approved.')
    if (review)
      await changeClaim(
        tx,
        planned.id,
        'planned',
        {
          state: 'refused',
          wait: null,
          why: `${review.decided_by ?? 'A person'} refused it under Review.`,
          next: 'Nothing; have it made here if it is wanted after all.',
        },
        at,
      )
    else await changeClaim(tx, planned.id, 'planned', again, at)
    await notifyChange(tx, { workspaceId, topics: ['deals'], keys: [] })
  })
}

async function skip(tx: Engine['db'], planned: Planned, at: Date, message: string): Promise<void> {
  const error = { kind: 'changed', message, next: 'Nothing needs to be done.' }
  await tx
    .updateTable('operation')
    .set({ state: 'skipped', error: JSON.stringify(error), ended_at: at })
    .where('id', '=', planned.operation_id ?? planned.id)
    .where('state', '=', 'planned')
    .execute()
}
