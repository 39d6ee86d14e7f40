import type { FieldKey } from '#core/field/field.ts'
import { closeDecided, recordDecided, skipPlanned } from '#db/decided.ts'
import { approveProposals } from '#db/links.ts'
import { openReviewsOfKind } from '#db/read-reviews.ts'
import { loadRules, markLinksUnplanned, type StoredRules, saveRules } from '#db/rules.ts'
import { runById } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { changed, conclude, notAllowed, type Refused, type Scope } from './deciding.ts'
import type { Decided, OpenReview } from './decisions.ts'
import { hashOfStored } from './done-operations.ts'
import { ApprovalDetails, isRunApproval } from './review-details.ts'

export interface Answer {
  readonly granted: boolean
  readonly always: boolean
}

/** Lets one write go ahead, or leaves it out for good; another value is asked for anew. */
export async function decideApproval(
  scope: Scope,
  review: OpenReview & { readonly hash: string },
  { granted, always }: Answer,
): Promise<Decided | Refused> {
  const { tx } = scope
  const own = await isOwnRequest(scope, review)
  if (granted && own) return notAllowed(ownWords)
  const { operation } = ApprovalDetails.parse(review.details)
  const fields = [...new Set(operation.changes.map((change) => change.field))]
  if (always && fields.length === 0) return notAllowed('This is always asked about.')
  await recordDecided(tx, scope, [{ hash: review.hash, granted, reviewId: review.id }])
  await closeDecided(tx, scope, [review.id], { kind: granted ? 'approve' : 'refuse', always })
  const also = granted && always ? await stopAsking(scope, fields) : 0
  await conclude(scope, {
    action: granted ? 'review.approved' : 'review.refused',
    subject: review.contact_id === null ? null : `contact:${review.contact_id}`,
    details: { review: review.id, hash: review.hash, always },
    parties: review.party_id === null ? [] : [review.party_id],
    contacts: review.contact_id === null ? [] : [review.contact_id],
    topics: always ? ['rules'] : [],
  })
  return {
    outcome: 'decided',
    settled: 1 + also,
    words: granted
      ? 'Approved. It is written now.'
      : 'Refused. It stays as it is, and is shown as differing.',
  }
}

/** Writes of these fields go ahead by themselves from now on, those that wait already included. */
async function stopAsking(scope: Scope, fields: readonly FieldKey[]): Promise<number> {
  const { tx, workspaceId } = scope
  const current = await loadRules(tx, workspaceId)
  const changedFields: NonNullable<StoredRules['fields']> = { ...current.stored.fields }
  for (const field of fields) changedFields[field] = { ...changedFields[field], approve: false }
  const rules = { ...current.stored, fields: changedFields }
  await saveRules(tx, workspaceId, { expectedVersion: current.version, rules, by: scope.by, at: scope.at })
  await markLinksUnplanned(tx, workspaceId)
  const now = await loadRules(tx, workspaceId)
  const waiting = await openReviewsOfKind(tx, workspaceId, 'approval')
  const answered = waiting.filter((review) => {
    if (isRunApproval(review.key)) return false
    const { changes } = ApprovalDetails.parse(review.details).operation
    // Clearing a value is always asked about, and so is archiving.
    return (
      changes.length > 0 &&
      changes.every(({ field, after }) => after !== null && !now.rules.fields[field].approve)
    )
  })
  const ids = answered.map((review) => review.id)
  return closeDecided(tx, scope, ids, { kind: 'approve', always: true })
}

const ownWords = 'Whoever asked for it cannot approve it. Somebody else has to look.'

async function isOwnRequest(scope: Scope, review: OpenReview): Promise<boolean> {
  if (review.run_id === null) return false
  const run = await runById(scope.tx, scope.workspaceId, review.run_id)
  return run?.requested_by === scope.by
}

/** A run that was held back as a whole. */
export async function decideRun(
  scope: Scope,
  review: OpenReview & { readonly run_id: string },
  { granted }: Answer,
): Promise<Decided | Refused> {
  const { tx, workspaceId, at, by } = scope
  const run = await runById(tx, workspaceId, review.run_id)
  if (run?.state !== 'held') return changed('This run is not waiting any more.')
  if (granted && run.requested_by === by) return notAllowed(ownWords)
  const operations = await tx
    .selectFrom('operation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', run.id)
    .where('state', '=', 'planned')
    .execute()
  const contacts = [...new Set(operations.flatMap((each) => (each.contact_id ? [each.contact_id] : [])))]
  if (granted) {
    await approveProposals(tx, workspaceId, run.id, true)
    const steps: RunStep[] = run.steps.map((step) => ({ ...step, state: 'running' }))
    await tx
      .updateTable('run')
      .set({ state: 'applying', approved_by: by, approved_at: at, steps: JSON.stringify(steps) })
      .where('id', '=', run.id)
      .execute()
  } else {
    const hashes = operations.flatMap((each) => hashOfStored(each) ?? [])
    await recordDecided(
      tx,
      scope,
      hashes.map((hash) => ({ hash, granted: false, reviewId: review.id })),
    )
    await skipPlanned(
      tx,
      workspaceId,
      contacts,
      { kind: 'refused', message: `${by} refused it.`, next: 'Nothing; it is not planned again.' },
      at,
    )
    await tx
      .deleteFrom('link')
      .where('workspace_id', '=', workspaceId)
      .where('run_id', '=', run.id)
      .where('state', '=', 'proposed')
      .execute()
    await tx.updateTable('run').set({ state: 'superseded', ended_at: at }).where('id', '=', run.id).execute()
  }
  await closeDecided(tx, scope, [review.id], { kind: granted ? 'approve' : 'refuse' })
  await conclude(scope, {
    action: granted ? 'run.approved' : 'run.refused',
    subject: `run:${run.id}`,
    details: { review: review.id, records: contacts.length },
    parties: [],
    contacts,
    topics: ['run'],
    plan: !granted,
  })
  return {
    outcome: 'decided',
    settled: 1,
    words: granted ? 'Approved. The run goes ahead now.' : 'Refused. Nothing of this run is written.',
  }
}
