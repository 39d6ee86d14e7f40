import { z } from 'zod'

const Id = z.int().positive()
const Text = z.string().nullish()
const Named = z.object({ id: Id, name: Text })

/** @source reference/capsule.md §7 */
export const CapsuleWireOpportunity = z.object({
  id: Id,
  name: Text,
  description: Text,
  party: z.object({ id: Id }).nullish(),
  milestone: Named.nullish(),
  /** The amount is per unit of the duration; a currency may stand alone. */
  value: z.object({ amount: z.number().nullish(), currency: Text }).nullish(),
  durationBasis: Text,
  duration: z.number().nullish(),
  expectedCloseOn: Text,
  closedOn: Text,
  owner: z.object({ id: Id, name: Text, username: Text }).nullish(),
  lastStageChangedAt: Text,
  createdAt: Text,
  updatedAt: Text,
  /** True in the stub of a record the user may not see. */
  isRestricted: z.boolean().nullish(),
})
export type CapsuleWireOpportunity = z.infer<typeof CapsuleWireOpportunity>

export const CapsuleOpportunityReply = z.object({ opportunity: CapsuleWireOpportunity })
export const CapsuleOpportunitiesReply = z.object({ opportunities: z.array(CapsuleWireOpportunity) })
/** One id answers `opportunity`, several answer `opportunities`. @source reference/capsule.md §3.8 */
export const CapsuleOpportunityOrOpportunitiesReply = z.object({
  opportunity: CapsuleWireOpportunity.nullish(),
  opportunities: z.array(CapsuleWireOpportunity).nullish(),
})

/** `GET /opportunities/deleted` @source reference/capsule.md §3.7 */
export const CapsuleDeletedOpportunitiesReply = z.object({
  opportunities: z.array(z.object({ id: Id, deletedAt: Text })),
  /** Present only when records became invisible to the calling user: not deleted. */
  restrictedOpportunities: z.array(z.object({ id: Id })).nullish(),
})
export type CapsuleDeletedOpportunitiesReply = z.infer<typeof CapsuleDeletedOpportunitiesReply>

/** `GET /pipelines`, `GET /pipelines/{id}/milestones` @source reference/capsule.md §8 */
export const CapsulePipelinesReply = z.object({ pipelines: z.array(Named) })
export const CapsuleMilestonesReply = z.object({
  milestones: z.array(
    z.object({ id: Id, name: Text, complete: z.boolean().nullish(), probability: z.number().nullish() }),
  ),
})

/** `GET /opportunities/{id}/entries`, `POST /entries` @source reference/capsule.md §11 */
export const CapsuleEntriesReply = z.object({
  entries: z.array(z.object({ id: Id, type: Text, content: Text })),
})
export const CapsuleEntryReply = z.object({ entry: z.object({ id: Id, content: Text }) })

/** Built-in types have ids below zero. @source reference/capsule.md §11 */
export const CapsuleActivityTypesReply = z.object({
  activityTypes: z.array(z.object({ id: z.int(), name: Text, updateLastContacted: z.boolean().nullish() })),
})
