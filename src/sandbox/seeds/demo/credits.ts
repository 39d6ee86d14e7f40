import type { XeroCreditNoteSeed } from '../../seed.ts'
import { table } from './table.ts'

/** Credit notes: what came back, was charged twice or was promised; some wait to be used. */
const rows = table(
  ['contact', 'side', 'status', 'daysAgo', 'amount', 'allocated', 'description'],
  `
saltwater   | us   | AUTHORISED | 34  | 240  | 1   | Dented shelf, returned
bluegum     | us   | AUTHORISED | 21  | 480  | 0.5 | Call-out charged twice
quayside    | us   | AUTHORISED | 12  | 180  | 1   | Freight refunded
tolmer      | us   | AUTHORISED | 47  | 95   |     | Goodwill for the late service
mallee      | us   | AUTHORISED | 8   | 320  |     | Deposit on hire bench
parkview    | us   | AUTHORISED | 63  | 150  |     | Sneeze guard not fitted
bellbird    | us   | DRAFT      | 2   | 60   |     | Filter returned
northpoint  | us   | VOIDED     | 90  | 700  |     | Wrong ward invoiced
sheetsteel  | them | AUTHORISED | 27  | 210  | 1   | Offcuts credited
coolroom    | them | AUTHORISED | 16  | 390  |     | Compressor warranty
`,
)

export const demoCreditNotes: readonly XeroCreditNoteSeed[] = rows.map((row, index) => ({
  contact: row.contact,
  type: row.side === 'us' ? 'ACCRECCREDIT' : 'ACCPAYCREDIT',
  status: row.status === 'DRAFT' || row.status === 'VOIDED' ? row.status : 'AUTHORISED',
  number: row.side === 'us' ? `CN-${String(index + 1).padStart(4, '0')}` : `CR${4_410 + index * 13}`,
  daysAgo: Number(row.daysAgo),
  ...(row.allocated !== '' && { allocated: Number(row.allocated) }),
  lines: [{ description: row.description, quantity: 1, unitAmount: Number(row.amount), taxRate: 10 }],
}))
