import type { CapsulePartyId, LinkId, XeroContactId } from './ids.ts'

/**
 * A party and a contact that stand for the same customer.
 * `pending`: the plan holds it, the counterpart is not there yet (`partyId` null) or nobody approved it.
 */
export interface Link {
  readonly id: LinkId
  readonly partyId: CapsulePartyId | null
  readonly contactId: XeroContactId
  readonly state: 'pending' | 'active'
}
