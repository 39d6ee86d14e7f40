import type { FieldChange, Plan, PlannedOperation } from '#core/plan/plan.ts'
import { isNamedByParts, isUpdate, must, same, type Update, updatesOf, writesOf } from '../says.ts'
import { capsuleReads, copyOf, planOf, type Stage, xeroReads } from '../stage.ts'
import { apply, ofPeople, record, write } from '../vendor.ts'
import { arePeopleWritten, type Check, planned } from './cases.ts'

export const noEcho: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const written = [...writesOf(plan)].map(
    ({ update, change }) => `${update.kind} ${update.contactId} ${change.field}`,
  )
  if (written.length === 0) return
  const isAgain = (next: Plan, isExcept: (change: FieldChange) => boolean = () => false) =>
    [...writesOf(next)].find(
      ({ update, change }) =>
        written.includes(`${update.kind} ${update.contactId} ${change.field}`) &&
        !isExcept(change) &&
        !isNamedByParts(plan, update.contactId, change.field) &&
        !isOfPeople(update, change),
    )
  // Xero was given the person as read; once the same plan has written that person, the employer reads otherwise.
  const isOfPeople = (update: Update, { field }: FieldChange): boolean =>
    update.kind === 'xero.contact.update' &&
    ofPeople.has(field) &&
    arePeopleWritten(stage, plan, update.partyId)
  const after = copyOf(stage)
  apply(after, plan)
  const focus = {
    parties: new Set(updatesOf(plan).map((each) => each.partyId)),
    contacts: new Set(updatesOf(plan).map((each) => each.contactId)),
  }
  const echo = isAgain(planOf(after, { ...after.rules, focus }))
  must(echo === undefined, 'our own write comes back as a change', () => echo)
  // The same after a crash between the writes and their record; lists, and what a side cannot hold
  // whole, are told from edits by that record only.
  if (plan.linkChanges.length + plan.links.length > 0) return
  reach['write without record']++
  const crashed: Stage = { ...after, values: stage.values }
  const lost = new Set(
    [...writesOf(plan)].flatMap(({ change }) => (change.lost === null ? [] : [change.field])),
  )
  const repeat = isAgain(planOf(crashed), ({ field }) => field === 'tags' || lost.has(field))
  must(repeat === undefined, 'a write that was not recorded is done again', () => ({
    repeat,
    plan: plan.operations,
  }))
}

export const dryRunIsReal: Check = (given, reach) => {
  const { stage, plan, chance } = planned(given, reach)
  const straight = copyOf(stage)
  apply(straight, plan)
  for (const { update, change } of writesOf(plan)) {
    const reads =
      update.kind === 'capsule.party.update'
        ? capsuleReads(straight, update.partyId, change.field)
        : xeroReads(straight, update.contactId, change.field)
    if (update.kind === 'capsule.party.update' && arePeopleWritten(stage, plan, update.partyId)) return
    must(reads === change.after, 'what was foretold is not what came', () => ({ update, change, reads }))
  }
  const crooked = copyOf(stage)
  record(crooked, plan)
  const isMaking = (each: PlannedOperation) =>
    each.kind === 'capsule.party.create' || each.kind === 'xero.contact.create'
  const rest = chance.shuffled(plan.operations.filter((each) => !isMaking(each)))
  for (const operation of [...plan.operations.filter(isMaking), ...rest]) {
    write(crooked, operation)
    if (!chance.oneIn(3)) continue
    // The answer was lost, and it is done again.
    reach['repeated write']++
    write(crooked, operation)
  }
  must(
    same(plain(crooked), plain(straight)),
    'another order or a repeat ends elsewhere',
    () => plan.operations,
  )
}

/** The records of both sides without what depends on when something was written. */
function plain(stage: Stage) {
  const rowless = <Row extends { readonly id: number }>(rows: readonly Row[]) =>
    rows.map(({ id: _, ...row }) => row)
  return {
    parties: [...stage.parties.values()].map(({ updatedAt: _, createdAt: __, ...party }) => ({
      ...party,
      emails: rowless(party.emails),
      phones: rowless(party.phones),
      addresses: rowless(party.addresses),
      websites: rowless(party.websites),
      tags: rowless(party.tags),
      fields: rowless(party.fields).toSorted((a, b) => a.definitionId - b.definitionId),
    })),
    contacts: [...stage.contacts.values()].map(({ updatedAt: _, ...contact }) => contact),
    values: [...stage.values.values()].map((values) =>
      Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }
}

export const fewestCalls: Check = (given, reach) => {
  const { plan } = planned(given, reach)
  const calls = new Map<string, number>()
  for (const operation of plan.operations) {
    const key =
      'contactId' in operation ? `${operation.kind} ${operation.contactId}` : JSON.stringify(operation)
    calls.set(key, (calls.get(key) ?? 0) + 1)
    must(calls.get(key) === 1, 'a record is written twice', () => operation)
    if (operation.kind === 'capsule.party.reference') {
      must(!same(operation.before, operation.after), 'a reference is written that is there')
    }
    if (!isUpdate(operation)) continue
    const idle = operation.changes.find((change) => change.before === change.after)
    must(operation.changes.length > 0 && idle === undefined, 'a write changes nothing', () => operation)
    const keys = operation.changes.map((change) => change.field)
    must(new Set(keys).size === keys.length, 'a field is written twice', () => operation)
  }
}
