import type { WorkspaceId } from '#core/model/ids.ts'
import { capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import { appendAudit } from '#db/audit.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { approveProposals, remainingProposals } from '#db/links.ts'
import { notifyChange } from '#db/notify.ts'
import { openReviews } from '#db/reviews.ts'
import { runById } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { Engine } from './engine.ts'

export type Approval = 'approved' | 'changed' | 'not_found' | 'not_waiting'

/**
 * Lets a plan go ahead, exactly the one whose hash was shown. Same-name pairs that were not ticked become
 * questions for a person.
 */
export async function approvePlan(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: {
    readonly runId: string
    readonly hash: string
    readonly includeNameOnly: boolean
    readonly approver: string
  },
): Promise<Approval> {
  const at = new Date(engine.now())
  const approval = await engine.db.transaction().execute(async (tx): Promise<Approval> => {
    await lockWorkspace(tx, workspaceId)
    const run = await runById(tx, workspaceId, request.runId)
    if (!run) return 'not_found'
    if (run.state !== 'planned') return 'not_waiting'
    if (run.plan_hash !== request.hash) return 'changed'
    await approveProposals(tx, workspaceId, run.id, request.includeNameOnly)
    const left = await remainingProposals(tx, workspaceId, run.id)
    if (left.length > 0) {
      await openReviews(
        tx,
        { workspaceId, runId: run.id, at },
        left.flatMap((link) =>
          link.party_id === null
            ? []
            : [
                {
                  id: engine.uuid(),
                  review: {
                    kind: 'match' as const,
                    subject: { side: 'xero' as const, contactId: xeroContactId(link.contact_id) },
                    candidates: [
                      { partyId: capsulePartyId(link.party_id), score: link.score, reasons: link.reasons },
                    ],
                    why: 'Only the name is the same, and the group was not taken when the plan was approved.',
                  },
                },
              ],
        ),
      )
      const contactIds = left.map((link) => link.contact_id)
      await tx
        .deleteFrom('operation')
        .where('run_id', '=', run.id)
        .where('contact_id', 'in', contactIds)
        .execute()
      await tx
        .deleteFrom('link')
        .where('workspace_id', '=', workspaceId)
        .where('contact_id', 'in', contactIds)
        .execute()
    }
    const writes = await tx
      .selectFrom('operation')
      .select((e) => ['side', e.fn.countAll<number>().as('count')])
      .where('run_id', '=', run.id)
      .groupBy('side')
      .execute()
    const total = (side: 'capsule' | 'xero') => Number(writes.find((w) => w.side === side)?.count ?? 0)
    const writing: RunStep[] = [
      { id: 'capsule_writes', done: 0, total: total('capsule'), state: 'waiting' },
      { id: 'xero_writes', done: 0, total: total('xero'), state: 'waiting' },
    ]
    await tx
      .updateTable('run')
      .set({
        state: 'applying',
        approved_at: at,
        approved_by: request.approver,
        include_name_only: request.includeNameOnly,
        steps: JSON.stringify([...run.steps, ...writing]),
      })
      .where('id', '=', run.id)
      .execute()
    await appendAudit(tx, workspaceId, [
      {
        at,
        actor: `user:${request.approver}`,
        action: 'plan.approved',
        subject: `run:${run.id}`,
        details: {
          hash: request.hash,
          includeNameOnly: request.includeNameOnly,
          capsuleWrites: total('capsule'),
          xeroWrites: total('xero'),
        },
      },
    ])
    await refreshContactRows(tx, workspaceId, await daysOf(tx, workspaceId, engine.now()), at, 'all')
    await notifyChange(tx, { workspaceId, topics: ['run', 'overview', 'contacts', 'reviews'], keys: [] })
    return 'approved'
  })
  if (approval === 'approved') await engine.wake(workspaceId)
  return approval
}
