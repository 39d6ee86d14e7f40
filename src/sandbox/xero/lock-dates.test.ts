import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'

const world = () => createWorld({ scope: documentScopes, quotas: false })
const line = { Description: 'x', Quantity: 1, UnitAmount: 10, AccountCode: '200' }

const dated = (w: World, day: string) =>
  w.api('PUT', 'Invoices', {
    Type: 'ACCREC',
    Contact: { ContactID: w.id('acme') },
    Date: day,
    DueDate: '2026-12-01',
    Status: 'AUTHORISED',
    LineItems: [line],
  })

test('trap: nothing is dated on or before the period lock date (xero §13.13)', async () => {
  const w = await world()
  w.xero.setLockDates({ period: '2026-10-31' })
  const refused = await dated(w, '2026-10-31')
  expect(refused.text).toContain(
    'The document date cannot be before the period lock date, currently set at 2026-10-31',
  )
  expect((await dated(w, '2026-11-01')).status).toBe(200)
  expect((await w.api('GET', 'Organisation')).at('Organisations', 0, 'PeriodLockDate')).toMatch(/^\/Date\(/)
})

test('trap: the end of year lock date is a lock of its own (xero §13.13)', async () => {
  const w = await world()
  w.xero.setLockDates({ endOfYear: '2026-06-30' })
  expect((await dated(w, '2026-06-30')).text).toContain('end of year lock date')
  w.xero.setLockDates({ endOfYear: null })
  expect((await dated(w, '2026-06-30')).status).toBe(200)
})

test('trap: approved documents in a locked period no longer change (xero §8.1)', async () => {
  const w = await world()
  w.xero.setLockDates({ period: '2026-11-01' })
  const edit = await w.api('POST', 'Invoices/INV-0100', { Reference: 'late' })
  expect(edit.text).toContain('period lock date')
  expect((await w.api('POST', 'Invoices/INV-0100', { Status: 'VOIDED' })).text).toContain('period lock date')
})

test('trap: payments and credit notes obey the lock dates too (xero §13.13)', async () => {
  const w = await world()
  w.xero.setLockDates({ period: '2026-11-01' })
  const invoice = (await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID')
  const pay = (day: string) =>
    w.api('PUT', 'Payments', {
      Invoice: { InvoiceID: invoice },
      Account: { Code: '090' },
      Amount: 1,
      Date: day,
    })
  expect((await pay('2026-11-01')).text).toContain('period lock date')
  const paid = await pay('2026-11-02')
  expect(paid.status).toBe(200)
  w.xero.setLockDates({ period: '2026-11-02' })
  const path = `Payments/${paid.at('Payments', 0, 'PaymentID')}`
  expect((await w.api('POST', path, { Status: 'DELETED' })).text).toContain('period lock date')
  expect((await w.api('GET', path)).at('Payments', 0, 'Status')).toBe('AUTHORISED')
  const note = await w.api('PUT', 'CreditNotes', {
    Type: 'ACCRECCREDIT',
    Contact: { ContactID: w.id('acme') },
    Date: '2026-10-01',
    LineItems: [line],
  })
  expect(note.text).toContain('period lock date')
})

test('trap: a part-paid bill takes new texts and codes but no new sums (xero §8.1)', async () => {
  const w = await world()
  const where = encodeURIComponent('Type=="ACCPAY"')
  const bill = await w.api('GET', `Invoices?page=1&where=${where}`)
  const id = String(bill.at('Invoices', 0, 'InvoiceID'))
  const LineItemID = bill.at('Invoices', 0, 'LineItems', 0, 'LineItemID')
  const fine = await w.api('POST', `Invoices/${id}`, {
    Reference: 'PO 7',
    LineItems: [{ LineItemID, Description: 'Hardwood', AccountCode: '469' }],
  })
  expect(fine.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    Description: 'Hardwood',
    AccountCode: '469',
  })
  const split = { LineItems: [{ LineItemID, Quantity: 2, UnitAmount: 25 }, { Description: 'nothing' }] }
  expect((await w.api('POST', `Invoices/${id}`, split)).text).toContain('cannot be edited')
  expect((await w.api('POST', `Invoices/${id}`, { Date: '2026-11-01' })).text).toContain('cannot be edited')
})
