import type { Plan } from '#core/plan/plan.ts'
import type { Stage } from './stage.ts'

/** Rare branches that the drawn cases must reach; a counter that stays 0 is a gap in the proof. */
export const branches = [
  'conflict',
  'name taken',
  'name claimed twice',
  'follow merge',
  'end by merge',
  'repoint',
  'merge review',
  'match review',
  'restricted',
  'deleted',
  'contact archived',
  'excluded',
  'blank written',
  'blank refused',
  'held for approval',
  'approved',
  'refused approval',
  'archive asked',
  'archive approved',
  'fill',
  'policy decided',
  'lost part',
  'unfit value',
  'against direction',
  'first difference left',
  'list changed on both sides',
  'first difference by policy',
  'both sides written at once',
  'creation in Xero',
  'creation in Xero refused',
  'creation in Capsule',
  'another app owns ContactNumber',
  'undo',
  'undo with edit since',
  'undo of creation in Capsule',
  'undo of creation in Xero',
  'undo of linking',
  'undo kept a creation',
  'found again without our database',
  'repeated write',
  'write without record',
] as const
export type Branch = (typeof branches)[number]

export type Reach = Record<Branch, number>

export const noReach = (): Reach => {
  const empty: Partial<Reach> = {}
  for (const branch of branches) empty[branch] = 0
  return isWhole(empty) ? empty : noReach()
}

const isWhole = (reach: Partial<Reach>): reach is Reach => branches.every((branch) => branch in reach)

export function addReach(to: Reach, from: Reach): void {
  for (const branch of branches) to[branch] += from[branch]
}

/** Counts what one plan shows of the branches. */
export function look(stage: Stage, plan: Plan, reach: Reach): void {
  for (const how of stage.absent.values()) reach[how]++
  if (stage.excludedParties.size + stage.excludedContacts.size > 0) reach.excluded++
  for (const link of stage.links.values()) {
    const contact = stage.contacts.get(link.contactId)
    if (contact?.status === 'ARCHIVED') reach['contact archived']++
    if (contact?.contactNumber?.startsWith('SHOP')) reach['another app owns ContactNumber']++
  }
  for (const change of plan.linkChanges) {
    if (change.kind === 'follow') reach['follow merge']++
    if (change.kind === 'end') reach['end by merge']++
    if (change.kind === 'repoint') reach.repoint++
  }
  lookAtReviews(plan, reach)
  lookAtWrites(stage, plan, reach)
  for (const each of plan.settled) if (each.because === 'left') reach['first difference left']++
  for (const each of plan.differing) lookAtDiffering(stage, each, reach)
  reach['creation in Xero refused'] += plan.refused.length
}

function lookAtReviews(plan: Plan, reach: Reach): void {
  for (const review of plan.reviews) {
    switch (review.kind) {
      case 'conflict':
        for (const field of review.fields) {
          if (/is about to be called/.test(field.why)) reach['name claimed twice']++
          else if (/contact is called/.test(field.why)) reach['name taken']++
          else reach.conflict++
        }
        break
      case 'approval':
        reach[review.operation.kind === 'xero.contact.archive' ? 'archive asked' : 'held for approval']++
        break
      case 'merge':
        reach['merge review']++
        break
      case 'match':
        reach['match review']++
        break
    }
  }
}

function lookAtWrites(stage: Stage, plan: Plan, reach: Reach): void {
  const written = new Map<string, string>()
  for (const operation of plan.operations) {
    if (operation.kind === 'xero.contact.create') reach['creation in Xero']++
    if (operation.kind === 'capsule.party.create') reach['creation in Capsule']++
    if (operation.kind === 'xero.contact.archive') reach['archive approved']++
    if (operation.kind !== 'capsule.party.update' && operation.kind !== 'xero.contact.update') continue
    const before = written.get(operation.contactId)
    if (before !== undefined && before !== operation.kind) reach['both sides written at once']++
    written.set(operation.contactId, operation.kind)
    for (const change of operation.changes) {
      const rule = stage.rules.fields[change.field]
      if (change.because === 'filled') reach.fill++
      if (change.because === 'policy') reach['policy decided']++
      if (change.because === 'policy' && !hasBase(stage, operation.contactId, change.field)) {
        reach['first difference by policy']++
      }
      if (change.after === null) reach['blank written']++
      if (change.lost !== null) reach['lost part']++
      if (stage.rules.gate === 'each' && (rule.approve || change.after === null)) reach.approved++
    }
  }
}

function lookAtDiffering(stage: Stage, each: Plan['differing'][number], reach: Reach): void {
  const rule = stage.rules.fields[each.field]
  if (each.why === 'Copying it was refused by a person.') reach['refused approval']++
  else if (/cleared values is off/.test(each.why)) reach['blank refused']++
  else if (/ only\.$/.test(each.why) && rule.direction !== 'both') reach['against direction']++
  else if (
    /Xero (?:allows|takes|gives)|is not|check digit|Capsule (?:allows|keeps|does not)/.test(each.why)
  ) {
    reach['unfit value']++
  }
}

function hasBase(
  stage: Stage,
  contactId: Plan['settled'][number]['contactId'],
  field: Plan['settled'][number]['field'],
): boolean {
  const link = stage.links.get(contactId)
  return link !== undefined && stage.values.get(link.id)?.[field] !== undefined
}
