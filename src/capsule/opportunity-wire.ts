import type { CapsuleWireOpportunity } from '#contracts/capsule/opportunities.ts'
import { defined } from '#core/assert.ts'
import { type CivilDate, isCivilDate } from '#core/civil-date.ts'
import { capsuleOpportunityId, capsulePartyId } from '#core/model/ids.ts'
import { type CapsuleOpportunity, durationBases } from '#core/model/opportunity.ts'

/** @source reference/capsule.md §7 */
export function opportunityFromWire(wire: CapsuleWireOpportunity): CapsuleOpportunity {
  const party = defined(wire.party, 'an opportunity that may be seen has a party')
  const milestone = defined(wire.milestone, 'an opportunity that may be seen has a milestone')
  const updatedAt = wire.updatedAt ?? wire.createdAt ?? unknownTime
  return {
    id: capsuleOpportunityId(wire.id),
    name: wire.name || `Opportunity ${wire.id}`,
    description: wire.description || null,
    partyId: capsulePartyId(party.id),
    milestone: { id: milestone.id, name: milestone.name ?? '' },
    amount: decimalText(wire.value?.amount),
    currency: wire.value?.currency || null,
    durationBasis: durationBases.find((basis) => basis === wire.durationBasis) ?? 'FIXED',
    duration:
      wire.duration && Number.isSafeInteger(wire.duration) && wire.duration > 0 ? wire.duration : null,
    expectedCloseOn: day(wire.expectedCloseOn),
    closedOn: day(wire.closedOn),
    owner: wire.owner ? { id: wire.owner.id, name: wire.owner.name || wire.owner.username || '' } : null,
    stageChangedAt: wire.lastStageChangedAt || null,
    createdAt: wire.createdAt ?? updatedAt,
    updatedAt,
  }
}

/** Older than anything, so that any dated version replaces it. */
const unknownTime = '1970-01-01T00:00:00Z'

const day = (text: string | null | undefined): CivilDate | null => (text && isCivilDate(text) ? text : null)

/** Binary remains such as 0.30000000000000004 are below the eighth place, which no price needs. */
function decimalText(amount: number | null | undefined): string | null {
  if (amount === null || amount === undefined || !Number.isFinite(amount)) return null
  return amount.toFixed(8).replace(/\.?0+$/, '')
}
