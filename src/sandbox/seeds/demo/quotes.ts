import type { XeroQuoteSeed, XeroRepeatingSeed } from '../../seed.ts'
import { table } from './table.ts'

const statuses = ['DRAFT', 'SENT', 'DECLINED', 'ACCEPTED', 'INVOICED'] as const

/** What is on offer, and what became of it. */
const rows = table(
  ['contact', 'status', 'daysAgo', 'validDays', 'amount', 'title'],
  `
ironbark    | ACCEPTED | 25  | 30 | 38400 | Bar and cellar, Flinders Lane
saltwater   | SENT     | 9   | 30 | 7250  | Second prep bench
pepperberry | SENT     | 41  | 30 | 3900  | Dishwasher and hood
bluegum     | DRAFT    | 3   | 30 | 12600 | Breakfast kitchen
fernleigh   | SENT     | 6   | 45 | 21800 | Trolley bay, east wing
bellbird    | DECLINED | 70  | 30 | 5400  | Canteen counter
kingfisher  | INVOICED | 88  | 30 | 16400 | Regeneration ovens
parkview    | ACCEPTED | 14  | 60 | 9300  | Home economics room
northpoint  | SENT     | 2   | 30 | 44700 | Ward kitchens, level 3
harvest     | DECLINED | 55  | 30 | 6100  | Field kitchen
lantern     | DRAFT    | 1   |    | 2750  | Shelving
wharfside   | INVOICED | 120 | 30 | 8800  | Tasting room servery
`,
)

export const demoQuotes: readonly XeroQuoteSeed[] = rows.map((row) => ({
  contact: row.contact,
  status: statuses.find((status) => status === row.status) ?? 'DRAFT',
  title: row.title,
  daysAgo: Number(row.daysAgo),
  ...(row.validDays !== '' && { validDays: Number(row.validDays) }),
  lines: [{ description: row.title, quantity: 1, unitAmount: Number(row.amount), taxRate: 10 }],
}))

const monthly = (
  contact: string,
  type: 'ACCREC' | 'ACCPAY',
  description: string,
  unitAmount: number,
): XeroRepeatingSeed => ({
  contact,
  type,
  status: 'AUTHORISED',
  unit: 'MONTHLY',
  period: 1,
  startedDaysAgo: 300,
  nextInDays: 9,
  lines: [{ description, quantity: 1, unitAmount, taxRate: 10 }],
})

export const demoRepeating: readonly XeroRepeatingSeed[] = [
  monthly('fernleigh', 'ACCREC', 'Kitchen maintenance plan', 420),
  { ...monthly('northpoint', 'ACCREC', 'Quarterly hood cleaning', 1_150), period: 3, status: 'DRAFT' },
  monthly('landlord', 'ACCPAY', 'Workshop rent', 6_200),
]
