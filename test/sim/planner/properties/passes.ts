import type { XeroContactId } from '#core/model/ids.ts'
import { planHash } from '#core/plan/hash.ts'
import type { Plan } from '#core/plan/plan.ts'
import { plan as planAll } from '#core/plan/plan-all.ts'
import { onlyEdit, play } from '../history.ts'
import { look } from '../reach.ts'
import { isTold, isUpdate, must, same, updatesOf } from '../says.ts'
import { baseOf, capsuleOf, copyOf, planOf, xeroOf } from '../stage.ts'
import { type Check, peopleOf, planned, settledStage } from './cases.ts'

export const orderIrrelevant: Check = (given, reach) => {
  const { stage, plan, chance } = planned(given, reach)
  const capsule = capsuleOf(stage)
  const xero = xeroOf(stage)
  const base = baseOf(stage)
  const other = planAll(
    {
      ...capsule,
      parties: chance.shuffled(capsule.parties),
      absent: new Map(chance.shuffled([...stage.absent])),
    },
    {
      ...xero,
      contacts: chance.shuffled(xero.contacts),
      documentCounts: new Map(chance.shuffled([...stage.documents])),
    },
    {
      ...base,
      links: chance.shuffled(base.links),
      rejected: chance.shuffled(base.rejected),
      values: new Map(chance.shuffled([...stage.values])),
      wanted: {
        parties: new Set(chance.shuffled([...stage.wantedParties])),
        contacts: new Set(chance.shuffled([...stage.wantedContacts])),
      },
    },
    stage.rules,
  )
  must(planHash(other) === planHash(plan), 'another order, another plan', () => [
    plan.operations,
    other.operations,
  ])
  must(same(other, plan), 'another order, other questions', () => [plan.reviews, other.reviews])
}

export const boundedBlast: Check = (given, reach) => {
  const { stage: start, chance } = play(given)
  const { stage, plan: calm } = settledStage(start, reach)
  const before = copyOf(stage)
  onlyEdit(stage, chance)
  const parties = [...stage.parties.values()].filter((each) => before.parties.get(each.id) !== each)
  const contacts = [...stage.contacts.values()].filter((each) => before.contacts.get(each.id) !== each)
  const near = new Set<number | string>([
    ...contacts.map((each) => each.id),
    ...parties.flatMap((each) => [each.id, ...(each.organisation ? [each.organisation.id] : [])]),
  ])
  const plan = planOf(stage)
  look(stage, plan, reach)
  const renamed = contacts.some((each) => before.contacts.get(each.id)?.name !== each.name)
  // An edit may tell a pair from others; who is new to one another is written in full, wherever the edit was.
  const repointed = new Set(
    plan.linkChanges.flatMap((change) => (change.kind === 'repoint' ? [change.contactId] : [])),
  )
  for (const update of updatesOf(plan)) {
    if (!before.links.has(update.contactId) || repointed.has(update.contactId)) continue
    const isNear = near.has(update.contactId) || near.has(update.partyId)
    const isFreed = renamed && isTold(calm, update.contactId, 'name')
    must(isNear || isFreed, 'a change writes far away', () => ({ update, near: [...near] }))
  }
}

export const smallPassAsWhole: Check = (given, reach) => {
  const { stage, plan: whole, chance } = planned(given, reach)
  const parties = new Set([...stage.parties.keys(), ...stage.absent.keys()].filter(() => chance.oneIn(2)))
  const contacts = new Set([...stage.contacts.keys()].filter(() => chance.oneIn(2)))
  const part = planOf(stage, { ...stage.rules, focus: { parties, contacts } })
  // What happens to one record of a merge or a deletion concerns the others of it.
  const ids: ReadonlySet<number | string> = new Set([...parties, ...contacts])
  const employers = [...parties].flatMap((id) => stage.parties.get(id)?.organisation?.id ?? [])
  const moved = new Set<string>()
  // An employer of people in focus may follow a merge or a deletion in this pass already, or in its own.
  const either = new Set<string>()
  const idsOf = (change: Plan['linkChanges'][number]): (number | string)[] =>
    change.kind === 'follow'
      ? [change.from, change.to, change.partyId]
      : change.kind === 'repoint'
        ? [change.contactId, change.from, change.to]
        : [change.contactId, stage.links.get(change.contactId)?.partyId ?? change.contactId]
  for (const change of whole.linkChanges) {
    const own = idsOf(change)
    const concerned = whole.linkChanges.map(idsOf).filter((other) => other.some((id) => own.includes(id)))
    if (concerned.flat().some((id) => ids.has(id))) for (const id of concerned.flat()) moved.add(String(id))
    else if (concerned.flat().some((id) => employers.some((employer) => employer === id)))
      for (const id of concerned.flat()) either.add(String(id))
  }
  const isNear = (contactId: XeroContactId): boolean => {
    const partyId = stage.links.get(contactId)?.partyId ?? null
    const isMovedTo = moved.has(contactId)
    return (
      isMovedTo ||
      contacts.has(contactId) ||
      (partyId !== null && parties.has(partyId)) ||
      peopleOf(stage, contactId).some((id) => parties.has(id))
    )
  }
  const known = (rows: readonly { readonly contactId: XeroContactId }[]) =>
    rows.filter(({ contactId }) => stage.links.has(contactId) && isNear(contactId) && !either.has(contactId))
  const compare = (name: string, of: (plan: Plan) => readonly { readonly contactId: XeroContactId }[]) => {
    const [there, here] = [known(of(whole)), known(of(part))]
    must(same(here, there), `a small pass has other ${name}`, () => ({ there, here }))
  }
  compare('updates', updatesOf)
  compare('settled fields', (plan) => plan.settled)
  compare('differing fields', (plan) => plan.differing)
  compare('questions', (plan) =>
    plan.reviews.flatMap((review) =>
      review.kind === 'conflict' || (review.kind === 'approval' && isUpdate(review.operation))
        ? [review]
        : [],
    ),
  )
  // Whether to archive may wait for the pass that is about the party of the same customer.
  const archive = (plan: Plan) =>
    plan.reviews.filter((review) => review.kind === 'approval' && !isUpdate(review.operation))
  const extra = archive(part).find((review) => !archive(whole).some((other) => same(review, other)))
  must(extra === undefined, 'a small pass asks about archiving what the whole does not', () => extra)
  const far = updatesOf(part).find(
    ({ contactId }) => stage.links.has(contactId) && !isNear(contactId) && !either.has(contactId),
  )
  must(far === undefined, 'a small pass writes outside its focus', () => far)
}
