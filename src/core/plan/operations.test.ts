import { expect, test } from 'vitest'
import { plan } from './plan-all.ts'
import { contact, contactIdOf, fieldIds, firstPlan, link, party, world } from './test-records.ts'

const url = (n: number, base = 'https://go.xero.com') =>
  `${base}/app/!Ab12/contacts/contact/${contactIdOf(n)}`
const acme = party({ id: 1, name: 'Acme' })

test('a new link writes both cross-references, after the missing fields', () => {
  const { capsule, xero, base } = world([acme], [contact(1, 'Acme')])
  const bare = { ...capsule, contactIdField: null, contactLinkField: null }
  expect(plan(bare, xero, base, firstPlan).operations).toEqual([
    { kind: 'capsule.field.create', name: 'Xero contact ID', purpose: 'contact_id' },
    { kind: 'capsule.field.create', name: 'Xero contact link', purpose: 'contact_link' },
    {
      kind: 'capsule.party.reference',
      contactId: contactIdOf(1),
      before: { contactId: null, contactLink: null },
      after: { contactId: contactIdOf(1), contactLink: url(1) },
    },
    { kind: 'xero.contact.reference', contactId: contactIdOf(1), before: null },
  ])
})

test('fields are created only when a write needs them', () => {
  const { capsule, xero, base } = world([acme], [contact(1, 'Zebra')], { withoutDocuments: [1] })
  expect(plan({ ...capsule, contactIdField: null }, xero, base, firstPlan).operations).toEqual([])
})

test('a created party carries the references, then the contact gets its number', () => {
  const { capsule, xero, base } = world([], [contact(1, 'Acme')])
  const { operations } = plan(capsule, { ...xero, linkBase: 'http://localhost:4002' }, base, firstPlan)
  expect(operations.map((each) => each.kind)).toEqual(['capsule.party.create', 'xero.contact.reference'])
  expect(operations[0]).toMatchObject({
    party: { contactId: contactIdOf(1), contactLink: url(1, 'http://localhost:4002') },
  })
})

test('another app’s ContactNumber stays', () => {
  const { capsule, xero, base } = world([], [contact(1, 'Acme', { contactNumber: 'SHOP-1' })])
  expect(plan(capsule, xero, base, firstPlan).operations.map((each) => each.kind)).toEqual([
    'capsule.party.create',
  ])
})

test('fields of an active link are repaired, whatever they hold', () => {
  const wrong = party({
    id: 1,
    name: 'Acme',
    contactId: contactIdOf(7),
    contactLink: 'https://elsewhere.example',
  })
  const { capsule, xero, base } = world(
    [wrong],
    [contact(1, 'Acme', { contactNumber: '1' }), contact(7, 'Zebra')],
    {
      links: [link(1, 1)],
      withoutDocuments: [7],
    },
  )
  expect(plan(capsule, xero, base, firstPlan).operations).toEqual([
    {
      kind: 'capsule.party.reference',
      contactId: contactIdOf(1),
      before: { contactId: contactIdOf(7), contactLink: 'https://elsewhere.example' },
      after: { contactId: contactIdOf(1), contactLink: url(1) },
    },
  ])
})

test('an active link in order, or with an archived contact, or outside the focus, needs nothing', () => {
  const right = party({ id: 1, name: 'Acme', contactId: contactIdOf(1), contactLink: url(1) })
  const inOrder = world([right], [contact(1, 'Acme', { contactNumber: '1' })], { links: [link(1, 1)] })
  expect(plan(inOrder.capsule, inOrder.xero, inOrder.base, firstPlan).operations).toEqual([])
  const archived = world([acme], [contact(1, 'Acme', { status: 'ARCHIVED' })], { links: [link(1, 1)] })
  expect(plan(archived.capsule, archived.xero, archived.base, firstPlan).operations).toEqual([])
  const outside = world([acme], [contact(1, 'Acme')], { links: [link(1, 1)] })
  const focus = { parties: new Set<typeof acme.id>(), contacts: new Set([contactIdOf(2)]) }
  expect(plan(outside.capsule, outside.xero, outside.base, { ...firstPlan, focus }).operations).toEqual([])
})

test('our fields are known by id, or by name as long as the id is not known', () => {
  const renamed = party({ id: 1, name: 'Zebra' })
  const fields = [{ id: 1, definitionId: fieldIds.contactId, name: 'Renamed', value: contactIdOf(1) }]
  const { capsule, xero, base } = world([{ ...renamed, fields }], [contact(1, 'Acme')])
  expect(plan(capsule, xero, base, firstPlan).links[0]?.partyId).toBe(1)
  expect(plan({ ...capsule, contactIdField: null }, xero, base, firstPlan).links[0]?.partyId).toBeNull()
  const named = world([party({ id: 1, name: 'Zebra', contactId: contactIdOf(1) })], [contact(1, 'Acme')])
  expect(
    plan({ ...named.capsule, contactIdField: null }, named.xero, base, firstPlan).links[0]?.partyId,
  ).toBe(1)
})

test('with notes on, new links are noted, and standing ones only where nobody did', () => {
  const newOnes = world([acme], [contact(1, 'Acme'), contact(2, 'Newco')])
  const noting = { ...firstPlan, historyNotes: true }
  const notes = ({ capsule, xero, base }: typeof newOnes) =>
    plan(capsule, xero, base, noting).operations.filter((each) => each.kind === 'xero.contact.note')
  expect(notes(newOnes)).toEqual([
    { kind: 'xero.contact.note', contactId: contactIdOf(1), partyId: 1, name: 'Acme' },
    { kind: 'xero.contact.note', contactId: contactIdOf(2), partyId: null, name: 'Newco' },
  ])
  const standing = world([acme], [contact(1, 'Acme')], { links: [link(1, 1)] })
  expect(notes(standing)).toEqual([])
  expect(notes({ ...standing, base: { ...standing.base, unnoted: new Set([contactIdOf(1)]) } })).toEqual([
    { kind: 'xero.contact.note', contactId: contactIdOf(1), partyId: 1, name: 'Acme' },
  ])
  const off = plan(newOnes.capsule, newOnes.xero, newOnes.base, firstPlan).operations
  expect(off.filter((each) => each.kind === 'xero.contact.note')).toEqual([])
})
