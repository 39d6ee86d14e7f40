import type { FieldKey } from '#core/field/field.ts'
import { canonical } from '#core/plan/hash.ts'
import type { FieldChange, Plan, PlannedOperation } from '#core/plan/plan.ts'

/** A property does not hold; the words say what was seen. */
class Broken extends Error {
  override readonly name = 'Broken'
}

/** @throws Broken with what was seen, told only when it is needed */
export function must(condition: boolean, words: string, seen?: () => unknown): asserts condition {
  if (condition) return
  throw new Broken(seen ? `${words}: ${short(seen())}` : words)
}

function short(value: unknown): string {
  const text = JSON.stringify(value, (_, each) =>
    each instanceof Map ? [...each] : each instanceof Set ? [...each] : each,
  )
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text
}

export const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

export type Update = Extract<
  PlannedOperation,
  { readonly kind: 'capsule.party.update' | 'xero.contact.update' }
>

export const isUpdate = (operation: PlannedOperation): operation is Update =>
  operation.kind === 'capsule.party.update' || operation.kind === 'xero.contact.update'

export const updatesOf = (plan: Plan): Update[] => plan.operations.filter(isUpdate)

export const sideOf = (update: Update): 'capsule' | 'xero' =>
  update.kind === 'capsule.party.update' ? 'capsule' : 'xero'

/** Every field written, with its write. */
export function* writesOf(plan: Plan): Generator<{ readonly update: Update; readonly change: FieldChange }> {
  for (const update of updatesOf(plan)) for (const change of update.changes) yield { update, change }
}

/** Whether the plan speaks of a field's difference to people. */
export function isTold(plan: Plan, contactId: string, field: FieldKey): boolean {
  if (plan.differing.some((each) => each.contactId === contactId && each.field === field)) return true
  return plan.reviews.some((review) => {
    if (review.kind === 'conflict') {
      return review.contactId === contactId && review.fields.some((each) => each.field === field)
    }
    if (review.kind !== 'approval' || review.contactId !== contactId) return false
    return isUpdate(review.operation) && review.operation.changes.some((each) => each.field === field)
  })
}

/** Nothing is left to write or to record; questions and told differences may be. */
export const isQuiet = (plan: Plan): boolean =>
  plan.operations.length + plan.linkChanges.length + plan.settled.length + plan.links.length === 0

/** A person's full name is made of the first and the last: writing those changes what the name reads as. */
export function isNamedByParts(plan: Plan, contactId: string, field: FieldKey): boolean {
  if (field !== 'name') return false
  return updatesOf(plan).some(
    (each) =>
      each.kind === 'capsule.party.update' &&
      each.contactId === contactId &&
      each.changes.some((change) => change.field === 'primary_person'),
  )
}
