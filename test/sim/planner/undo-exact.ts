import { type FieldKey, fieldKeys, type Normal } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { DoneOperation, UndoPlan } from '#core/plan/undo.ts'
import { type Drawn, onlyEdit, play } from './history.ts'
import { look, type Reach } from './reach.ts'
import { must, same, writesOf } from './says.ts'
import { capsuleReads, copyOf, planOf, type Stage, xeroReads } from './stage.ts'
import { doneFrom, undo, undoOf } from './unwrite.ts'
import { apply } from './vendor.ts'

/** Undoing a run brings every record back exactly, but for what a vendor cannot take back and what was edited since. */
export function undoExact(given: Drawn, reach: Reach): void {
  const { stage: before, chance } = play(given)
  const plan = planOf(before)
  look(before, plan, reach)
  const after = copyOf(before)
  const done = doneFrom(apply(after, plan))
  // Lifecycle belongs to our store; undoing writes does not bring ended links back.
  reach.undo++
  undisturbed(before, after, done, reach)
  const edited = copyOf(after)
  for (let n = chance.int(3) + 1; n > 0; n--) onlyEdit(edited, chance)
  disturbed(after, edited, done, reach)
}

function undisturbed(before: Stage, after: Stage, done: readonly DoneOperation[], reach: Reach): void {
  const undoing = undoOf(after, done)
  count(undoing, reach)
  const left = new Set(undoing.kept.map((kept) => kept.operationId))
  const undone = copyOf(after)
  undo(undone, undoing)
  const isLeft = (record: { readonly partyId: number | null; readonly contactId: string | null }) =>
    done.some(
      (each) =>
        left.has(each.id) &&
        isValueKept(undoing, each) &&
        (('partyId' in each && each.partyId === record.partyId) ||
          ('contactId' in each && each.contactId === record.contactId)),
    )
  for (const party of before.parties.values()) {
    const now = undone.parties.get(party.id)
    must(now !== undefined, 'an undo removes a party that was there before')
    if (isLeft({ partyId: party.id, contactId: null })) continue
    must(same(plainParty(now), plainParty(party)), 'a party is not as it was', () => ({
      was: plainParty(party),
      is: plainParty(now),
      done,
      kept: undoing.kept,
    }))
  }
  for (const contact of before.contacts.values()) {
    const now = undone.contacts.get(contact.id)
    must(now !== undefined, 'an undo removes a contact')
    if (isLeft({ partyId: null, contactId: contact.id })) continue
    must(same(plainContact(now), plainContact(contact)), 'a contact is not as it was', () => ({
      was: plainContact(contact),
      is: plainContact(now),
      done,
      kept: undoing.kept,
    }))
  }
  for (const party of undone.parties.values()) {
    if (before.parties.has(party.id)) continue
    must(isLeft({ partyId: party.id, contactId: null }), 'a party that was made stays', () => undoing)
  }
  for (const contact of undone.contacts.values()) {
    if (before.contacts.has(contact.id) || contact.status !== 'ACTIVE') continue
    must(
      isLeft({ partyId: null, contactId: contact.id }),
      'a contact that was made stays active',
      () => undoing,
    )
  }
  staysUndone(undone, undoing)
}

/** What stays by itself (a history note, a definition) does not keep the values of the record. */
function isValueKept({ kept }: UndoPlan, { id, kind }: DoneOperation): boolean {
  return kept.some(
    (each) =>
      each.operationId === id && !/^A note|^Custom fields/.test(each.why) && kind !== 'capsule.field.create',
  )
}

/** The next plan does not do again what was undone. */
function staysUndone(undone: Stage, undoing: UndoPlan): void {
  const next = planOf(undone)
  const written = undoing.operations.flatMap((each) =>
    each.kind === 'capsule.party.update' || each.kind === 'xero.contact.update'
      ? each.changes.map((change) => `${each.contactId} ${change.field}`)
      : [],
  )
  for (const { update, change } of writesOf(next)) {
    const isAgain = written.includes(`${update.contactId} ${change.field}`)
    must(!isAgain, 'what was undone is done again', () => ({ update, change }))
  }
  for (const { contactId } of undoing.ends) {
    const again = next.links.find((each) => each.contactId === contactId)
    must(again === undefined, 'a link that was undone comes back', () => again)
  }
}

function disturbed(after: Stage, edited: Stage, done: readonly DoneOperation[], reach: Reach): void {
  const undoing = undoOf(edited, done)
  count(undoing, reach)
  const undone = copyOf(edited)
  undo(undone, undoing)
  for (const [key, value] of edits(after, edited)) {
    const [side, id, field] = key
    const now = side === 'capsule' ? readParty(undone, id, field) : readContact(undone, id, field)
    reach['undo with edit since']++
    // A tag like the group of the contact counts as having come from there.
    if (field === 'tags' && isOfGroup(edited, id, value)) continue
    must(now === value, 'an undo takes an edit made since away', () => ({ key, value, now, undoing }))
  }
}

function isOfGroup(stage: Stage, partyId: string, value: Normal): boolean {
  return [...stage.links.values()].some(
    (link) => String(link.partyId) === partyId && readContact(stage, link.contactId, 'tags') === value,
  )
}

type Place = readonly ['capsule' | 'xero', string, FieldKey]

/** Fields that read otherwise than right after the run: somebody edited them. */
function* edits(after: Stage, edited: Stage): Generator<readonly [Place, Normal]> {
  for (const party of edited.parties.values()) {
    if (after.parties.get(party.id) === party) continue
    for (const field of fieldKeys) {
      const [was, is] = [
        readParty(after, String(party.id), field),
        readParty(edited, String(party.id), field),
      ]
      if (is !== undefined && was !== is) yield [['capsule', String(party.id), field], is]
    }
  }
  for (const contact of edited.contacts.values()) {
    if (after.contacts.get(contact.id) === contact) continue
    for (const field of fieldKeys) {
      const [was, is] = [readContact(after, contact.id, field), readContact(edited, contact.id, field)]
      if (is !== undefined && was !== is) yield [['xero', contact.id, field], is]
    }
  }
}

function readParty(stage: Stage, id: string, field: FieldKey): Normal | undefined {
  const party = [...stage.parties.values()].find((each) => String(each.id) === id)
  return party && capsuleReads(stage, party.id, field)
}

function readContact(stage: Stage, id: string, field: FieldKey): Normal | undefined {
  const contact = [...stage.contacts.values()].find((each) => each.id === id)
  return contact && xeroReads(stage, contact.id, field)
}

function count({ operations, ends, kept }: UndoPlan, reach: Reach): void {
  for (const operation of operations) {
    if (operation.kind === 'capsule.party.delete') reach['undo of creation in Capsule']++
    if (operation.kind === 'xero.contact.archive') reach['undo of creation in Xero']++
  }
  reach['undo of linking'] += ends.filter((each) => each.exclude.length === 2).length
  reach['undo kept a creation'] += kept.filter((each) =>
    /made, so it stays|have invoices|has invoices|were added to/.test(each.why),
  ).length
}

/** Rows that were removed and brought back have new ids and stand last: their order is not compared. */
function plainParty({ updatedAt: _, ...party }: CapsuleParty) {
  const rows = <Row extends { readonly id: number }>(all: readonly Row[]) =>
    all.map(({ id: __, ...row }) => JSON.stringify(row)).sort()
  return {
    ...party,
    emails: rows(party.emails),
    phones: rows(party.phones),
    addresses: rows(party.addresses),
    tags: rows(party.tags),
    fields: party.fields.map(({ definitionId, value }) => `${definitionId} ${value}`).sort(),
  }
}

function plainContact({ updatedAt: _, ...contact }: XeroContact) {
  const slots = (all: readonly { readonly type: string }[]) =>
    all.toSorted((a, b) => (a.type < b.type ? -1 : 1))
  const groups = contact.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { ...contact, groups, phones: slots(contact.phones), addresses: slots(contact.addresses) }
}
