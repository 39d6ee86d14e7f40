import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import { contact, contactIdOf, firstPlan, link, matchReviews, party, world } from './test-records.ts'

const abn = '51 824 753 556'
const otherAbn = '53 004 085 616'
const acme = { id: 1, name: 'Acme' }

/** The outcome for contact 1 in a few words: `certain 1`, `review 1 2`, `created`, `skipped archived`. */
function outcome(
  parties: readonly CapsuleParty[],
  contacts: readonly XeroContact[],
  rest: Parameters<typeof world>[2] = {},
  rules: Partial<Rules> = {},
): string {
  const { capsule, xero, base } = world(parties, contacts, rest)
  const made = plan(capsule, xero, base, { ...firstPlan, ...rules })
  const of = contactIdOf(1)
  const planned = made.links.find((each) => each.contactId === of)
  if (planned) return planned.partyId === null ? 'created' : `${planned.confidence} ${planned.partyId}`
  const review = matchReviews(made).find((each) => each.subject.contactId === of)
  if (review) return ['review', ...review.candidates.map((each) => each.partyId).sort()].join(' ')
  const skipped = made.skipped.find((each) => each.contactId === of)
  return skipped ? `skipped ${skipped.reason}` : 'nothing'
}

const cases: readonly [
  title: string,
  expected: string,
  parties: readonly CapsuleParty[],
  contacts: readonly XeroContact[],
][] = [
  ['nothing in common', 'created', [party({ id: 1, name: 'Zebra' })], [contact(1, 'Acme')]],

  // Cross-references
  [
    'ContactNumber of a party with a similar name',
    'certain 1',
    [party({ id: 1, name: 'Acme Foods' })],
    [contact(1, 'Acme Pty Ltd', { contactNumber: '1' })],
  ],
  [
    'ContactNumber of a party with which nothing else agrees',
    'review 1',
    [party({ id: 1, name: 'Zebra' })],
    [contact(1, 'Acme', { contactNumber: '1' })],
  ],
  [
    'ContactNumber of a party renamed, the e-mail agrees',
    'certain 1',
    [party({ id: 1, name: 'Zebra', emails: ['a@a.example'] })],
    [contact(1, 'Acme', { contactNumber: '1', email: 'a@a.example' })],
  ],
  [
    'our field names the contact, whatever the name',
    'certain 1',
    [party({ id: 1, name: 'Zebra', contactId: contactIdOf(1).toUpperCase() })],
    [contact(1, 'Acme')],
  ],
  [
    'ContactNumber of another app, not numeric',
    'created',
    [party({ id: 1, name: 'Zebra' })],
    [contact(1, 'Acme', { contactNumber: 'SHOP-1' })],
  ],
  [
    'ContactNumber of no party',
    'name_only 1',
    [party({ id: 1, name: 'Acme' })],
    [contact(1, 'Acme', { contactNumber: '999' })],
  ],
  [
    'number and field name different parties',
    'review 1 2',
    [party({ id: 1, name: 'Acme' }), party({ id: 2, name: 'Acme', contactId: contactIdOf(1) })],
    [contact(1, 'Acme', { contactNumber: '1' })],
  ],
  [
    'cross-reference against a different ABN',
    'review 1',
    [party({ id: 1, name: 'Acme', abn })],
    [contact(1, 'Acme', { contactNumber: '1', taxNumber: otherAbn })],
  ],
  [
    'our field names a contact merged into this one',
    'certain 1',
    [party({ id: 1, name: 'Zebra', contactId: contactIdOf(2) })],
    [contact(1, 'Acme'), contact(2, 'Old', { status: 'ARCHIVED', mergedToContactId: contactIdOf(1) })],
  ],
  [
    'two contacts referenced by one party',
    'review 1',
    [party({ id: 1, name: 'Acme', contactId: contactIdOf(2) })],
    [contact(1, 'Acme', { contactNumber: '1' }), contact(2, 'Acme Two')],
  ],

  // Register numbers
  [
    'same ABN, other name',
    'certain 1',
    [party({ id: 1, name: 'Zebra', abn })],
    [contact(1, 'Acme', { taxNumber: '51824753556' })],
  ],
  [
    'same invalid number is no key',
    'created',
    [party({ id: 1, name: 'Zebra', abn: '51 824 753 557' })],
    [contact(1, 'Acme', { taxNumber: '51824753557' })],
  ],
  [
    'ABN of two parties',
    'review 1 2',
    [party({ id: 1, name: 'Zebra', abn }), party({ id: 2, name: 'Yak', abn })],
    [contact(1, 'Acme', { taxNumber: abn })],
  ],
  [
    'ABN of two contacts, the name decides',
    'certain 1',
    [party({ id: 1, name: 'Acme', abn })],
    [contact(1, 'Acme', { taxNumber: abn }), contact(2, 'Zebra', { taxNumber: abn })],
  ],
  [
    'ABN against name and e-mail',
    'review 1 2',
    [party({ id: 1, name: 'Zebra', abn }), party({ id: 2, name: 'Acme', emails: ['a@a.example'] })],
    [contact(1, 'Acme', { taxNumber: abn, email: 'a@a.example' })],
  ],
  [
    'company number within the ABN',
    'certain 1',
    [party({ id: 1, name: 'Zebra', abn: '004 085 616' })],
    [contact(1, 'Acme', { taxNumber: otherAbn })],
  ],

  // E-mail
  [
    'same e-mail and name',
    'certain 1',
    [party({ id: 1, name: 'Acme Ltd', emails: ['A@a.example'] })],
    [contact(1, 'ACME', { email: 'a@a.example' })],
  ],
  [
    'same e-mail, one name within the other',
    'certain 1',
    [party({ id: 1, name: 'Acme Foods Melbourne', emails: ['a@a.example'] })],
    [contact(1, 'Acme Foods', { email: 'a@a.example' })],
  ],
  [
    'same e-mail, clearly different names',
    'review 1',
    [party({ id: 1, name: 'Zebra', emails: ['a@a.example'] })],
    [contact(1, 'Acme', { email: 'a@a.example' })],
  ],
  [
    'same e-mail, the party is the primary person',
    'certain 1',
    [party({ id: 1, name: 'Jane Citizen', type: 'person', emails: ['j@a.example'] })],
    [contact(1, 'Acme', { email: 'j@a.example', firstName: 'Jane', lastName: 'Citizen' })],
  ],
  [
    'same e-mail, different ABN',
    'review 1',
    [party({ id: 1, name: 'Acme', emails: ['a@a.example'], abn })],
    [contact(1, 'Acme', { email: 'a@a.example', taxNumber: otherAbn })],
  ],
  [
    'e-mail one, name another',
    'review 1 2',
    [party({ id: 1, name: 'Acme Foods', emails: ['a@a.example'] }), party({ id: 2, name: 'Acme' })],
    [contact(1, 'Acme', { email: 'a@a.example' })],
  ],
  [
    'two of one name, the e-mail tells',
    'certain 2',
    [party({ id: 1, name: 'Acme' }), party({ id: 2, name: 'Acme', emails: ['a@a.example'] })],
    [contact(1, 'Acme', { email: 'a@a.example' })],
  ],
  [
    'shared mailbox, the name tells',
    'certain 1',
    [
      party({ id: 1, name: 'Acme', emails: ['a@a.example'] }),
      party({ id: 2, name: 'Zebra', emails: ['a@a.example'] }),
    ],
    [contact(1, 'Acme', { email: 'a@a.example' })],
  ],
  [
    'shared mailbox, no name agrees',
    'review 1 2',
    [
      party({ id: 1, name: 'Yak', emails: ['a@a.example'] }),
      party({ id: 2, name: 'Zebra', emails: ['a@a.example'] }),
    ],
    [contact(1, 'Acme', { email: 'a@a.example' })],
  ],
  [
    'filler address is no key',
    'created',
    [party({ id: 1, name: 'Zebra', emails: ['none@none.com'] })],
    [contact(1, 'Acme', { email: 'none@none.com' })],
  ],

  // Names
  [
    'only the name',
    'name_only 1',
    [party({ id: 1, name: 'Smith & Sons Pty Ltd' })],
    [contact(1, 'smith and sons limited')],
  ],
  [
    'two parties of the name',
    'review 1 2',
    [party({ id: 1, name: 'Acme' }), party({ id: 2, name: 'ACME Ltd' })],
    [contact(1, 'Acme')],
  ],
  [
    'two contacts of the name',
    'review 1',
    [party({ id: 1, name: 'Acme' })],
    [contact(1, 'Acme'), contact(2, 'Acme Ltd')],
  ],
  [
    'same name, different ABN',
    'review 1',
    [party({ id: 1, name: 'Acme', abn })],
    [contact(1, 'Acme', { taxNumber: otherAbn })],
  ],
  [
    'same name, another firm’s domain',
    'review 1',
    [party({ id: 1, name: 'Acme', emails: ['a@zebra.com.au'] })],
    [contact(1, 'Acme', { email: 'a@acme.com.au' })],
  ],
  [
    'same name, one brand under two suffixes',
    'name_only 1',
    [party({ id: 1, name: 'Acme', emails: ['x@acme.com'] })],
    [contact(1, 'Acme', { email: 'a@acme.com.au' })],
  ],
  [
    'same name, free mail says nothing about a firm',
    'name_only 1',
    [party({ id: 1, name: 'Acme', emails: ['acme@gmail.com'] })],
    [contact(1, 'Acme', { email: 'a@acme.com.au' })],
  ],
  [
    'two people of one name with different e-mails',
    'review 1',
    [party({ id: 1, name: 'Jo Smith', type: 'person', emails: ['jo1@gmail.com'] })],
    [contact(1, 'Jo Smith', { email: 'jo2@gmail.com' })],
  ],
  [
    'a company in Xero, a person in Capsule',
    'review 1',
    [party({ id: 1, name: 'Jordan Baker', type: 'person' })],
    [contact(1, 'Jordan Baker Pty Ltd')],
  ],
  [
    'trading name',
    'name_only 1',
    [party({ id: 1, name: 'Acme Plumbing' })],
    [contact(1, 'Jane Citizen t/a Acme Plumbing')],
  ],
  [
    'similar name at the same domain',
    'review 1',
    [party({ id: 1, name: 'Acme Foods', emails: ['hello@acme.example'] })],
    [contact(1, 'Acme', { email: 'accounts@acme.example' })],
  ],
  [
    'other name at the same domain, which nobody else has',
    'review 1',
    [party({ id: 1, name: 'Zebra', emails: ['hello@acme.example'] })],
    [contact(1, 'Acme', { email: 'accounts@acme.example' })],
  ],

  // People and their organisations
  [
    'a person’s e-mail stands for the organisation',
    'certain 1',
    [party(acme), party({ id: 2, name: 'Jane Citizen', worksFor: acme, emails: ['jane@a.example'] })],
    [contact(1, 'Acme Pty Ltd', { email: 'jane@a.example' })],
  ],
  [
    '… not when the organisation’s name differs',
    'review 1',
    [party(acme), party({ id: 2, name: 'Jane Citizen', worksFor: acme, emails: ['jane@a.example'] })],
    [contact(1, 'Blue Widgets', { email: 'jane@a.example' })],
  ],
  [
    'the contact is the person',
    'certain 2',
    [party(acme), party({ id: 2, name: 'Jane Citizen', worksFor: acme, emails: ['jane@a.example'] })],
    [contact(1, 'Jane Citizen', { email: 'jane@a.example' })],
  ],
  [
    'the organisation’s mailbox, a person of it',
    'certain 1',
    [party({ ...acme, emails: ['info@a.example'] }), party({ id: 2, name: 'Jane Citizen', worksFor: acme })],
    [contact(1, 'Jane Citizen', { email: 'info@a.example', contactNumber: '1' })],
  ],
  [
    'a sole trader’s firm goes before the person',
    'certain 1',
    [
      party({ id: 1, name: 'Jane Citizen' }),
      party({
        id: 2,
        name: 'Jane Citizen',
        worksFor: { id: 1, name: 'Jane Citizen' },
        emails: ['j@a.example'],
      }),
    ],
    [contact(1, 'Jane Citizen', { email: 'j@a.example' })],
  ],
  [
    'person and organisation share the mailbox',
    'review 1 2',
    [
      party({ id: 1, name: 'Jane Citizen Design', emails: ['j@a.example'] }),
      party({
        id: 2,
        name: 'Jane Citizen',
        worksFor: { id: 1, name: 'Jane Citizen Design' },
        emails: ['j@a.example'],
      }),
    ],
    [contact(1, 'Jane Citizen', { email: 'j@a.example' })],
  ],
  [
    'one mailbox of organisation and its people is unique',
    'certain 1',
    [
      party({ ...acme, emails: ['info@a.example'] }),
      party({ id: 2, name: 'Jane Citizen', worksFor: acme, emails: ['info@a.example'] }),
      party({ id: 3, name: 'Jo Doe', worksFor: acme, emails: ['info@a.example'] }),
    ],
    [contact(1, 'Acme', { email: 'info@a.example' })],
  ],

  // Contacts left alone
  ['archived', 'skipped archived', [party(acme)], [contact(1, 'Acme', { status: 'ARCHIVED' })]],
  [
    'merged away',
    'skipped merged',
    [party(acme)],
    [contact(1, 'Acme', { status: 'ARCHIVED', mergedToContactId: contactIdOf(9) })],
  ],
  [
    'to be erased',
    'skipped unusable',
    [party(acme)],
    [contact(1, 'Acme', { status: 'GDPRREQUEST', contactNumber: '1' })],
  ],
  ['without a name', 'skipped unusable', [], [contact(1, '  ')]],
  [
    'an archived namesake makes no ambiguity',
    'name_only 1',
    [party(acme)],
    [contact(1, 'Acme'), contact(2, 'Acme', { status: 'ARCHIVED' })],
  ],
]

test.each(cases)('%s: %s', (_title, expected, parties, contacts) => {
  expect(outcome(parties, contacts)).toBe(expected)
})

test('a pair decided to be different is never offered again', () => {
  const rejected = [{ partyId: party(acme).id, contactId: contactIdOf(1) }]
  expect(outcome([party(acme)], [contact(1, 'Acme', { contactNumber: '1' })], { rejected })).toBe('created')
  expect(outcome([party(acme), party({ id: 2, name: 'Acme' })], [contact(1, 'Acme')], { rejected })).toBe(
    'name_only 2',
  )
  const others = [{ partyId: party(acme).id, contactId: contactIdOf(2) }]
  expect(outcome([party(acme)], [contact(1, 'Acme'), contact(2, 'Acme Ltd')], { rejected: others })).toBe(
    'review 1',
  )
})

test('a party that stands for another contact is a question, or nobody’s when the contact stays alone', () => {
  const parties = [party({ ...acme, emails: ['a@a.example'] })]
  const contacts = [contact(1, 'Acme', { email: 'a@a.example' }), contact(2, 'Zebra')]
  expect(outcome(parties, contacts, { links: [link(1, 2)] })).toBe('review 1')
  expect(outcome(parties, contacts, { links: [link(1, 2)], withoutDocuments: [1] })).toBe(
    'skipped no_documents',
  )
  expect(outcome(parties, contacts, { links: [link(1, 2, 'pending')] })).toBe('review 1')
})

test('a link under way is decided: its writes are not planned again, and its party is nobody else’s', () => {
  const waiting = { ...link(1, 2, 'pending'), partyId: null }
  const created = party({ ...acme, emails: ['a@a.example'], contactId: contactIdOf(2) })
  const contacts = [contact(1, 'Acme', { email: 'a@a.example' }), contact(2, 'Acme Two')]
  for (const parties of [[], [created]]) {
    const { capsule, xero, base } = world(parties, contacts, { links: [waiting] })
    const made = plan(capsule, xero, base, firstPlan)
    expect(made.links.map((each) => each.contactId)).not.toContain(contactIdOf(2))
    expect(made.operations.flatMap((each) => ('contactId' in each ? each.contactId : []))).not.toContain(
      contactIdOf(2),
    )
    expect(made.unmatchedParties).toEqual([])
  }
  expect(outcome([created], contacts, { links: [waiting] })).toBe('review 1')
  expect(outcome([created], contacts, { links: [waiting], withoutDocuments: [1] })).toBe(
    'skipped no_documents',
  )
})

test('the stronger claim wins a party, the weaker is asked about', () => {
  const parties = [party({ ...acme, abn, emails: ['a@a.example'] })]
  const contacts = [contact(1, 'Acme', { email: 'a@a.example' }), contact(2, 'Zebra', { taxNumber: abn })]
  const { capsule, xero, base } = world(parties, contacts)
  const made = plan(capsule, xero, base, firstPlan)
  expect(made.links.map((each) => [each.contactId, each.partyId])).toEqual([[contactIdOf(2), 1]])
  expect(matchReviews(made)[0]?.why).toBe('The Capsule record already stands for the Xero contact “Zebra”.')
})

test('after the first plan a pair of equal names is a question', () => {
  expect(outcome([party(acme)], [contact(1, 'Acme')], {}, { nameOnly: 'review' })).toBe('review 1')
})

test.each([
  ['with_documents', {}, [], 'created'],
  ['with_documents', {}, [1], 'skipped no_documents'],
  ['all', {}, [1], 'created'],
  ['customers', {}, [], 'created'],
  ['customers', { isSupplier: true }, [1], 'skipped rule'],
  ['customers', { isCustomer: true }, [1], 'created'],
  ['suppliers', {}, [], 'skipped rule'],
  ['suppliers', { isSupplier: true }, [1], 'created'],
  ['none', {}, [], 'skipped rule'],
] as const)(
  'creating %s: %j without documents %j is %s',
  (createParties, rest, withoutDocuments, expected) => {
    expect(outcome([], [contact(1, 'Acme', rest)], { withoutDocuments }, { createParties })).toBe(expected)
  },
)

test('reviews say why, with scored candidates and reasons in words, the best first', () => {
  const parties = [
    party({ id: 1, name: 'Zebra', emails: ['a@a.example'] }),
    party({ id: 2, name: 'Acme', emails: ['a@a.example'], abn }),
  ]
  const { capsule, xero, base } = world(parties, [
    contact(1, 'Acme', { email: 'a@a.example', taxNumber: otherAbn }),
  ])
  const [review] = matchReviews(plan(capsule, xero, base, firstPlan))
  expect(review?.why).toBe('Same name, but different ABN.')
  expect(review?.candidates.map((each) => [each.partyId, each.score])).toEqual([
    [2, 43],
    [1, 30],
  ])
  expect(review?.candidates[0]?.reasons).toEqual([
    { key: 'email', agrees: true, words: 'same e-mail a@a.example, which others have too' },
    { key: 'name', agrees: true, words: 'same name' },
    { key: 'tax_number', agrees: false, words: 'different ABN' },
  ])
})

test('parties without counterpart are listed, but for represented people and open candidates', () => {
  const parties = [
    party(acme),
    party({ id: 2, name: 'Jane Citizen', worksFor: acme }),
    party({ id: 3, name: 'Twin' }),
    party({ id: 4, name: 'Twin' }),
    party({ id: 5, name: 'Lone Person', type: 'person' }),
  ]
  const { capsule, xero, base } = world(parties, [contact(1, 'Twin')])
  expect(plan(capsule, xero, base, firstPlan).unmatchedParties).toEqual([1, 5])
})
