import { expect, test } from 'vitest'
import type { RulesView } from '#api/rules.ts'
import { consequences, isEmpty, noDraft, rebased, rulesInput, withField, withWhole } from './rules.ts'

const view: RulesView = {
  fields: [
    {
      field: 'email',
      label: 'e-mail',
      direction: 'capsule_to_xero',
      policy: 'ask',
      blank: false,
      approve: false,
      directions: ['capsule_to_xero', 'both', 'off'],
      differing: 12,
    },
  ],
  createParties: 'with_documents',
  createContacts: 'none',
  firstDifference: 'leave',
  approveOver: 250,
  tagGroups: [{ tag: 'VIP', group: 'VIP customers', found: true }],
  knownTags: ['VIP'],
  knownGroups: ['VIP customers'],
  historyNotes: false,
  customFields: [],
  version: 3,
  changedAt: null,
  changedBy: null,
}

test('only what differs from the rules that apply is sent', () => {
  const draft = withWhole(view, withField(view, noDraft, 'email', { direction: 'both', policy: 'ask' }), {
    approveOver: 250,
    createContacts: 'all',
  })
  expect(rulesInput(view, draft)).toEqual({
    version: 3,
    createContacts: 'all',
    fields: [{ field: 'email', direction: 'both' }],
  })
})

test('a change taken back is no change', () => {
  const there = withField(view, noDraft, 'email', { blank: true })
  const back = withField(view, there, 'email', { blank: false })
  expect([isEmpty(there), isEmpty(back)]).toEqual([false, true])
})

test('what another person has saved the same way needs no saving', () => {
  const draft = withWhole(view, withField(view, noDraft, 'email', { direction: 'both' }), { approveOver: 10 })
  const newer: RulesView = {
    ...view,
    version: 4,
    approveOver: 10,
    fields: view.fields.map((one) => ({ ...one, policy: 'newest' })),
  }
  expect(rulesInput(newer, rebased(newer, draft))).toEqual({
    version: 4,
    fields: [{ field: 'email', direction: 'both' }],
  })
})

test('tags and groups are sent as a whole list, and only when it changed', () => {
  const same = withWhole(view, noDraft, { tagGroups: [{ tag: 'VIP', group: 'VIP customers' }] })
  expect(isEmpty(same)).toBe(true)
  const draft = withWhole(view, noDraft, {
    tagGroups: [{ tag: 'Hotel', group: 'Hotels' }],
    historyNotes: true,
  })
  expect(rulesInput(view, draft)).toEqual({
    version: 3,
    tagGroups: [{ tag: 'Hotel', group: 'Hotels' }],
    historyNotes: true,
  })
  expect(consequences(view, draft)).toEqual([
    'The tag “Hotel” stands for the Xero group “Hotels”; the rule for tags says which way it travels.',
    'The tag “VIP” and the Xero group “VIP customers” are not kept in step any more; nobody is taken out of either.',
    'A note in the history of each newly linked Xero contact names its Capsule record, with one call each. Xero cannot remove notes.',
  ])
})

test('an unknown field is left alone', () => {
  expect(withField(view, noDraft, 'toString', { blank: true })).toEqual(noDraft)
})

test('says what saving does, and to how many', () => {
  const draft = withField(view, noDraft, 'email', { direction: 'both', approve: true })
  expect(consequences(view, draft, 'en')).toEqual([
    'E-mail: edits travel both ways. 12 records differ in it now: where one side was edited since, its value is copied; the others stay until somebody edits them.',
    'E-mail: every write waits under Review until somebody has looked.',
  ])
  expect(consequences(view, withWhole(view, noDraft, { approveOver: 5000 }), 'en')).toEqual([
    'A pass that writes more than 5,000 records waits for approval.',
  ])
  expect(consequences(view, noDraft)).toEqual([])
})
