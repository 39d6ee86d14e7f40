import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWorld, documentScopes } from './fixture.ts'

const keys = [
  'ContactID',
  'Name',
  'ContactNumber',
  'EmailAddress',
  'Phones',
  'PhoneType',
  'PhoneNumber',
  'Addresses',
  'AddressType',
  'City',
  'ContactPersons',
  'ContactStatus',
  'PaymentTerms',
  'Sales',
  'Day',
  'Type',
  'Contact',
  'LineItems',
  'LineItemID',
  'Quantity',
  'UnitAmount',
  'LineAmount',
  'DiscountRate',
  'AccountCode',
  'TaxType',
  'Date',
  'DueDate',
  'Status',
  'CurrencyCode',
  'CurrencyRate',
  'InvoiceNumber',
  'Invoice',
  'Account',
  'Code',
  'Amount',
  'PaymentID',
  'InvoiceID',
  'HistoryRecords',
  'Details',
  'Contacts',
  'Invoices',
  'Payments',
  'CreditNoteID',
  'CreditNote',
  'CreditNoteNumber',
  'QuoteID',
  'Title',
  'BankAccount',
  'Allocations',
  '__proto__',
]

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    'ACCREC',
    'ACCPAY',
    'AUTHORISED',
    'DRAFT',
    'ACCRECCREDIT',
    'RECEIVE-PREPAYMENT',
    'SPEND-OVERPAYMENT',
    'RECEIVE',
    'SENT',
    'VOIDED',
    'AUD',
    'USD',
    '200',
    '090',
    'INV-0100',
    'Birch & Co',
    'DEFAULT',
    'STREET',
    '2026-11-30',
    '/Date(0)/',
    '2026-02-31',
    null,
    '',
    true,
    0,
    -1,
    1e13,
    1e-9,
    0.005,
    'OUTPUT',
  ),
  fc.string({ maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const { document } = fc.letrec<{ document: unknown; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('document'), fc.array(tie('document'), { maxLength: 3 })),
  document: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }),
}))

test('whatever JSON arrives, the answer is one Xero could give', async () => {
  const world = await createWorld({ quotas: false, scope: documentScopes })
  const target = fc.constantFrom(
    'PUT Contacts',
    'POST Contacts',
    'POST Contacts?summarizeErrors=false',
    'PUT Invoices',
    'POST Invoices',
    'POST Invoices/INV-0100',
    'PUT Payments',
    'POST Payments',
    'PUT Contacts/4711/History',
    'PUT CreditNotes',
    'POST CreditNotes',
    'PUT Quotes',
    'POST Quotes?summarizeErrors=false',
    'PUT BatchPayments',
    'PUT BankTransactions',
    'PUT CreditNotes/CN-1/Allocations',
    'POST Invoices/INV-0100/Email',
  )
  await fc.assert(
    fc.asyncProperty(target, document, async (place, body) => {
      const [method = '', path = ''] = place.split(' ')
      const answer = await world.api(method, path, body)
      expect([200, 204, 400, 404, 501]).toContain(answer.status)
      if ([200, 400].includes(answer.status)) expect(() => answer.at('Id')).not.toThrow()
    }),
    { seed: 20261122, numRuns: 1_000 },
  )
})

test('whatever the filter says, the answer is a list or a query error', async () => {
  const world = await createWorld({ quotas: false })
  const piece = fc.constantFrom(
    'Name',
    'Total',
    'Date',
    '"x"',
    '1',
    '==',
    '!=',
    '>',
    'AND',
    'OR',
    '(',
    ')',
    '.',
    'Contains',
    'null',
    'true',
    'guid(',
    'DateTime(',
    '2026',
    ',',
    '!',
    '&&',
    'ContactID',
    'Contact.Name',
    '$',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('Contacts', 'Invoices', 'Payments', 'CreditNotes', 'Quotes', 'Prepayments'),
      fc.array(piece, { maxLength: 9 }),
      async (path, parts) => {
        const query = new URLSearchParams({ where: parts.join(' '), order: parts[0] ?? '' })
        const answer = await world.api('GET', `${path}?${query}`)
        expect([200, 400]).toContain(answer.status)
        if (answer.status === 400) expect(answer.at('Type')).toBe('QueryParseException')
      },
    ),
    { seed: 5, numRuns: 500 },
  )
})

test('nesting without end is refused, not followed', async () => {
  const world = await createWorld()
  const deep = `${'{"Contact":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  expect((await world.api('PUT', 'Invoices', deep)).status).toBe(400)
})
