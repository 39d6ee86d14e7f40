import { canSee } from './access.ts'
import type { Kase, Opportunity } from './deal-entities.ts'
import { missesImportant } from './field-values.ts'
import type { Entity } from './labels.ts'
import { fieldsJson, nestedTeam, nestedUser, partyReference, tagsJson, type Wire } from './party-wire.ts'
import { toIso } from './time.ts'

/** An opportunity as the API answers it. @source reference capsule.md §7 */
export function opportunityJson(wire: Wire, opportunity: Opportunity) {
  const { store } = wire
  const reason =
    opportunity.lostReasonId === null ? undefined : store.lostReasons.get(opportunity.lostReasonId)
  return {
    id: opportunity.id,
    name: opportunity.name,
    description: opportunity.description,
    party: partyReference(wire, opportunity.partyId),
    milestone: named(store.milestones, opportunity.milestoneId),
    lastOpenMilestone: named(store.milestones, opportunity.lastOpenMilestoneId),
    lastStageChangedAt: toIso(opportunity.lastStageChangedAt),
    value: valueJson(opportunity),
    probability: opportunity.probability,
    durationBasis: opportunity.durationBasis,
    duration: opportunity.duration,
    expectedCloseOn: opportunity.expectedCloseOn,
    closedOn: opportunity.closedOn,
    lostReason: reason ? { id: reason.id, name: reason.name } : null,
    ...common(wire, 'opportunities', opportunity),
  }
}

/** A project as the API answers it. @source reference capsule.md §9 */
export function kaseJson(wire: Wire, kase: Kase) {
  return {
    id: kase.id,
    name: kase.name,
    description: kase.description,
    party: partyReference(wire, kase.partyId),
    opportunity: opportunityReference(wire, kase.opportunityId),
    status: kase.status,
    stage: named(wire.store.stages, kase.stageId),
    expectedCloseOn: kase.expectedCloseOn,
    closedOn: kase.closedOn,
    lastContactedAt: kase.lastContactedAt === null ? null : toIso(kase.lastContactedAt),
    ...common(wire, 'kases', kase),
  }
}

/** What is left of a record the caller may not see. @source reference capsule.md §3.7 */
export function privateRecord({ id }: { readonly id: number }) {
  return { id, name: 'Private', isRestricted: true }
}

export function opportunityReference(wire: Wire, id: number | null) {
  const found = id === null ? undefined : wire.store.opportunities.get(id)
  return found ? reference(wire, found) : null
}

export function kaseReference(wire: Wire, id: number | null) {
  const found = id === null ? undefined : wire.store.kases.get(id)
  return found ? reference(wire, found) : null
}

function reference(wire: Wire, record: Opportunity | Kase) {
  return canSee(wire.store, wire.viewer, record)
    ? { id: record.id, name: record.name }
    : privateRecord(record)
}

/** `{ id, name }` of a row of settings. */
export function named(rows: ReadonlyMap<number, { readonly name: string }>, id: number | null) {
  const row = id === null ? undefined : rows.get(id)
  return row ? { id, name: row.name } : null
}

/** A currency without an amount is answered alone. */
function valueJson({ amount, currency }: Opportunity) {
  if (currency === null) return null
  return amount === null ? { currency } : { amount, currency }
}

function common(wire: Wire, entity: Entity, deal: Opportunity | Kase) {
  const { store, url, embed } = wire
  const labels = store.labels[entity]
  return {
    owner: deal.ownerId === null ? null : nestedUser(store, url, deal.ownerId),
    team: deal.teamId === null ? null : nestedTeam(store, deal.teamId),
    createdAt: toIso(deal.createdAt),
    updatedAt: toIso(deal.updatedAt),
    ...(embed.has('tags') ? { tags: tagsJson(labels, deal) } : {}),
    ...(embed.has('fields') ? { fields: fieldsJson(labels, deal) } : {}),
    ...(embed.has('missingImportantFields') ? { missingImportantFields: missesImportant(labels, deal) } : {}),
  }
}
