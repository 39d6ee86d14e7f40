import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import { capsulePartyId, linkId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { operationHash } from './hash.ts'
import type { Base, CapsuleSide, LinkBase, Plan, Rules } from './plan.ts'
import { plan } from './plan-all.ts'
import { contact, contactIdOf, firstPlan, link, party, referenceFields, world } from './test-records.ts'

const live: Rules = { ...firstPlan, nameOnly: 'review', gate: 'each' }
const url = (n: number) => `https://go.xero.com/app/!Ab12/contacts/contact/${contactIdOf(n)}`

interface Given {
  readonly parties: readonly CapsuleParty[]
  readonly contacts: readonly XeroContact[]
  readonly links?: readonly Link[]
  readonly absent?: readonly [number, 'deleted' | 'restricted'][]
  readonly base?: Partial<Base>
  readonly rules?: Partial<Rules>
}

function planned({ parties, contacts, links = [], absent = [], base = {}, rules = {} }: Given): Plan {
  const given = world(parties, contacts, { links })
  const seen: CapsuleSide['absent'] = new Map(absent.map(([id, why]) => [capsulePartyId(id), why]))
  return plan(
    { ...given.capsule, absent: seen },
    given.xero,
    { ...given.base, ...base },
    { ...live, ...rules },
  )
}

/** What a plan does and asks about links, in short; fields aside. */
function told(made: Plan): string[] {
  const changes = made.linkChanges.map((each) => {
    if (each.kind === 'end') return `end ${short(each.contactId)}`
    if (each.kind === 'follow') return `follow ${short(each.from)} to ${short(each.to)} for ${each.partyId}`
    return `repoint ${short(each.contactId)} from ${each.from} to ${each.to}`
  })
  const links = made.links.map((each) => `link ${short(each.contactId)} with ${each.partyId ?? 'new'}`)
  return [...changes, ...links, ...made.reviews.map(question), ...made.operations.map((each) => each.kind)]
}

function question(review: Plan['reviews'][number]): string {
  switch (review.kind) {
    case 'merge':
      return `merge ${review.side} ${short(review.loser)} into ${short(review.winner)}`
    case 'approval':
      return `approve ${review.operation.kind} ${short(review.contactId)}`
    case 'match':
      return `match ${short(review.subject.contactId)}`
    case 'conflict':
      return `conflict ${short(review.contactId)}`
  }
}

const short = (id: string): string => (id.includes('-') ? String(Number.parseInt(id.slice(0, 8), 16)) : id)

/** In order with the contact of that number: references are right on both sides. */
const tied = (id: number, name: string, n = id, rest: Partial<CapsuleParty> = {}): CapsuleParty => ({
  ...party({ id, name }),
  fields: referenceFields(contactIdOf(n), url(n)),
  ...rest,
})
const tiedContact = (n: number, name: string, rest: Partial<XeroContact> = {}): XeroContact =>
  contact(n, name, { contactNumber: String(n), ...rest })
const mergedInto = (n: number): Partial<XeroContact> => ({
  status: 'ARCHIVED',
  mergedToContactId: contactIdOf(n),
})
const values = (id: number, held: LinkBase): Base['values'] => new Map([[linkId(contactIdOf(id)), held]])

// Contacts merged in Xero

test('a link follows its contact into the one it was merged into, and is written there in the same plan', () => {
  const made = planned({
    parties: [tied(1, 'Acme')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), contact(2, 'Acme Foods', { email: 'a@acme.example' })],
    links: [link(1, 1)],
    base: { values: values(1, { email: { capsule: 'a@old.example', xero: 'a@old.example' } }) },
  })
  expect(told(made)).toEqual(['follow 1 to 2 for 1', 'capsule.party.reference'])
  expect(made.operations[0]).toMatchObject({ contactId: contactIdOf(2), after: { contactLink: url(2) } })
  // Its values are those of another record: what was settled with the old one says nothing.
  expect(made.settled.find((each) => each.field === 'name')).toMatchObject({
    contactId: contactIdOf(2),
    because: 'left',
  })
  expect(made.differing.find((each) => each.field === 'email')?.why).toMatch(/^Only Xero holds a value/)
})

test('the number of a merged contact stays reserved, so the one that lives on does not get it', () => {
  const made = planned({
    parties: [tied(1, 'Acme')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), contact(2, 'Acme')],
    links: [link(1, 1)],
  })
  expect(told(made)).not.toContain('xero.contact.reference')
})

test('a chain of merges is followed to its end', () => {
  const contacts = [
    tiedContact(1, 'Acme', mergedInto(2)),
    contact(2, 'Acme', mergedInto(3)),
    contact(3, 'Acme'),
  ]
  expect(told(planned({ parties: [tied(1, 'Acme')], contacts, links: [link(1, 1)] }))[0]).toBe(
    'follow 1 to 3 for 1',
  )
})

test('nothing happens until the contact that lives on was read, nor in a circle of bad data', () => {
  const unknown = [tiedContact(1, 'Acme', mergedInto(9))]
  const circle = [tiedContact(1, 'Acme', mergedInto(2)), contact(2, 'Acme', mergedInto(1))]
  for (const contacts of [unknown, circle]) {
    expect(told(planned({ parties: [tied(1, 'Acme')], contacts, links: [link(1, 1)] }))).toEqual([])
  }
})

test('merged into a contact of another party: the link ends, and the same merge is proposed in Capsule', () => {
  const given = {
    parties: [tied(1, 'Acme'), tied(2, 'Acme Foods')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), tiedContact(2, 'Acme Foods')],
  }
  const made = planned({ ...given, links: [link(1, 1), link(2, 2)] })
  expect(told(made)).toEqual(['end 1', 'merge capsule 1 into 2'])
  expect(made.reviews[0]).toMatchObject({
    why: 'Their contacts were merged in Xero. In Capsule “Acme” and “Acme Foods” are still two: merge them there.',
  })
  // Asked again once the link has ended, as long as both are there.
  expect(told(planned({ ...given, links: [link(2, 2)] }))).toEqual(['merge capsule 1 into 2'])
  const rejected = [{ partyId: capsulePartyId(1), contactId: contactIdOf(2) }]
  expect(told(planned({ ...given, links: [link(2, 2)], base: { rejected } }))).toEqual([])
  expect(told(planned({ ...given, links: [link(1, 1), link(2, 2)], base: { rejected } }))).toEqual(['end 1'])
})

test('… and a party without our reference keeps its link until they are merged, so that the question stays', () => {
  const given = {
    parties: [party({ id: 1, name: 'Acme' }), tied(2, 'Acme Foods')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), tiedContact(2, 'Acme Foods')],
    links: [link(1, 1), link(2, 2)],
    rules: { createContacts: 'all' as const },
  }
  expect(told(planned(given))).toEqual(['merge capsule 1 into 2'])
  expect(told(planned({ ...given, parties: given.parties.slice(1), absent: [[1, 'deleted']] }))).toEqual([
    'end 1',
  ])
})

test('a party that is to be merged is not added to Xero meanwhile', () => {
  const given = {
    parties: [tied(1, 'Acme'), tied(2, 'Acme Foods')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), tiedContact(2, 'Acme Foods')],
    rules: { createContacts: 'all' as const },
  }
  const rejected = [{ partyId: capsulePartyId(1), contactId: contactIdOf(2) }]
  for (const links of [[link(1, 1), link(2, 2)], [link(2, 2)]]) {
    expect(told(planned({ ...given, links }))).not.toContain('xero.contact.create')
    // Nor by rule where they were decided to be two, until a person asks for it.
    expect(told(planned({ ...given, links, base: { rejected } }))).not.toContain('xero.contact.create')
  }
  const wanted = { parties: new Set([capsulePartyId(1)]), contacts: new Set<XeroContact['id']>() }
  const asked = planned({ ...given, links: [link(2, 2)], base: { rejected, wanted } })
  expect(asked.refused.map((each) => each.partyId)).toEqual([1])
})

test('merged into the contact of a party that was deleted: that contact goes to the party that is left', () => {
  const made = planned({
    parties: [tied(1, 'Acme')],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), tiedContact(2, 'Acme')],
    links: [link(1, 1), link(2, 2)],
    absent: [[2, 'deleted']],
  })
  expect(told(made)).toEqual(['end 1', 'repoint 2 from 2 to 1', 'capsule.party.reference'])
})

test('two contacts merged into a third: one link follows, the other ends', () => {
  const made = planned({
    parties: [tied(1, 'Acme'), tied(2, 'Acme Foods')],
    contacts: [
      tiedContact(1, 'Acme', mergedInto(3)),
      tiedContact(2, 'Acme Foods', mergedInto(3)),
      contact(3, 'Acme'),
    ],
    links: [link(1, 1), link(2, 2)],
  })
  expect(told(made)).toEqual([
    'end 2',
    'follow 1 to 3 for 1',
    'merge capsule 2 into 1',
    'capsule.party.reference',
  ])
})

test('merged while its party is hidden: nothing, and the other contact is nobody else’s', () => {
  const made = planned({
    parties: [],
    contacts: [tiedContact(1, 'Acme', mergedInto(2)), contact(2, 'Acme')],
    links: [link(1, 1)],
    absent: [[1, 'restricted']],
    rules: { createParties: 'all' },
  })
  expect(told(made)).toEqual([])
})

// Parties that are gone

test('a restricted party is left alone with its link, and resumes when it is seen again', () => {
  const given = {
    contacts: [tiedContact(1, 'Acme')],
    links: [link(1, 1)],
    base: { values: values(1, { name: { capsule: 'Acme', xero: 'Acme' } }) },
    rules: { gate: 'whole' as const },
  }
  expect(told(planned({ ...given, parties: [], absent: [[1, 'restricted']] }))).toEqual([])
  expect(told(planned({ ...given, parties: [tied(1, 'Acme')], absent: [] }))).toEqual([])
  expect(told(planned({ ...given, parties: [tied(1, 'Acme Two')], absent: [] }))).toEqual([
    'xero.contact.update',
  ])
})

test('a link whose party nobody knows stays as it is', () => {
  const given = { parties: [], contacts: [contact(1, 'Acme')], links: [link(1, 1)] }
  expect(told(planned({ ...given, rules: { createParties: 'all' } }))).toEqual([])
})

test('a deleted party: archiving its contact needs a person, who is told the consequences', () => {
  const given = {
    parties: [],
    contacts: [tiedContact(1, 'Acme')],
    links: [link(1, 1)],
    absent: [[1, 'deleted' as const] as [number, 'deleted']],
  }
  for (const gate of ['each', 'whole'] as const) {
    const made = planned({ ...given, rules: { gate } })
    expect(told(made)).toEqual(['approve xero.contact.archive 1'])
    expect(made.reviews[0]).toMatchObject({ why: expect.stringContaining('open invoices stay open') })
  }
  const hash = operationHash({
    kind: 'xero.contact.archive',
    contactId: contactIdOf(1),
    partyId: capsulePartyId(1),
  })
  const decided = (answer: boolean, gate: Rules['gate'] = 'each') =>
    told(planned({ ...given, base: { decided: new Map([[hash, answer]]) }, rules: { gate } }))
  expect(decided(true)).toEqual(['xero.contact.archive'])
  expect(decided(true, 'whole')).toEqual([])
  expect(decided(false)).toEqual([])
})

test('a deleted party whose contact is archived or erased needs nothing, and is not made again', () => {
  for (const status of ['ARCHIVED', 'GDPRREQUEST'] as const) {
    const contacts = [tiedContact(1, 'Acme', { status })]
    expect(
      told(
        planned({
          parties: [],
          contacts,
          links: [link(1, 1)],
          absent: [[1, 'deleted']],
          rules: { createParties: 'all' },
        }),
      ),
    ).toEqual([])
  }
})

test('a deleted party merged into one that certainly is the same customer: the link goes there', () => {
  const made = planned({
    parties: [party({ id: 2, name: 'Acme', emails: ['a@acme.example'] })],
    contacts: [tiedContact(1, 'Acme', { email: 'a@acme.example' })],
    links: [link(1, 1)],
    absent: [[1, 'deleted']],
  })
  expect(told(made)).toEqual(['repoint 1 from 1 to 2', 'capsule.party.reference'])
  expect(made.operations[0]).toMatchObject({
    contactId: contactIdOf(1),
    after: { contactId: contactIdOf(1) },
  })
})

test('… nor while another contact may be that customer too, until an edit tells them apart', () => {
  const given = (other: string): Given => ({
    parties: [party({ id: 3, name: 'Acme', emails: ['a@acme.example'] })],
    contacts: [
      tiedContact(1, 'ACME', { email: 'a@acme.example' }),
      tiedContact(2, 'Acme Ltd', { email: other }),
    ],
    links: [link(1, 1), link(2, 2)],
    absent: [
      [1, 'deleted'],
      [2, 'deleted'],
    ],
  })
  expect(planned(given('a@acme.example')).linkChanges).toEqual([])
  expect(told(planned(given('z@zebra.example')))).toEqual(
    expect.arrayContaining(['repoint 1 from 1 to 3', 'approve xero.contact.archive 2']),
  )
})

test('… but not to a namesake of whom nothing else is known', () => {
  const made = planned({
    parties: [party({ id: 2, name: 'Acme' })],
    contacts: [tiedContact(1, 'Acme')],
    links: [link(1, 1)],
    absent: [[1, 'deleted']],
    rules: { nameOnly: 'group' },
  })
  expect(told(made)).toEqual(['approve xero.contact.archive 1'])
  expect(made.reviews[0]).toMatchObject({ why: expect.stringContaining('Capsule has “Acme”') })
})

test('… and when that party has a contact already, the two contacts are to be merged in Xero', () => {
  const made = planned({
    parties: [tied(2, 'Acme', 2, { emails: [{ id: 1, type: 'Work', address: 'a@acme.example' }] })],
    contacts: [
      tiedContact(1, 'Acme', { email: 'a@acme.example' }),
      tiedContact(2, 'Acme Foods', { email: 'b@acme.example' }),
    ],
    links: [link(1, 1), link(2, 2)],
    absent: [[1, 'deleted']],
  })
  expect(told(made).slice(0, 2)).toEqual(['end 1', 'merge xero 1 into 2'])
})

test('… also when that is told by an address which the plan before brought to that party', () => {
  const contacts = [
    tiedContact(1, 'Acme', { email: 'a@acme.example' }),
    tiedContact(2, 'Acme Foods', { email: 'b@acme.example' }),
  ]
  const both = { direction: 'both', policy: 'ask', blank: false, approve: false } as const
  const rest = {
    contacts,
    links: [link(1, 1), link(2, 2)],
    absent: [[1, 'deleted']],
    rules: { fields: { ...live.fields, email: both } },
  } satisfies Partial<Given>
  const before = planned({ ...rest, parties: [tied(2, 'Acme')] })
  expect(told(before)).toContain('capsule.party.update')
  expect(told(before)).toContain('approve xero.contact.archive 1')
  const email = { id: 1, type: 'Work', address: 'b@acme.example' }
  const after = planned({ ...rest, parties: [tied(2, 'Acme', 2, { emails: [email] })] })
  expect(told(after).slice(0, 2)).toEqual(['end 1', 'merge xero 1 into 2'])
})

test('a person who joins or leaves an organisation keeps their link, and so does one whose type is turned', () => {
  const contacts = [tiedContact(1, 'Jane Citizen'), tiedContact(2, 'Acme')]
  const links = [link(1, 1), link(2, 2)]
  const jane = tied(1, 'Jane Citizen', 1, { type: 'person', firstName: 'Jane', lastName: 'Citizen' })
  const acme = tied(2, 'Acme')
  const joined = { ...jane, organisation: { id: acme.id, name: 'Acme' } }
  const turned = { ...jane, type: 'organisation' as const, firstName: null, lastName: null }
  for (const each of [jane, joined, turned]) {
    const made = planned({ parties: [each, acme], contacts, links, rules: { gate: 'whole' } })
    expect(made.linkChanges).toEqual([])
    expect(made.links).toEqual([])
    for (const operation of made.operations) {
      if (operation.kind !== 'xero.contact.update') throw new Error(operation.kind)
      for (const change of operation.changes) expect(change.before).toBeNull()
    }
  }
})

// Archived contacts

test('an archived contact is not written, and its link resumes when it is restored', () => {
  const given = {
    parties: [tied(1, 'Acme Two')],
    links: [link(1, 1)],
    base: { values: values(1, { name: { capsule: 'Acme', xero: 'Acme' } }) },
    rules: { gate: 'whole' as const },
  }
  const archived = planned({ ...given, contacts: [tiedContact(1, 'Acme', { status: 'ARCHIVED' })] })
  expect(told(archived)).toEqual([])
  expect(archived.differing.find((each) => each.field === 'name')?.why).toBe(
    'Changed in Capsule; the contact is archived in Xero and cannot be edited there.',
  )
  expect(told(planned({ ...given, contacts: [tiedContact(1, 'Acme')] }))).toEqual(['xero.contact.update'])
})

test('what an erased contact holds is copied nowhere', () => {
  const made = planned({
    parties: [tied(1, 'Acme')],
    contacts: [tiedContact(1, 'x', { status: 'GDPRREQUEST' })],
    links: [link(1, 1)],
    base: { values: values(1, { name: { capsule: 'Acme', xero: 'Acme' } }) },
    rules: { fields: { ...live.fields, name: { ...live.fields.name, direction: 'both' } } },
  })
  expect([made.operations, made.settled, made.differing]).toEqual([[], [], []])
})

// Excluded records

test('what is excluded is neither matched, created, written nor compared', () => {
  const excluded = { parties: new Set([capsulePartyId(1)]), contacts: new Set([contactIdOf(2)]) }
  const parties = [party({ id: 1, name: 'Acme' }), party({ id: 2, name: 'Zebra' })]
  const contacts = [contact(1, 'Acme'), contact(2, 'Zebra')]
  const rules = { createContacts: 'all', nameOnly: 'group', createParties: 'none' } as const
  const unlinked = planned({ parties, contacts, base: { excluded }, rules })
  expect(told(unlinked)).toEqual([])
  expect(unlinked.skipped).toEqual([
    { contactId: contactIdOf(1), reason: 'rule' },
    { contactId: contactIdOf(2), reason: 'excluded' },
  ])
  const linked = planned({ parties, contacts, links: [link(1, 1), link(2, 2)], base: { excluded }, rules })
  expect([told(linked), linked.settled]).toEqual([[], []])
})

test('an excluded person stays among the people of the organisation, which stays in step', () => {
  const jane = party({
    id: 3,
    name: 'Jane Citizen',
    worksFor: { id: 1, name: 'Acme' },
    emails: ['j@a.example'],
  })
  const given = {
    parties: [tied(1, 'Acme'), jane],
    contacts: [tiedContact(1, 'Acme', { firstName: 'Jane', lastName: 'Citizen' })],
    links: [link(1, 1)],
  }
  const excluded = { parties: new Set([jane.id]), contacts: new Set<XeroContact['id']>() }
  const out = planned({ ...given, base: { excluded } })
  expect(out.settled).toContainEqual(expect.objectContaining({ field: 'primary_person', because: 'equal' }))
  expect(out).toEqual(planned(given))
  const focus = { parties: new Set([jane.id]), contacts: new Set<XeroContact['id']>() }
  const small = planned({ ...given, base: { excluded }, rules: { focus } })
  expect(small.settled).toEqual(out.settled)
})

// Small passes

test('an employer’s contact follows a person of both in the plan after the one that writes the person', () => {
  const both = { direction: 'both', policy: 'newest', blank: false, approve: false } as const
  const people = (first: string, last: string) => [
    tied(1, 'Acme'),
    tied(2, `${first} ${last}`, 2, {
      type: 'person',
      firstName: first,
      lastName: last,
      organisation: { id: capsulePartyId(1), name: 'Acme' },
    }),
  ]
  const settledName = { capsule: '["Jo","Doe"]', xero: '["Jo","Doe"]' }
  const given = (first: string, last: string, ofEmployer: Partial<XeroContact>): Given => ({
    parties: people(first, last),
    contacts: [
      tiedContact(1, 'Acme', ofEmployer),
      tiedContact(2, 'Jo Doe', { firstName: 'Jane', lastName: 'Doe' }),
    ],
    links: [link(1, 1), link(2, 2)],
    base: { values: values(2, { primary_person: settledName }) },
    rules: { fields: { ...live.fields, primary_person: both } },
  })
  const personIn = (made: Plan) =>
    made.operations.flatMap((each) => {
      if (each.kind !== 'capsule.party.update' && each.kind !== 'xero.contact.update') return []
      const change = each.changes.find(({ field }) => field === 'primary_person')
      return change ? [`${each.kind} ${short(each.contactId)} ${change.after}`] : []
    })
  const before = planned(given('Jo', 'Doe', {}))
  expect(personIn(before)).toEqual([
    'xero.contact.update 1 ["Jo","Doe"]',
    'capsule.party.update 2 ["Jane","Doe"]',
  ])
  const after = given('Jane', 'Doe', { firstName: 'Jo', lastName: 'Doe' })
  const settled = new Map([
    ...values(1, { primary_person: settledName }),
    ...values(2, { primary_person: { capsule: '["Jane","Doe"]', xero: '["Jane","Doe"]' } }),
  ])
  expect(personIn(planned({ ...after, base: { values: settled } }))).toEqual([
    'xero.contact.update 1 ["Jane","Doe"]',
  ])
})

test('a small pass plans only links that touch its records, the people of an organisation among them', () => {
  const acme = tied(1, 'Acme Two')
  const jane = party({ id: 3, name: 'Jane Citizen', worksFor: { id: 1, name: 'Acme Two' } })
  const given = {
    parties: [acme, tied(2, 'Zebra Two'), jane],
    contacts: [tiedContact(1, 'Acme'), tiedContact(2, 'Zebra')],
    links: [link(1, 1), link(2, 2)],
    base: {
      values: new Map([
        ...values(1, { name: { capsule: 'Acme', xero: 'Acme' } }),
        ...values(2, { name: { capsule: 'Zebra', xero: 'Zebra' } }),
      ]),
    },
  }
  const written = (parties: readonly number[], contacts: readonly number[]) => {
    const focus = {
      parties: new Set(parties.map(capsulePartyId)),
      contacts: new Set(contacts.map(contactIdOf)),
    }
    const made = planned({ ...given, rules: { gate: 'whole', focus } })
    return made.operations.flatMap((each) => ('contactId' in each ? [short(each.contactId)] : []))
  }
  expect(written([], [])).toEqual([])
  expect(written([2], [])).toEqual(['2'])
  expect(written([], [1])).toEqual(['1'])
  expect(written([3], [])).toEqual(['1'])
})

test('a small pass about a deleted party hands its contact on to the party whose contact was merged into it', () => {
  const given: Given = {
    parties: [tied(2, 'Zebra')],
    contacts: [
      tiedContact(1, 'Acme'),
      tiedContact(2, 'Zebra', { status: 'ARCHIVED', mergedToContactId: contactIdOf(1) }),
    ],
    links: [link(1, 1), link(2, 2)],
    absent: [[1, 'deleted']],
  }
  const focus = { parties: new Set([capsulePartyId(1)]), contacts: new Set<XeroContact['id']>() }
  const whole = planned(given)
  expect(whole.linkChanges.map((each) => each.kind)).toEqual(['end', 'repoint'])
  expect(planned({ ...given, rules: { focus } }).linkChanges).toEqual(whole.linkChanges)
})
