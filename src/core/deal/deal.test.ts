import fc from 'fast-check'
import { expect, test } from 'vitest'
import { civilDate } from '../civil-date.ts'
import { capsuleOpportunityId, capsulePartyId, xeroContactId, xeroDocumentId } from '../model/ids.ts'
import { type CapsuleOpportunity, durationBases } from '../model/opportunity.ts'
import { minorFromDecimal } from '../money.ts'
import { dealLine, roundedTo } from './amount.ts'
import { changedDeals, type DealSettingsInput, faultOfDeals } from './change.ts'
import { dealDraft, dealMarker, draftHash, isMarked } from './draft.ts'
import { type Customer, callsForDocument, type DealWorld, planDeal, planEmptyInvoice } from './plan.ts'
import { type DealMake, type DealRule, noBack, noDeals } from './settings.ts'
import { fillTemplate, type Placeholder, placeholders, unknownPlaceholders } from './template.ts'
import { dueDate, type PaymentTerms } from './terms.ts'

const today = civilDate('2026-11-22')

const deal: CapsuleOpportunity = {
  id: capsuleOpportunityId(77),
  name: 'Shop fit-out',
  description: null,
  partyId: capsulePartyId(5),
  milestone: { id: 3, name: 'Won' },
  amount: '1200.5',
  currency: 'AUD',
  durationBasis: 'MONTH',
  duration: 12,
  expectedCloseOn: null,
  closedOn: today,
  owner: { id: 1, name: 'Mia' },
  stageChangedAt: '2026-11-22T01:00:00Z',
  createdAt: '2026-10-01T00:00:00Z',
  updatedAt: '2026-11-22T01:00:00Z',
}

const rule: DealRule = {
  id: 'r1',
  on: true,
  automatic: true,
  pipelineId: 1,
  milestoneId: 3,
  pipelineName: 'Sales',
  milestoneName: 'Won',
  make: 'draft_invoice',
  approve: false,
  reference: '{name}',
  description: '{name}, {duration}',
  itemCode: null,
  accountCode: '200',
  taxType: null,
  lineAmounts: 'exclusive',
  tracking: [],
  termsDays: null,
  since: '2026-11-20T00:00:00.000Z',
}

const customer: Customer = {
  state: 'contact',
  name: 'Acme',
  partyId: capsulePartyId(5),
  contactId: xeroContactId('11111111-1111-4111-8111-111111111111'),
  status: 'ACTIVE',
  merged: false,
  terms: null,
}

const world: DealWorld = {
  deal,
  stageAt: '2026-11-22T01:00:00Z',
  rule,
  asked: false,
  dealUrl: 'https://acme.capsulecrm.com/opportunity/77',
  baseCurrency: 'AUD',
  customer,
  mayWrite: true,
  marked: null,
  today,
}

const decimals = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([negative, whole, fraction]) => {
    const text = `${whole}.${String(fraction).padStart(8, '0')}`.replace(/\.?0+$/, '') || '0'
    return negative && text !== '0' ? `-${text}` : text
  })

test('value times duration is exact, and what Xero makes of quantity and price', () => {
  fc.assert(
    fc.property(
      decimals,
      fc.constantFrom(...durationBases),
      fc.option(fc.integer({ min: 1, max: 5_000 }), { nil: null }),
      (amount, durationBasis, duration) => {
        const line = dealLine({ amount, currency: 'AUD', durationBasis, duration }, 'AUD')
        const units = durationBasis === 'FIXED' ? 1 : (duration ?? 1)
        expect(line?.quantity).toBe(String(units))
        expect(line?.unitAmount).toMatch(/^-?\d+(\.\d{1,4})?$/)
        // To the cent the same as integers of ten-thousandths.
        const tenThousandths = BigInt(minorFromDecimal(line?.unitAmount ?? '', 'CLF')) * BigInt(units)
        const magnitude = tenThousandths < 0n ? -tenThousandths : tenThousandths
        const cents = Number((magnitude + 50n) / 100n)
        expect(Math.abs(line?.totalMinor ?? -1)).toBe(cents)
      },
    ),
  )
})

test.each([
  ['1.00005', 4, '1.0001'],
  ['-1.00005', 4, '-1.0001'],
  ['0.00004', 4, '0'],
  ['-0.00004', 4, '0'],
  ['12', 4, '12'],
  ['12.5', 4, '12.5'],
  ['9.99995', 4, '10'],
])('%s to %i places is %s', (value, places, rounded) => {
  expect(roundedTo(value, places)).toBe(rounded)
})

test('without a value there is no line; without a currency it is the organisation’s', () => {
  expect(dealLine({ ...deal, amount: null }, 'AUD')).toBeNull()
  expect(dealLine({ ...deal, currency: null }, 'NZD')?.currency).toBe('NZD')
  expect(dealLine(deal, 'AUD')).toEqual({
    quantity: '12',
    unitAmount: '1200.5',
    totalMinor: 1_440_600,
    currency: 'AUD',
  })
})

const nothing = Object.fromEntries(Object.keys(placeholders).map((name) => [name, null]))
const valuesOf = (values: Partial<Record<Placeholder, string>>) =>
  ({ ...nothing, ...values }) as Record<Placeholder, string | null>

test('templates are filled once, gaps close, and length is kept', () => {
  expect(
    fillTemplate('{name} for { customer } ({closed})', valuesOf({ name: '{id}', customer: 'A' }), 99),
  ).toBe('{id} for A ()')
  expect(fillTemplate('{description}  {name}', valuesOf({ name: 'Deal' }), 99)).toBe('Deal')
  expect(unknownPlaceholders('{name} {price} {price} {}')).toEqual(['price', ''])
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.integer({ min: 1, max: 50 }),
      (name, text, max) => {
        const filled = fillTemplate(`${text}{name}`, valuesOf({ name }), max)
        expect(filled.length).toBeLessThanOrEqual(max)
        expect(filled.isWellFormed() || !name.isWellFormed() || !text.isWellFormed()).toBe(true)
      },
    ),
  )
})

const terms = fc.record<PaymentTerms>({
  day: fc.integer({ min: 0, max: 31 }),
  type: fc.constantFrom('DAYSAFTERBILLDATE', 'DAYSAFTERBILLMONTH', 'OFCURRENTMONTH', 'OFFOLLOWINGMONTH'),
})
const days = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => civilDate(date.toISOString().slice(0, 10)))

test('nothing is due before its day, and not more than two months and a bit after it', () => {
  fc.assert(
    fc.property(days, terms, (date, said) => {
      const due = dueDate(date, said)
      expect(due >= date).toBe(true)
      expect(Date.parse(due) - Date.parse(date)).toBeLessThanOrEqual(63 * 86_400_000)
    }),
  )
})

test.each([
  ['2026-11-22', 14, 'DAYSAFTERBILLDATE', '2026-12-06'],
  ['2026-01-31', 10, 'DAYSAFTERBILLMONTH', '2026-02-10'],
  ['2026-11-22', 28, 'OFCURRENTMONTH', '2026-11-28'],
  ['2026-11-22', 5, 'OFCURRENTMONTH', '2026-11-22'],
  ['2026-01-30', 31, 'OFFOLLOWINGMONTH', '2026-02-28'],
  ['2026-12-10', 20, 'OFFOLLOWINGMONTH', '2027-01-20'],
] as const)('%s with %i %s is due %s', (date, day, type, due) => {
  expect(dueDate(civilDate(date), { day, type })).toBe(due)
})

test('a won deal becomes a draft invoice with the way back', () => {
  const decision = planDeal(world)
  expect(decision).toMatchObject({
    do: 'write',
    held: null,
    contactId: customer.contactId,
    draft: {
      kind: 'invoice',
      status: 'DRAFT',
      reference: 'Shop fit-out',
      date: '2026-11-22',
      dueDate: '2026-12-06',
      currency: 'AUD',
      url: world.dealUrl,
      lines: [
        { description: 'Shop fit-out, 12 months', quantity: '12', unitAmount: '1200.5', accountCode: '200' },
      ],
    },
  })
  expect(planDeal(world)).toEqual(decision)
})

const decide = (change: Partial<DealWorld>) => planDeal({ ...world, ...change })

test('what nobody asked for is left alone', () => {
  for (const change of [
    { deal: null },
    { rule: null },
    { rule: { ...rule, on: false } },
    { rule: { ...rule, automatic: false } },
    { rule: { ...rule, milestoneId: 4 } },
    { stageAt: '2026-11-19T23:59:59Z' },
  ])
    expect(decide(change), JSON.stringify(change)).toEqual({ do: 'nothing' })
  expect(decide({ rule: { ...rule, automatic: false }, asked: true })).toMatchObject({ do: 'write' })
  expect(callsForDocument(world)).toBe(true)
})

test('a document that carries the mark is taken for ours, whatever else', () => {
  const marked = {
    id: xeroDocumentId('22222222-2222-4222-8222-222222222222'),
    kind: 'invoice',
    status: 'PAID',
  } as const
  expect(decide({ marked, mayWrite: false })).toEqual({ do: 'adopt', document: marked })
})

test.each<[string, Partial<DealWorld>, string]>([
  ['permission', { mayWrite: false }, 'permission'],
  ['a customer that is gone', { customer: { state: 'gone', name: 'Acme' } }, 'customer_gone'],
  ['an archived contact', { customer: { ...customer, status: 'ARCHIVED' } }, 'archived'],
  ['a merged contact', { customer: { ...customer, status: 'ARCHIVED', merged: true } }, 'archived'],
  [
    'one left out',
    {
      customer: {
        state: 'no_contact',
        name: 'Acme',
        partyId: capsulePartyId(5),
        excluded: true,
        wanted: false,
        failure: null,
      },
    },
    'excluded',
  ],
  ['a quote without value', { rule: { ...rule, make: 'quote' }, deal: { ...deal, amount: null } }, 'value'],
  [
    'an approved one without account',
    { rule: { ...rule, make: 'approved_invoice', accountCode: null } },
    'account',
  ],
])('waits for %s, and says what to do', (_, change, wait) => {
  const decision = decide(change)
  expect(decision).toMatchObject({ do: 'wait', wait })
  if (decision.do === 'wait') expect(`${decision.words} ${decision.next}`).toMatch(/^[A-Z“].*\.$/s)
})

test('a customer without contact is created first, once', () => {
  const none = {
    state: 'no_contact',
    name: 'Acme',
    partyId: capsulePartyId(5),
    excluded: false,
    wanted: false,
    failure: null,
  } as const
  expect(decide({ customer: none })).toEqual({ do: 'want_contact', partyId: 5 })
  expect(decide({ customer: { ...none, wanted: true } })).toMatchObject({ do: 'wait', wait: 'contact' })
  expect(decide({ customer: { ...none, failure: 'The name is taken.' } })).toMatchObject({
    words: 'The name is taken.',
  })
})

test('approval is asked for where the rule says so, with what and for whom', () => {
  expect(decide({ rule: { ...rule, make: 'approved_invoice', approve: true } })).toMatchObject({
    draft: { status: 'AUTHORISED' },
    held: 'An approved invoice for Acme is to be made of “Shop fit-out”.',
  })
})

test('every document carries its mark, whatever names and addresses there are', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<DealMake>('draft_invoice', 'approved_invoice', 'quote'),
      fc.string({ maxLength: 400 }),
      fc.constantFrom('https://acme.capsulecrm.com', 'https://xeroworks.capsulecrm.com'),
      (make, name, site) => {
        const dealUrl = `${site}/opportunity/77`
        const draft = dealDraft({
          deal: { ...deal, name: name || 'x' },
          rule: { ...rule, make },
          customer: 'Acme',
          terms: null,
          dealUrl,
          today,
          baseCurrency: 'AUD',
        })
        expect(isMarked(draft, dealMarker(make, dealUrl, 77))).toBe(true)
        expect(isMarked(draft, dealMarker(make, `${site}/opportunity/78`, 78))).toBe(false)
        expect(draft.url ?? '').not.toContain('xero')
        expect((draft.reference ?? '').length).toBeLessThanOrEqual(make === 'quote' ? 4_000 : 255)
        expect(draftHash(draft)).toBe(draftHash({ ...draft }))
      },
    ),
  )
})

test('an invoice to be completed has a line of text, and no price', () => {
  const asked = planEmptyInvoice({
    ...{ customer, mayWrite: true, marked: null, today, number: 'a1' },
    url: 'https://acme.capsulecrm.com/party/5?counterpart=a1',
  })
  expect(asked).toMatchObject({
    do: 'write',
    draft: { status: 'DRAFT', lines: [{ quantity: null, unitAmount: null }], currency: null },
  })
})

const input: DealSettingsInput = { ...noDeals, accepted: noBack, paid: noBack, rules: [rule] }

test('a rule counts from the moment it was switched on', () => {
  const at = '2026-11-22T10:00:00.000Z'
  const first = changedDeals(noDeals, input, at)
  expect(first.rules[0]?.since).toBe(at)
  const later = '2026-11-23T10:00:00.000Z'
  expect(changedDeals(first, { ...input, rules: [{ ...rule, reference: 'x' }] }, later).rules[0]?.since).toBe(
    at,
  )
  for (const change of [{ milestoneId: 9 }, { on: false }])
    expect(changedDeals(first, { ...input, rules: [{ ...rule, ...change }] }, later).rules[0]?.since).toBe(
      later,
    )
})

test('settings that cannot work are refused in words', () => {
  expect(faultOfDeals(input)).toBeNull()
  expect(faultOfDeals({ ...input, rules: [rule, { ...rule, id: 'r2' }] })).toContain('two rules for “Won”')
  expect(faultOfDeals({ ...input, rules: [{ ...rule, reference: '{price}' }] })).toContain('{price}')
  expect(
    faultOfDeals({ ...input, rules: [{ ...rule, make: 'approved_invoice', accountCode: null }] }),
  ).toContain('account')
})
