import { capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import type { Reason } from '#core/plan/plan.ts'
import { closeDecided, forgetRejection, insertDecidedLink, rejectPairs } from '#db/decided.ts'
import { excludeRecords, includeRecords } from '#db/exclusions.ts'
import { dropRivalProposals } from '#db/links.ts'
import { contactOf, linkBetween, partyOf } from '#db/read-contacts.ts'
import { closeReviews } from '#db/reviews.ts'
import { dropWanted } from '#db/wanted.ts'
import { changed, conclude, notAllowed, type Refused, type Scope, xeroOf } from './deciding.ts'
import type { Decided, OpenReview } from './decisions.ts'

/** They are the same: links them, as long as both are still free. */
export async function linkCandidate(
  scope: Scope,
  review: OpenReview & { readonly contact_id: string },
  partyId: number,
): Promise<Decided | Refused> {
  const candidate = review.candidates.find((each) => each.partyId === partyId)
  if (!candidate) return notAllowed('This record is not among the candidates. Link it on its own page.')
  const pair = { partyId, contactId: review.contact_id }
  const linked = await linkByHand(scope, pair, candidate)
  if ('outcome' in linked) return linked
  await closeDecided(scope.tx, scope, [review.id], { kind: 'link', partyId })
  await closeReviews(scope.tx, scope.workspaceId, [review.contact_id], scope.at)
  await conclude(scope, {
    action: 'review.linked',
    subject: `contact:${review.contact_id}`,
    details: { review: review.id, partyId, contactId: review.contact_id },
    parties: [partyId, ...review.candidates.map((each) => each.partyId)],
    contacts: [review.contact_id],
  })
  return {
    outcome: 'decided',
    settled: 1,
    words: `${linked.party} and ${linked.contact} are linked. Each gets the reference of the other now.`,
  }
}

/** Inserts the link of two free records; answers their names. */
export async function linkByHand(
  scope: Scope,
  pair: { readonly partyId: number; readonly contactId: string },
  evidence: { readonly score: number; readonly reasons: readonly Reason[] },
): Promise<Refused | { readonly party: string; readonly contact: string }> {
  const { tx, workspaceId } = scope
  const party = await partyOf(tx, workspaceId, pair.partyId)
  const contact = await contactOf(tx, workspaceId, pair.contactId)
  const xero = xeroOf(scope, contact?.connection_id)
  if (!xero) return notAllowed('Xero is not connected. Connect it on the Connections page.')
  if (party?.state !== 'active')
    return changed('The Capsule record is deleted, or not visible to this connection any more.')
  if (contact?.status !== 'ACTIVE' || contact.data.mergedToContactId !== null)
    return changed('The Xero contact is archived or was merged into another one.')
  const rival = await linkBetween(tx, workspaceId, xero.id, pair)
  if (rival) {
    const both = rival.party_id === pair.partyId && rival.contact_id === pair.contactId
    const taken = rival.party_id === pair.partyId ? party.name : contact.name
    return changed(
      both
        ? 'They are linked already.'
        : `${taken} is linked with another record already. Unlink that first.`,
    )
  }
  await dropRivalProposals(tx, workspaceId, xero.id, [
    { partyId: capsulePartyId(pair.partyId), contactId: xeroContactId(pair.contactId) },
  ])
  const records = [
    { side: 'capsule', id: String(pair.partyId), connectionId: xero.id },
    { side: 'xero', id: pair.contactId },
  ] as const
  await includeRecords(tx, workspaceId, records)
  await dropWanted(tx, workspaceId, records)
  await forgetRejection(tx, workspaceId, pair)
  const inserted = await insertDecidedLink(tx, scope, {
    id: scope.engine.uuid(),
    connectionId: xero.id,
    ...pair,
    score: evidence.score,
    reasons: evidence.reasons,
  })
  if (!inserted) return changed('One of them was linked with another record a moment ago.')
  return { party: party.name, contact: contact.name }
}

/** None of them: remembered, and the contact is treated by the rules as unknown to Capsule. */
export async function rejectCandidates(
  scope: Scope,
  review: OpenReview & { readonly contact_id: string },
): Promise<Decided> {
  const { contact_id: contactId, candidates } = review
  await rejectPairs(
    scope.tx,
    scope,
    candidates.map(({ partyId }) => ({ partyId, contactId })),
  )
  await closeDecided(scope.tx, scope, [review.id], { kind: 'none' })
  await conclude(scope, {
    action: 'review.rejected',
    subject: `contact:${contactId}`,
    details: { review: review.id, contactId, parties: candidates.map(({ partyId }) => partyId) },
    parties: candidates.map(({ partyId }) => partyId),
    contacts: [contactId],
  })
  return {
    outcome: 'decided',
    settled: 1,
    words: 'Counterpart remembers that they are different, and will not ask about them again.',
  }
}

export async function excludeContact(
  scope: Scope,
  review: OpenReview & { readonly contact_id: string },
): Promise<Decided> {
  const { contact_id: contactId } = review
  await excludeRecords(scope.tx, scope, [{ side: 'xero', id: contactId }])
  await closeDecided(scope.tx, scope, [review.id], { kind: 'exclude' })
  await closeReviews(scope.tx, scope.workspaceId, [contactId], scope.at)
  await conclude(scope, {
    action: 'contact.excluded',
    subject: `contact:${contactId}`,
    details: { review: review.id, contactId },
    parties: review.candidates.map(({ partyId }) => partyId),
    contacts: [contactId],
  })
  return {
    outcome: 'decided',
    settled: 1,
    words: 'The contact is left out of everything until you include it again on its page.',
  }
}
