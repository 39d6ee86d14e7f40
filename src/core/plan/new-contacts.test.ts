import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import { capsulePartyId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { Base, Plan, Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import { contact, contactIdOf, firstPlan, link, matchReviews, party, world } from './test-records.ts'

interface Given {
  readonly contacts?: readonly XeroContact[]
  readonly links?: readonly Link[]
  readonly wanted?: readonly number[]
  readonly base?: Partial<Base>
  readonly rules?: Partial<Rules>
}

function planned(parties: readonly CapsuleParty[], given: Given): Plan {
  const { contacts = [], links = [], wanted = [], base = {}, rules = {} } = given
  const { capsule, xero, base: bare } = world(parties, contacts, { links })
  return plan(
    capsule,
    xero,
    { ...bare, wanted: { parties: new Set(wanted.map(capsulePartyId)), contacts: new Set() }, ...base },
    { ...firstPlan, nameOnly: 'review', gate: 'each', createParties: 'none', ...rules },
  )
}

const created = (made: Plan): number[] =>
  made.operations.flatMap((each) => (each.kind === 'xero.contact.create' ? [each.partyId] : []))
const refused = (made: Plan): string[] => made.refused.map((each) => `${each.partyId}: ${each.why}`)

const acme = party({ id: 1, name: 'Acme', emails: ['a@acme.example'], phones: ['+61 3 5550 1234'] })
const jane = party({ id: 2, name: 'Jane Citizen', worksFor: { id: 1, name: 'Acme' } })
const lone = party({ id: 3, name: 'Jo Doe', type: 'person', emails: ['jo@doe.example'] })

test('a wanted party is created with everything Xero can hold and our number, whatever the rule', () => {
  const made = planned([acme], { wanted: [1] })
  expect(made.operations).toEqual([
    {
      kind: 'xero.contact.create',
      partyId: acme.id,
      contact: expect.objectContaining({ name: 'Acme', contactNumber: '1', email: 'a@acme.example' }),
    },
  ])
  expect(made.unmatchedParties).toEqual([])
  expect(created(planned([acme], {}))).toEqual([])
})

test('a field that is not synchronised is left out, and so is what Xero cannot hold', () => {
  const off = { ...firstPlan.fields.phone_default, direction: 'off' } as const
  const fields = { ...firstPlan.fields, phone_default: off }
  const made = planned([{ ...acme, emails: [{ id: 1, type: 'Work', address: 'jürgen@acme.example' }] }], {
    wanted: [1],
    rules: { fields },
  })
  const [operation] = made.operations
  if (operation?.kind !== 'xero.contact.create') throw new Error('nothing is created')
  expect(operation.contact).not.toHaveProperty('phones')
  expect(operation.contact.email).toBeUndefined()
})

test.each([
  ['none', []],
  ['organisations', [1]],
  ['all', [1, 3]],
] as const)(
  'the rule creates %s: %j, and an organisation stands for its people',
  (createContacts, expected) => {
    expect(created(planned([acme, jane, lone], { rules: { createContacts } }))).toEqual(expected)
  },
)

test('of a wanted person the organisation is created, once, unless it is in Xero already', () => {
  const john = party({ id: 4, name: 'John Citizen', worksFor: { id: 1, name: 'Acme' } })
  expect(created(planned([acme, jane, john], { wanted: [2, 4] }))).toEqual([1])
  const linked = { contacts: [contact(1, 'Acme')], links: [link(1, 1)] }
  expect(created(planned([acme, jane, john], { wanted: [2, 4], ...linked }))).toEqual([])
})

test('a wanted party that may be in Xero already is asked about or linked, never created twice', () => {
  const alike = planned([acme], { wanted: [1], contacts: [contact(1, 'Acme')] })
  expect([created(alike), matchReviews(alike).map((each) => each.subject.contactId)]).toEqual([
    [],
    [contactIdOf(1)],
  ])
  const same = planned([acme], { wanted: [1], contacts: [contact(1, 'Acme', { email: 'a@acme.example' })] })
  expect([created(same), same.links.map((each) => each.partyId)]).toEqual([[], [1]])
})

test('… in a small pass too, where the organisation of the wanted person was not in focus', () => {
  const focus = { parties: new Set([jane.id]), contacts: new Set<XeroContact['id']>() }
  const same = planned([acme, jane], {
    wanted: [2],
    contacts: [contact(1, 'Acme', { email: 'a@acme.example' })],
    rules: { focus },
  })
  expect([created(same), same.links.map((each) => each.partyId)]).toEqual([[], [1]])
})

test('a small pass creates by rule only what is in focus', () => {
  const focus = { parties: new Set([lone.id]), contacts: new Set<XeroContact['id']>() }
  expect(created(planned([acme, lone], { rules: { focus, createContacts: 'all' } }))).toEqual([3])
})

test('excluded and linked parties are not created', () => {
  const excluded = { parties: new Set([acme.id]), contacts: new Set<XeroContact['id']>() }
  const base = { excluded, wanted: { parties: new Set([acme.id]), contacts: new Set<XeroContact['id']>() } }
  expect(created(planned([acme], { base }))).toEqual([])
  expect(created(planned([acme, jane], { base, rules: { createContacts: 'all' } }))).toEqual([])
  const pending = [link(1, 1, 'pending')]
  expect(created(planned([acme], { wanted: [1], contacts: [contact(1, 'Acme')], links: pending }))).toEqual(
    [],
  )
})

test('a name that stands for another record already is refused, in words', () => {
  const other = party({ id: 9, name: 'Acme Holdings' })
  const contacts = [contact(9, 'ACME')]
  expect(refused(planned([acme, other], { wanted: [1], contacts, links: [link(9, 9)] }))).toEqual([
    '1: An active Xero contact is called “ACME” already, and stands for another Capsule record.',
  ])
  const rejected = [{ partyId: acme.id, contactId: contactIdOf(9) }]
  expect(refused(planned([acme], { wanted: [1], contacts, base: { rejected, ...wants(1) } }))).toEqual([
    '1: An active Xero contact is called “ACME” already, and was decided to be a different one.',
  ])
})

const wants = (id: number): Pick<Base, 'wanted'> => ({
  wanted: { parties: new Set([capsulePartyId(id)]), contacts: new Set() },
})

test('two wanted of one name: the first is created, the second is refused until it is there', () => {
  const twin = { ...acme, id: capsulePartyId(5), emails: [], phones: [] }
  const made = planned([twin, acme], { wanted: [1, 5] })
  expect([created(made), refused(made)]).toEqual([
    [1],
    ['5: Another Xero contact is about to be called “Acme”.'],
  ])
})

test.each([
  [
    { status: 'ARCHIVED' } as const,
    'The archived Xero contact “Old” carries this record’s number already. Restore it in Xero, then link it.',
  ],
  [
    { status: 'ARCHIVED', mergedToContactId: contactIdOf(8) } as const,
    'The merged Xero contact “Old” carries this record’s number already, and keeps it. Make the contact in Xero, then link it here.',
  ],
])('a number that another contact still carries is refused, in words: %j', (rest, why) => {
  const contacts = [contact(7, 'Old', { contactNumber: '1', ...rest })]
  expect(refused(planned([acme], { wanted: [1], contacts }))).toEqual([`1: ${why}`])
})

test('a name Xero cannot hold is refused, in words', () => {
  const made = planned([{ ...acme, name: 'A <b>' }], { wanted: [1] })
  expect(created(made)).toEqual([])
  expect(made.refused[0]?.why).toMatch(/\S/)
})

test('a party that may be the heir of a deleted one waits for that decision', () => {
  const { capsule, xero, base } = world(
    [party({ id: 2, name: 'Acme' })],
    [contact(1, 'Acme', { contactNumber: '1' })],
    { links: [link(1, 1)] },
  )
  const absent = new Map([[capsulePartyId(1), 'deleted' as const]])
  const made = plan({ ...capsule, absent }, xero, { ...base, ...wants(2) }, { ...firstPlan, gate: 'each' })
  expect(created(made)).toEqual([])
  expect(refused(made)).toEqual([
    '2: It may be the same as a Xero contact whose Capsule record was deleted: decide about that one first.',
  ])
})

test('a wanted contact is added to Capsule whatever the rule, unless it is archived', () => {
  const wanted = {
    parties: new Set<CapsuleParty['id']>(),
    contacts: new Set([contactIdOf(1), contactIdOf(2)]),
  }
  const contacts = [contact(1, 'Acme'), contact(2, 'Zebra', { status: 'ARCHIVED' }), contact(3, 'Bison')]
  const made = planned([], { contacts, base: { wanted } })
  expect(made.links.map((each) => [each.contactId, each.partyId])).toEqual([[contactIdOf(1), null]])
  expect(made.skipped).toEqual([
    { contactId: contactIdOf(2), reason: 'archived' },
    { contactId: contactIdOf(3), reason: 'rule' },
  ])
})
