import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capsuleFieldId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import { applyCapsuleEdit, applyXeroEdit } from './apply.ts'
import type { CapsuleEdit, Field, Normal, Subject } from './field.ts'
import { fields } from './fields.ts'
import { anyContact, anySetting, anySubject, anyText } from './fixture.ts'

const runs = { numRuns: 100 }

const capsuleAfter = (subject: Subject, edit: CapsuleEdit): Subject => {
  let id = 9_000
  return { ...subject, party: applyCapsuleEdit(subject.party, edit, () => ++id) }
}

/** A value that the other side would hand over, or none of anybody's. */
const value = (own: Normal | undefined, typed: string, pick: number): Normal =>
  pick === 0 || own === undefined ? (pick === 2 ? null : typed) : pick === 1 ? null : own
const picks = fc.constantFrom(0, 1, 2, 3, 4, 5)

describe.each(fields.map((field): [string, Field] => [field.key, field]))('%s', (_, field) => {
  test('what a value probably is changes nothing about what is read', () => {
    fc.assert(
      fc.property(
        anySubject,
        anyContact,
        anySetting,
        anySetting,
        anyText,
        picks,
        (subject, contact, setting, before, typed, pick) => {
          const capsule = field.readCapsule(subject, setting)
          const xero = field.readXero(contact, setting)
          const [heldBefore, xeroBefore] = [
            field.readCapsule(subject, before),
            field.readXero(contact, before),
          ]
          const likely = [capsule, xero, heldBefore, xeroBefore, value(capsule, typed, pick), typed]
          for (const text of likely) {
            expect(field.readCapsule(subject, setting, text)).toBe(capsule)
            expect(field.readXero(contact, setting, text)).toBe(xero)
          }
        },
      ),
      runs,
    )
  })

  test('what Xero reads after a write is what was promised, and writing it again changes nothing', () => {
    fc.assert(
      fc.property(
        anySubject,
        anyContact,
        anySetting,
        anyText,
        picks,
        (subject, contact, setting, typed, pick) => {
          const wanted = value(field.readCapsule(subject, setting), typed, pick)
          const fit = field.toXero(wanted, contact, setting)
          if (!fit.ok) {
            expect(fit.why).toMatch(/\S/)
            return
          }
          const after = applyXeroEdit(contact, fit.edit)
          expect(field.readXero(after, setting)).toBe(fit.reads)
          if (fit.lost === null) expect(fit.reads).toBe(wanted)
          else expect(fit.lost).toMatch(/\S/)
          const again = field.toXero(wanted, after, setting)
          expect(again).toMatchObject({ ok: true, reads: fit.reads })
          if (again.ok) expect(applyXeroEdit(after, again.edit)).toEqual(after)
        },
      ),
      runs,
    )
  })

  test('what Capsule reads after a write is what was promised, and writing it again changes nothing', () => {
    fc.assert(
      fc.property(
        anySubject,
        anyContact,
        anySetting,
        anyText,
        picks,
        (subject, contact, setting, typed, pick) => {
          const wanted = value(field.readXero(contact, setting), typed, pick)
          const fit = field.toCapsule(wanted, subject, setting)
          if (!fit.ok) {
            expect(fit.why).toMatch(/\S/)
            return
          }
          const after = capsuleAfter(subject, fit.edit)
          expect(field.readCapsule(after, setting)).toBe(fit.reads)
          if (fit.lost === null) expect(fit.reads).toBe(wanted)
          else expect(fit.lost).toMatch(/\S/)
          // Where another row counts after one was removed, removing again removes that one.
          if (wanted === null && fit.reads !== null) return
          const again = field.toCapsule(wanted, after, setting)
          expect(again).toMatchObject({ ok: true, reads: fit.reads })
          if (again.ok) expect(capsuleAfter(after, again.edit)).toEqual(after)
        },
      ),
      runs,
    )
  })

  test('a value goes to Xero and back to another record as itself, unless something is said to be lost', () => {
    fc.assert(
      fc.property(anySubject, anySubject, anyContact, anySetting, (from, to, contact, setting) => {
        const read = field.readCapsule(from, setting)
        if (read === undefined) return
        const there = field.toXero(read, contact, setting)
        if (!there.ok || there.lost !== null) return
        const back = field.toCapsule(there.reads, to, setting)
        if (back.ok && back.lost === null)
          expect(field.readCapsule(capsuleAfter(to, back.edit), setting)).toBe(read)
      }),
      runs,
    )
  })

  test('a normal form is its own normal form: a record that holds it is read as it', () => {
    fc.assert(
      fc.property(anyContact, anySetting, (contact, setting) => {
        const read = field.readXero(contact, setting)
        if (read === undefined || read === null) return
        const fit = field.toXero(read, contact, setting)
        // What Xero holds already, but would refuse, stays unwritten.
        if (fit.ok && fit.lost === null) expect(fit.reads).toBe(read)
      }),
      runs,
    )
  })

  test('an edit leaves every other field, row and slot as it is, and keeps the ids of rows', () => {
    fc.assert(
      fc.property(
        anySubject,
        anyContact,
        anySetting,
        anyText,
        picks,
        (subject, contact, setting, typed, pick) => {
          const toXero = field.toXero(
            value(field.readCapsule(subject, setting), typed, pick),
            contact,
            setting,
          )
          const toCapsule = field.toCapsule(
            value(field.readXero(contact, setting), typed, pick),
            subject,
            setting,
          )
          const contactAfter = toXero.ok ? applyXeroEdit(contact, toXero.edit) : contact
          const after = toCapsule.ok ? capsuleAfter(subject, toCapsule.edit) : subject
          for (const other of fields) {
            if (other.key === field.key) continue
            expect(other.readXero(contactAfter, setting)).toBe(other.readXero(contact, setting))
            // A person's full name is made of first and last name; a first e-mail may make a primary person.
            if (field.key === 'primary_person' && other.key === 'name') continue
            expect(other.readCapsule(after, setting)).toBe(other.readCapsule(subject, setting))
          }
          expectRowsKept(subject.party, after.party, toCapsule.ok ? toCapsule.edit : {})
        },
      ),
      runs,
    )
  })

  test('never throws, whatever the texts are, and says its values in words', () => {
    fc.assert(
      fc.property(anyText, anySubject, anyContact, anySetting, (typed, subject, contact, setting) => {
        for (const text of [typed, `["${typed}",null]`, JSON.stringify([typed, typed, null, typed, typed])]) {
          expect(typeof field.words(text)).toBe('string')
          field.toXero(text, contact, setting)
          field.toCapsule(text, subject, setting)
        }
        const read = field.readXero(contact, setting)
        if (typeof read === 'string') expect(field.words(read)).toMatch(/\S/)
      }),
      runs,
    )
  })
})

/** At most one row differs from what was there, the one the edit names. */
function expectRowsKept(before: CapsuleParty, after: CapsuleParty, edit: CapsuleEdit) {
  for (const kind of ['emails', 'phones', 'addresses'] as const) {
    const named = new Set(edit[kind]?.map((row) => row.id))
    expect(named.size).toBeLessThanOrEqual(1)
    for (const row of before[kind]) if (!named.has(row.id)) expect(after[kind]).toContainEqual(row)
  }
  const touched = new Set(edit.fields?.map((field) => field.definitionId))
  for (const field of before.fields)
    if (!touched.has(field.definitionId)) expect(after.fields).toContainEqual(field)
  expect(touched.has(capsuleFieldId(99))).toBe(false)
}
