import type { CapsuleOpportunitySeed, CapsuleSeed } from '../seed.ts'
import type { Kase, Milestone, Opportunity } from './deal-entities.ts'
import { fileEntry } from './entry-write.ts'
import { noLink } from './links.ts'
import { addPipeline, noteTypeId } from './settings.ts'
import type { Store } from './store.ts'
import { blankTask } from './task-write.ts'
import { toDay } from './time.ts'
import type { Linked } from './work-entities.ts'

const dayMs = 86_400_000

interface Keys {
  readonly userIds: ReadonlyMap<string, number>
  readonly partyIds: ReadonlyMap<string, number>
}

/** Puts a seed's opportunities, projects, tasks and notes into the store; the settings are there already. */
export function loadWork(store: Store, seed: CapsuleSeed, keys: Keys, now: number): void {
  const user = (key: string) => known(keys.userIds, key, 'user')
  const links = new Map<string, Linked>()
  for (const [key, partyId] of keys.partyIds) links.set(key, { ...noLink, partyId })
  const at = (daysAgo: number) => now - daysAgo * dayMs
  for (const pipeline of seed.pipelines ?? []) addPipeline(store, pipeline, now)

  for (const deal of seed.opportunities ?? []) {
    const partyId = known(keys.partyIds, deal.party, 'party')
    const opportunity = makeOpportunity(store, deal, { partyId, ownerId: user(deal.owner) }, now)
    store.opportunities.put(opportunity)
    links.set(deal.key, { ...noLink, opportunityId: opportunity.id })
  }
  for (const project of seed.kases ?? []) {
    const { key, name, stage, closedDaysAgo, expectedInDays } = project
    const link = project.opportunity === undefined ? undefined : links.get(project.opportunity)
    const kase: Kase = {
      id: store.nextId(),
      name,
      description: null,
      partyId: known(keys.partyIds, project.party, 'party'),
      contactIds: [],
      ownerId: user(project.owner),
      teamId: null,
      status: closedDaysAgo === undefined ? 'OPEN' : 'CLOSED',
      opportunityId: link?.opportunityId ?? null,
      stageId: stage === undefined ? null : idNamed(store.stages, stage),
      expectedCloseOn: expectedInDays === undefined ? null : toDay(at(-expectedInDays)),
      closedOn: closedDaysAgo === undefined ? null : toDay(at(closedDaysAgo)),
      tagIds: [],
      fields: [],
      createdAt: at(project.createdDaysAgo),
      updatedAt: at(closedDaysAgo ?? project.createdDaysAgo),
      lastContactedAt: null,
    }
    store.kases.put(kase)
    links.set(key, { ...noLink, kaseId: kase.id })
  }
  const linked = (key: string): Linked => {
    const link = links.get(key)
    if (!link) throw new Error(`The seed names nothing "${key}"`)
    return link
  }
  for (const { description, on, category, owner, dueInDays, completedDaysAgo } of seed.tasks ?? []) {
    const ownerId = user(owner)
    const completedAt = completedDaysAgo === undefined ? null : at(completedDaysAgo)
    store.tasks.put({
      ...blankTask(ownerId, at(Math.max(14, 3 - dueInDays))),
      ...(on === undefined ? noLink : linked(on)),
      id: store.nextId(),
      description,
      categoryId: category === undefined ? null : idNamed(store.categories, category),
      dueOn: toDay(at(-dueInDays)),
      status: completedAt === null ? 'OPEN' : 'COMPLETED',
      completedById: completedAt === null ? null : ownerId,
      completedAt,
    })
  }
  for (const { on, author, activityType, content, daysAgo } of seed.notes ?? []) {
    const activityTypeId =
      activityType === undefined ? noteTypeId : idNamed(store.activityTypes, activityType)
    const plain = { type: 'note', subject: null, content, attachments: [] } as const
    const creatorId = user(author)
    fileEntry(
      store,
      { ...linked(on), ...plain, creatorId, activityTypeId, entryAt: at(daysAgo) },
      at(daysAgo),
    )
  }
}

function makeOpportunity(
  store: Store,
  seed: CapsuleOpportunitySeed,
  ids: Pick<Opportunity, 'partyId' | 'ownerId'>,
  now: number,
): Opportunity {
  const at = (daysAgo: number) => now - daysAgo * dayMs
  const pipelineId =
    seed.pipeline === undefined ? firstPipeline(store) : idNamed(store.pipelines, seed.pipeline)
  const steps = [...store.milestones.values()].filter((m) => m.pipelineId === pipelineId)
  const milestone = steps.find((m) => m.name === seed.milestone)
  if (!milestone) throw new Error(`The seed names no milestone "${seed.milestone}"`)
  const lastOpen: Milestone | undefined = milestone.complete ? steps.findLast((m) => !m.complete) : milestone
  const closedAt = seed.closedDaysAgo === undefined ? null : at(seed.closedDaysAgo)
  const labels = store.labels.opportunities
  const tagIds = (seed.tags ?? []).map((name) => {
    const tag = labels.tagNamed(name) ?? { id: store.nextId(), name, description: null, dataTag: false }
    labels.putTag(tag)
    return tag.id
  })
  return {
    ...ids,
    id: store.nextId(),
    name: seed.name,
    description: null,
    contactIds: [],
    teamId: null,
    milestoneId: milestone.id,
    lastOpenMilestoneId: lastOpen?.id ?? null,
    lastStageChangedAt: closedAt ?? at(Math.floor(seed.createdDaysAgo / 2)),
    amount: seed.amount,
    currency: seed.currency,
    probability: milestone.probability,
    durationBasis: seed.durationBasis ?? 'FIXED',
    duration: seed.duration ?? null,
    lostReasonId: seed.lostReason === undefined ? null : idNamed(store.lostReasons, seed.lostReason),
    expectedCloseOn: closedAt === null ? toDay(at(-(seed.expectedInDays ?? 30))) : toDay(closedAt),
    closedOn: closedAt === null ? null : toDay(closedAt),
    tagIds,
    fields: [],
    createdAt: at(seed.createdDaysAgo),
    updatedAt: closedAt ?? at(Math.floor(seed.createdDaysAgo / 2)),
    lastContactedAt: null,
  }
}

export function known(ids: ReadonlyMap<string, number>, key: string, kind: string): number {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`The seed names no ${kind} "${key}"`)
  return id
}

function firstPipeline(store: Store): number | undefined {
  return store.pipelines.keys().next().value
}

function idNamed(
  rows: ReadonlyMap<number, { readonly id: number; readonly name: string }>,
  name: string,
): number {
  for (const row of rows.values()) if (row.name === name) return row.id
  throw new Error(`The seed names nothing "${name}" in the settings`)
}
