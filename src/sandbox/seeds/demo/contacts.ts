import type { XeroContactSeed } from '../../seed.ts'
import { abn, acn } from '../numbers.ts'
import { firms } from './firms.ts'
import { mailbox, personName, staff } from './names.ts'
import { serialOf } from './parties.ts'
import { people, strangers } from './people.ts'
import { landline } from './phones.ts'
import { place } from './places.ts'

/** Bookkeepers spell countries as they like; Capsule's dictionary takes only some of these. */
const spelled: Readonly<Record<string, readonly string[]>> = {
  Australia: ['Australia', 'AUSTRALIA', ''],
  'New Zealand': ['New Zealand', 'NZ'],
  'United Kingdom': ['UK'],
  'United States': ['USA'],
}

function addresses(text: string, at: number): Pick<XeroContactSeed, 'addresses'> {
  const where = place(text)
  if (!where) return {}
  const spellings = spelled[where.country] ?? ['']
  const country = spellings[at % spellings.length]
  return {
    addresses: [
      {
        type: at % 3 === 0 ? 'POBOX' : 'STREET',
        line1: where.street,
        city: where.city,
        ...(where.state ? { region: where.state } : {}),
        postalCode: where.zip,
        ...(country ? { country } : {}),
      },
    ],
  }
}

function phones(text: string, at: number): Pick<XeroContactSeed, 'phones'> {
  const line = landline(place(text), serialOf(at) % 9_000)
  if (!line) return {}
  if (line.countryCode !== '61' || at % 3 === 0) return { phones: [{ type: 'DEFAULT', ...line }] }
  if (at % 3 === 1)
    return { phones: [{ type: 'DEFAULT', areaCode: `0${line.areaCode}`, number: line.number }] }
  return { phones: [{ type: 'DEFAULT', number: `0${line.areaCode} ${line.number}` }] }
}

type Firm = (typeof firms)[number]

function emailOf(firm: Firm): string | undefined {
  if (firm.domain === '-') return undefined
  if (firm.key === 'tiling' || firm.key === 'goldleaf') return 'accounts@ledgerhand.example'
  const first = staff(firm.people)[0]?.name ?? ''
  return `${firm.by === 'employee' ? mailbox(first) : 'accounts'}@${firm.domain}.example`
}

/** The firm's own accounts people as ContactPersons; the first of its people is Xero's primary person. */
function firmContact(firm: Firm, at: number): XeroContactSeed {
  const name = firm.xero === '=' ? firm.capsule : firm.xero
  const [primary, ...others] = staff(firm.people)
  const email = emailOf(firm)
  const registered = firm.by === 'tax' || (firm.by !== 'name' && at % 2 === 0)
  const australian = place(firm.place)?.country === 'Australia'
  return {
    key: firm.key,
    name,
    ...(primary && firm.by !== 'name' ? personName(primary.name) : {}),
    ...(email ? { email } : {}),
    ...(others.length > 0
      ? {
          contactPersons: others.map((other) => ({
            ...personName(other.name),
            email: `${mailbox(other.name)}@${firm.domain}.example`,
          })),
        }
      : {}),
    ...(registered && australian ? { taxNumber: abn(serialOf(at)) } : {}),
    ...(registered && australian && /pty|ltd/i.test(name) && at % 4 === 0
      ? { companyNumber: acn(serialOf(at)) }
      : {}),
    ...(at % 3 === 0 ? { accountNumber: `${firm.tag === 'Supplier' ? 'S' : 'C'}${1000 + at * 3}` } : {}),
    ...(firm.by === 'reference' ? { contactNumber: { party: firm.key } } : {}),
    ...(firm.by === 'name' ? {} : phones(firm.place, at)),
    ...addresses(firm.place, at),
    ...(firm.domain !== '-' && at % 4 === 0 ? { website: `https://www.${firm.domain}.example` } : {}),
    ...currencyOf(firm.deals),
    createdDaysAgo: 900 - at * 3,
  }
}

const currencyOf = (text: string): Pick<XeroContactSeed, 'defaultCurrency'> => {
  const foreign = /^(nzd|gbp|usd)-/.exec(text)?.[1]
  return foreign ? { defaultCurrency: foreign.toUpperCase() } : {}
}

const personContacts = (): XeroContactSeed[] =>
  people.map((person, at) => ({
    key: person.key,
    name: person.xero === '=' ? person.capsule : person.xero,
    ...personName(person.capsule),
    ...(person.email === '-' ? {} : { email: person.email }),
    ...(person.by === 'reference' ? { contactNumber: { party: person.key } } : {}),
    ...addresses(person.place, at),
    createdDaysAgo: 860 - at * 10,
  }))

const strangerContacts = (): XeroContactSeed[] =>
  strangers.map((stranger, at) => ({
    key: stranger.key,
    name: stranger.name,
    ...(stranger.person === '-' ? {} : personName(stranger.person)),
    email: stranger.email,
    ...(stranger.people === '-'
      ? {}
      : {
          contactPersons: stranger.people.split('; ').map((each) => {
            const [email = '', ...reversed] = each.split(' ').reverse()
            return { ...personName(reversed.reverse().join(' ')), email }
          }),
        }),
    ...(/pty|trust|insurance/i.test(stranger.name) ? { taxNumber: abn(5_000 + at) } : {}),
    ...(stranger.place === '-' ? {} : phones(stranger.place, 400 + at)),
    ...addresses(stranger.place, at),
    ...currencyOf(stranger.deals),
    createdDaysAgo: 880 - at * 5,
  }))

export const demoContacts = (): XeroContactSeed[] => [
  ...firms.map(firmContact),
  ...personContacts(),
  ...strangerContacts(),
]
