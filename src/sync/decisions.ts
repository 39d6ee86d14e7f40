import type { Selectable } from 'kysely'
import type { WorkspaceId } from '#core/model/ids.ts'
import { closeDecided, recordDecided } from '#db/decided.ts'
import { reviewById } from '#db/read-reviews.ts'
import type { ReviewTable } from '#db/tables.ts'
import { decideApproval, decideRun } from './decide-approval.ts'
import { resolveConflict } from './decide-conflict.ts'
import { excludeContact, linkCandidate, rejectCandidates } from './decide-match.ts'
import { conclude, decide, notAllowed, notFound, type Refused, type Scope } from './deciding.ts'
import type { Engine } from './engine.ts'
import type { Pick } from './resolving.ts'
import { isRunApproval } from './review-details.ts'

export type OpenReview = Selectable<ReviewTable>

/** What a person answers; which answers a question takes follows from its kind. */
export type ReviewDecision =
  | { readonly kind: 'link'; readonly partyId: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'resolve'; readonly fields: Readonly<Record<string, Pick>>; readonly always: boolean }
  | { readonly kind: 'approve'; readonly always: boolean }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'dismiss' }

export interface Decided {
  readonly outcome: 'decided'
  /** Questions that are answered by it. */
  readonly settled: number
  /** What happens now. */
  readonly words: string
}

/**
 * Stores a person's answer. It changes what is known (links, agreed values, approvals, rules); the lane is woken
 * and derives the writes from that, as it would after any other change.
 */
export async function decideReview(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly reviewId: string; readonly decision: ReviewDecision; readonly by: string },
): Promise<Decided | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const review = await reviewById(scope.tx, workspaceId, request.reviewId)
    if (!review) return notFound
    if (review.state !== 'open') return { outcome: 'not_open' }
    return answer(scope, review, request.decision)
  })
}

async function answer(
  scope: Scope,
  review: OpenReview,
  decision: ReviewDecision,
): Promise<Decided | Refused> {
  const { contact_id, hash, run_id } = review
  switch (review.kind) {
    case 'match': {
      if (contact_id === null) break
      const match = { ...review, contact_id }
      if (decision.kind === 'link') return linkCandidate(scope, match, decision.partyId)
      if (decision.kind === 'none') return rejectCandidates(scope, match)
      if (decision.kind === 'exclude') return excludeContact(scope, match)
      break
    }
    case 'conflict': {
      if (contact_id !== null && decision.kind === 'resolve')
        return resolveConflict(scope, { ...review, contact_id }, decision)
      break
    }
    case 'approval': {
      if (decision.kind !== 'approve' && decision.kind !== 'refuse') break
      const given = {
        granted: decision.kind === 'approve',
        always: decision.kind === 'approve' && decision.always,
      }
      if (isRunApproval(review.key) && run_id !== null) return decideRun(scope, { ...review, run_id }, given)
      if (hash !== null) return decideApproval(scope, { ...review, hash }, given)
      break
    }
    case 'merge': {
      if (contact_id !== null && decision.kind === 'dismiss')
        return dismissMerge(scope, { ...review, contact_id })
      break
    }
  }
  return notAllowed(`"${decision.kind}" is no answer to this question.`)
}

/** Done by hand, or both are to stay: the same merge is not proposed again. */
async function dismissMerge(
  scope: Scope,
  review: OpenReview & { readonly contact_id: string },
): Promise<Decided> {
  if (review.hash !== null)
    await recordDecided(scope.tx, scope, [{ hash: review.hash, granted: false, reviewId: review.id }])
  await closeDecided(scope.tx, scope, [review.id], { kind: 'dismiss' })
  await conclude(scope, {
    action: 'review.dismissed',
    subject: `contact:${review.contact_id}`,
    details: { review: review.id },
    parties: [],
    contacts: [review.contact_id],
  })
  return { outcome: 'decided', settled: 1, words: 'It is not proposed again.' }
}
