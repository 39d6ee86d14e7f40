import type { Chance } from './kernel/chance.ts'
import type { CapsulePartySeed, Seed, XeroContactSeed } from './seed.ts'

/** One customer as both services have it: what a perturbation starts from. */
interface Pair {
  readonly party: CapsulePartySeed
  readonly contact: XeroContactSeed
}

/** What both services have of the customer afterwards; further records make duplicates. */
interface Spoilt {
  readonly parties: readonly CapsulePartySeed[]
  readonly contacts: readonly XeroContactSeed[]
}

type Perturbation = (pair: Pair, chance: Chance, other: Pair) => Spoilt

const one = (party: CapsulePartySeed, contact: XeroContactSeed): Spoilt => ({
  parties: [party],
  contacts: [contact],
})
const nameOf = (pair: Pair) => pair.party.name ?? pair.contact.name
const renamed = (pair: Pair, name: string) => one(pair.party, { ...pair.contact, name })
const twin = <T extends { readonly key: string }>(record: T, mark: string): T => ({
  ...record,
  key: `${record.key}-${mark}`,
})
const swapped = (text: string, at: number) =>
  text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
const mail = (address: string) => [{ type: 'Work', address }]
const without = ({
  taxNumber: _,
  email: __,
  contactNumber: ___,
  ...contact
}: XeroContactSeed): XeroContactSeed => contact
const person = (pair: Pair, mark: string): CapsulePartySeed => ({
  key: `${pair.party.key}-${mark}`,
  type: 'person',
  firstName: 'Robin',
  lastName: 'Vale',
  organisation: pair.party.key,
  emails: mail(`${pair.party.key}@perturbed.example`),
})

/** Every way in which two books of the same customers disagree that matching and merging must survive. */
const perturbations = {
  'same on both sides': ({ party, contact }) => one(party, contact),
  'other case': (pair) => renamed(pair, nameOf(pair).toUpperCase()),
  'legal suffix': (pair, chance) =>
    renamed(pair, `${nameOf(pair)} ${chance.pick(['Pty Ltd', 'Ltd', 'Limited', 'P/L'])}`),
  'and for ampersand': (pair) =>
    one(
      { ...pair.party, name: `${nameOf(pair)} & Sons` },
      { ...pair.contact, name: `${nameOf(pair)} and Sons` },
    ),
  punctuation: (pair) => renamed(pair, `${nameOf(pair).replaceAll(' ', '-')}.`),
  'accents on one side': (pair) =>
    one({ ...pair.party, name: `Café ${nameOf(pair)}` }, { ...pair.contact, name: `Cafe ${nameOf(pair)}` }),
  'decomposed accents': (pair) =>
    one(
      { ...pair.party, name: `Café ${nameOf(pair)}` },
      { ...pair.contact, name: `Café ${nameOf(pair)}`.normalize('NFD') },
    ),
  'typing slip': (pair, chance) =>
    renamed(pair, swapped(nameOf(pair), chance.int(1, Math.max(1, nameOf(pair).length - 3)))),
  'trading name': (pair) => renamed(pair, `Trading Company ${pair.contact.key}`),
  'name of another customer': (pair, _, other) => one({ ...pair.party, name: nameOf(other) }, pair.contact),
  'our reference': (pair) =>
    renamed(
      { ...pair, contact: { ...without(pair.contact), contactNumber: { party: pair.party.key } } },
      'Referenced only',
    ),
  'reference of another app': (pair) =>
    one(pair.party, { ...pair.contact, contactNumber: `APP-${pair.contact.key}` }),
  'reference to another party': (pair, _, other) =>
    one(pair.party, { ...pair.contact, contactNumber: { party: other.party.key } }),
  'same mailbox on both': (pair) =>
    one(
      { ...pair.party, emails: mail(`${pair.party.key}@perturbed.example`) },
      { ...pair.contact, email: `${pair.party.key.toUpperCase()}@perturbed.example` },
    ),
  'other mailbox of the domain': (pair) =>
    one(
      { ...pair.party, emails: mail(`hello@${pair.party.key}.example`) },
      { ...pair.contact, email: `accounts@${pair.party.key}.example` },
    ),
  'free mailbox shared by strangers': (pair) =>
    one(
      { ...pair.party, emails: mail('kitchens@gmail.com') },
      { ...pair.contact, name: `Stranger ${pair.contact.key}`, email: 'other.kitchens@gmail.com' },
    ),
  'mailbox of two customers': (pair) => ({
    parties: [
      { ...pair.party, emails: mail(`${pair.party.key}@perturbed.example`) },
      {
        ...twin(pair.party, 'shared'),
        name: `Shared ${nameOf(pair)}`,
        emails: mail(`${pair.party.key}@perturbed.example`),
      },
    ],
    contacts: [{ ...pair.contact, email: `${pair.party.key}@perturbed.example` }],
  }),
  'customer twice in Capsule': (pair) => ({
    parties: [pair.party, twin(pair.party, 'again')],
    contacts: [pair.contact],
  }),
  'customer twice in Xero': (pair) => ({
    parties: [pair.party],
    contacts: [pair.contact, { ...twin(without(pair.contact), 'again'), name: `${pair.contact.name} (2)` }],
  }),
  'merged in Xero': (pair) => ({
    parties: [pair.party],
    contacts: [
      pair.contact,
      {
        ...twin(without(pair.contact), 'merged'),
        name: `${pair.contact.name} old`,
        mergedInto: pair.contact.key,
      },
    ],
  }),
  'archived in Xero': (pair) => one(pair.party, { ...pair.contact, archived: true }),
  'archived namesake': (pair) => ({
    parties: [pair.party],
    contacts: [pair.contact, { ...twin(without(pair.contact), 'archived'), archived: true }],
  }),
  'only in Capsule': (pair) => ({ parties: [pair.party], contacts: [] }),
  'only in Xero': (pair) => ({ parties: [], contacts: [pair.contact] }),
  'person for an organisation': (pair) => ({
    parties: [pair.party, person(pair, 'owner')],
    contacts: [
      {
        ...pair.contact,
        name: 'Robin Vale',
        firstName: 'Robin',
        lastName: 'Vale',
        email: `${pair.party.key}@perturbed.example`,
      },
    ],
  }),
  'people on both sides': (pair) => ({
    parties: [pair.party, person(pair, 'buyer')],
    contacts: [
      {
        ...pair.contact,
        contactPersons: [
          { firstName: 'Robin', lastName: 'Vale', email: `${pair.party.key}@perturbed.example` },
          { firstName: 'Kim', lastName: 'Only-Xero' },
        ],
      },
    ],
  }),
  'other address': (pair) =>
    one(pair.party, {
      ...pair.contact,
      addresses: [
        {
          type: 'STREET',
          line1: '1 Moved Lane',
          city: 'Geelong',
          region: 'VIC',
          postalCode: '3220',
          country: 'Australia',
        },
      ],
    }),
  'country by another name': (pair) =>
    one(
      { ...pair.party, addresses: [{ type: 'Office', city: 'London', country: 'United Kingdom' }] },
      { ...pair.contact, addresses: [{ type: 'STREET', city: 'London', country: 'UK' }] },
    ),
  'phone written otherwise': (pair) =>
    one(
      { ...pair.party, phones: [{ type: 'Work', number: '(03) 5550 0199' }] },
      {
        ...pair.contact,
        phones: [{ type: 'DEFAULT', countryCode: '61', areaCode: '3', number: '55500199' }],
      },
    ),
  'name at the length limit': (pair) =>
    one({ ...pair.party, name: `${nameOf(pair)} ${'x'.repeat(250)}`.slice(0, 255) }, pair.contact),
  'name Xero does not take': (pair) => ({
    parties: [{ ...pair.party, name: `<${nameOf(pair)}>  Pty` }],
    contacts: [],
  }),
  'address Xero does not take': (pair) =>
    one({ ...pair.party, emails: mail(`büro@${pair.party.key}.example`) }, without(pair.contact)),
  'other alphabet': (pair) =>
    one(
      { ...pair.party, name: `厨房 ${pair.party.key}` },
      { ...pair.contact, name: `厨房 ${pair.party.key}` },
    ),
} satisfies Record<string, Perturbation>

export type TrapKind = keyof typeof perturbations

/** One trap that was laid: which records, by their seed keys, stand for the one customer it began with. */
export interface LaidTrap {
  readonly kind: TrapKind
  readonly parties: readonly string[]
  readonly contacts: readonly string[]
}

export const trapKinds: readonly TrapKind[] = Object.keys(perturbations).filter(
  (kind): kind is TrapKind => kind in perturbations,
)

/**
 * Two books of the same customers out of one world, with every trap in them at least once.
 *
 * Customers come in pairs, the nth organisation with the nth live contact, whatever they were called: the contact
 * takes the party's name first. With fewer customers than kinds, not every kind is laid. What hangs on customers
 * beside their people and invoices is left out.
 */
export function perturb(
  seed: Seed,
  chance: Chance,
): { readonly seed: Seed; readonly traps: readonly LaidTrap[] } {
  const organisations = seed.capsule.parties.filter((party) => party.type === 'organisation')
  const live = seed.xero.contacts.filter((contact) => !contact.archived && !contact.mergedInto)
  const count = Math.min(organisations.length, live.length)
  const pairs = organisations.slice(0, count).flatMap((party, nth): Pair[] => {
    const contact = live[nth]
    if (!contact) return []
    // Names differ from each other, so that what a trap makes alike is alike for its own reason.
    const name = `${party.name ?? party.key} ${nth + 1}`
    return [{ party: { ...party, name }, contact: { ...without(contact), name } }]
  })
  const traps: LaidTrap[] = []
  const parties: CapsulePartySeed[] = []
  const contacts: XeroContactSeed[] = []
  const offset = chance.int(0, trapKinds.length - 1)
  pairs.forEach((pair, nth) => {
    const turn = trapKinds[(nth + offset) % trapKinds.length] ?? 'same on both sides'
    const kind = nth < trapKinds.length ? turn : chance.pick(trapKinds)
    const spoilt = perturbations[kind](pair, chance, pairs[(nth + 1) % pairs.length] ?? pair)
    traps.push({
      kind,
      parties: spoilt.parties.map(({ key }) => key),
      contacts: spoilt.contacts.map(({ key }) => key),
    })
    parties.push(...spoilt.parties)
    contacts.push(...spoilt.contacts)
  })
  const keptParties = new Set(parties.map(({ key }) => key))
  const keptContacts = new Set(contacts.map(({ key }) => key))
  const people = seed.capsule.parties.filter(
    ({ type, organisation }) =>
      type === 'person' && (organisation === undefined || keptParties.has(organisation)),
  )
  const { site, users, teams, fieldDefinitions } = seed.capsule
  const invoices = seed.xero.invoices.filter((invoice) => keptContacts.has(invoice.contact))
  const capsule = { site, users, teams, fieldDefinitions, parties: [...parties, ...people] }
  const xero = { organisation: seed.xero.organisation, users: seed.xero.users, contacts, invoices }
  return { seed: { capsule, xero }, traps }
}
