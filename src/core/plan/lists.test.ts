import { expect, test } from 'vitest'
import type { FieldSetting, TagGroup } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import { capsulePartyId } from '../model/ids.ts'
import { defaultRules } from './default-rules.ts'
import { planFields } from './link-plan.ts'
import type { BaseValue, FieldRule, Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import { contact, contactIdOf, fieldIds, firstPlan, link, party, world } from './test-records.ts'
import { planUndo, type UndoWorld } from './undo.ts'

/** Tags A, B and C stand for groups of the same names; D is not mapped. */
const groupOf = (name: string) => ({
  id: `0000000${name.charCodeAt(0) - 64}-0000-4000-8000-00000000000f`,
  name,
})
const pairs = ['A', 'B', 'C'].map((name): TagGroup => ({ tag: name, group: name, groupId: groupOf(name).id }))
const settingOf = (tagGroups: readonly TagGroup[]): FieldSetting => ({
  country: 'AU',
  countries: null,
  customFields: { tax_number: null, company_number: null, account_number: null, currency: null },
  tagGroups,
})

interface Case {
  /** Letters of the tags and groups each side has. */
  readonly capsule: string
  readonly xero: string
  readonly base?: readonly [capsule: string, xero: string] | null
  readonly rule?: Partial<FieldRule>
  readonly firstDifference?: Rules['firstDifference']
  readonly mapped?: readonly TagGroup[]
}

const list = (letters: string) => JSON.stringify([...letters])
const tagged = (letters: string, id = 1) => ({
  ...party({ id, name: 'Acme' }),
  tags: [...letters].map((name, i) => ({ id: 100 + i, name })),
})
const grouped = (letters: string) => contact(1, 'Acme', { groups: [...letters].map(groupOf) })

function outcome({ capsule, xero, base = null, rule = {}, firstDifference = 'leave', mapped = pairs }: Case) {
  const fields = { ...defaultRules.fields, tags: { ...defaultRules.fields.tags, ...rule } }
  const settled: BaseValue | null = base && { capsule: list(base[0]), xero: list(base[1]) }
  const values = settled ? { tags: settled } : {}
  const context = { rules: { fields, firstDifference }, setting: settingOf(mapped), nameTaken: () => null }
  const subject = { party: tagged(capsule), people: [] }
  const [made] = planFields(subject, grouped(xero), values, context, [fieldOf('tags')])
  if (made === undefined) return 'nothing'
  if (made.state === 'write') {
    const { after, settles } = made.change
    const open =
      settles &&
      (made.side === 'xero' ? `Xero’s own from ${settles.xero}` : `Capsule’s own from ${settles.capsule}`)
    return `${made.side} = ${after}${open ? `, ${open}` : ''}`
  }
  if (made.state === 'left' && made.settles)
    return `left, settled ${made.settles.capsule} and ${made.settles.xero}`
  return made.state === 'conflict' ? `conflict [${made.winners}]` : made.state
}

const both = { direction: 'both' } as const

const cases: readonly [title: string, expected: string, given: Case][] = [
  ['nothing on either side is agreed', 'equal', { capsule: '', xero: 'D' }],
  ['what one side lacks is added', 'xero = ["A","B"]', { capsule: 'AB', xero: 'A' }],
  ['a first list fills an empty one', 'xero = ["A"]', { capsule: 'A', xero: 'D' }],
  ['against the direction it is settled as it stands', 'left', { capsule: '', xero: 'A' }],
  ['and with it, it is added', 'capsule = ["A"]', { capsule: '', xero: 'A', rule: both }],
  ['never agreed, one way: only added to', 'xero = ["A","B"]', { capsule: 'A', xero: 'B' }],
  ['never agreed, both ways: left', 'left', { capsule: 'A', xero: 'B', rule: both }],
  [
    'never agreed, decided by policy: taken as it is',
    'xero = ["A"]',
    { capsule: 'A', xero: 'B', firstDifference: 'policy', rule: { policy: 'capsule' } },
  ],
  ['an addition travels alone', 'xero = ["A","B","C"]', { capsule: 'AB', xero: 'AC', base: ['A', 'AC'] }],
  ['so does a removal', 'xero = ["C"]', { capsule: '', xero: 'AC', base: ['A', 'AC'] }],
  ['removing the last one is no clear', 'xero = []', { capsule: '', xero: 'A', base: ['A', 'A'] }],
  ['against the direction it differs', 'differs', { capsule: 'A', xero: '', base: ['A', 'A'] }],
  [
    'both changed: Xero first, with what Capsule changed',
    'xero = ["A","B","C"], Xero’s own from ["A","B"]',
    { capsule: 'AB', xero: 'AC', base: ['A', 'A'], rule: both },
  ],
  [
    'one way too, whoever else would win',
    'xero = ["B","C"], Xero’s own from ["B"]',
    { capsule: 'B', xero: 'AC', base: ['A', 'A'], rule: { policy: 'xero' } },
  ],
  [
    'the other way',
    'capsule = ["B","C"], Capsule’s own from ["C"]',
    { capsule: 'AB', xero: 'C', base: ['A', 'A'], rule: { direction: 'xero_to_capsule' } },
  ],
  [
    'both added the same, and Xero more: Capsule gets that',
    'capsule = ["A","B","C"]',
    { capsule: 'AB', xero: 'ABC', base: ['A', 'A'], rule: both },
  ],
  [
    'and one way it differs, but for what both added',
    'left, settled ["A","B"] and ["A","B"]',
    { capsule: 'AB', xero: 'ABC', base: ['A', 'A'] },
  ],
  [
    'Xero removed what Capsule never had: nothing stays open',
    'xero = ["B"]',
    { capsule: 'AB', xero: '', base: ['A', 'C'], rule: both },
  ],
  ['one way too, where both hold the same then', 'xero = ["B"]', { capsule: 'B', xero: '', base: ['', 'C'] }],
  [
    'both removed the same, and Capsule more: nothing stays open',
    'xero = []',
    { capsule: '', xero: 'B', base: ['AB', 'AB'], rule: both },
  ],
  [
    'a group Xero has not: Capsule gets what changed in Xero',
    'capsule = ["B","D"], Capsule’s own from ["B"]',
    {
      capsule: 'D',
      xero: 'B',
      base: ['', ''],
      rule: both,
      mapped: [...pairs, { tag: 'D', group: 'D', groupId: null }],
    },
  ],
  [
    'a tag that is mapped no more was never agreed on',
    'equal',
    { capsule: 'AD', xero: 'AD', base: ['AD', 'A'], mapped: pairs.slice(0, 1) },
  ],
  [
    'what is mapped since counts as added',
    'xero = ["A","B"]',
    { capsule: 'AB', xero: 'A', base: ['A', 'A'] },
  ],
  [
    'a group Xero has not is said, not written',
    'differs',
    { capsule: 'A', xero: '', mapped: [{ tag: 'A', group: 'A', groupId: null }] },
  ],
  ['without mapped tags nothing is compared', 'nothing', { capsule: 'A', xero: '', mapped: [] }],
]

test.each(cases)('%s: %s', (_, expected, given) => {
  expect(outcome(given)).toBe(expected)
})

const side = (letters: string, groups: string) => {
  const { capsule, xero, base } = world(
    [
      {
        ...tagged(letters),
        fields: party({
          id: 1,
          name: 'Acme',
          contactId: contactIdOf(1),
          contactLink: `https://go.xero.com/app/!Ab12/contacts/contact/${contactIdOf(1)}`,
        }).fields,
      },
    ],
    [{ ...grouped(groups), contactNumber: '1' }],
    { links: [link(1, 1)] },
  )
  return { capsule, xero: { ...xero, tagGroups: pairs }, base }
}

test('a plan joins and leaves groups, and says what brings them back', () => {
  const { capsule, xero, base } = side('AB', 'AD')
  const { operations } = plan(capsule, xero, base, firstPlan)
  expect(operations).toMatchObject([
    {
      kind: 'xero.contact.update',
      changes: [{ field: 'tags', before: '["A"]', after: '["A","B"]', source: '["A","B"]' }],
      edit: { groups: { add: [groupOf('B')], remove: [] } },
      restore: { groups: { add: [], remove: [groupOf('B')] } },
    },
  ])
  const after = side('AB', 'ABD')
  expect(plan(after.capsule, after.xero, after.base, firstPlan).operations).toEqual([])
})

test('what both sides changed at once ends as one list on both, in two plans', () => {
  const rules: Rules = {
    ...firstPlan,
    fields: { ...firstPlan.fields, tags: { ...firstPlan.fields.tags, ...both } },
  }
  const settled = (capsule: string, xero: string) =>
    new Map([[link(1, 1).id, { tags: { capsule: list(capsule), xero: list(xero) } }]])
  const first = side('BC', 'AB')
  const begun = plan(first.capsule, first.xero, { ...first.base, values: settled('B', 'B') }, rules)
  expect(begun.operations).toMatchObject([
    {
      kind: 'xero.contact.update',
      changes: [{ after: '["A","B","C"]', settles: { capsule: '["B","C"]', xero: '["B","C"]' } }],
    },
  ])
  const second = side('BC', 'ABC')
  const ended = plan(second.capsule, second.xero, { ...second.base, values: settled('BC', 'BC') }, rules)
  expect(ended.operations).toMatchObject([
    { kind: 'capsule.party.update', changes: [{ after: '["A","B","C"]', source: '["A","B","C"]' }] },
  ])
  expect(
    ended.operations.every(
      (each) => !('changes' in each) || each.changes.every(({ settles }) => settles === undefined),
    ),
  ).toBe(true)
})

test('undoing gives tags and groups back; those edited since stay', () => {
  const partyId = capsulePartyId(1)
  const contactId = contactIdOf(1)
  const undoing = (letters: string, groups: string) => {
    const now: UndoWorld = {
      subjects: new Map([[partyId, { party: tagged(letters), people: [] }]]),
      contacts: new Map([[contactId, grouped(groups)]]),
      links: [link(1, 1)],
      setting: settingOf(pairs),
      contactIdField: fieldIds.contactId,
      contactLinkField: fieldIds.contactLink,
      documentCounts: new Map(),
    }
    const change = { field: 'tags', source: '[]', because: 'changed', lost: null } as const
    return planUndo(
      [
        {
          id: 'tagged',
          kind: 'capsule.party.update',
          partyId,
          contactId,
          changes: [{ ...change, before: '["A"]', after: '["B"]' }],
          edit: { tags: { add: ['B'], remove: [7] } },
          restore: { tags: { add: ['A'], remove: [] } },
          added: { emails: [], phones: [], addresses: [] },
        },
        {
          id: 'joined',
          kind: 'xero.contact.update',
          partyId,
          contactId,
          changes: [{ ...change, before: '["A"]', after: '["A","B"]' }],
          edit: { groups: { add: [groupOf('B')], remove: [] } },
          restore: { groups: { add: [], remove: [groupOf('B')] } },
        },
        { id: 'noted', kind: 'xero.contact.note', partyId, contactId, name: 'Acme' },
      ],
      now,
    )
  }
  const made = undoing('DB', 'DAB')
  expect(made.operations).toMatchObject([
    { kind: 'capsule.party.update', edit: { tags: { add: ['A'], remove: [101] } } },
    { kind: 'xero.contact.update', edit: { groups: { add: [], remove: [groupOf('B')] } } },
  ])
  expect(made.settled).toEqual([
    { contactId, field: 'tags', capsule: '["A"]', xero: '["A"]', because: 'equal' },
  ])
  expect(made.kept).toEqual([
    {
      operationId: 'noted',
      field: null,
      why: 'A note in the history of the Xero contact stays: Xero only ever adds to it.',
    },
  ])
  expect(undoing('DBC', 'DAB').kept).toContainEqual({
    operationId: 'tagged',
    field: 'tags',
    why: 'Edited in Capsule since, so it stays.',
  })
})
