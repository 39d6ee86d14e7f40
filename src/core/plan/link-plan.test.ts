import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import { defaultRules } from './default-rules.ts'
import { planFields, planLink } from './link-plan.ts'
import type { BaseValue, FieldRule, Rules } from './plan.ts'
import { contact, party } from './test-records.ts'
import type { LinkContext } from './three-way.ts'

const old = 'old@acme.example'
const fresh = 'new@acme.example'
const newer = 'newer@acme.example'

interface Case {
  readonly capsule: string | null
  readonly xero: string | null
  readonly base?: BaseValue | null
  readonly rule?: Partial<FieldRule>
  readonly firstDifference?: Rules['firstDifference']
  readonly contact?: Partial<XeroContact>
  readonly party?: Partial<CapsuleParty>
}

const agreed = (value: string | null): BaseValue => ({ capsule: value, xero: value })

function contextOf(
  rule: Partial<FieldRule>,
  firstDifference: Rules['firstDifference'] = 'leave',
): LinkContext {
  const off = { ...defaultRules.fields.email, direction: 'off' } as const
  const fields = Object.fromEntries(Object.keys(defaultRules.fields).map((key) => [key, off]))
  return {
    rules: {
      fields: { ...defaultRules.fields, ...fields, email: { ...defaultRules.fields.email, ...rule } },
      firstDifference,
    },
    setting: {
      country: 'AU',
      countries: null,
      customFields: { tax_number: null, company_number: null, account_number: null, currency: null },
    },
    nameTaken: () => null,
  }
}

/** The outcome for the e-mail, in a few words. */
function outcome({ capsule, xero, base = null, rule = {}, firstDifference, ...records }: Case): string {
  const subject = {
    party: {
      ...party({ id: 1, name: 'Acme', emails: capsule === null ? [] : [capsule] }),
      ...records.party,
    },
    people: [],
  }
  const values = base === null ? {} : { email: base }
  const other = contact(1, 'Acme', { email: xero, ...records.contact })
  const [made] = planFields(subject, other, values, contextOf(rule, firstDifference))
  if (made === undefined) return 'nothing'
  if (made.state === 'write')
    return `${made.side} = ${made.change.after} (${made.change.because}, was ${made.change.before})`
  if (made.state === 'conflict') return `conflict [${made.winners}] ${made.why}`
  return `${made.state} ${made.why}`
}

const both = { direction: 'both' } as const
const onlyToXero = 'copied from Capsule to Xero only.'

const cases: readonly [title: string, expected: string, given: Case][] = [
  ['agreed and unchanged', 'nothing', { capsule: old, xero: old, base: agreed(old) }],
  ['equal, never settled', 'equal Both sides agree.', { capsule: old, xero: old }],
  ['both nothing, never settled', 'equal Both sides agree.', { capsule: null, xero: null }],
  ['both changed to the same', 'equal Both sides agree.', { capsule: fresh, xero: fresh, base: agreed(old) }],
  [
    'a settled difference that nobody touched',
    'differs Left as they are until one of them changes.',
    { capsule: old, xero: fresh, base: { capsule: old, xero: fresh } },
  ],

  // One side changed
  [
    'changed in Capsule',
    `xero = ${fresh} (changed, was ${old})`,
    { capsule: fresh, xero: old, base: agreed(old) },
  ],
  [
    'changed in Xero, copied both ways',
    `capsule = ${fresh} (changed, was ${old})`,
    { capsule: old, xero: fresh, base: agreed(old), rule: both },
  ],
  [
    'changed in Xero, against the direction',
    `differs Changed in Xero; this field is ${onlyToXero}`,
    { capsule: old, xero: fresh, base: agreed(old) },
  ],
  [
    'changed in Capsule, against the direction',
    'differs Changed in Capsule; this field is copied from Xero to Capsule only.',
    { capsule: fresh, xero: old, base: agreed(old), rule: { direction: 'xero_to_capsule' } },
  ],
  [
    'one side of a settled difference changed',
    `xero = ${newer} (changed, was ${fresh})`,
    { capsule: newer, xero: fresh, base: { capsule: old, xero: fresh } },
  ],

  // Both sides changed
  [
    'both changed: a person is asked',
    'conflict [capsule,xero] Changed on both sides.',
    { capsule: fresh, xero: newer, base: agreed(old), rule: both },
  ],
  [
    '… and only what the direction allows may win',
    'conflict [capsule] Changed on both sides.',
    { capsule: fresh, xero: newer, base: agreed(old) },
  ],
  [
    'both changed: Capsule goes before',
    `xero = ${fresh} (policy, was ${newer})`,
    { capsule: fresh, xero: newer, base: agreed(old), rule: { policy: 'capsule' } },
  ],
  [
    'both changed: Xero goes before',
    `capsule = ${newer} (policy, was ${fresh})`,
    { capsule: fresh, xero: newer, base: agreed(old), rule: { ...both, policy: 'xero' } },
  ],
  [
    'both changed: the winner may not be copied',
    `differs Changed on both sides, and Xero goes before; this field is ${onlyToXero}`,
    { capsule: fresh, xero: newer, base: agreed(old), rule: { policy: 'xero' } },
  ],
  [
    'both changed: the newest in Xero',
    `capsule = ${newer} (policy, was ${fresh})`,
    {
      capsule: fresh,
      xero: newer,
      base: agreed(old),
      rule: { ...both, policy: 'newest' },
      contact: { updatedAt: '2026-03-02T00:00:00.000Z' },
    },
  ],
  [
    'both changed: the newest in Capsule, times written differently',
    `xero = ${fresh} (policy, was ${newer})`,
    {
      capsule: fresh,
      xero: newer,
      base: agreed(old),
      rule: { ...both, policy: 'newest' },
      party: { updatedAt: '2026-03-01T00:00:00.500Z' },
      contact: { updatedAt: '2026-03-01T00:00:00Z' },
    },
  ],
  [
    'both changed at the same time: a person is asked',
    'conflict [capsule,xero] Changed on both sides.',
    { capsule: fresh, xero: newer, base: agreed(old), rule: { ...both, policy: 'newest' } },
  ],
  [
    'both changed: the newest may not be copied, and our own writes must not turn it round',
    `left Changed on both sides, and Xero goes before; this field is ${onlyToXero}`,
    {
      capsule: fresh,
      xero: newer,
      base: agreed(old),
      rule: { policy: 'newest' },
      contact: { updatedAt: '2026-03-02T00:00:00.000Z' },
    },
  ],
  [
    'both changed: the newest would wait for approval, so a person is asked at once',
    'conflict [capsule,xero] Changed on both sides.',
    {
      capsule: fresh,
      xero: newer,
      base: agreed(old),
      rule: { ...both, policy: 'newest', approve: true },
      contact: { updatedAt: '2026-03-02T00:00:00.000Z' },
    },
  ],
  [
    'a value against a clear: a person is asked, whichever is the newest',
    'conflict [capsule,xero] Changed on both sides.',
    {
      capsule: fresh,
      xero: null,
      base: agreed(old),
      rule: { ...both, policy: 'newest', blank: true },
      party: { updatedAt: '2026-03-02T00:00:00.000Z' },
    },
  ],
  [
    'a value against a clear that may not be copied',
    'conflict [xero] Changed on both sides.',
    { capsule: null, xero: newer, base: agreed(old), rule: both },
  ],
  [
    'a value against a clear that may be copied',
    'conflict [capsule,xero] Changed on both sides.',
    { capsule: null, xero: newer, base: agreed(old), rule: { ...both, blank: true } },
  ],

  // Never agreed
  ['only Capsule holds a value', `xero = ${fresh} (filled, was null)`, { capsule: fresh, xero: null }],
  [
    'only Xero holds a value, copied both ways',
    `capsule = ${fresh} (filled, was null)`,
    { capsule: null, xero: fresh, rule: both },
  ],
  [
    'only Xero holds a value, against the direction',
    `differs Only Xero holds a value; this field is ${onlyToXero}`,
    { capsule: null, xero: fresh },
  ],
  [
    'nothing is blanked because a side never held a value',
    `differs Only Xero holds a value; this field is ${onlyToXero}`,
    { capsule: null, xero: fresh, rule: { blank: true, policy: 'capsule' } },
  ],
  [
    'different at first: left',
    'left Different since the records were linked; left as they are.',
    { capsule: fresh, xero: old },
  ],
  [
    'different at first: the policy decides',
    `xero = ${fresh} (policy, was ${old})`,
    { capsule: fresh, xero: old, rule: { policy: 'capsule' }, firstDifference: 'policy' },
  ],
  [
    'different at first: a person is asked',
    'conflict [capsule] Different, and never agreed.',
    { capsule: fresh, xero: old, firstDifference: 'policy' },
  ],

  // Clears
  [
    'cleared in Capsule, clears are not copied',
    'differs Cleared in Capsule; copying of cleared values is off for this field.',
    { capsule: null, xero: old, base: agreed(old) },
  ],
  [
    'cleared in Capsule, clears are copied',
    `xero = null (changed, was ${old})`,
    { capsule: null, xero: old, base: agreed(old), rule: { blank: true } },
  ],
  [
    'cleared in Xero, clears are copied',
    `capsule = null (changed, was ${old})`,
    { capsule: old, xero: null, base: agreed(old), rule: { ...both, blank: true } },
  ],

  // Records and values that cannot take it
  [
    'the contact is archived',
    'differs Changed in Capsule; the contact is archived in Xero and cannot be edited there.',
    { capsule: fresh, xero: old, base: agreed(old), contact: { status: 'ARCHIVED' } },
  ],
  ['not synchronised', 'nothing', { capsule: fresh, xero: old, rule: { direction: 'off' } }],
]

test.each(cases)('%s: %s', (_title, expected, given) => {
  expect(outcome(given)).toBe(expected)
})

test('a value the other side cannot hold differs, with the field’s words', () => {
  const [, why = ''] = /^differs (.+)/.exec(outcome({ capsule: 'jürgen@acme.example', xero: null })) ?? []
  expect(why).not.toBe('')
})

test('a name that another active contact bears is asked about and never written', () => {
  const subject = { party: party({ id: 1, name: 'Zebra' }), people: [] }
  const context: LinkContext = {
    ...contextOf({}),
    rules: {
      fields: { ...contextOf({}).rules.fields, name: defaultRules.fields.name },
      firstDifference: 'leave',
    },
    nameTaken: (name) => (name === 'Zebra' ? 'Another active Xero contact is called “zebra”.' : null),
  }
  const base = { name: agreed('Acme'), email: agreed(null) }
  expect(planFields(subject, contact(1, 'Acme'), base, context)).toMatchObject([
    { state: 'conflict', winners: [], why: 'Another active Xero contact is called “zebra”.' },
  ])
})

test('the contact page sees every field, with what each side holds', () => {
  const subject = { party: party({ id: 1, name: 'Acme', emails: [fresh] }), people: [] }
  const base = { email: agreed(old) }
  const { fields } = planLink(subject, contact(1, 'Acme Ltd', { email: old }), base, contextOf({}))
  expect(fields.map((each) => each.field)).toEqual(Object.keys(defaultRules.fields))
  expect(fields.find((each) => each.field === 'email')).toEqual({
    field: 'email',
    state: 'write',
    base: agreed(old),
    capsule: fresh,
    xero: old,
    why: 'Changed in Capsule.',
    side: 'xero',
  })
  expect(fields.find((each) => each.field === 'name')?.state).toBe('not_compared')
  expect(fields.find((each) => each.field === 'tax_number')).toMatchObject({ capsule: undefined })
})
