import type { Seed } from '#sandbox/seed.ts'
import { smallSeed } from './small-seed.ts'

/** Amounts of one cent more each, so that none of them can stand in an answer by accident. */
const invoice = (
  contact: string,
  number: string,
  unitAmount: number,
  type: 'ACCREC' | 'ACCPAY' = 'ACCREC',
) => ({
  contact,
  type,
  status: 'AUTHORISED' as const,
  number,
  daysAgo: 40,
  termDays: 14,
  lines: [{ description: `Work of ${number}`, quantity: 1, unitAmount, taxRate: 0 as const }],
})

type Customer = { readonly key: string; readonly name: string; readonly unit: number } & (
  | { readonly owner: string; readonly team?: string }
  | { readonly owner?: undefined; readonly team?: string }
)

/** Customers of every kind of ownership; each has one invoice. */
const customers: readonly Customer[] = [
  { key: 'everyones', name: 'Aardvark Everyones', unit: 1111.11 },
  { key: 'ours', name: 'Bandicoot Service', unit: 2222.22, owner: 'lachlan', team: 'service' },
  { key: 'teamless', name: 'Cassowary Teamless', unit: 3333.33, owner: 'meilin' },
  { key: 'others', name: 'Dunnart Projects', unit: 4444.44, owner: 'meilin', team: 'projects' },
  { key: 'sofias', name: 'Echidna Estimates', unit: 5555.55, owner: 'sofia', team: 'projects' },
]

const mail = (key: string) => `${key}@${key}.example`

/** One firm whose Capsule users see different parts of it. */
export const accessSeed: Seed = {
  capsule: {
    ...smallSeed.capsule,
    parties: [
      ...customers.map(({ key, name, owner, team }) => ({
        key,
        type: 'organisation' as const,
        name,
        emails: [{ type: 'Work' as const, address: mail(key) }],
        createdDaysAgo: 200,
        updatedDaysAgo: 20,
        ...(owner ? { owner } : {}),
        ...(team ? { team } : {}),
      })),
      // A person everybody sees, of an organisation that is not everybody's.
      {
        key: 'quoll',
        type: 'person' as const,
        firstName: 'Quentin',
        lastName: 'Quoll',
        organisation: 'others',
        emails: [{ type: 'Work' as const, address: 'quentin@quoll.example' }],
        createdDaysAgo: 200,
        updatedDaysAgo: 20,
      },
      // A person of an organisation everybody sees, whom not everybody sees.
      {
        key: 'paula',
        type: 'person' as const,
        firstName: 'Paula',
        lastName: 'Possum',
        organisation: 'everyones',
        owner: 'meilin',
        team: 'projects',
        emails: [{ type: 'Work' as const, address: 'paula@possum.example' }],
        createdDaysAgo: 200,
        updatedDaysAgo: 20,
      },
    ],
  },
  xero: {
    ...smallSeed.xero,
    contacts: [
      ...customers.map(({ key, name }) => ({
        key,
        name: `${name} Pty Ltd`,
        email: mail(key),
        createdDaysAgo: 200,
      })),
      // In Xero alone, and nobody's in Capsule.
      { key: 'wombat', name: 'Wombat Unlinked', email: 'ap@wombat.example', createdDaysAgo: 200 },
    ],
    invoices: [
      ...customers.map(({ key, unit }, n) => invoice(key, `INV-90${n}1`, unit)),
      invoice('everyones', 'BILL-77', 66.66, 'ACCPAY'),
    ],
  },
}

/** What each Capsule user sees, said once more and by hand. */
export const seenBy = {
  hannah: ['everyones', 'ours', 'teamless', 'others', 'sofias', 'quoll', 'paula'],
  lachlan: ['everyones', 'ours', 'teamless', 'quoll'],
  meilin: ['everyones', 'teamless', 'others', 'sofias', 'quoll', 'paula'],
  sofia: ['sofias'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Minor units each customer owes. */
export const owed = new Map(customers.map(({ key, unit }) => [key, Math.round(unit * 100)]))
export const nameOf = new Map([
  ...customers.map(({ key, name }) => [key, name] as const),
  ['quoll', 'Quentin Quoll'] as const,
  ['paula', 'Paula Possum'] as const,
])

/** Opportunities, whose owner and team are not always those of their party; the names say whose. */
export const deals = [
  { key: 'open', party: 'everyones', name: 'Fit-out for everybody', owner: 'Mei-Lin Chau', team: null },
  {
    key: 'theirs',
    party: 'everyones',
    name: 'Mezzanine of Projects',
    owner: 'Mei-Lin Chau',
    team: 'Projects',
  },
  { key: 'service', party: 'ours', name: 'Pump overhaul', owner: 'Lachlan Reid', team: 'Service' },
  { key: 'crossed', party: 'others', name: 'Roof of the hidden', owner: 'Lachlan Reid', team: 'Service' },
  { key: 'person', party: 'quoll', name: 'Workshop of a person', owner: 'Mei-Lin Chau', team: null },
] as const

/** Whose opportunity Capsule shows them, of a party it shows them, too. */
export const dealsSeenBy = {
  hannah: ['open', 'theirs', 'service', 'crossed', 'person'],
  lachlan: ['open', 'service', 'person'],
  meilin: ['open', 'theirs', 'person'],
  sofia: [],
} as const satisfies Readonly<Record<keyof typeof seenBy, readonly string[]>>
