import type { CapsulePartyId, LinkId, XeroContactId } from './ids.ts'

/**
 * A party and a contact that stand for the same customer.
 * `pending`: decided, but its writes are under way; `partyId` is null while the party is still to be created.
 */
export interface Link {
  readonly id: LinkId
  readonly partyId: CapsulePartyId | null
  readonly contactId: XeroContactId
  readonly state: 'pending' | 'active'
}
