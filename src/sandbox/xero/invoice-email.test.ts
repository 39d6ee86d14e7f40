import { expect, test } from 'vitest'
import { createWorld, documentScopes } from './fixture.ts'
import { switches } from './switches.ts'

const world = () => createWorld({ scope: documentScopes, quotas: false })

test('an e-mailed invoice answers nothing and counts as sent', async () => {
  const w = await world()
  const answer = await w.api('POST', 'Invoices/INV-0100/Email', '')
  expect([answer.status, answer.text]).toEqual([204, ''])
  const invoice = await w.api('GET', 'Invoices/INV-0100')
  expect(invoice.at('Invoices', 0, 'SentToContact')).toBe(true)
  const history = await w.api('GET', 'Invoices/INV-0100/History')
  expect(history.text).toContain('accounts@acme.example')
})

test('trap: bills, drafts and contacts without an address are not e-mailed (xero §8.1)', async () => {
  const w = await world()
  const bill = await w.api('GET', 'Invoices?page=1')
  expect((await w.api('POST', 'Invoices/B-9/Email', '')).text).toContain('Only sales invoices')
  const draft = { Type: 'ACCREC', LineItems: [{ Description: 'x' }], Contact: { ContactID: w.id('birch') } }
  const made = await w.api('PUT', 'Invoices', draft)
  const path = `Invoices/${made.at('Invoices', 0, 'InvoiceID')}`
  expect((await w.api('POST', `${path}/Email`, '')).text).toContain('not of valid status')
  const full = [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '200' }]
  await w.api('POST', path, { Status: 'AUTHORISED', DueDate: '2026-12-01', LineItems: full })
  expect((await w.api('POST', `${path}/Email`, '')).text).toContain('does not have an email address')
  expect(bill.status).toBe(200)
})

test('trap: a day has only so many e-mails (xero §8.1)', async () => {
  const w = await world()
  const before = switches.emailsPerDayMax
  try {
    switches.emailsPerDayMax = 1
    expect((await w.api('POST', 'Invoices/INV-0100/Email', '')).status).toBe(204)
    expect((await w.api('POST', 'Invoices/INV-0100/Email', '')).status).toBe(400)
    await w.clock.advance(24 * 3_600_000)
    await w.connect(documentScopes)
    expect((await w.api('POST', 'Invoices/INV-0100/Email', '')).status).toBe(204)
  } finally {
    switches.emailsPerDayMax = before
  }
})
