import { expect, test } from 'vitest'
import type { FieldSetting, Subject } from '../field/field.ts'
import type { XeroContact } from '../model/contact.ts'
import { capsuleFieldId, capsulePartyId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import { newParty } from './new-party.ts'
import type { FieldChange } from './plan.ts'
import { contact, contactIdOf, createdParty, fieldIds, link, party, referenceFields } from './test-records.ts'
import { type DoneOperation, planUndo, type UndoPlan, type UndoWorld } from './undo.ts'

const setting: FieldSetting = {
  country: 'AU',
  countries: null,
  customFields: {
    tax_number: capsuleFieldId(73),
    company_number: null,
    account_number: null,
    currency: null,
  },
}
const partyId = capsulePartyId(1)
const contactId = contactIdOf(1)
const noRows = { emails: [], phones: [], addresses: [] }
const url = 'https://go.xero.com/app/!Ab12/contacts/contact/1'

function undone(
  done: readonly DoneOperation[],
  parties: readonly CapsuleParty[],
  contacts: readonly XeroContact[],
  rest: Partial<UndoWorld> = {},
): UndoPlan {
  const people = (id: number) => parties.filter((each) => each.organisation?.id === id)
  return planUndo(done, {
    subjects: new Map(
      parties.map((each): [typeof each.id, Subject] => [each.id, { party: each, people: people(each.id) }]),
    ),
    contacts: new Map(contacts.map((each) => [each.id, each])),
    links: [link(1, 1)],
    setting,
    contactIdField: fieldIds.contactId,
    contactLinkField: fieldIds.contactLink,
    documentCounts: new Map(),
    ...rest,
  })
}

const change = (
  field: FieldChange['field'],
  before: FieldChange['before'],
  after: FieldChange['after'],
): FieldChange => ({ field, before, after, source: after, because: 'changed', lost: null })

const renamed: DoneOperation = {
  id: 'renamed',
  kind: 'xero.contact.update',
  contactId,
  partyId,
  changes: [change('name', 'Acme', 'Acme Foods'), change('email', null, 'a@acme.example')],
  edit: { name: 'Acme Foods', email: 'a@acme.example' },
  restore: { name: 'Acme', email: null },
}
const acme = party({ id: 1, name: 'Acme Foods', emails: ['a@acme.example'] })

test('values go back to what was stored before the write, and the next plan leaves them so', () => {
  const made = undone([renamed], [acme], [contact(1, 'Acme Foods', { email: 'a@acme.example' })])
  expect(made.operations).toEqual([
    {
      kind: 'xero.contact.update',
      contactId,
      partyId,
      changes: [
        {
          field: 'name',
          before: 'Acme Foods',
          after: 'Acme',
          source: 'Acme Foods',
          because: 'undo',
          lost: null,
        },
        {
          field: 'email',
          before: 'a@acme.example',
          after: null,
          source: 'a@acme.example',
          because: 'undo',
          lost: null,
        },
      ],
      edit: { name: 'Acme', email: null },
      restore: { name: 'Acme Foods', email: 'a@acme.example' },
    },
  ])
  expect(made.settled).toEqual([
    { contactId, field: 'name', capsule: 'Acme Foods', xero: 'Acme', because: 'left' },
    { contactId, field: 'email', capsule: 'a@acme.example', xero: null, because: 'left' },
  ])
  expect(made.ends).toEqual([])
  expect(made.kept).toEqual([])
})

test('a field edited since stays and is reported; the others of the same write go back', () => {
  const made = undone([renamed], [acme], [contact(1, 'Acme Foods', { email: 'new@acme.example' })])
  expect(made.operations).toMatchObject([{ kind: 'xero.contact.update', edit: { name: 'Acme' } }])
  expect(made.kept).toEqual([
    { operationId: 'renamed', field: 'email', why: 'Edited in Xero since, so it stays.' },
  ])
})

test('of several writes of one field the oldest before comes back, in one write', () => {
  const later: DoneOperation = {
    ...renamed,
    id: 'again',
    changes: [change('name', 'Acme Foods', 'Acme Group')],
    edit: { name: 'Acme Group' },
    restore: { name: 'Acme Foods' },
  }
  const made = undone([later, renamed], [acme], [contact(1, 'Acme Group', { email: 'a@acme.example' })])
  expect(made.operations).toMatchObject([{ edit: { name: 'Acme', email: null } }])
  expect(made.operations).toHaveLength(1)
})

test('an edit between two writes survives: the older write stays', () => {
  const later: DoneOperation = {
    ...renamed,
    id: 'again',
    changes: [change('name', 'Acme by hand', 'Acme Group')],
    edit: { name: 'Acme Group' },
    restore: { name: 'Acme by hand' },
  }
  const made = undone([later, renamed], [acme], [contact(1, 'Acme Group')])
  expect(made.operations).toMatchObject([{ edit: { name: 'Acme by hand' } }])
  expect(made.kept).toContainEqual({
    operationId: 'renamed',
    field: 'name',
    why: 'Edited in Xero since, so it stays.',
  })
})

test('rows that were added go, rows that were changed come back, others are not touched', () => {
  const rows = [
    { id: 5, type: 'Work', number: '02 5550 1111' },
    { id: 6, type: 'Home', number: '02 5550 2222' },
    { id: 7, type: 'Fax', number: '02 5550 3333' },
  ]
  const written: DoneOperation = {
    id: 'phones',
    kind: 'capsule.party.update',
    contactId,
    partyId,
    changes: [
      change('phone_default', '+61255509999', '+61255501111'),
      change('phone_fax', null, '+61255503333'),
    ],
    edit: {
      phones: [
        { id: 5, type: 'Work', number: '02 5550 1111' },
        { type: 'Fax', number: '02 5550 3333' },
      ],
    },
    restore: { phones: [{ id: 5, type: 'Work', number: '(02) 5550 9999' }] },
    added: { ...noRows, phones: [7] },
  }
  const made = undone([written], [{ ...acme, phones: rows }], [contact(1, 'Acme Foods')])
  expect(made.operations).toMatchObject([
    {
      kind: 'capsule.party.update',
      edit: {
        phones: [
          { id: 7, remove: true },
          { id: 5, type: 'Work', number: '(02) 5550 9999' },
        ],
      },
    },
  ])
})

test('a row that is gone cannot be written back, and is reported', () => {
  const written: DoneOperation = {
    id: 'mail',
    kind: 'capsule.party.update',
    contactId,
    partyId,
    changes: [change('email', 'old@acme.example', 'a@acme.example')],
    edit: { emails: [{ id: 99, type: 'Work', address: 'a@acme.example' }] },
    restore: { emails: [{ id: 99, type: 'Work', address: 'old@acme.example' }] },
    added: noRows,
  }
  const made = undone([written], [acme], [contact(1, 'Acme Foods')])
  expect(made.operations).toEqual([])
  expect(made.kept).toEqual([
    {
      operationId: 'mail',
      field: 'email',
      why: 'Rows it was written to are gone or stand for something else now.',
    },
  ])
})

test('a label people changed since stays when the number goes back', () => {
  const written: DoneOperation = {
    id: 'phone',
    kind: 'capsule.party.update',
    contactId,
    partyId,
    changes: [change('phone_default', '+61255509999', '+61255501111')],
    edit: { phones: [{ id: 5, type: 'Home', number: '02 5550 1111' }] },
    restore: { phones: [{ id: 5, type: 'Home', number: '02 5550 9999' }] },
    added: noRows,
  }
  const now = { ...acme, phones: [{ id: 5, type: 'Work', number: '02 5550 1111' }] }
  const made = undone([written], [now], [contact(1, 'Acme Foods')])
  expect(made.operations).toMatchObject([
    { edit: { phones: [{ id: 5, type: 'Work', number: '02 5550 9999' }] } },
  ])
})

test.each<[string, DoneOperation, CapsuleParty['phones']]>([
  [
    'added',
    {
      id: 'phone',
      kind: 'capsule.party.update',
      contactId,
      partyId,
      changes: [change('phone_ddi', null, '+61255501111')],
      edit: { phones: [{ type: 'Direct', number: '02 5550 1111' }] },
      restore: {},
      added: { ...noRows, phones: [5] },
    },
    [
      { id: 5, type: null, number: '02 5550 1111' },
      { id: 6, type: 'Direct', number: '02 5550 1111' },
    ],
  ],
  [
    'changed',
    {
      id: 'phone',
      kind: 'capsule.party.update',
      contactId,
      partyId,
      changes: [change('phone_ddi', '+61255509999', '+61255501111')],
      edit: { phones: [{ id: 5, type: 'Direct', number: '02 5550 1111' }] },
      restore: { phones: [{ id: 5, type: 'Direct', number: '02 5550 9999' }] },
      added: noRows,
    },
    [
      { id: 5, type: 'Work', number: '02 5550 1111' },
      { id: 6, type: 'Direct', number: '02 5550 1111' },
    ],
  ],
])('a row we %s stays once people made another kind of number of it', (_, written, phones) => {
  const made = undone([written], [{ ...acme, phones }], [contact(1, 'Acme Foods')])
  expect(made.operations).toEqual([])
  expect(made.kept).toEqual([
    { operationId: 'phone', field: 'phone_ddi', why: expect.stringContaining('stand for something else') },
  ])
})

test('an archived contact takes no edit, and a deleted party is not there: both are said', () => {
  const archived = undone([renamed], [acme], [contact(1, 'Acme Foods', { status: 'ARCHIVED' })])
  expect(archived.operations).toEqual([])
  expect(archived.kept.map((each) => each.field)).toEqual(['name', 'email'])
  const written: DoneOperation = {
    id: 'name',
    kind: 'capsule.party.update',
    contactId,
    partyId,
    changes: [change('name', 'Acme', 'Acme Foods')],
    edit: { name: 'Acme Foods' },
    restore: { name: 'Acme' },
    added: noRows,
  }
  expect(undone([written], [], [contact(1, 'Acme Foods')]).kept).toMatchObject([{ field: 'name' }])
})

test('an earlier name that another active contact has now is not taken back', () => {
  const made = undone(
    [renamed],
    [acme],
    [contact(1, 'Acme Foods', { email: 'a@acme.example' }), contact(2, 'ACME')],
  )
  expect(made.operations).toMatchObject([{ edit: { email: null } }])
  expect(made.kept).toMatchObject([
    { field: 'name', why: 'Another active Xero contact has the earlier name now.' },
  ])
})

const noReference = { contactId: null, contactLink: null }
const linked: readonly DoneOperation[] = [
  { id: 'number', kind: 'xero.contact.reference', contactId, partyId },
  {
    id: 'fields',
    kind: 'capsule.party.reference',
    contactId,
    partyId,
    before: noReference,
    after: { contactId, contactLink: url },
  },
]
const linkedAcme = { ...acme, fields: referenceFields(contactId, url) }

test('undoing a link removes both references, ends it, and leaves both records out from then on', () => {
  const made = undone(linked, [linkedAcme], [contact(1, 'Acme Foods', { contactNumber: '1' })])
  expect(made.operations).toEqual([
    { kind: 'xero.contact.unreference', contactId, partyId, before: '1' },
    {
      kind: 'capsule.party.unreference',
      contactId,
      partyId,
      before: { contactId, contactLink: url },
      after: noReference,
    },
  ])
  expect(made.ends).toEqual([{ contactId, partyId, exclude: ['contact', 'party'] }])
  expect(made.kept).toMatchObject([{ operationId: 'number', why: expect.stringMatching(/history/) }])
})

test('references that others overwrote stay', () => {
  const made = undone(linked, [acme], [contact(1, 'Acme Foods', { contactNumber: 'SHOP-7' })])
  expect(made.operations).toEqual([])
  expect(made.kept.map((each) => each.why)).toContain('The cross-reference in Xero was changed since.')
  expect(made.kept.map((each) => each.why)).toContain('The cross-reference in Capsule was changed since.')
})

test('a reference that was only repaired, or followed a merge, stays with its link', () => {
  const repaired: DoneOperation = {
    id: 'repaired',
    kind: 'capsule.party.reference',
    contactId,
    partyId,
    before: { contactId: contactIdOf(2), contactLink: url },
    after: { contactId, contactLink: url },
  }
  const merged = contact(2, 'Acme', { status: 'ARCHIVED', mergedToContactId: contactId })
  const made = undone([repaired], [linkedAcme], [contact(1, 'Acme Foods', { contactNumber: '1' }), merged])
  expect(made.operations).toEqual([])
  expect(made.ends).toEqual([])
  expect(made.kept).toMatchObject([{ operationId: 'repaired' }])
})

const source = contact(1, 'Acme Foods', { email: 'a@acme.example' })
const created: DoneOperation = {
  id: 'created',
  kind: 'capsule.party.create',
  contactId,
  partyId,
  party: newParty(source, url),
}
const madeParty = createdParty(partyId, newParty(source, url))

test('a party that was made is deleted while it is still exactly what was made', () => {
  const made = undone([created], [madeParty], [source])
  expect(made.operations).toEqual([{ kind: 'capsule.party.delete', contactId, partyId }])
  expect(made.ends).toEqual([{ contactId, partyId, exclude: ['contact'] }])
})

test.each<[string, Partial<CapsuleParty>]>([
  ['a tag', { tags: [{ id: 1, name: 'VIP' }] }],
  ['another e-mail', { emails: [{ id: 1, type: 'Work', address: 'b@acme.example' }] }],
  [
    'a custom field',
    { fields: [...madeParty.fields, { id: 9, definitionId: capsuleFieldId(73), name: 'ABN', value: '1' }] },
  ],
  ['another name', { name: 'Acme Limited' }],
])('a party that was given %s since stays, and so does its link', (_, edit) => {
  const made = undone(
    [{ id: 'number', kind: 'xero.contact.reference', contactId, partyId }, created],
    [{ ...madeParty, ...edit }],
    [{ ...source, contactNumber: '1' }],
  )
  expect(made.operations).toEqual([])
  expect(made.ends).toEqual([])
  expect(made.kept.map((each) => each.operationId).toSorted()).toEqual(['created', 'number'])
})

const mapped: FieldSetting = { ...setting, tagGroups: [{ tag: 'VIP', group: 'Important', groupId: 'g1' }] }

test('a mapped tag that came with the contact’s group does not keep a party, one that people gave does', () => {
  const tagged = { ...madeParty, tags: [{ id: 1, name: 'VIP' }] }
  const grouped = { ...source, groups: [{ id: 'g1', name: 'Important' }] }
  expect(undone([created], [tagged], [grouped], { setting: mapped }).operations).toHaveLength(1)
  expect(undone([created], [tagged], [source], { setting: mapped }).operations).toEqual([])
})

test('a party to which people were added stays', () => {
  const jane = party({ id: 2, name: 'Jane Citizen', worksFor: { id: 1, name: 'Acme Foods' } })
  expect(undone([created], [madeParty, jane], [source]).operations).toEqual([])
})

test('a party is judged after later writes of the run were taken back, and they need no call of their own', () => {
  const edited = { ...madeParty, emails: [{ id: 1, type: 'Work', address: 'b@acme.example' }] }
  const written: DoneOperation = {
    id: 'mail',
    kind: 'capsule.party.update',
    contactId,
    partyId,
    changes: [change('email', 'a@acme.example', 'b@acme.example')],
    edit: { emails: [{ id: 1, type: 'Work', address: 'b@acme.example' }] },
    restore: { emails: [{ id: 1, type: 'Work', address: 'a@acme.example' }] },
    added: noRows,
  }
  expect(undone([written, created], [edited], [source]).operations).toEqual([
    { kind: 'capsule.party.delete', contactId, partyId },
  ])
})

const madeContact: DoneOperation = {
  id: 'made',
  kind: 'xero.contact.create',
  contactId,
  partyId,
  contact: { name: 'Acme Foods', email: 'a@acme.example', contactNumber: '1' },
}
const inXero = contact(1, 'Acme Foods', { email: 'a@acme.example', contactNumber: '1' })

test('a contact that was made is archived, as Xero deletes none, unless it is used or changed', () => {
  const made = undone([madeContact], [acme], [inXero])
  expect(made.operations).toEqual([{ kind: 'xero.contact.archive', contactId, partyId }])
  expect(made.ends).toEqual([{ contactId, partyId, exclude: ['party'] }])
  const invoiced = undone([madeContact], [acme], [inXero], {
    documentCounts: new Map([[contactId, { sales: 1, purchases: 0 }]]),
  })
  expect(invoiced.operations).toEqual([])
  expect(invoiced.kept).toMatchObject([{ why: expect.stringMatching(/invoices/) }])
  const grouped = { ...inXero, groups: [{ id: 'g1', name: 'Important' }] }
  expect(undone([madeContact], [acme], [grouped], { setting: mapped }).operations).toEqual([])
  const tagged = { ...acme, tags: [{ id: 1, name: 'VIP' }] }
  expect(undone([madeContact], [tagged], [grouped], { setting: mapped }).operations).toHaveLength(1)
  const changed = undone([madeContact], [acme], [{ ...inXero, taxNumber: '51824753556' }])
  expect(changed.operations).toEqual([])
})

test('an archived contact and a custom field stay, and that is said before', () => {
  const made = undone(
    [
      { id: 'archived', kind: 'xero.contact.archive', contactId, partyId },
      { id: 'field', kind: 'capsule.field.create', name: 'Xero contact ID', purpose: 'contact_id' },
    ],
    [acme],
    [inXero],
  )
  expect(made.operations).toEqual([])
  expect(made.kept.map((each) => each.operationId)).toEqual(['archived', 'field'])
})

test('a list of contact persons that was empty cannot be emptied again', () => {
  const written: DoneOperation = {
    id: 'people',
    kind: 'xero.contact.update',
    contactId,
    partyId,
    changes: [change('contact_persons', null, '[["Jane","Citizen","j@acme.example"]]')],
    edit: {
      contactPersons: [
        { firstName: 'Jane', lastName: 'Citizen', email: 'j@acme.example', includeInEmails: false },
      ],
    },
    restore: { contactPersons: [] },
  }
  const now = contact(1, 'Acme Foods', { contactPersons: written.edit.contactPersons ?? [] })
  const made = undone([written], [acme], [now])
  expect(made.operations).toEqual([])
  expect(made.kept).toEqual([
    { operationId: 'people', field: 'contact_persons', why: 'Xero cannot be brought back to what it held.' },
  ])
})
