import type { XeroContact } from '#core/model/contact.ts'
import { capsuleFieldId, capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import type { CapsulePartySeed, XeroContactSeed } from '#sandbox/seed.ts'
import { abn } from '#sandbox/seeds/numbers.ts'
import { scaleSeed } from '#sandbox/seeds/scale.ts'

export interface Books {
  readonly parties: CapsuleParty[]
  readonly contacts: XeroContact[]
}

const then = '2026-03-01T00:00:00.000Z'
const abnField = capsuleFieldId(73)

/** The books of the sandbox's scale seed, without its documents. */
export function scaleBooks(records: number): Books {
  const { capsule, xero } = scaleSeed(records, seededChance(1))
  const idOf = new Map(capsule.parties.map((party, i) => [party.key, i + 1]))
  return {
    parties: capsule.parties.map((seed, i) => seededParty(seed, i + 1)),
    contacts: xero.contacts.map((seed, i) => seededContact(seed, i + 1, idOf)),
  }
}

function seededParty(seed: CapsulePartySeed, id: number): CapsuleParty {
  const number = seed.fields?.ABN
  return party(id, {
    name: seed.name ?? '',
    email: seed.emails?.[0]?.address ?? null,
    phone: null,
    abn: typeof number === 'string' ? number : null,
  })
}

function seededContact(seed: XeroContactSeed, id: number, idOf: ReadonlyMap<string, number>): XeroContact {
  const reference = seed.contactNumber
  return contact(id, {
    name: seed.name,
    email: seed.email ?? null,
    phone: null,
    abn: seed.taxNumber ?? null,
    contactNumber: typeof reference === 'object' ? String(idOf.get(reference.party)) : (reference ?? null),
  })
}

const firstWords = list(
  'Acme Blue Coast Delta East Falcon Green Harbour Iron Jade Kestrel Lake Metro North Oak Park',
)
const secondWords = list(
  'Bakery Building Cleaning Design Electrical Foods Garage Homes Interiors Joinery Kitchens Legal',
)
const thirdWords = list(
  'Sydney Melbourne Perth Hobart Geelong Cairns Darwin Dubbo Taree Kiama Group Services Partners',
)
const firstNames = list(
  'Jane John Mary Peter Susan David Karen Paul Linda Mark Anna Tom Sarah James Emma Luke',
)
const lastNames = list(
  'Smith Jones Nguyen Brown Wilson Taylor Singh White Martin Lee Walker Hall Young King Wright',
)

function list(text: string): readonly string[] {
  return text.split(' ')
}

/**
 * Books in which everything collides: 256 names for a third of the records and 12,500 for the others, made of few
 * different words, every telephone number shared by eleven on each side, domains shared by four, mailboxes by some,
 * numbers often absent, and every sixth record a person who works for another one.
 */
export function hardBooks(records: number): Books {
  const chance = seededChance(7)
  const draw = (i: number) => {
    const isPerson = i % 3 === 2
    const name = isPerson
      ? `${chance.pick(firstNames)} ${chance.pick(lastNames)}`
      : `${chance.pick(firstWords)} ${chance.pick(secondWords)} ${chance.pick(thirdWords)} ${chance.int(1, 5)}`
    const domain = chance.int(1, 3) === 1 ? 'gmail.com' : `firm${Math.floor(i / 4)}.com.au`
    const box = chance.int(1, 4) === 1 ? 'info' : `box${i}`
    return {
      isPerson,
      name,
      email: chance.int(1, 10) <= 7 ? `${box}@${domain}` : null,
      phone: `+61 3 5${String(10_000_000 + Math.floor(i / 11)).slice(1)}`,
      abn: chance.int(1, 10) <= 3 ? abn(i) : null,
    }
  }
  const parties: CapsuleParty[] = []
  const contacts: XeroContact[] = []
  for (let i = 0; i < records; i++) {
    const drawn = draw(i)
    const employer = drawn.isPerson && i % 2 === 0 ? Math.max(1, i - 1) : null
    parties.push(party(i + 1, drawn, drawn.isPerson ? employer : undefined))
    const slip = chance.int(1, 10)
    contacts.push(
      contact(i + 1, {
        ...drawn,
        name: slip === 1 ? drawn.name.replace('a', '') : slip === 2 ? `${drawn.name} Pty Ltd` : drawn.name,
        email: slip === 3 ? null : drawn.email,
        abn: slip <= 5 ? null : drawn.abn,
        contactNumber: slip === 10 ? String(i + 1) : null,
      }),
    )
  }
  return { parties, contacts }
}

interface Told {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly abn: string | null
}

/** `employer` is left out for organisations and null for people who work for nobody. */
function party(id: number, told: Told, employer?: number | null): CapsuleParty {
  const isPerson = employer !== undefined
  const [first = '', ...last] = told.name.split(' ')
  return {
    id: capsulePartyId(id),
    type: isPerson ? 'person' : 'organisation',
    name: told.name,
    firstName: isPerson ? first : null,
    lastName: isPerson ? last.join(' ') : null,
    jobTitle: null,
    organisation: employer ? { id: capsulePartyId(employer), name: '' } : null,
    emails: told.email === null ? [] : [{ id, type: 'Work', address: told.email }],
    phones: told.phone === null ? [] : [{ id, type: 'Work', number: told.phone }],
    addresses: [
      {
        id,
        type: 'Office',
        street: `${id % 400} Station Street`,
        city: 'Coburg',
        state: 'VIC',
        zip: '3058',
        country: 'Australia',
      },
    ],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: told.abn === null ? [] : [{ id, definitionId: abnField, name: 'ABN', value: told.abn }],
    createdAt: then,
    updatedAt: then,
  }
}

function contact(id: number, told: Told & { readonly contactNumber: string | null }): XeroContact {
  return {
    id: xeroContactId(`${id.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`),
    status: 'ACTIVE',
    name: told.name,
    firstName: null,
    lastName: null,
    email: told.email,
    contactNumber: told.contactNumber,
    accountNumber: null,
    companyNumber: null,
    taxNumber: told.abn,
    contactPersons: [],
    addresses: [
      {
        type: 'STREET',
        lines: [`${id % 400} Station Street`],
        city: 'Coburg',
        region: 'VIC',
        postalCode: '3058',
        country: 'Australia',
        attentionTo: null,
      },
    ],
    phones:
      told.phone === null ? [] : [{ type: 'DEFAULT', countryCode: null, areaCode: null, number: told.phone }],
    website: null,
    defaultCurrency: null,
    isCustomer: true,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: then,
  }
}
