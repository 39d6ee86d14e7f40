import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyCapsuleEdit, applyXeroEdit } from '../field/apply.ts'
import type { XeroContact } from '../model/contact.ts'
import { type CapsulePartyId, capsulePartyId, type XeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { planHash } from './hash.ts'
import type { Base, MatchReview, Plan, Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import {
  contact,
  contactIdOf,
  createdParty,
  firstPlan,
  link,
  matchReviews,
  type PartyText,
  party,
  referenceFields,
  type TestWorld,
  world,
} from './test-records.ts'

/**
 * One set of customers is drawn and told twice, once to each side, each time with slips of its own, so that
 * both sides overlap. Pools are small so that names, mailboxes and numbers collide often.
 */
const names = ['Acme', 'Acme Foods', 'Zebra', 'Jane Citizen', 'Smith & Sons', 'Jo Doe', 'Blue Wave']
const abns = ['51824753556', '53004085616', '83914571673', '11111111111']
const emails = ['a@acme.com.au', 'b@acme.com.au', 'info@zebra.example', 'jane@gmail.com', 'none@none.com']
const forms = [
  (name: string) => name,
  (name: string) => `${name} Pty Ltd`,
  (name: string) => name.toUpperCase(),
  (name: string) => `The ${name}`,
  (name: string) => name.replace('&', 'and'),
  (name: string) => `Jo Doe t/a ${name}`,
]

interface Customer {
  readonly name: string
  readonly email: string | null
  readonly abn: string | null
}

const customer: fc.Arbitrary<Customer> = fc.record({
  name: fc.constantFrom(...names),
  email: fc.option(fc.constantFrom(...emails)),
  abn: fc.option(fc.constantFrom(...abns), { freq: 3 }),
})

const slips = fc.record({
  present: fc.boolean(),
  form: fc.constantFrom(...forms),
  losesEmail: fc.boolean(),
  losesNumber: fc.boolean(),
  reference: fc.constantFrom('none', 'none', 'none', 'right', 'wrong', 'foreign'),
  other: fc.nat({ max: 12 }),
})

const told = fc.record({
  customer,
  inCapsule: slips,
  inXero: slips,
  isPerson: fc.boolean(),
  worksFor: fc.option(fc.nat({ max: 12 })),
  linked: fc.constantFrom('no', 'no', 'active', 'pending', 'creating'),
  rejected: fc.constantFrom(false, false, false, true),
  documents: fc.boolean(),
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ARCHIVED', 'GDPRREQUEST', 'merged'),
  isNamedPerson: fc.boolean(),
})
type Told = typeof told extends fc.Arbitrary<infer Value> ? Value : never

const worlds = fc.array(told, { maxLength: 12 }).map(build)

function build(rows: readonly Told[]): TestWorld {
  const idOf = (i: number) => i + 1
  const parties = rows.flatMap((row, i) => (row.inCapsule.present ? [party(partyText(rows, row, i))] : []))
  const contacts = rows.flatMap((row, i) => (row.inXero.present ? [xeroContact(row, i)] : []))
  const both = rows.flatMap((row, i) =>
    row.inCapsule.present && row.inXero.present ? [{ row, id: idOf(i) }] : [],
  )
  return world(parties, contacts, {
    links: both.flatMap(({ row, id }) => linksOf(row, id)),
    rejected: both
      .filter(({ row }) => row.rejected && row.linked === 'no')
      .map(({ id }) => ({ partyId: capsulePartyId(id), contactId: contactIdOf(id) })),
    withoutDocuments: rows.flatMap((row, i) => (row.documents ? [] : [idOf(i)])),
  })
}

function linksOf(row: Told, id: number): Link[] {
  if (row.linked === 'no') return []
  if (row.linked === 'creating') return [{ ...link(id, id, 'pending'), partyId: null }]
  return [link(id, id, row.linked)]
}

function partyText(rows: readonly Told[], row: Told, i: number): PartyText {
  const { form, losesEmail, losesNumber, reference, other } = row.inCapsule
  const employer = row.worksFor === null ? undefined : rows[row.worksFor]
  const contactId =
    reference === 'right' ? contactIdOf(i + 1) : reference === 'none' ? null : contactIdOf(other + 1)
  return {
    id: i + 1,
    name: form(row.customer.name),
    type: row.isPerson ? 'person' : 'organisation',
    emails: row.customer.email === null || losesEmail ? [] : [row.customer.email],
    ...(row.customer.abn === null || losesNumber ? {} : { abn: row.customer.abn }),
    ...(contactId === null ? {} : { contactId }),
    ...(row.isPerson && employer && row.worksFor !== null
      ? { worksFor: { id: row.worksFor + 1, name: employer.customer.name } }
      : {}),
  }
}

function xeroContact(row: Told, i: number): XeroContact {
  const { form, losesEmail, losesNumber, reference, other } = row.inXero
  const [firstName = '', lastName = ''] = row.customer.name.split(' ')
  const numbers = {
    none: null,
    right: String(i + 1),
    wrong: String(other + 1),
    foreign: `SHOP-${other}`,
  } as const
  return contact(i + 1, form(row.customer.name), {
    ...(row.isNamedPerson ? { firstName, lastName } : {}),
    email: losesEmail ? null : row.customer.email,
    taxNumber: losesNumber ? null : row.customer.abn,
    contactNumber: numbers[reference],
    status: row.status === 'merged' ? 'ARCHIVED' : row.status,
    mergedToContactId: row.status === 'merged' ? contactIdOf(other + 1) : null,
  })
}

const rules: fc.Arbitrary<Rules> = fc
  .record({
    createParties: fc.constantFrom('with_documents', 'all', 'none'),
    focus: fc.constant('all' as const),
    nameOnly: fc.constantFrom('group', 'review'),
  })
  .map((drawn) => ({ ...firstPlan, ...drawn }))

const run = ({ capsule, xero, base }: TestWorld, with_: Rules) => plan(capsule, xero, base, with_)
const subjects = (made: Plan) => matchReviews(made).map((review) => review.subject.contactId)

/** The world after every write of the plan was done and every link recorded. */
function applied({ capsule, xero, base }: TestWorld, made: Plan): TestWorld {
  const parties = new Map(capsule.parties.map((each): [CapsulePartyId, CapsuleParty] => [each.id, each]))
  const contacts = new Map(xero.contacts.map((each): [XeroContactId, XeroContact] => [each.id, each]))
  const partyOf = new Map<XeroContactId, CapsulePartyId | null>()
  const standing = changedLinks(base.links, made.linkChanges)
  for (const each of [...standing, ...made.links]) partyOf.set(each.contactId, each.partyId)
  let nextId = 1000
  for (const operation of made.operations) {
    if (operation.kind === 'capsule.field.create' || operation.kind === 'xero.contact.create') continue
    const id = partyOf.get(operation.contactId)
    const known = contacts.get(operation.contactId)
    if (operation.kind === 'capsule.party.create') {
      const created = capsulePartyId(nextId++)
      parties.set(created, createdParty(created, operation.party))
      partyOf.set(operation.contactId, created)
    } else if (operation.kind === 'capsule.party.reference') {
      const before = id ? parties.get(id) : undefined
      if (!before) throw new Error('a reference is written on a party that is not there')
      const others = before.fields.filter((field) => field.name === 'ABN')
      const ours = referenceFields(operation.after.contactId, operation.after.contactLink)
      parties.set(before.id, { ...before, fields: [...others, ...ours] })
    } else if (operation.kind === 'capsule.party.update') {
      const before = parties.get(operation.partyId)
      if (!before) throw new Error('a party that is not there is edited')
      parties.set(
        before.id,
        applyCapsuleEdit(before, operation.edit, () => nextId++),
      )
    } else if (operation.kind === 'xero.contact.update') {
      if (known?.status !== 'ACTIVE') throw new Error('a contact that cannot be is edited')
      contacts.set(known.id, applyXeroEdit(known, operation.edit))
    } else if (known) {
      if (known.contactNumber !== null) throw new Error('another app’s ContactNumber is overwritten')
      contacts.set(known.id, { ...known, contactNumber: String(id) })
    }
  }
  const fresh = made.links.map(
    ({ contactId }): Link => ({ ...link(1, 1), contactId, partyId: partyOf.get(contactId) ?? null }),
  )
  return {
    capsule: { ...capsule, parties: [...parties.values()] },
    xero: { ...xero, contacts: [...contacts.values()] },
    base: { ...base, links: [...standing, ...fresh] },
  }
}

/** The links as the changes of a plan leave them, done one after the other. */
function changedLinks(links: readonly Link[], changes: Plan['linkChanges']): readonly Link[] {
  let after = links
  for (const change of changes) {
    const at = change.kind === 'follow' ? change.from : change.contactId
    after = after.flatMap((each): Link[] => {
      if (each.contactId !== at) return [each]
      if (change.kind === 'end') return []
      const moved = change.kind === 'follow' ? { contactId: change.to } : { partyId: change.to }
      return [{ ...each, ...moved }]
    })
  }
  return after
}

const settings = { numRuns: 1000 }

test('the order of the input is irrelevant', () => {
  fc.assert(
    fc.property(worlds, rules, fc.infiniteStream(fc.nat()), (given, with_, chance) => {
      const shuffled = <Row>(rows: readonly Row[]): Row[] => {
        const keyed = rows.map((row): [number, Row] => [chance.next().value, row])
        return keyed.sort(([a], [b]) => a - b).map(([, row]) => row)
      }
      const { capsule, xero, base } = given
      const turned: TestWorld = {
        capsule: { ...capsule, parties: shuffled(capsule.parties) },
        xero: { ...xero, contacts: shuffled(xero.contacts) },
        base: { ...base, links: shuffled(base.links), rejected: shuffled(base.rejected) },
      }
      expect(run(turned, with_)).toEqual(run(given, with_))
      expect(planHash(run(turned, with_))).toBe(planHash(run(given, with_)))
    }),
    settings,
  )
})

test('one to one: no record gets a second counterpart, and no rejected pair is joined', () => {
  fc.assert(
    fc.property(worlds, rules, (given, with_) => {
      const made = run(given, with_)
      const links = [...given.base.links, ...made.links]
      const partyIds = links.flatMap((each) => each.partyId ?? [])
      expect(new Set(partyIds).size).toBe(partyIds.length)
      expect(new Set(links.map((each) => each.contactId)).size).toBe(links.length)
      const isRejected = (each: Base['links'][number] | Plan['links'][number]) =>
        given.base.rejected.some((pair) => pair.partyId === each.partyId && pair.contactId === each.contactId)
      expect(made.links.some(isRejected)).toBe(false)
    }),
    settings,
  )
})

test('every contact has exactly one outcome; unusable ones are neither linked nor written', () => {
  fc.assert(
    fc.property(worlds, rules, (given, with_) => {
      const made = run(given, with_)
      const outcomes = [
        ...given.base.links.map((each) => each.contactId),
        ...made.links.map((each) => each.contactId),
        ...subjects(made),
        ...made.skipped.map((each) => each.contactId),
        ...made.linkChanges.flatMap((each) => (each.kind === 'follow' ? [each.to] : [])),
      ]
      expect(outcomes.toSorted()).toEqual(given.xero.contacts.map((each) => each.id).toSorted())
      const usable = new Set(
        given.xero.contacts.filter((each) => each.status === 'ACTIVE').map((each) => each.id),
      )
      for (const each of made.links) expect(usable).toContain(each.contactId)
      for (const each of made.operations) if ('contactId' in each) expect(usable).toContain(each.contactId)
    }),
    settings,
  )
})

test('once applied, nothing is left to do, and nobody new is asked', () => {
  fc.assert(
    fc.property(worlds, rules, (given, with_) => {
      const first = run(given, with_)
      const after = applied(given, first)
      const second = run(after, with_)
      // A value copied by the first plan may answer a question about another record.
      const asked = new Set(subjects(first))
      for (const each of second.links) expect(asked).toContain(each.contactId)
      for (const each of second.operations) if ('contactId' in each) expect(asked).toContain(each.contactId)
      expect(second.linkChanges).toEqual([])
      for (const each of subjects(second)) expect(asked).toContain(each)
      const third = run(applied(after, second), with_)
      expect(third.links).toEqual([])
      expect(third.operations).toEqual([])
    }),
    settings,
  )
})

test('another app’s ContactNumber is never written over', () => {
  fc.assert(
    fc.property(worlds, rules, (given, with_) => {
      const taken = new Set(
        given.xero.contacts.filter((each) => each.contactNumber !== null).map((each) => each.id),
      )
      for (const each of run(given, with_).operations) {
        if (each.kind === 'xero.contact.reference') expect(taken).not.toContain(each.contactId)
      }
    }),
    settings,
  )
})

test('a small pass decides for its records as the whole does', () => {
  fc.assert(
    fc.property(worlds, rules, fc.infiniteStream(fc.boolean()), (given, with_, chance) => {
      const parties = new Set(given.capsule.parties.filter(() => chance.next().value).map((each) => each.id))
      const contacts = new Set(given.xero.contacts.filter(() => chance.next().value).map((each) => each.id))
      const whole = run(given, with_)
      const part = run(given, { ...with_, focus: { parties, contacts } })
      const isLinkInFocus = (each: Plan['links'][number]) =>
        contacts.has(each.contactId) || (each.partyId !== null && parties.has(each.partyId))
      expect(part.links).toEqual(whole.links.filter(isLinkInFocus))
      const isReviewInFocus = (each: MatchReview) =>
        contacts.has(each.subject.contactId) ||
        each.candidates.some((candidate) => parties.has(candidate.partyId))
      expect(matchReviews(part)).toEqual(matchReviews(whole).filter(isReviewInFocus))
      const skippedInFocus = whole.skipped.filter((each) => contacts.has(each.contactId))
      expect(part.skipped.filter((each) => contacts.has(each.contactId))).toEqual(skippedInFocus)
    }),
    settings,
  )
})

test('hostile text never throws', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '<script>',
      '\u0000',
      '\ud800',
      '('.repeat(50),
      '@'.repeat(50),
      't/a t/a t/a',
      '.'.repeat(300),
    ),
  )
  const hostile = fc.record({
    name: text,
    email: text,
    number: text,
    phone: text,
    country: text,
    reference: text,
  })
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 6 }), (rows) => {
      const parties = rows.map((row, i) =>
        party({
          id: i + 1,
          name: row.name,
          emails: [row.email],
          phones: [row.phone],
          abn: row.number,
          contactId: row.reference,
        }),
      )
      const contacts = rows.map((row, i) =>
        contact(i + 1, row.name, {
          email: row.email,
          firstName: row.country,
          lastName: row.phone,
          taxNumber: row.number,
          companyNumber: row.reference,
          contactNumber: row.number,
          website: row.country,
          contactPersons: [
            { firstName: row.name, lastName: null, email: row.reference, includeInEmails: true },
          ],
          phones: [{ type: 'DEFAULT', countryCode: row.phone, areaCode: row.name, number: row.phone }],
          addresses: [
            {
              type: 'STREET',
              lines: [row.name],
              city: row.email,
              region: null,
              postalCode: null,
              country: row.country,
              attentionTo: null,
            },
          ],
        }),
      )
      const made = run(world(parties, contacts), firstPlan)
      expect(made.links.length + made.reviews.length + made.skipped.length).toBe(rows.length)
    }),
    settings,
  )
})

test('the drawn worlds reach every outcome', () => {
  const reached = new Set<string>()
  for (const given of fc.sample(worlds, { numRuns: 2000, seed: 1 })) {
    const made = run(given, firstPlan)
    for (const each of made.links) reached.add(each.confidence)
    for (const each of made.operations) reached.add(each.kind)
    for (const each of made.skipped) reached.add(each.reason)
    for (const each of made.reviews) reached.add(`review ${each.kind}`)
  }
  expect([...reached].toSorted()).toMatchInlineSnapshot(`
    [
      "archived",
      "capsule.party.create",
      "capsule.party.reference",
      "certain",
      "created",
      "merged",
      "name_only",
      "no_documents",
      "review match",
      "review merge",
      "unusable",
      "xero.contact.reference",
      "xero.contact.update",
    ]
  `)
})
