import type { Assigned, Labelled } from './entities.ts'

export interface Pipeline {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** A step of a pipeline; a complete one with probability 100 is Won, with 0 is Lost. */
export interface Milestone {
  readonly id: number
  readonly pipelineId: number
  readonly name: string
  readonly description: string | null
  readonly complete: boolean
  readonly probability: number
  readonly daysUntilStale: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

export interface LostReason {
  readonly id: number
  readonly name: string
  readonly includedForConversion: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Board {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Stage {
  readonly id: number
  readonly boardId: number
  readonly name: string
  readonly description: string | null
  readonly displayOrder: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const durationBases = ['FIXED', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const
export type DurationBasis = (typeof durationBases)[number]

/** Instants are epoch milliseconds, days `YYYY-MM-DD`. */
interface Deal extends Assigned, Labelled {
  readonly id: number
  readonly name: string
  readonly description: string | null
  /** The party it is for. */
  readonly partyId: number
  /** Additional contacts. */
  readonly contactIds: readonly number[]
  readonly expectedCloseOn: string | null
  readonly closedOn: string | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastContactedAt: number | null
}

export interface Opportunity extends Deal {
  readonly milestoneId: number
  /** The open milestone it is on or was on last. */
  readonly lastOpenMilestoneId: number | null
  readonly lastStageChangedAt: number
  /** Per unit of `durationBasis`, in units of the currency. */
  readonly amount: number | null
  readonly currency: string | null
  readonly probability: number
  readonly durationBasis: DurationBasis
  readonly duration: number | null
  readonly lostReasonId: number | null
}

/** The screens call it a project. */
export interface Kase extends Deal {
  readonly status: 'OPEN' | 'CLOSED'
  readonly opportunityId: number | null
  readonly stageId: number | null
}
