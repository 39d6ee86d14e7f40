import { expect, test } from 'vitest'
import { capsulePartyId } from '../model/ids.ts'
import { applyCapsuleEdit, applyXeroEdit, rawXero } from './apply.ts'
import { type FieldKey, fieldKeys } from './field.ts'
import { fieldOf, fields } from './fields.ts'
import { contact, fieldIds, person, setting, subject } from './fixture.ts'

const toXero = (key: FieldKey, value: string | null, held = contact()) =>
  fieldOf(key).toXero(value, held, setting)
const whyNot = (fit: { readonly ok: boolean; readonly why?: string }) => (fit.ok ? null : fit.why)

test('fields come in the order in which people read them', () => {
  expect(fields.map(({ key }) => key)).toEqual(fieldKeys)
})

test('a corrected capital letter is a change, other white space is none', () => {
  const name = fieldOf('name')
  expect(name.readXero(contact({ name: ' Acme\u00a0 Plumbing ' }), setting)).toBe('Acme Plumbing')
  expect(name.readCapsule(subject({ name: 'ACME Plumbing' }), setting)).toBe('ACME Plumbing')
})

test.each([
  ['name', 'x'.repeat(312), 'Xero allows 255 characters; this name has 312.'],
  ['name', 'A <B>', 'Xero does not allow the characters < and > in a name.'],
  ['name', null, 'Xero needs a name.'],
  ['email', 'müller@firma.de', 'plain letters'],
  ['email', 'n/a', 'is not an e-mail address'],
  ['tax_number', '51824753557', 'not a valid ABN'],
  ['tax_number', '*****1234', 'hidden'],
  ['currency', 'ABC', 'not the code of a currency'],
  ['account_number', 'x'.repeat(51), 'Xero allows 50 characters'],
  ['contact_persons', null, 'no sure way'],
  ['address_street', JSON.stringify(['x'.repeat(501), null, null, null, null]), 'Xero allows 500 characters'],
] as const)('Xero does not get the %s %j', (key, value, why) => {
  expect(whyNot(toXero(key, value))).toContain(why)
})

test('the name of a person is written by first and last name', () => {
  const jane = subject({ type: 'person' })
  expect(whyNot(fieldOf('name').toCapsule('Jane Doe', jane, setting))).toContain('first and last name')
  const fit = fieldOf('primary_person').toCapsule('["Jane","Doe"]', jane, setting)
  expect(fit).toMatchObject({ ok: true, edit: { firstName: 'Jane', lastName: 'Doe' }, lost: null })
  if (fit.ok) expect(applyCapsuleEdit(jane.party, fit.edit, () => 1).name).toBe('Jane Doe')
})

const ann = person({
  id: capsulePartyId(11),
  firstName: 'Ann',
  lastName: 'Lee',
  emails: [{ id: 1, type: null, address: 'Ann@Acme.co' }],
})
const bob = person({ id: capsulePartyId(10), firstName: 'Bob', lastName: null })

test('the primary person is the first made who has an e-mail; an organisation of nobody blanks nobody', () => {
  const { readCapsule } = fieldOf('primary_person')
  expect(readCapsule(subject({}, [bob, ann]), setting)).toBe('["Ann","Lee"]')
  expect(readCapsule(subject({}, [bob]), setting)).toBe('["Bob",null]')
  expect(readCapsule(subject(), setting)).toBeUndefined()
})

test('an organisation without an e-mail has the one of its primary person; a new one is its own', () => {
  const email = fieldOf('email')
  const acme = subject({}, [bob, ann])
  expect(email.readCapsule(acme, setting)).toBe('ann@acme.co')
  expect(email.toCapsule('office@acme.co', acme, setting)).toMatchObject({
    edit: { emails: [{ type: 'Work', address: 'office@acme.co' }] },
  })
  expect(whyNot(email.toCapsule(null, acme, setting))).toContain('change that person')
})

test('the row an e-mail was read from is edited, others stay; clearing says when another one counts', () => {
  const email = fieldOf('email')
  const two = subject({
    emails: [
      { id: 5, type: 'Home', address: 'a@b.co' },
      { id: 6, type: 'Work', address: 'c@d.co' },
    ],
  })
  expect(email.toCapsule('new@b.co', two, setting)).toMatchObject({
    edit: { emails: [{ id: 5, type: 'Home', address: 'new@b.co' }] },
    lost: null,
  })
  expect(email.toCapsule(null, two, setting)).toMatchObject({
    edit: { emails: [{ id: 5, remove: true }] },
    reads: 'c@d.co',
    lost: expect.stringContaining('another e-mail'),
  })
})

test('each slot of Xero’s has its rows of Capsule’s; the main number may be any without a slot', () => {
  const phones = [
    { id: 1, type: 'Home', number: '03 5550 0001' },
    { id: 2, type: 'Mobile', number: '0412 345 678' },
    { id: 3, type: 'Fax', number: '03 5550 0003' },
  ]
  const acme = subject({ phones })
  expect(fieldOf('phone_default').readCapsule(acme, setting)).toBe('+61355500001')
  expect(fieldOf('phone_ddi').readCapsule(acme, setting)).toBeNull()
  expect(fieldOf('phone_mobile').readCapsule(acme, setting)).toBe('+61412345678')
  const work = subject({ phones: [...phones, { id: 4, type: 'Work', number: '03 5550 0004' }] })
  expect(fieldOf('phone_default').readCapsule(work, setting)).toBe('+61355500004')
  expect(fieldOf('phone_default').toCapsule('+61355500009', acme, setting)).toMatchObject({
    edit: { phones: [{ id: 1, type: 'Home', number: '+61 3 5550 0009' }] },
  })
})

test('a seventh line of a street is no difference, and a rewritten slot keeps its attention line', () => {
  const { readCapsule, readXero, toXero: write } = fieldOf('address_street')
  const street = 'c/o Bob\r\nUnit 2\r\n9 High St\r\nBack\r\nGate'
  const row = {
    id: 1,
    type: 'Office',
    street,
    city: 'Leeds',
    state: null,
    zip: 'LS1 1AA',
    country: 'United Kingdom',
  }
  const value = readCapsule(subject({ addresses: [row] }), setting) ?? null
  const held = contact({
    addresses: [
      {
        type: 'STREET',
        lines: ['Old'],
        city: null,
        region: null,
        postalCode: null,
        country: null,
        attentionTo: 'Jo',
      },
    ],
  })
  const written = write(value, held, setting)
  expect(written).toMatchObject({ ok: true, lost: null })
  if (!written.ok) return
  const after = applyXeroEdit(held, written.edit)
  expect(after.addresses).toEqual([
    {
      type: 'STREET',
      lines: ['c/o Bob', 'Unit 2', '9 High St', 'Back, Gate'],
      city: 'Leeds',
      region: null,
      postalCode: 'LS1 1AA',
      country: 'United Kingdom',
      attentionTo: 'Jo',
    },
  ])
  expect(readXero(after, setting)).toBe(value)
  expect(fieldOf('address_street').words(value ?? '')).toBe(
    'c/o Bob\nUnit 2\n9 High St\nBack, Gate\nLeeds LS1 1AA\nUnited Kingdom',
  )
  expect(applyXeroEdit(after, rawXero(held, written.edit))).toEqual(held)
})

test('a country that Capsule does not know is left out and said, never the address', () => {
  const value = JSON.stringify(['1 Main St', 'Town', null, null, 'Narnia'])
  expect(fieldOf('address_pobox').toCapsule(value, subject(), setting)).toMatchObject({
    ok: true,
    edit: { addresses: [{ type: 'Postal', street: '1 Main St', city: 'Town', country: null }] },
    lost: expect.stringContaining('Narnia'),
  })
})

test('numbers are compared without their spaces, written as the register prints them, and not without a field', () => {
  const tax = fieldOf('tax_number')
  const acme = subject({
    fields: [{ id: 1, definitionId: fieldIds.tax_number, name: 'ABN', value: '51824753556' }],
  })
  expect(tax.readCapsule(acme, setting)).toBe(tax.readXero(contact({ taxNumber: '51 824 753 556' }), setting))
  expect(toXero('tax_number', '51824753556')).toMatchObject({ edit: { taxNumber: '51 824 753 556' } })
  const unmapped = { ...setting, customFields: { ...setting.customFields, tax_number: null } }
  expect(tax.readCapsule(acme, unmapped)).toBeUndefined()
  expect(whyNot(tax.toCapsule('51824753556', acme, unmapped))).toContain('No Capsule field is chosen')
})

test('a number that Xero hides is neither compared, copied nor overwritten', () => {
  const hidden = contact({ taxNumber: '*****1234' })
  expect(fieldOf('tax_number').readXero(hidden, setting)).toBeUndefined()
  expect(whyNot(toXero('tax_number', '123456789', hidden))).toContain('not overwritten')
})

const people = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    person({
      id: capsulePartyId(20 + i),
      firstName: `P${i}`,
      lastName: 'Lee',
      emails: [{ id: i, type: null, address: `p${i}@acme.co` }],
    }),
  )
const known = (name: string, email: string, includeInEmails = false) => ({
  firstName: name,
  lastName: 'Lee',
  email,
  includeInEmails,
})

test('persons only Xero knows stay while there is room, who gets invoices stays, and a second write changes nothing', () => {
  const field = fieldOf('contact_persons')
  const value = field.readCapsule(subject({}, people(3)), setting) ?? null
  const held = contact({
    contactPersons: [known('Zoe', 'zoe@acme.co', true), known('Old', 'P1@acme.co', true)],
  })
  const fit = field.toXero(value, held, setting)
  expect(fit).toMatchObject({ ok: true, lost: 'Only Xero knows Zoe Lee: kept there.' })
  if (!fit.ok) return
  const after = applyXeroEdit(held, fit.edit)
  expect(after.contactPersons).toEqual([
    known('Zoe', 'zoe@acme.co', true),
    known('P1', 'p1@acme.co', true),
    known('P2', 'p2@acme.co'),
  ])
  expect(field.toXero(value, after, setting)).toMatchObject({ reads: field.readXero(after, setting) })
})

test('of seven people the first made five go to Xero, and the others are said', () => {
  const field = fieldOf('contact_persons')
  const value = field.readCapsule(subject({}, people(8).reverse()), setting) ?? null
  const fit = field.toXero(value, contact(), setting)
  expect(fit).toMatchObject({ ok: true, lost: 'Xero takes 5 people; Capsule has 2 more.' })
  if (fit.ok)
    expect(fit.edit.contactPersons?.map(({ firstName }) => firstName)).toEqual(['P1', 'P2', 'P3', 'P4', 'P5'])
  expect(field.words(value ?? '')).toContain('and 2 more')
})

test('a number in Capsule without a country code is of Capsule’s country, whichever the organisation’s', () => {
  const phone = fieldOf('phone_default')
  const branch = { ...setting, country: 'NZ', capsuleCountry: 'AU' }
  const held = subject({ phones: [{ id: 1, type: 'Work', number: '03 5550 0132' }] })
  expect(phone.readCapsule(held, branch)).toBe('+61355500132')
  const fit = phone.toXero('+61355500132', contact(), branch)
  expect(fit).toMatchObject({ ok: true, lost: null })
  if (fit.ok) expect(phone.readXero(applyXeroEdit(contact(), fit.edit), branch)).toBe('+61355500132')
})
