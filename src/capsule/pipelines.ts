import {
  CapsuleActivityTypesReply,
  CapsuleMilestonesReply,
  CapsulePipelinesReply,
} from '#contracts/capsule/opportunities.ts'
import type { CapsuleHttp } from './http.ts'

export interface Pipeline {
  readonly id: number
  readonly name: string
  readonly milestones: readonly Milestone[]
}

export interface Milestone {
  readonly id: number
  readonly name: string
  /** `won` and `lost` close an opportunity. */
  readonly outcome: 'open' | 'won' | 'lost'
}

/** Every pipeline with its milestones: one call, and one more for each. @source reference/capsule.md §8 */
export async function listPipelines(http: CapsuleHttp): Promise<Pipeline[]> {
  const { value } = await http.call(
    { method: 'GET', path: '/pipelines', query: { perPage: 100 } },
    CapsulePipelinesReply,
  )
  return Promise.all(
    value.pipelines.map(async ({ id, name }) => {
      const path = `/pipelines/${id}/milestones`
      const reply = await http.call({ method: 'GET', path, query: { perPage: 100 } }, CapsuleMilestonesReply)
      return {
        id,
        name: name ?? '',
        milestones: reply.value.milestones.map((milestone) => ({
          id: milestone.id,
          name: milestone.name ?? '',
          outcome: milestone.complete ? (milestone.probability === 0 ? 'lost' : 'won') : 'open',
        })),
      }
    }),
  )
}

/**
 * A kind of note that does not count as contact with the customer; null when the account has none.
 *
 * @source reference/capsule.md §11
 */
export async function quietNoteType(http: CapsuleHttp): Promise<number | null> {
  const { value } = await http.call({ method: 'GET', path: '/activitytypes' }, CapsuleActivityTypesReply)
  const quiet = value.activityTypes.filter((type) => type.updateLastContacted === false)
  // Capsule's own note when it is quiet, then the account's own types; never "Task completed".
  return (quiet.find((type) => type.id === -1) ?? quiet.find((type) => type.id > 0))?.id ?? null
}
