import type { CapsulePartySeed, Seed, XeroContactSeed, XeroInvoiceSeed } from '#sandbox/seed.ts'
import { fieldDefinitions, organisation, site, teams, users, xeroUsers } from '#sandbox/seeds/company.ts'

const firm = (
  key: string,
  name: string,
  email?: string,
  extra: Partial<CapsulePartySeed> = {},
): CapsulePartySeed => ({
  key,
  type: 'organisation',
  name,
  ...(email ? { emails: [{ type: 'Work', address: email }] } : {}),
  createdDaysAgo: 200,
  updatedDaysAgo: 20,
  ...extra,
})

const contact = (
  key: string,
  name: string,
  email?: string,
  extra: Partial<XeroContactSeed> = {},
): XeroContactSeed => ({ key, name, ...(email ? { email } : {}), createdDaysAgo: 200, ...extra })

const invoice = (contactKey: string, number: string): XeroInvoiceSeed => ({
  contact: contactKey,
  type: 'ACCREC',
  status: 'AUTHORISED',
  number,
  daysAgo: 40,
  termDays: 14,
  lines: [{ description: 'Work', quantity: 1, unitAmount: 100, taxRate: 10 }],
})

/** One record of each kind that matters, so that a test has little to read and is done at once. */
export const smallSeed: Seed = {
  capsule: {
    site,
    users,
    teams,
    fieldDefinitions,
    parties: [
      firm('acme', 'Acme Joinery', 'accounts@acme.example', { owner: 'meilin', team: 'projects' }),
      firm('bright', 'Bright Cafe', 'hello@bright.example'),
      firm('corner', 'Corner Bakery'),
      firm('delta', 'Delta Foods', 'pay@delta.example'),
      firm('lead', 'Lonely Lead', 'ask@lead.example'),
    ],
  },
  xero: {
    organisation,
    users: xeroUsers,
    contacts: [
      contact('acme', 'Acme Joinery Pty Ltd', 'accounts@acme.example'),
      contact('bright', 'Bright Cafe Pty Ltd', 'hello@bright.example'),
      // Only the name says who this is.
      contact('corner', 'Corner Bakery Pty Ltd'),
      // Another app keeps its own key here.
      contact('delta', 'Delta Foods', 'pay@delta.example', { contactNumber: 'BOOK-1' }),
      contact('newco', 'Newco Fitout Pty Ltd', 'ap@newco.example'),
      contact('idle', 'Idle Signs', 'hi@idle.example'),
      contact('gone', 'Gone Away', 'bye@gone.example', { archived: true }),
    ],
    invoices: [
      invoice('acme', 'INV-1'),
      invoice('bright', 'INV-2'),
      invoice('corner', 'INV-3'),
      invoice('delta', 'INV-4'),
      invoice('newco', 'INV-5'),
    ],
  },
}
