import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

async function accountId(world: World, code: string) {
  const accounts = (await world.api('GET', 'Accounts')).at('Accounts')
  if (!Array.isArray(accounts)) throw new Error('no accounts')
  return String(accounts.find((account) => account.Code === code)?.AccountID)
}

const pay = async (world: World, more: Record<string, unknown>) =>
  world.api('PUT', 'Payments', {
    Invoice: { InvoiceNumber: 'INV-0100' },
    Account: { Code: '090' },
    Date: '2026-11-20',
    Amount: 220,
    ...more,
  })

const invoice = (world: World) => world.api('GET', 'Invoices/INV-0100')

test('trap: a full payment settles the invoice, deleting it reopens (xero §13.13)', async () => {
  const world = await createWorld()
  const paid = await pay(world, {})
  expect(paid.at('Payments', 0, 'PaymentType')).toBe('ACCRECPAYMENT')
  expect((await invoice(world)).at('Invoices', 0)).toMatchObject({
    Status: 'PAID',
    AmountDue: 0,
    AmountPaid: 220,
    FullyPaidOnDate: `/Date(${Date.UTC(2026, 10, 20)}+0000)/`,
  })
  await world.clock.advance(5_000)
  const id = String(paid.at('Payments', 0, 'PaymentID'))
  const deleted = await world.api('POST', `Payments/${id}`, { Status: 'DELETED' })
  expect(deleted.at('Payments', 0, 'Status')).toBe('DELETED')
  const reopened = await invoice(world)
  expect(reopened.at('Invoices', 0)).toMatchObject({ Status: 'AUTHORISED', AmountDue: 220, Payments: [] })
  expect(reopened.at('Invoices', 0, 'UpdatedDateUTCString')).toBe('2026-11-22T01:30:05Z')
  const delta = await world.api('GET', 'Payments', undefined, { 'if-modified-since': '2026-11-22T01:30:05' })
  expect(delta.at('Payments', 0, 'Status')).toBe('DELETED')
})

test('trap: part payments leave the rest due and shield the invoice (xero §8.2)', async () => {
  const world = await createWorld()
  await pay(world, { Amount: 20.5 })
  expect((await invoice(world)).at('Invoices', 0)).toMatchObject({ Status: 'AUTHORISED', AmountDue: 199.5 })
  const id = (await invoice(world)).at('Invoices', 0, 'InvoiceID')
  const voided = await world.api('POST', 'Invoices', { InvoiceID: id, Status: 'VOIDED' })
  expect(voided.text).toContain('has a payment or credit note allocated')
  const drafted = await world.api('POST', 'Invoices', { InvoiceID: id, Status: 'DRAFT' })
  expect(drafted.text).toContain('The status DRAFT cannot be applied to the invoice')
  const edited = await world.api('POST', 'Invoices', { InvoiceID: id, Reference: 'changed' })
  expect(edited.text).toContain('This document cannot be edited')
})

test('trap: a new due date on a part-paid invoice does not bump it: the delta stays blind (xero §5)', async () => {
  const world = await createWorld()
  await pay(world, { Amount: 20 })
  const before = (await invoice(world)).at('Invoices', 0, 'UpdatedDateUTC')
  await world.clock.advance(60_000)
  const id = (await invoice(world)).at('Invoices', 0, 'InvoiceID')
  expect((await world.api('POST', 'Invoices', { InvoiceID: id, DueDate: '2027-01-31' })).status).toBe(200)
  const after = await invoice(world)
  expect(after.at('Invoices', 0, 'DueDateString')).toBe('2027-01-31T00:00:00')
  expect(after.at('Invoices', 0, 'UpdatedDateUTC')).toBe(before)
})

test('trap: a paid bill still takes a reference (xero §8.1)', async () => {
  const world = await createWorld()
  const id = (await world.api('GET', 'Invoices?InvoiceNumbers=B-9')).at('Invoices', 0, 'InvoiceID')
  const answer = await world.api('POST', 'Invoices', { InvoiceID: id, Reference: 'PO 7' })
  expect(answer.at('Invoices', 0)).toMatchObject({ Status: 'PAID', Reference: 'PO 7' })
})

test.each([
  ['too much', { Amount: 220.01 }, 'Payment amount exceeds the amount outstanding on this document'],
  ['nothing', { Amount: 0 }, 'Payment amount must be greater than zero'],
  ['to a sales account', { Account: { Code: '200' } }, 'The account type is invalid for making payments.'],
  ['to no account', { Account: { Code: '999' } }, 'Account could not be found'],
  [
    'for no document',
    { Invoice: null },
    'Payment must be for an invoice, credit note, prepayment or overpayment.',
  ],
])('paying %s is refused', async (_, more, text) => {
  const answer = await pay(await createWorld(), more)
  expect(answer.status).toBe(400)
  expect(answer.at('Elements', 0, 'ValidationErrors', 0, 'Message')).toBe(text)
})

test('payments go by account id too, cannot be edited, and are read one by one', async () => {
  const world = await createWorld()
  const paid = await pay(world, { Account: { AccountID: await accountId(world, '091') } })
  const id = String(paid.at('Payments', 0, 'PaymentID'))
  expect((await world.api('POST', `Payments/${id}`, { Amount: 5 })).status).toBe(400)
  expect((await world.api('GET', `Payments/${id}`)).at('Payments', 0, 'Account', 'Code')).toBe('091')
  expect((await world.api('GET', 'Payments?page=1')).at('pagination', 'itemCount')).toBe(2)
})
