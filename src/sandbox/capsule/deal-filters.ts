import type { Kase, Opportunity } from './deal-entities.ts'
import type { User } from './entities.ts'
import { customField, day, type FilterField, number, tag, text, yes } from './filter-fields.ts'
import type { Labels } from './labels.ts'
import type { Store } from './store.ts'

const dayMs = 86_400_000

type Fields<Row> = Readonly<Record<string, FilterField<Row>>>

/** @source reference capsule.md §5; `status` is taken to be OPEN, WON or LOST */
export function opportunityField(
  store: Store,
  viewer: User,
  now: number,
  name: string,
): FilterField<Opportunity> | undefined {
  const milestone = (row: Opportunity) => store.milestones.get(row.milestoneId)
  return pick<Opportunity>(store.labels.opportunities, name, {
    ...shared<Opportunity>(store.labels.opportunities, viewer),
    status: text((row) => [row.closedOn === null ? 'OPEN' : row.probability === 100 ? 'WON' : 'LOST']),
    pipeline: number((row) => milestone(row)?.pipelineId ?? null),
    milestone: number((row) => row.milestoneId),
    probability: number((row) => row.probability),
    lostReason: number((row) => row.lostReasonId),
    currency: text((row) => [row.currency]),
    expectedValue: number((row) => expectedValue(row)),
    isOpen: yes((row) => row.closedOn === null),
    isStale: yes((row) => {
      const days = milestone(row)?.daysUntilStale ?? null
      return row.closedOn === null && days !== null && now - row.lastStageChangedAt > days * dayMs
    }),
  })
}

/** @source reference capsule.md §5 */
export function kaseField(store: Store, viewer: User, name: string): FilterField<Kase> | undefined {
  const stage = (row: Kase) => (row.stageId === null ? undefined : store.stages.get(row.stageId))
  return pick<Kase>(store.labels.kases, name, {
    ...shared<Kase>(store.labels.kases, viewer),
    status: text((row) => [row.status]),
    board: number((row) => stage(row)?.boardId ?? null),
    stage: number((row) => row.stageId),
    isOpen: yes((row) => row.status === 'OPEN'),
  })
}

function pick<Row extends Opportunity | Kase>(
  labels: Labels,
  name: string,
  fields: Fields<Row>,
): FilterField<Row> | undefined {
  if (name.startsWith('custom:')) return customField<Row>(labels, name.slice('custom:'.length))
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function shared<Row extends Opportunity | Kase>(labels: Labels, viewer: User): Fields<Row> {
  return {
    id: number((row) => row.id),
    name: text((row) => [row.name]),
    tag: tag(labels),
    owner: number((row) => row.ownerId),
    team: number((row) => row.teamId),
    isOwnedByMe: yes((row) => row.ownerId === viewer.id),
    hasTags: yes((row) => row.tagIds.length > 0),
    addedOn: day((row) => row.createdAt),
    updatedOn: day((row) => row.updatedAt),
    closedOn: day((row) => row.closedOn),
    expectedCloseOn: day((row) => row.expectedCloseOn),
  }
}

/** The whole value times its probability. @source reference capsule.md §7 */
function expectedValue({ amount, duration, probability }: Opportunity): number | null {
  return amount === null ? null : (amount * (duration ?? 1) * probability) / 100
}
