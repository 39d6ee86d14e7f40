import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'

const world = () => createWorld({ scope: documentScopes, quotas: false })

async function received(w: World, Type: string, more: Record<string, unknown> = {}) {
  const answer = await w.api('PUT', 'BankTransactions', {
    Type,
    Contact: { ContactID: w.id('acme') },
    BankAccount: { Code: '090' },
    Date: '2026-11-10',
    LineItems: [{ Description: 'Money', Quantity: 1, UnitAmount: 100, AccountCode: '200' }],
    ...more,
  })
  return answer
}

const firstInvoice = async (w: World) => (await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0)

test('trap: an overpayment is made by a bank transaction, without tax (xero §8.2)', async () => {
  const w = await world()
  const made = await received(w, 'RECEIVE-OVERPAYMENT', {
    LineItems: [{ Description: 'Too much', Quantity: 1, UnitAmount: 100, AccountCode: '610' }],
  })
  const id = String(made.at('BankTransactions', 0, 'OverpaymentID'))
  const answer = await w.api('GET', `Overpayments/${id}`)
  expect(answer.at('Overpayments', 0)).toMatchObject({
    Type: 'RECEIVE-OVERPAYMENT',
    Status: 'AUTHORISED',
    Total: 100,
    TotalTax: 0,
    RemainingCredit: 100,
  })
  expect((await w.api('PUT', 'Overpayments', {})).status).toBe(501)
})

test('a prepayment is taxed, allocated, and the rest refunded', async () => {
  const w = await world()
  const made = await received(w, 'RECEIVE-PREPAYMENT')
  const id = String(made.at('BankTransactions', 0, 'PrepaymentID'))
  const invoice = String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))
  const allocated = await w.api('PUT', `Prepayments/${id}/Allocations`, {
    Allocations: [{ Amount: 70, Invoice: { InvoiceID: invoice } }],
  })
  expect(allocated.status).toBe(200)
  expect(await firstInvoice(w)).toMatchObject({
    AmountCredited: 70,
    AmountDue: 150,
    Prepayments: [{ PrepaymentID: id, AppliedAmount: 70 }],
  })
  const refund = await w.api('PUT', 'Payments', {
    Prepayment: { PrepaymentID: id },
    Account: { Code: '090' },
    Amount: 40,
  })
  expect(refund.at('Payments', 0, 'PaymentType')).toBe('ARPREPAYMENTPAYMENT')
  expect((await w.api('GET', `Prepayments/${id}`)).at('Prepayments', 0)).toMatchObject({
    Status: 'PAID',
    RemainingCredit: 0,
  })
})

test('trap: taking the money back voids the credit, but not once it is used (xero §8.2)', async () => {
  const w = await world()
  const made = await received(w, 'RECEIVE-OVERPAYMENT')
  const path = `BankTransactions/${made.at('BankTransactions', 0, 'BankTransactionID')}`
  const id = String(made.at('BankTransactions', 0, 'OverpaymentID'))
  const invoice = String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))
  const allocation = await w.api('PUT', `Overpayments/${id}/Allocations`, {
    Amount: 5,
    Invoice: { InvoiceID: invoice },
  })
  expect((await w.api('POST', path, { Status: 'DELETED' })).status).toBe(400)
  await w.api('DELETE', `Overpayments/${id}/Allocations/${allocation.at('Allocations', 0, 'AllocationID')}`)
  expect((await w.api('POST', path, { Status: 'DELETED' })).at('BankTransactions', 0, 'Status')).toBe(
    'DELETED',
  )
  expect((await w.api('GET', `Overpayments/${id}`)).at('Overpayments', 0, 'Status')).toBe('VOIDED')
})

test('plain money in and out is not built and says so', async () => {
  const w = await world()
  expect((await received(w, 'RECEIVE')).status).toBe(501)
  expect((await received(w, 'NONSENSE')).status).toBe(400)
})

test('trap: money of a supplier does not pay a sales invoice (xero §8.2)', async () => {
  const w = await world()
  const made = await received(w, 'SPEND-PREPAYMENT', {
    LineItems: [{ Description: 'Ahead', Quantity: 1, UnitAmount: 10, AccountCode: '429' }],
  })
  const id = String(made.at('BankTransactions', 0, 'PrepaymentID'))
  const invoice = String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))
  const answer = await w.api('PUT', `Prepayments/${id}/Allocations`, {
    Amount: 5,
    Invoice: { InvoiceID: invoice },
  })
  expect(answer.text).toContain('not of the same side')
})

test('a batch pays several invoices at once, and its deletion reopens them', async () => {
  const w = await world()
  const invoice = String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))
  const batch = await w.api('PUT', 'BatchPayments', {
    Account: { Code: '090' },
    Date: '2026-11-20',
    Reference: 'Run 7',
    Payments: [
      { Invoice: { InvoiceID: invoice }, Amount: 100 },
      { Invoice: { InvoiceID: invoice }, Amount: 120 },
    ],
  })
  expect(batch.at('BatchPayments', 0)).toMatchObject({
    Type: 'RECBATCH',
    TotalAmount: 220,
    Status: 'AUTHORISED',
  })
  expect(await firstInvoice(w)).toMatchObject({ Status: 'PAID' })
  const id = String(batch.at('BatchPayments', 0, 'BatchPaymentID'))
  expect((await w.api('GET', 'Payments?page=1')).text).toContain(`"BatchPaymentID":"${id}"`)
  await w.api('POST', `BatchPayments/${id}`, { Status: 'DELETED' })
  expect(await firstInvoice(w)).toMatchObject({ Status: 'AUTHORISED', AmountDue: 220 })
  expect((await w.api('GET', `BatchPayments/${id}`)).at('BatchPayments', 0, 'Status')).toBe('DELETED')
})

test('trap: a batch pays all or nothing, and only one side (xero §8.2)', async () => {
  const w = await world()
  const rows = await w.api('GET', 'Invoices?page=1')
  const invoice = String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))
  const pay = (Payments: unknown) => w.api('PUT', 'BatchPayments', { Account: { Code: '090' }, Payments })
  const twice = [
    { Invoice: { InvoiceID: invoice }, Amount: 200 },
    { Invoice: { InvoiceID: invoice }, Amount: 200 },
  ]
  expect((await pay(twice)).text).toContain('Payment amount exceeds the amount outstanding')
  expect(await firstInvoice(w)).toMatchObject({ AmountPaid: 0 })
  const bill = await w.api('PUT', 'Invoices', {
    Type: 'ACCPAY',
    Contact: { ContactID: w.id('birch') },
    Status: 'AUTHORISED',
    DueDate: '2026-12-01',
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 5, AccountCode: '429' }],
  })
  const mixed = [
    { Invoice: { InvoiceID: invoice }, Amount: 1 },
    { Invoice: { InvoiceID: bill.at('Invoices', 0, 'InvoiceID') }, Amount: 1 },
  ]
  expect((await pay(mixed)).text).toContain('not for both')
  expect(rows.status).toBe(200)
})
