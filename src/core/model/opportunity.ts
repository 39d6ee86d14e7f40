import type { CivilDate } from '../civil-date.ts'
import type { CapsuleOpportunityId, CapsulePartyId } from './ids.ts'

export const durationBases = ['FIXED', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const
export type DurationBasis = (typeof durationBases)[number]

/** A Capsule opportunity, cleaned: absent values are null, timestamps ISO 8601 UTC. */
export interface CapsuleOpportunity {
  readonly id: CapsuleOpportunityId
  readonly name: string
  readonly description: string | null
  readonly partyId: CapsulePartyId
  /** Decides the pipeline. */
  readonly milestone: { readonly id: number; readonly name: string }
  /** Decimal text of one unit of the duration; null without a value. */
  readonly amount: string | null
  /** ISO 4217; may stand there without an amount. */
  readonly currency: string | null
  readonly durationBasis: DurationBasis
  /** Units of the basis; null when it is FIXED or not said. */
  readonly duration: number | null
  readonly expectedCloseOn: CivilDate | null
  readonly closedOn: CivilDate | null
  readonly owner: { readonly id: number; readonly name: string } | null
  /** When it came to its milestone; null where Capsule does not say. */
  readonly stageChangedAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}
