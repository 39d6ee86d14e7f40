import { expect, test } from 'vitest'
import type { FieldKey } from '../field/field.ts'
import type { XeroContact } from '../model/contact.ts'
import { linkId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import { operationHash } from './hash.ts'
import type { ApprovalReview, Base, BaseValue, FieldRule, Plan, Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import { contact, firstPlan, link, party, world } from './test-records.ts'

const live: Rules = { ...firstPlan, nameOnly: 'review', gate: 'each' }
const old = 'old@acme.example'
const fresh = 'new@acme.example'
const agreed = (value: string | null): BaseValue => ({ capsule: value, xero: value })
const renamed = party({ id: 1, name: 'Acme Two', emails: [fresh] })
const asBefore = contact(1, 'Acme', { email: old, contactNumber: '1' })
const settled: Base['values'] = new Map([[link(1, 1).id, { name: agreed('Acme'), email: agreed(old) }]])

function planned(
  parties: readonly CapsuleParty[],
  contacts: readonly XeroContact[],
  { rules = {}, base = {} }: { readonly rules?: Partial<Rules>; readonly base?: Partial<Base> } = {},
): Plan {
  const links = parties.map((each) => link(each.id, each.id))
  const given = world(parties, contacts, { links })
  return plan(given.capsule, given.xero, { ...given.base, ...base }, { ...live, ...rules })
}

const ruled = (field: FieldKey, rule: Partial<FieldRule>): Pick<Rules, 'fields'> => ({
  fields: { ...live.fields, [field]: { ...live.fields[field], ...rule } },
})

const fieldsOf = (operation: Plan['operations'][number]): readonly FieldKey[] =>
  'changes' in operation ? operation.changes.map((change) => change.field) : []
const writes = (made: Plan): (readonly FieldKey[])[] =>
  made.operations.map(fieldsOf).filter((fields) => fields.length > 0)
const approvals = (made: Plan): ApprovalReview[] =>
  made.reviews.flatMap((each) => (each.kind === 'approval' ? [each] : []))

test('all changes of one record are one operation, with what restores it', () => {
  const made = planned([renamed], [asBefore], { rules: { gate: 'whole' }, base: { values: settled } })
  expect(made.operations.filter((each) => each.kind === 'xero.contact.update')).toEqual([
    {
      kind: 'xero.contact.update',
      contactId: asBefore.id,
      partyId: renamed.id,
      changes: [
        {
          field: 'name',
          before: 'Acme',
          after: 'Acme Two',
          source: 'Acme Two',
          because: 'changed',
          lost: null,
        },
        { field: 'email', before: old, after: fresh, source: fresh, because: 'changed', lost: null },
      ],
      edit: { name: 'Acme Two', email: fresh },
      restore: { name: 'Acme', email: old },
    },
  ])
})

test('what needs approval waits, and holds nothing else of the record back', () => {
  const made = planned([renamed], [asBefore], { base: { values: settled } })
  expect(writes(made)).toEqual([['email']])
  const [waiting] = approvals(made)
  expect(waiting).toMatchObject({ contactId: asBefore.id, partyId: renamed.id })
  expect(waiting && fieldsOf(waiting.operation)).toEqual(['name'])
  expect(waiting?.hash).toBe(waiting && operationHash(waiting.operation))
  expect(waiting?.why).toMatch(/^This changes .+ in Xero, which waits for approval\.$/)
})

test('once approved it goes in the same call as the rest; refused it is left and said', () => {
  const hash = approvals(planned([renamed], [asBefore], { base: { values: settled } }))[0]?.hash ?? ''
  const after = (answer: boolean) =>
    planned([renamed], [asBefore], { base: { values: settled, decided: new Map([[hash, answer]]) } })
  expect(writes(after(true))).toEqual([['name', 'email']])
  expect(approvals(after(true))).toEqual([])
  expect(writes(after(false))).toEqual([['email']])
  expect(approvals(after(false))).toEqual([])
  expect(after(false).differing.find((each) => each.field === 'name')?.why).toBe(
    'Copying it was refused by a person.',
  )
})

test('an approval is for one value: another one asks anew', () => {
  const hash = approvals(planned([renamed], [asBefore], { base: { values: settled } }))[0]?.hash ?? ''
  const again = planned([{ ...renamed, name: 'Acme Three' }], [asBefore], {
    base: { values: settled, decided: new Map([[hash, true]]) },
  })
  expect(approvals(again)).toHaveLength(1)
  expect(approvals(again)[0]?.hash).not.toBe(hash)
})

test('clearing a value waits for approval whatever the field’s rule', () => {
  const rules = ruled('email', { blank: true })
  const made = planned([party({ id: 1, name: 'Acme' })], [asBefore], { rules, base: { values: settled } })
  expect(writes(made)).toEqual([])
  expect(approvals(made)[0]?.why).toMatch(/^This clears .+ in Xero, which waits for approval\.$/)
})

test('filling an empty place is no clearing', () => {
  const made = planned([party({ id: 1, name: 'Acme', emails: [fresh] })], [contact(1, 'Acme')])
  expect(writes(made)).toEqual([['email']])
  expect(approvals(made)).toEqual([])
})

test('both records of a link are written by an operation each', () => {
  const rules = { ...ruled('email', { direction: 'both' }), gate: 'whole' } as const
  const mine = party({ id: 1, name: 'Acme Two', emails: [old] })
  const made = planned([mine], [contact(1, 'Acme', { email: fresh })], { rules, base: { values: settled } })
  expect(made.operations.map((each) => [each.kind, fieldsOf(each)])).toEqual(
    expect.arrayContaining([
      ['capsule.party.update', ['email']],
      ['xero.contact.update', ['name']],
    ]),
  )
})

test('conflicts of one link are one question, with base and both values', () => {
  const made = planned([renamed], [contact(1, 'Acme 2', { email: 'x@acme.example' })], {
    base: { values: settled },
  })
  expect(made.reviews).toEqual([
    {
      kind: 'conflict',
      contactId: asBefore.id,
      partyId: renamed.id,
      fields: [
        {
          field: 'name',
          base: agreed('Acme'),
          capsule: 'Acme Two',
          xero: 'Acme 2',
          winners: ['capsule'],
          why: 'Changed on both sides.',
        },
        {
          field: 'email',
          base: agreed(old),
          capsule: fresh,
          xero: 'x@acme.example',
          winners: ['capsule'],
          why: 'Changed on both sides.',
        },
      ],
    },
  ])
})

// Names, which Xero allows once

const names = (id: number, name: string): Base['values'] =>
  new Map([[linkId(contact(id, '').id), { name: agreed(name) }]])

test.each([
  ['another active contact', {}, true],
  ['an archived one', { status: 'ARCHIVED' }, false],
  ['the same contact in other letters', null, false],
] as const)('renamed onto the name of %s', (_title, other, isAsked) => {
  const contacts = [contact(1, 'ACME two'), ...(other === null ? [] : [contact(2, 'acme TWO ', other)])]
  const made = planned([party({ id: 1, name: 'Acme Two' })], contacts, {
    rules: { gate: 'whole', createParties: 'none' },
    base: { values: names(1, 'ACME two') },
  })
  expect(writes(made)).toEqual(isAsked ? [] : [['name']])
  const [question] = made.reviews.filter((each) => each.kind === 'conflict')
  expect(question?.fields.map((each) => each.why)).toEqual(
    isAsked ? ['Another active Xero contact is called “acme TWO ”.'] : undefined,
  )
})

test('of two that are to get one name the first gets it, and a small pass knows of the other', () => {
  const parties = [party({ id: 1, name: 'Zebra' }), party({ id: 2, name: 'ZEBRA' })]
  const contacts = [contact(1, 'Acme'), contact(2, 'Bison')]
  const base = { values: new Map([...names(1, 'Acme'), ...names(2, 'Bison')]) }
  for (const focus of [
    'all',
    { parties: new Set([parties[1]?.id ?? renamed.id]), contacts: new Set<typeof asBefore.id>() },
  ] as const) {
    const made = planned(parties, contacts, { rules: { gate: 'whole', focus }, base })
    expect(writes(made)).toEqual(focus === 'all' ? [['name']] : [])
    expect(made.reviews).toMatchObject([
      {
        kind: 'conflict',
        contactId: contacts[1]?.id,
        fields: [{ field: 'name', why: 'Another Xero contact is about to be called “ZEBRA”.', winners: [] }],
      },
    ])
  }
})
