import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { XeroContact } from '../model/contact.ts'
import { linkId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { contactKeys, partyKeys } from './keys.ts'
import {
  type ContactSketch,
  contactIdAt,
  contactOf,
  type PartySketch,
  partyIdAt,
  partyOf,
} from './labelled/sketch.ts'
import { match } from './match.ts'
import { indexWorld } from './world.ts'

/** Few values, so that names, mailboxes, telephones, domains and numbers collide in every way. */
const names = [
  'Acme Foods',
  'Acme Foods Pty Ltd',
  'Acme Fods',
  'Foods Acme',
  'Acme Foods Perth',
  'Acme Group',
  'Acme',
  'Jane Citizen',
  'Citizen, Jane',
  'J Citizen',
  'John & Jane Citizen',
  'Zebra Signs',
  'Jane Citizen t/a Zebra Signs',
]
const emails = ['ap@acme.com.au', 'info@acme.com.au', 'jane@gmail.com', 'x@zebra.com.au', 'none@none.com']
const shared = {
  name: fc.constantFrom(...names),
  email: fc.constantFrom(...emails),
  phone: fc.constantFrom('03 9555 0101', '03 9555 0102', '03 9555 0103'),
  tax: fc.constantFrom('65990001002', '35990001379', '65990001003', '', 'none'),
  site: fc.constantFrom('acme.com.au', 'zebra.com.au'),
  place: fc.constantFrom('Perth WA 6000', 'Hobart TAS 7000'),
}
const sizeMax = 8
const row = fc.nat({ max: sizeMax - 1 })

interface Drawn {
  readonly parties: readonly CapsuleParty[]
  readonly contacts: readonly XeroContact[]
  readonly base: {
    readonly links: readonly Link[]
    readonly rejected: readonly {
      readonly partyId: CapsuleParty['id']
      readonly contactId: XeroContact['id']
    }[]
  }
}

// Rows beyond the drawn ones leave the record without employer or reference, as often as not.
const farRow = fc.nat({ max: 2 * sizeMax })
const partySketches: fc.Arbitrary<PartySketch[]> = fc.array(
  fc.record(
    { ...shared, kind: fc.constant('person' as const), at: farRow, reference: farRow },
    { requiredKeys: ['name'] },
  ),
  { maxLength: sizeMax },
)
const contactSketches: fc.Arbitrary<ContactSketch[]> = fc.array(
  fc.record(
    {
      ...shared,
      person: fc.constant(['Jane', 'Citizen'] as const),
      others: fc.constantFrom(['jane@gmail.com'], ['info@acme.com.au']),
      number: farRow,
    },
    { requiredKeys: ['name'] },
  ),
  { maxLength: sizeMax },
)
const pairs = fc.array(fc.tuple(row, row), { maxLength: 4 })

const worlds: fc.Arbitrary<Drawn> = fc
  .record({
    ours: partySketches,
    theirs: contactSketches,
    linked: fc.option(fc.tuple(row, row)),
    rejected: pairs,
  })
  .map(({ ours, theirs, linked, rejected }) => {
    const isDrawn = ([party, contact]: readonly [number, number]) =>
      party < ours.length && contact < theirs.length
    return {
      parties: ours.map(partyOf),
      contacts: theirs.map(contactOf),
      base: {
        links:
          linked && isDrawn(linked)
            ? [
                {
                  id: linkId(contactIdAt(linked[1])),
                  partyId: partyIdAt(linked[0]),
                  contactId: contactIdAt(linked[1]),
                  state: 'active' as const,
                },
              ]
            : [],
        rejected: rejected
          .filter(isDrawn)
          .map(([party, contact]) => ({ partyId: partyIdAt(party), contactId: contactIdAt(contact) })),
      },
    }
  })
const nameOnly = fc.constantFrom('group' as const, 'review' as const)

const run = ({ parties, contacts, base }: Drawn, rule: 'group' | 'review') =>
  match(indexWorld({ parties, contactIdField: null }, { contacts }, base), 'all', rule)

const settings = { numRuns: 1_000 }

test('no record gets two counterparts', () => {
  fc.assert(
    fc.property(worlds, nameOnly, (world, rule) => {
      const links = [...world.base.links, ...run(world, rule).links]
      expect(new Set(links.map((each) => each.partyId)).size).toBe(links.length)
      expect(new Set(links.map((each) => each.contactId)).size).toBe(links.length)
    }),
    settings,
  )
})

test('a contact is linked or asked about, never both, and a linked one is left alone', () => {
  fc.assert(
    fc.property(worlds, nameOnly, (world, rule) => {
      const { links, doubts } = run(world, rule)
      const heard = [
        ...world.base.links.map((each) => each.contactId),
        ...links.map((each) => each.contactId),
        ...doubts.map((each) => each.review.subject.contactId),
      ]
      expect(new Set(heard).size).toBe(heard.length)
    }),
    settings,
  )
})

test('a pair decided to be different is neither linked nor offered again', () => {
  fc.assert(
    fc.property(worlds, nameOnly, (world, rule) => {
      const { links, doubts } = run(world, rule)
      const rejected = new Set(world.base.rejected.map((each) => `${each.partyId} ${each.contactId}`))
      const shown = [
        ...links.map((each) => `${each.partyId} ${each.contactId}`),
        ...doubts.flatMap(({ review }) =>
          review.candidates.map((each) => `${each.partyId} ${review.subject.contactId}`),
        ),
      ]
      expect(shown.filter((pair) => rejected.has(pair))).toEqual([])
    }),
    settings,
  )
})

test('the order of the records is irrelevant', () => {
  fc.assert(
    fc.property(worlds, nameOnly, fc.infiniteStream(fc.nat()), (world, rule, chance) => {
      const shuffled = <Row>(rows: readonly Row[]): Row[] => {
        const keyed = rows.map((each): [number, Row] => [chance.next().value, each])
        return keyed.sort(([a], [b]) => a - b).map(([, each]) => each)
      }
      const turned = {
        parties: shuffled(world.parties),
        contacts: shuffled(world.contacts),
        base: { links: shuffled(world.base.links), rejected: shuffled(world.base.rejected) },
      }
      expect(run(turned, rule)).toEqual(run(world, rule))
    }),
    settings,
  )
})

test('whoever is linked or asked about shares a key, so that a small pass sees them', () => {
  fc.assert(
    fc.property(worlds, nameOnly, (world, rule) => {
      const { links, doubts } = run(world, rule)
      const keysOf = new Map(world.contacts.map((each) => [each.id, keysAsText(contactKeys(each))]))
      const partyOfId = new Map(world.parties.map((each) => [each.id, each]))
      const near = (party: CapsuleParty): string[] => {
        const related = world.parties.filter((each) => each.organisation?.id === party.id)
        return [party, ...related].flatMap((each) => keysAsText(partyKeys(each)))
      }
      const found = [
        ...links.map((each) => [each.partyId, each.contactId] as const),
        ...doubts.flatMap(({ review }) =>
          review.candidates.map((each) => [each.partyId, review.subject.contactId] as const),
        ),
      ]
      for (const [partyId, contactId] of found) {
        const party = partyId === null ? undefined : partyOfId.get(partyId)
        const theirs = new Set(keysOf.get(contactId))
        expect(party && near(party).some((key) => theirs.has(key))).toBe(true)
      }
    }),
    settings,
  )
})

const keysAsText = (keys: ReturnType<typeof partyKeys>) => keys.map((key) => `${key.kind} ${key.value}`)

test('what is linked stays linked when strangers are added', () => {
  const stranger: PartySketch = { name: 'Quimby Taxidermy', email: 'q@quimby.com.au', phone: '02 5550 9999' }
  fc.assert(
    fc.property(worlds, nameOnly, (world, rule) => {
      const more = { ...world, parties: [...world.parties, partyOf(stranger, 90, [])] }
      expect(run(more, rule)).toEqual(run(world, rule))
    }),
    settings,
  )
})
