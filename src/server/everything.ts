import type { Access } from '#db/access.ts'
import type { Principal } from './context.ts'

/** How a person's view of records is known. */
export type Sight = Pick<Principal, 'lookUp' | 'knownToSeeAll' | 'sees' | 'seesDeal' | 'concerned' | 'left'>

/** For somebody who sees every record whatever Capsule says. */
export const everything = (access: Access): Sight => ({
  lookUp: async () => access,
  knownToSeeAll: async () => true,
  sees: async () => true,
  seesDeal: async () => true,
  concerned: async (partyIds) => new Set(partyIds),
  left: async () => [],
})
