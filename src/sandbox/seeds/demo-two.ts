import type { Chance } from '../kernel/chance.ts'
import type { Seed, XeroContactSeed, XeroInvoiceSeed } from '../seed.ts'
import { demoSeed } from './demo.ts'

export const secondOrganisationName = 'Wattlebird Kitchens NZ'

/** Customers of the firm in Melbourne that its branch in New Zealand works for too. */
const sharedCustomers = 8

/** The demo company with a second Xero organisation: a branch in New Zealand, with customers of both and of its own. */
export function demoTwoSeed(chance: Chance): Seed {
  const seed = demoSeed(chance)
  const shared = seed.xero.contacts
    .filter(({ archived, mergedInto, email }) => !archived && mergedInto === undefined && email !== undefined)
    .slice(0, sharedCustomers)
    .map(
      ({ name, email, firstName, lastName }, n): XeroContactSeed => ({
        key: `nz-${n}`,
        name,
        ...(email === undefined ? {} : { email }),
        ...(firstName === undefined ? {} : { firstName }),
        ...(lastName === undefined ? {} : { lastName }),
        createdDaysAgo: 300,
      }),
    )
  const own: readonly XeroContactSeed[] = [
    { key: 'nz-kea', name: 'Kea Street Kitchen', email: 'accounts@keastreet.example', createdDaysAgo: 200 },
    { key: 'nz-harbour', name: 'Harbourside Catering', email: 'pay@harbourside.example', createdDaysAgo: 90 },
  ]
  const contacts = [...shared, ...own]
  return {
    ...seed,
    xero: {
      ...seed.xero,
      organisations: [
        {
          organisation: {
            ...seed.xero.organisation,
            name: secondOrganisationName,
            legalName: 'Wattlebird Kitchens NZ Limited',
            countryCode: 'NZ',
            timezone: 'NEWZEALANDSTANDARDTIME',
            baseCurrency: 'NZD',
            shortCode: '!NzWb2',
            currencies: ['NZD'],
          },
          contacts,
          invoices: contacts.flatMap((contact, n) => invoicesOf(contact.key, n)),
        },
      ],
    },
  }
}

const invoicesOf = (contact: string, n: number): XeroInvoiceSeed[] =>
  [60, 12].map((daysAgo, turn) => ({
    contact,
    type: 'ACCREC',
    status: 'AUTHORISED',
    number: `NZ-${1001 + n * 2 + turn}`,
    daysAgo,
    termDays: 20,
    lines: [{ description: 'Service of the cool room', quantity: 1, unitAmount: 480 + n * 35, taxRate: 15 }],
    payments: turn === 0 && n % 2 === 0 ? [{ daysAgo: daysAgo - 25, share: 1 }] : [],
  }))
