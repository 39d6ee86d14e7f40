import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import { isUsable } from '#core/match/world.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { type CapsulePartyId, isUuid, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { operationHash, planHash } from '#core/plan/hash.ts'
import type { FieldChange, Plan, PlannedOperation } from '#core/plan/plan.ts'
import { plan as planAll } from '#core/plan/plan-all.ts'
import type { Chance } from './chance.ts'
import { type Drawn, onlyEdit, play } from './history.ts'
import { look, type Reach } from './reach.ts'
import {
  isNamedByParts,
  isQuiet,
  isTold,
  isUpdate,
  must,
  same,
  sideOf,
  type Update,
  updatesOf,
  writesOf,
} from './says.ts'
import {
  baseOf,
  capsuleOf,
  capsuleReads,
  copyOf,
  fieldIds,
  planOf,
  type Stage,
  subjectOf,
  xeroOf,
  xeroReads,
} from './stage.ts'
import { undoExact } from './undo-exact.ts'
import { apply, record, survivorOf, write } from './vendor.ts'

export type Check = (given: Drawn, reach: Reach) => void

/** More rounds than a world that settles ever needs. */
const roundsMax = 3

let last: { readonly given: Drawn; readonly plan: Plan } | null = null

/** The case and its plan; the plan is made once for all properties that look at it. */
function planned(given: Drawn, reach: Reach): { stage: Stage; plan: Plan; chance: Chance } {
  const { stage, chance } = play(given)
  if (last?.given !== given) {
    last = { given, plan: planOf(stage) }
    look(stage, last.plan, reach)
  }
  return { stage, plan: last.plan, chance }
}

/** The stage after as many rounds as it takes, with the last, quiet plan. */
function settledStage(stage: Stage, reach: Reach): { stage: Stage; plan: Plan } {
  const calm = copyOf(stage)
  let allowed = roundsMax
  for (let rounds = 0; ; rounds++) {
    const plan = planOf(calm)
    if (rounds > 0) look(calm, plan, reach)
    if (isQuiet(plan)) return { stage: calm, plan }
    must(rounds < allowed, `still busy after ${allowed} rounds`, () => leftOver(plan))
    // Who waited for a name goes on when it is free: one by one, as many as there are contacts.
    if (freesNames(plan) && waitsForName(plan)) allowed = roundsMax + calm.contacts.size
    apply(calm, plan)
  }
}

const waitsForName = (plan: Plan): boolean =>
  plan.refused.length > 0 ||
  plan.reviews.some(
    (review) => review.kind === 'conflict' && review.fields.some((each) => each.field === 'name'),
  )

const leftOver = ({ operations, linkChanges, settled, links }: Plan) => ({
  operations,
  linkChanges,
  settled,
  links,
})

const terminates: Check = (given, reach) => {
  const { stage, chance } = play(given)
  // Data that no vendor should give: circles of merges, people of one another, links to nothing, records twice.
  const contacts = [...stage.contacts.values()]
  const parties = [...stage.parties.values()]
  const [first, second] = chance.shuffled(contacts)
  if (first && second && chance.oneIn(2)) {
    stage.contacts.set(first.id, { ...first, mergedToContactId: second.id })
    stage.contacts.set(second.id, { ...second, mergedToContactId: first.id })
  }
  const [one, two] = chance.shuffled(parties)
  if (one && two && chance.oneIn(2)) {
    stage.parties.set(one.id, { ...one, type: 'person', organisation: two })
    stage.parties.set(two.id, { ...two, type: 'person', organisation: one })
  }
  const lost = [...stage.links.values()].find(() => chance.oneIn(3))
  if (lost) stage.contacts.delete(lost.contactId)
  const twice = [...stage.contacts.values()].filter(() => chance.oneIn(3))
  const xero = { ...xeroOf(stage), contacts: [...stage.contacts.values(), ...twice] }
  const plan = planAll(capsuleOf(stage), xero, baseOf(stage), stage.rules)
  look(stage, plan, reach)
  const records = stage.contacts.size + stage.parties.size
  must(
    plan.operations.length <= 4 * records + 2,
    'more writes than records can need',
    () => plan.operations.length,
  )
}

const converges: Check = (given, reach) => {
  const { stage: start } = planned(given, reach)
  const { stage, plan } = settledStage(start, reach)
  orphansAreAskedAbout(stage, plan)
  for (const { link, key, capsule, xero } of comparedFields(stage)) {
    if (capsule === xero) continue
    must(isTold(plan, link.contactId, key), `${key} differs and nobody is told`, () => ({
      link,
      capsule,
      xero,
    }))
  }
}

/** Contacts in use whose party was deleted: somebody is asked about each, once. */
function orphansAreAskedAbout(stage: Stage, plan: Plan): void {
  for (const { contactId, partyId } of stage.links.values()) {
    const contact = stage.contacts.get(contactId)
    if (partyId === null || stage.absent.get(partyId) !== 'deleted' || !contact || !isUsable(contact))
      continue
    if (stage.excludedContacts.has(contactId) || stage.excludedParties.has(partyId)) continue
    const hash = operationHash({ kind: 'xero.contact.archive', contactId, partyId })
    const isAsked = plan.reviews.some(
      (review) => review.kind !== 'match' && (review.contactId === contactId || isLoser(review, contactId)),
    )
    must(isAsked || stage.decided.has(hash), 'nobody is asked about a contact without party', () => contact)
  }
}

const isLoser = (review: Plan['reviews'][number], contactId: XeroContactId): boolean =>
  review.kind === 'merge' && review.loser === contactId

/** Fields both sides have a place for, of links between two records that may be compared. */
function* comparedFields(stage: Stage) {
  for (const { link, party, contact } of livePairs(stage)) {
    for (const key of fieldKeys) {
      if (stage.rules.fields[key].direction === 'off') continue
      const capsule = capsuleReads(stage, party.id, key)
      const xero = xeroReads(stage, contact.id, key)
      if (capsule === undefined || xero === undefined) continue
      yield { link, party, contact, key, capsule, xero, base: stage.values.get(link.id)?.get(key) ?? null }
    }
  }
}

function* livePairs(
  stage: Stage,
): Generator<{ readonly link: Link; readonly party: CapsuleParty; readonly contact: XeroContact }> {
  for (const link of stage.links.values()) {
    const contact = stage.contacts.get(link.contactId)
    const party = link.partyId === null ? undefined : stage.parties.get(link.partyId)
    if (!contact || !party || !isUsable(contact)) continue
    if (stage.excludedParties.has(party.id) || stage.excludedContacts.has(contact.id)) continue
    yield { link, party, contact }
  }
}

const idempotent: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  must(same(planOf(stage), plan), 'planning twice gives two plans')
  const before = copyOf(stage)
  apply(stage, plan)
  const second = planOf(stage)
  const fresh = new Set([
    ...plan.links.map((link) => link.contactId),
    ...[...stage.links.keys()].filter((id) => !before.links.has(id)),
    // A written name or number, or a record more or less, may be what tells a pair from the others.
    ...(updatesOf(plan).length > 0 || archives(plan) || creates(plan)
      ? second.links.map((link) => link.contactId)
      : []),
  ])
  // Records made by the plan are compared for the first time; what is written on a person shows on the employer.
  const touched = new Set(
    updatesOf(plan).flatMap((each) => (each.kind === 'capsule.party.update' ? [each.partyId] : [])),
  )
  const isExpected = (contactId: XeroContactId) =>
    fresh.has(contactId) ||
    peopleOf(stage, contactId).some((id) => touched.has(id)) ||
    isNameFreed(plan, contactId)
  const again = second.operations.filter((each) => !('contactId' in each) || !isExpected(each.contactId))
  const known = again.filter(
    (each) =>
      !isCreationFreed(plan, each) &&
      !(isUpdate(each) && each.changes.every((change) => isNamedByParts(plan, each.contactId, change.field))),
  )
  must(known.length === 0, 'writes are planned again', () => known)
  const agreed = second.settled.filter(
    (each) => !isExpected(each.contactId) && !isNamedByParts(plan, each.contactId, each.field),
  )
  must(agreed.length === 0, 'agreements are recorded again', () => agreed)
  must(second.linkChanges.length === 0, 'links change again', () => second.linkChanges)
  const links = second.links.filter((each) => !fresh.has(each.contactId))
  must(links.length === 0, 'links are planned again', () => links)
}

/** A contact whose name another one stood in the way of. */
const isNameFreed = (plan: Plan, contactId: XeroContactId): boolean =>
  freesNames(plan) && isTold(plan, contactId, 'name')

const creates = (plan: Plan): boolean =>
  plan.operations.some(({ kind }) => kind === 'xero.contact.create' || kind === 'capsule.party.create')

const archives = (plan: Plan): boolean =>
  plan.operations.some((operation) => operation.kind === 'xero.contact.archive')

/** A creation that a name or another record stood in the way of, which this plan changed. */
function isCreationFreed(plan: Plan, operation: PlannedOperation): boolean {
  if (operation.kind !== 'xero.contact.create') return false
  const isAsked = plan.reviews.some(
    (review) =>
      review.kind === 'match' && review.candidates.some((each) => each.partyId === operation.partyId),
  )
  const hadLink = plan.linkChanges.some((change) => change.kind === 'end')
  return (
    (isAsked || hadLink || plan.refused.some((each) => each.partyId === operation.partyId)) &&
    freesNames(plan)
  )
}

function freesNames(plan: Plan): boolean {
  if (plan.linkChanges.length + plan.links.length > 0) return true
  if (archives(plan)) return true
  return [...writesOf(plan)].some(
    ({ update, change }) => update.kind === 'xero.contact.update' && change.field === 'name',
  )
}

function peopleOf(stage: Stage, contactId: XeroContactId): readonly CapsulePartyId[] {
  const partyId = stage.links.get(contactId)?.partyId ?? null
  return partyId === null ? [] : (subjectOf(stage, partyId)?.people ?? []).map((person) => person.id)
}

const noLostEdit: Check = (given, reach) => {
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

/** What is written on a person shows on the employer. */
function arePeopleWritten(stage: Stage, plan: Plan, partyId: CapsulePartyId): boolean {
  const people = subjectOf(stage, partyId)?.people ?? []
  return updatesOf(plan).some(
    (each) => each.kind === 'capsule.party.update' && people.some((person) => person.id === each.partyId),
  )
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
const editsArrive: Check = (given, reach) => {
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
  const base = link ? (stage.values.get(link.id)?.get(change.field) ?? null) : null
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

const noWriteAgainstDirection: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const held = plan.reviews.flatMap((review) =>
    review.kind === 'approval' && isUpdate(review.operation) ? [review.operation] : [],
  )
  for (const update of [...updatesOf(plan), ...held]) {
    const way = update.kind === 'capsule.party.update' ? 'xero_to_capsule' : 'capsule_to_xero'
    for (const { field } of update.changes) {
      const { direction } = stage.rules.fields[field]
      must(direction === 'both' || direction === way, `${field} is written against ${direction}`)
    }
    must(!stage.excludedContacts.has(update.contactId), 'an excluded contact is written')
    must(!stage.excludedParties.has(update.partyId), 'an excluded party is written')
  }
  for (const review of plan.reviews) {
    if (review.kind !== 'conflict') continue
    for (const { field, winners } of review.fields) {
      const { direction } = stage.rules.fields[field]
      must(direction !== 'off', `${field} is off and asked about`)
      const possible = { capsule: 'capsule_to_xero', xero: 'xero_to_capsule' } as const
      const wrong = winners.find((winner) => direction !== 'both' && direction !== possible[winner])
      must(wrong === undefined, `${field} may not be decided for ${wrong}`)
    }
  }
  const off = [...plan.settled, ...plan.differing].find(
    (each) => stage.rules.fields[each.field].direction === 'off',
  )
  must(off === undefined, `${off?.field} is off and compared`)
}

const noSecondCounterpart: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const after = copyOf(stage)
  apply(after, plan)
  const partyIds = [...after.links.values()].flatMap((link) => link.partyId ?? [])
  must(new Set(partyIds).size === partyIds.length, 'a party has two contacts', () => [
    ...after.links.values(),
  ])
  for (const operation of plan.operations) {
    if (operation.kind !== 'xero.contact.create' || isWanted(stage, operation.partyId)) continue
    const party = stage.parties.get(operation.partyId)
    const survivor = party ? survivorNamedBy(stage, party) : null
    const isMade = survivor !== null && isUsable(survivor)
    must(!isMade, 'a contact that was merged away is made again', () => ({ operation, survivor }))
  }
  const claims = new Map<string, string>()
  for (const party of after.parties.values()) {
    const contactId = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
    if (typeof contactId !== 'string' || stage.parties.has(party.id)) continue
    must(!claims.has(contactId), 'two parties are made for one contact')
    claims.set(contactId, String(party.id))
  }
}

/** Whether somebody asked for the party, or for one of the people it stands for. */
function isWanted(stage: Stage, partyId: CapsulePartyId): boolean {
  const people = subjectOf(stage, partyId)?.people ?? []
  return [partyId, ...people.map((person) => person.id)].some((id) => stage.wantedParties.has(id))
}

/** The contact that a party's own reference leads to when that one was merged, and stands for the customer now. */
function survivorNamedBy(stage: Stage, party: CapsuleParty): XeroContact | null {
  const named = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
  const contact =
    typeof named === 'string' && isUuid(named) ? stage.contacts.get(xeroContactId(named)) : undefined
  if (!contact || contact.mergedToContactId === null || stage.excludedContacts.has(contact.id)) return null
  return stage.contacts.get(survivorOf(stage, contact.id)) ?? null
}

const foundAgain: Check = (given, reach) => {
  const { stage: start } = play(given)
  // A world in step; then our database is gone and both sides are connected anew.
  const { stage } = settledStage(start, reach)
  const lost: Stage = {
    ...copyOf(stage),
    links: new Map(),
    values: new Map(),
    rejected: [],
    excludedParties: new Set(),
    excludedContacts: new Set(),
    wantedParties: new Set(),
    wantedContacts: new Set(),
    decided: new Map(),
  }
  const plan = planOf(lost)
  for (const { party, contact } of livePairs(stage)) {
    const named = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
    if (named !== contact.id || contact.contactNumber !== String(party.id)) continue
    const link = plan.links.find((each) => each.contactId === contact.id)
    const isAsked = plan.reviews.some(
      (each) => each.kind === 'match' && each.subject.contactId === contact.id,
    )
    must(link?.partyId === party.id || isAsked, 'a cross-referenced pair is not found again', () => ({
      party,
      contact,
      link,
    }))
    const isMade = plan.operations.some(
      (each) => each.kind === 'xero.contact.create' && each.partyId === party.id,
    )
    must(!isMade, 'a cross-referenced party is made a second time', () => party)
    if (link) reach['found again without our database']++
  }
}

const noUnseenBlank: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const held = plan.reviews.flatMap((review) =>
    review.kind === 'approval' && isUpdate(review.operation) ? [review.operation] : [],
  )
  for (const update of [...updatesOf(plan), ...held]) {
    for (const change of update.changes) {
      if (change.after !== null || change.before === null) continue
      const link = stage.links.get(update.contactId)
      const base = link ? stage.values.get(link.id)?.get(change.field) : undefined
      const source = update.kind === 'capsule.party.update' ? base?.xero : base?.capsule
      const seen = () => ({ change, base })
      must(change.source === null, 'something is blanked that the other side holds', seen)
      must(source !== undefined && source !== null, 'something is blanked that nobody cleared', seen)
      must(stage.rules.fields[change.field].blank, 'something is blanked that the rule keeps', seen)
    }
  }
}

const noEcho: Check = (given, reach) => {
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
        !isNamedByParts(plan, update.contactId, change.field),
    )
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

const orderIrrelevant: Check = (given, reach) => {
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

const nothingGoneUnapproved: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const isApproved = [...stage.decided.values()].includes(true)
  for (const operation of plan.operations) {
    if (operation.kind === 'xero.contact.archive') {
      must(stage.rules.gate === 'each', 'a comparison archives')
      must(stage.decided.get(operationHash(operation)) === true, 'something is archived that nobody approved')
    }
    if (stage.rules.gate === 'whole' || !isUpdate(operation)) continue
    for (const change of operation.changes) {
      const waits =
        stage.rules.fields[change.field].approve || (change.after === null && change.before !== null)
      must(!waits || isApproved, 'a write went ahead that should wait', () => change)
    }
  }
  const before = stage.parties.size
  const archived = [...stage.contacts.values()].filter((each) => !isUsable(each)).length
  const asked = plan.operations.filter((each) => each.kind === 'xero.contact.archive').length
  apply(stage, plan)
  must(stage.parties.size >= before, 'a party is gone')
  const now = [...stage.contacts.values()].filter((each) => !isUsable(each)).length
  must(now === archived + asked, 'a contact is gone')
}

const boundedBlast: Check = (given, reach) => {
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
  for (const update of updatesOf(plan)) {
    if (!before.links.has(update.contactId)) continue
    const isNear = near.has(update.contactId) || near.has(update.partyId)
    const isFreed = renamed && isTold(calm, update.contactId, 'name')
    must(isNear || isFreed, 'a change writes far away', () => ({ update, near: [...near] }))
  }
}

const dryRunIsReal: Check = (given, reach) => {
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
    values: [...stage.values.values()].map((values) => [...values].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const fewestCalls: Check = (given, reach) => {
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

const smallPassAsWhole: Check = (given, reach) => {
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

/** Each property of the design by its name. */
export const properties = {
  terminates,
  converges,
  idempotent,
  'no lost edit': noLostEdit,
  'edits arrive': editsArrive,
  'never writes against a direction': noWriteAgainstDirection,
  'never a second counterpart': noSecondCounterpart,
  'finds all links again without our database': foundAgain,
  'never blanks unless a clear was observed and allowed': noUnseenBlank,
  'no echo': noEcho,
  'order is irrelevant': orderIrrelevant,
  'nothing is deleted or archived without approval': nothingGoneUnapproved,
  'bounded blast radius': boundedBlast,
  'dry run equals real run': dryRunIsReal,
  'undo is exact': undoExact,
  'fewest calls': fewestCalls,
  'a small pass plans as the whole': smallPassAsWhole,
} as const satisfies Readonly<Record<string, Check>>
export type PropertyName = keyof typeof properties

export const isPropertyName = (name: string): name is PropertyName => Object.hasOwn(properties, name)

export const propertyNames: readonly PropertyName[] = Object.keys(properties).filter(isPropertyName)
