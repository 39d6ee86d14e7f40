import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'

const report = (w: World, query: string) => w.api('GET', `Reports/AgedReceivablesByContact?${query}`)
const world = () => createWorld({ scope: documentScopes, quotas: false })

test('what is due is listed with its invoice id and summed up', async () => {
  const w = await world()
  const answer = await report(w, `contactId=${w.id('acme')}`)
  const rows = ['Reports', 0, 'Rows', 1, 'Rows'] as const
  expect(answer.at('Reports', 0, 'Rows', 0, 'RowType')).toBe('Header')
  expect(answer.at(...rows, 0, 'Cells', 1, 'Value')).toBe('INV-0100')
  expect(answer.at(...rows, 0, 'Cells', 3, 'Value')).toBe('26 days overdue')
  expect(answer.at(...rows, 0, 'Cells', 7, 'Value')).toBe('220.00')
  expect(answer.at(...rows, 0, 'Cells', 7, 'Attributes', 0, 'Id')).toBe('invoiceID')
  expect(answer.at(...rows, 1)).toMatchObject({ RowType: 'SummaryRow' })
})

test('trap: a payment after the asked date does not count yet (xero §8.4)', async () => {
  const w = await world()
  const invoice = (await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID')
  const payment = {
    Invoice: { InvoiceID: invoice },
    Account: { Code: '090' },
    Amount: 220,
    Date: '2026-11-20',
  }
  await w.api('PUT', 'Payments', payment)
  const due = async (query: string) =>
    (await report(w, `contactId=${w.id('acme')}${query}`)).at('Reports', 0, 'Rows', 1, 'Rows', 0, 'RowType')
  expect(await due('')).toBe('SummaryRow')
  expect(await due('&date=2026-11-19')).toBe('Row')
})

test('a missing, malformed or unknown contact is refused', async () => {
  const w = await world()
  expect((await report(w, '')).status).toBe(400)
  expect((await report(w, 'contactId=x')).status).toBe(400)
  expect((await report(w, `contactId=${w.id('acme').replace(/^./, '0')}`)).status).toBe(404)
  expect((await report(w, `contactId=${w.id('acme')}&date=soon`)).status).toBe(400)
})
