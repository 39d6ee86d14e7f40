import { z } from 'zod'

const Id = z.int().positive()
const Text = z.string().nullish()
const Named = z.object({ id: Id, name: Text }).nullish()

/** Edited only when sent back with its id. @source reference/capsule.md §3.3, §4.2 */
const Email = z.object({ id: Id, type: Text, address: Text })
const Phone = z.object({ id: Id, type: Text, number: Text })
const Website = z.object({ id: Id, type: Text, service: Text, address: Text, url: Text })
const Address = z.object({
  id: Id,
  type: Text,
  street: Text,
  city: Text,
  state: Text,
  zip: Text,
  country: Text,
})

/** Numbers come back as strings; the spelling of some types is not documented. @source reference/capsule.md §13.2 */
const Field = z.object({ id: Id, value: z.unknown(), definition: z.object({ id: Id, name: Text }) })

/** @source reference/capsule.md §4.1; `tags` and `fields` are absent unless embedded (§3.4) */
export const CapsuleWireParty = z.object({
  id: Id,
  type: z.enum(['person', 'organisation']),
  name: Text,
  firstName: Text,
  lastName: Text,
  jobTitle: Text,
  organisation: Named,
  emailAddresses: z.array(Email).nullish(),
  phoneNumbers: z.array(Phone).nullish(),
  websites: z.array(Website).nullish(),
  addresses: z.array(Address).nullish(),
  owner: z.object({ id: Id, name: Text, username: Text }).nullish(),
  team: Named,
  tags: z.array(z.object({ id: Id, name: Text })).nullish(),
  fields: z.array(Field).nullish(),
  createdAt: Text,
  updatedAt: Text,
  /** True in the stub of a record the user may not see. */
  isRestricted: z.boolean().nullish(),
})
export type CapsuleWireParty = z.infer<typeof CapsuleWireParty>

export const CapsulePartyReply = z.object({ party: CapsuleWireParty })
export const CapsulePartiesReply = z.object({ parties: z.array(CapsuleWireParty) })
/** One id answers `party`, several answer `parties`. @source reference/capsule.md §3.8 */
export const CapsulePartyOrPartiesReply = z.object({
  party: CapsuleWireParty.nullish(),
  parties: z.array(CapsuleWireParty).nullish(),
})

/** `GET /parties/deleted` @source reference/capsule.md §3.7 */
export const CapsuleDeletedPartiesReply = z.object({
  parties: z.array(z.object({ id: Id, deletedAt: Text })),
  /** Present only when records became invisible to the calling user: not deleted. */
  restrictedParties: z.array(z.object({ id: Id })).nullish(),
})
export type CapsuleDeletedPartiesReply = z.infer<typeof CapsuleDeletedPartiesReply>
