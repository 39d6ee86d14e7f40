import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import {
  applyCapsuleEdit,
  applyXeroEdit,
  mergeCapsuleEdits,
  mergeXeroEdits,
  rawCapsule,
  rawXero,
} from './apply.ts'
import type { CapsuleEdit, FieldSetting, Subject, XeroEdit } from './field.ts'
import { fields } from './fields.ts'
import { anyContact, anySetting, anySubject } from './fixture.ts'

/** Some fields, and of each whether it is cleared. */
const someFields = fc.array(fc.tuple(fc.constantFrom(...fields), fc.boolean()), { maxLength: 8 })
type SomeFields = readonly (readonly [(typeof fields)[number], boolean])[]

function xeroEdits(
  some: SomeFields,
  subject: Subject,
  contact: XeroContact,
  setting: FieldSetting,
): XeroEdit[] {
  return some.flatMap(([field, clear]) => {
    const value = clear ? null : field.readCapsule(subject, setting)
    const fit = value === undefined ? null : field.toXero(value, contact, setting)
    return fit?.ok ? [fit.edit] : []
  })
}

/** Fields once only: a second edit of a removed row would be refused. */
function capsuleEdits(
  some: SomeFields,
  subject: Subject,
  contact: XeroContact,
  setting: FieldSetting,
): CapsuleEdit[] {
  return [...new Map(some)].flatMap(([field, clear]) => {
    const value = clear ? null : field.readXero(contact, setting)
    const fit = value === undefined ? null : field.toCapsule(value, subject, setting)
    return fit?.ok ? [fit.edit] : []
  })
}

const counter = (start: number) => () => start++
const byType = (contact: XeroContact): XeroContact => ({
  ...contact,
  phones: contact.phones.toSorted((a, b) => (a.type < b.type ? -1 : 1)),
  addresses: contact.addresses.toSorted((a, b) => (a.type < b.type ? -1 : 1)),
  groups: contact.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
})

test('several edits of a contact in one do what they do one after the other', () => {
  fc.assert(
    fc.property(someFields, anySubject, anyContact, anySetting, (some, subject, contact, setting) => {
      const edits = xeroEdits(some, subject, contact, setting)
      const inTurn = edits.reduce(applyXeroEdit, contact)
      expect(byType(applyXeroEdit(contact, mergeXeroEdits(edits)))).toEqual(byType(inTurn))
    }),
  )
})

test('several edits of a party in one do what they do one after the other', () => {
  fc.assert(
    fc.property(someFields, anySubject, anyContact, anySetting, (some, subject, contact, setting) => {
      const edits = capsuleEdits(some, subject, contact, setting)
      const ids = counter(1000)
      const inTurn = edits.reduce((party, edit) => applyCapsuleEdit(party, edit, ids), subject.party)
      const atOnce = applyCapsuleEdit(subject.party, mergeCapsuleEdits(edits), counter(1000))
      expect(withoutIds(atOnce)).toEqual(withoutIds(inTurn))
    }),
  )
})

test('what a contact held before an edit is brought back exactly', () => {
  fc.assert(
    fc.property(someFields, anySubject, anyContact, anySetting, (some, subject, contact, setting) => {
      const edit = mergeXeroEdits(xeroEdits(some, subject, contact, setting))
      const restored = applyXeroEdit(applyXeroEdit(contact, edit), rawXero(contact, edit))
      // An empty list of persons is no list to Xero.
      const lost = contact.contactPersons.length === 0 ? { contactPersons: [] } : {}
      expect({ ...byType(restored), ...lost }).toEqual(byType(contact))
    }),
  )
})

test('what a party held before an edit is brought back exactly; what the edit added stays', () => {
  fc.assert(
    fc.property(someFields, anySubject, anyContact, anySetting, (some, subject, contact, setting) => {
      const edit = mergeCapsuleEdits(capsuleEdits(some, subject, contact, setting))
      const ids = counter(1000)
      const edited = applyCapsuleEdit(subject.party, edit, ids)
      const restored = applyCapsuleEdit(edited, rawCapsule(subject.party, edit), ids)
      const added = new Set(
        [...edited.emails, ...edited.phones, ...edited.addresses, ...edited.tags]
          .map(({ id }) => id)
          .filter((id) => id >= 1000),
      )
      const kept = <Row extends { readonly id: number }>(rows: readonly Row[]) =>
        rows.filter(({ id }) => !added.has(id))
      const { emails, phones, addresses, tags } = restored
      const without = {
        ...restored,
        emails: kept(emails),
        phones: kept(phones),
        addresses: kept(addresses),
        tags: kept(tags),
      }
      expect(inOrder(without)).toEqual(inOrder(subject.party))
      if (!removesRows(edit)) expect(rowIds(without)).toEqual(rowIds(subject.party))
    }),
  )
})

test('an edit of a row that is not there changes nothing at all', () => {
  fc.assert(
    fc.property(anySubject, ({ party }) => {
      const edit: CapsuleEdit = {
        name: 'New',
        firstName: 'New',
        emails: [{ id: 1, type: null, address: 'a@b.co' }],
      }
      expect(applyCapsuleEdit(party, edit, counter(1000))).toBe(party)
    }),
  )
})

function removesRows(edit: CapsuleEdit): boolean {
  return [edit.emails, edit.phones, edit.addresses].some((rows) => rows?.some((row) => row.remove))
}

function rowIds(party: CapsuleParty): readonly number[] {
  return [party.emails, party.phones, party.addresses].flatMap((rows) => rows.map(({ id }) => id))
}

function withoutIds(party: CapsuleParty): object {
  const bare = (rows: readonly { readonly id: number }[]) => rows.map(({ id: _, ...row }) => row)
  return {
    ...party,
    emails: bare(party.emails),
    phones: bare(party.phones),
    addresses: bare(party.addresses),
    tags: bare(party.tags),
    fields: bare(party.fields),
  }
}

/** Rows and values that were removed come back behind the others, with other ids. */
function inOrder(party: CapsuleParty): object {
  const sorted = (rows: readonly { readonly id: number }[]) =>
    rows.map(({ id: _, ...row }) => JSON.stringify(row, Object.keys(row).sort())).sort()
  return {
    ...party,
    emails: sorted(party.emails),
    phones: sorted(party.phones),
    addresses: sorted(party.addresses),
    tags: sorted(party.tags),
    fields: sorted(party.fields.map(({ id, definitionId, value }) => ({ id, definitionId, value }))),
  }
}
