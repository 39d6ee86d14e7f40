import type { FieldKey } from '#core/field/field.ts'
import type { FieldChange, Plan } from '#core/plan/plan.ts'
import { isNamedByParts, isTold, isUpdate, must, sideOf, type Update, updatesOf, writesOf } from '../says.ts'
import { capsuleReads, copyOf, type Stage, xeroReads } from '../stage.ts'
import { apply } from '../vendor.ts'
import { arePeopleWritten, type Check, comparedFields, planned } from './cases.ts'

export const noLostEdit: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  for (const { update, change } of writesOf(plan)) mayOverwrite(stage, plan, update, change)
  const before = [...comparedFields(stage)]
  const after = copyOf(stage)
  apply(after, plan)
  const changed = new Set(
    plan.linkChanges.map((each) => (each.kind === 'follow' ? each.from : each.contactId)),
  )
  for (const { link, party, contact, key, capsule, xero, base } of before) {
    if (changed.has(contact.id) || !after.links.has(contact.id)) continue
    const writes = [...writesOf(plan)].filter(
      ({ update, change }) => update.contactId === contact.id && change.field === key,
    )
    const isSuperseded = (side: 'capsule' | 'xero', value: string | null) =>
      writes.some(({ update, change }) => sideOf(update) === side && change.before === value)
    if (arePeopleWritten(stage, plan, party.id) || isNamedByParts(plan, contact.id, key)) continue
    const inCapsule = capsuleReads(after, party.id, key)
    const inXero = xeroReads(after, contact.id, key)
    const seen = () => ({ link, key, base, before: { capsule, xero }, after: { inCapsule, inXero } })
    must(inCapsule === capsule || isSuperseded('capsule', capsule), 'a value in Capsule is gone', seen)
    must(inXero === xero || isSuperseded('xero', xero), 'a value in Xero is gone', seen)
    const isEdited = base !== null && (capsule !== base.capsule || xero !== base.xero)
    if (!isEdited) continue
    const isSettled = plan.settled.some((each) => each.contactId === contact.id && each.field === key)
    must(
      inCapsule === inXero || writes.length > 0 || isSettled || isTold(plan, contact.id, key),
      'an edit is neither on both sides nor told of',
      seen,
    )
  }
}

/** Fields of which every value drawn fits both sides: here an edit has no excuse. */
const plainFields: readonly FieldKey[] = [
  'phone_default',
  'phone_ddi',
  'phone_mobile',
  'phone_fax',
  'account_number',
]

/** An edit of one side alone arrives on the other one, where the direction lets it and nobody has to approve. */
export const editsArrive: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const after = copyOf(stage)
  apply(after, plan)
  for (const { link, party, contact, key, capsule, xero, base } of comparedFields(stage)) {
    const { direction, approve } = stage.rules.fields[key]
    const isMoved = !after.links.has(contact.id) || plan.linkChanges.length > 0
    if (!plainFields.includes(key) || base === null || isMoved) continue
    if (approve && stage.rules.gate === 'each') continue
    const isOurs = capsule !== base.capsule && xero === base.xero && capsule !== null
    const isTheirs = xero !== base.xero && capsule === base.capsule && xero !== null
    const seen = () => ({ link, key, base, capsule, xero })
    if (isOurs && direction !== 'xero_to_capsule') {
      must(xeroReads(after, contact.id, key) === capsule, 'an edit in Capsule does not arrive', seen)
    }
    if (isTheirs && direction !== 'capsule_to_xero') {
      must(capsuleReads(after, party.id, key) === xero, 'an edit in Xero does not arrive', seen)
    }
  }
}

/** Only an edit of the other side overwrites, or the policy where nothing was ever agreed. */
function mayOverwrite(stage: Stage, plan: Plan, update: Update, change: FieldChange): void {
  // A link that moves to another record is compared anew.
  const isMoved = plan.linkChanges.some(
    (each) => (each.kind === 'follow' ? each.to : each.contactId) === update.contactId,
  )
  const link = isMoved ? undefined : stage.links.get(update.contactId)
  const base = link ? (stage.values.get(link.id)?.[change.field] ?? null) : null
  const isCapsule = update.kind === 'capsule.party.update'
  const seen = () => ({ change, base, contactId: update.contactId })
  if (change.field === 'tags') {
    mayTakeAway(change, isCapsule ? (base?.xero ?? null) : (base?.capsule ?? null))
    return
  }
  if (base === null) {
    const isFill = change.before === null
    must(isFill || stage.rules.firstDifference === 'policy', 'a value never agreed is overwritten', seen)
    must(change.source !== null, 'nothing is copied over something never agreed', seen)
    return
  }
  const agreed = isCapsule ? base.xero : base.capsule
  must(change.source !== agreed, 'a value is overwritten by one that nobody edited', seen)
  const own = isCapsule ? base.capsule : base.xero
  if (change.before === own) return
  const { policy } = stage.rules.fields[change.field]
  const winner = isCapsule ? 'xero' : 'capsule'
  must(policy === winner || policy === 'newest', 'an edit loses against the policy', () => ({
    ...seen(),
    policy,
  }))
}

/** Of a list only what the other side let go of is taken away, unless somebody decided for that side. */
function mayTakeAway(change: FieldChange, agreed: string | null): void {
  if (change.because === 'policy') return
  const [before, after, source, was] = [change.before, change.after, change.source, agreed].map(membersOf)
  const gone = before?.filter((member) => !after?.includes(member)) ?? []
  const isLetGo = gone.every((member) => was?.includes(member) && !source?.includes(member))
  must(isLetGo, 'a tag is taken away that nobody took away', () => ({ change, agreed }))
}

function membersOf(value: string | null | undefined): readonly unknown[] {
  const list: unknown = JSON.parse(value ?? '[]')
  return Array.isArray(list) ? list : []
}

export const noUnseenBlank: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const held = plan.reviews.flatMap((review) =>
    review.kind === 'approval' && isUpdate(review.operation) ? [review.operation] : [],
  )
  for (const update of [...updatesOf(plan), ...held]) {
    for (const change of update.changes) {
      if (change.after !== null || change.before === null) continue
      const link = stage.links.get(update.contactId)
      const base = link ? stage.values.get(link.id)?.[change.field] : undefined
      const source = update.kind === 'capsule.party.update' ? base?.xero : base?.capsule
      const seen = () => ({ change, base })
      must(change.source === null, 'something is blanked that the other side holds', seen)
      must(source !== undefined && source !== null, 'something is blanked that nobody cleared', seen)
      must(stage.rules.fields[change.field].blank, 'something is blanked that the rule keeps', seen)
    }
  }
}
