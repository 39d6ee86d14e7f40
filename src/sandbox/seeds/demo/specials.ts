import type { XeroInvoiceSeed } from '../../seed.ts'

/** Documents with a story, beside the ledger's routine. */
export const specials: readonly XeroInvoiceSeed[] = [
  // The large claim everybody asks about, half of it paid.
  {
    contact: 'ironbark',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'Flinders Lane, stage 2 of 3',
    daysAgo: 71,
    termDays: 14,
    lines: [
      {
        description: 'Commercial kitchen fit-out, progress claim 2',
        quantity: 1,
        unitAmount: 148_600,
        taxRate: 10,
      },
      { description: 'Variation 4: second pass shelf', quantity: 1, unitAmount: 3_280, taxRate: 10 },
    ],
    payments: [{ daysAgo: 40, share: 0.35, reference: 'EFT 8841' }],
  },
  {
    contact: 'ironbark',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'Flinders Lane, stage 3 of 3',
    daysAgo: 19,
    termDays: 14,
    lines: [
      {
        description: 'Commercial kitchen fit-out, final claim',
        quantity: 1,
        unitAmount: 61_250,
        taxRate: 10,
      },
    ],
  },
  // A credit inside an invoice: the bench came dented.
  {
    contact: 'saltwater',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'Job 2744',
    daysAgo: 9,
    termDays: 14,
    lines: [
      {
        description: 'Stainless bench with splashback, 1800 x 700 mm',
        quantity: 2,
        unitAmount: 1_180,
        taxRate: 10,
      },
      { description: 'Credit: dented bench, agreed with Nico', quantity: 1, unitAmount: -295, taxRate: 10 },
    ],
  },
  // Due today, and due tomorrow: neither is overdue.
  {
    contact: 'pepperberry',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'Service visit',
    daysAgo: 14,
    termDays: 14,
    lines: [
      {
        description: 'Call-out and first hour, kitchen equipment',
        quantity: 1,
        unitAmount: 220,
        taxRate: 10,
      },
    ],
  },
  {
    contact: 'wokworks',
    type: 'ACCREC',
    status: 'AUTHORISED',
    daysAgo: 13,
    termDays: 14,
    lines: [
      {
        description: 'Exhaust hood and duct clean, single canopy',
        quantity: 1,
        unitAmount: 480,
        taxRate: 10,
      },
    ],
  },
  // One day overdue.
  {
    contact: 'harvest',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'PO 7102',
    daysAgo: 15,
    termDays: 14,
    lines: [
      {
        description: 'Six-burner range with static oven, installed',
        quantity: 1,
        unitAmount: 5_240,
        taxRate: 10,
      },
    ],
  },
  // Entered twice and voided; written down and thrown away.
  {
    contact: 'fernleigh',
    type: 'ACCREC',
    status: 'VOIDED',
    reference: 'Entered twice',
    daysAgo: 160,
    termDays: 30,
    lines: [
      {
        description: 'Project management and site supervision, per week',
        quantity: 4,
        unitAmount: 2_650,
        taxRate: 10,
      },
    ],
  },
  {
    contact: 'parkview',
    type: 'ACCREC',
    status: 'DELETED',
    daysAgo: 48,
    termDays: 30,
    lines: [
      { description: 'Kitchen layout drawings, council ready', quantity: 1, unitAmount: 1_900, taxRate: 10 },
    ],
  },
  // Both customer and supplier: the brewery also sells us its old glass washers.
  {
    contact: 'coppergum',
    type: 'ACCPAY',
    status: 'AUTHORISED',
    number: 'CG-0093',
    daysAgo: 64,
    termDays: 30,
    lines: [{ description: 'Used glass washers, as inspected', quantity: 3, unitAmount: 640, taxRate: 10 }],
    payments: [{ daysAgo: 33, share: 1 }],
  },
  // A foreign invoice paid late and in two parts.
  {
    contact: 'aroha',
    type: 'ACCREC',
    status: 'AUTHORISED',
    reference: 'Second kitchen',
    daysAgo: 110,
    termDays: 30,
    currency: 'NZD',
    currencyRate: 1.0921,
    lines: [{ description: 'Cooking suite, custom island', quantity: 1, unitAmount: 34_900, taxRate: 0 }],
    payments: [
      { daysAgo: 70, share: 0.5 },
      { daysAgo: 28, share: 1 },
    ],
  },
]
