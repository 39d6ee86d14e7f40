import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'

const line = { Description: 'Returned bench', Quantity: 1, UnitAmount: 100, AccountCode: '200' }
const world = () => createWorld({ scope: documentScopes, quotas: false })

async function note(w: World, more: Record<string, unknown> = {}) {
  const body = {
    Type: 'ACCRECCREDIT',
    Contact: { ContactID: w.id('acme') },
    Status: 'AUTHORISED',
    LineItems: [line],
    ...more,
  }
  const answer = await w.api('PUT', 'CreditNotes', body)
  return { answer, id: String(answer.at('CreditNotes', 0, 'CreditNoteID')) }
}

const invoice = async (w: World, number = 'INV-0100') => {
  const answer = await w.api('GET', `Invoices/${number}`)
  return { answer, id: String(answer.at('Invoices', 0, 'InvoiceID')), row: answer.at('Invoices', 0) }
}

const allocate = (w: World, id: string, InvoiceID: string, Amount: number, kind = 'CreditNotes') =>
  w.api('PUT', `${kind}/${id}/Allocations`, { Amount, Date: '2026-11-20', Invoice: { InvoiceID } })

test('a credit note gets a number, tax and its whole value as remaining credit', async () => {
  const { answer } = await note(await world())
  expect(answer.at('CreditNotes', 0)).toMatchObject({
    Type: 'ACCRECCREDIT',
    CreditNoteNumber: 'CN-0001',
    Status: 'AUTHORISED',
    SubTotal: 100,
    Total: 110,
    RemainingCredit: 110,
    Allocations: [],
  })
})

test('trap: creating a note does not allocate it, that is a second call (xero §8.2)', async () => {
  const w = await world()
  const { id: InvoiceID } = await invoice(w)
  const { answer } = await note(w, { Allocations: [{ Amount: 10, Invoice: { InvoiceID } }] })
  expect(answer.at('CreditNotes', 0, 'RemainingCredit')).toBe(110)
  expect((await invoice(w)).row).toMatchObject({ AmountDue: 220, AmountCredited: 0 })
})

test('trap: an allocation counts as credited, not as paid (xero §8.2)', async () => {
  const w = await world()
  const { id: InvoiceID } = await invoice(w)
  const { id } = await note(w)
  const answer = await allocate(w, id, InvoiceID, 60)
  expect(answer.at('Allocations', 0)).toMatchObject({ Amount: 60, Date: '/Date(1795132800000+0000)/' })
  expect((await invoice(w)).row).toMatchObject({
    Status: 'AUTHORISED',
    AmountDue: 160,
    AmountPaid: 0,
    AmountCredited: 60,
    CreditNotes: [{ CreditNoteID: id, AppliedAmount: 60 }],
  })
  expect((await w.api('GET', `CreditNotes/${id}`)).at('CreditNotes', 0, 'RemainingCredit')).toBe(50)
})

test('trap: allocations obey the lock dates, and so does deleting them (xero §13.13)', async () => {
  const w = await world()
  const { id: InvoiceID } = await invoice(w)
  const { id } = await note(w)
  w.xero.setLockDates({ period: '2026-11-20' })
  expect((await allocate(w, id, InvoiceID, 60)).text).toContain('period lock date')
  w.xero.setLockDates({ period: null })
  const made = await allocate(w, id, InvoiceID, 60)
  w.xero.setLockDates({ period: '2026-11-20' })
  const path = `CreditNotes/${id}/Allocations/${made.at('Allocations', 0, 'AllocationID')}`
  expect((await w.api('DELETE', path)).text).toContain('period lock date')
  expect((await invoice(w)).row).toMatchObject({ AmountDue: 160, AmountCredited: 60 })
})

test('trap: what is used up is PAID on both sides, and deleting the allocation reopens both (xero §8.2)', async () => {
  const w = await world()
  const { id: InvoiceID } = await invoice(w)
  const { id } = await note(w, { LineItems: [{ ...line, Quantity: 2 }] })
  const made = await allocate(w, id, InvoiceID, 220)
  expect((await invoice(w)).row).toMatchObject({ Status: 'PAID', AmountDue: 0 })
  const used = await w.api('GET', `CreditNotes/${id}`)
  expect(used.at('CreditNotes', 0, 'Status')).toBe('PAID')
  const allocation = String(made.at('Allocations', 0, 'AllocationID'))
  const gone = await w.api('DELETE', `CreditNotes/${id}/Allocations/${allocation}`)
  expect(gone.at('IsDeleted')).toBe(true)
  expect(gone.at('AllocationId')).toBe(allocation)
  expect((await invoice(w)).row).toMatchObject({ Status: 'AUTHORISED', AmountDue: 220, AmountCredited: 0 })
  expect((await w.api('GET', `CreditNotes/${id}`)).at('CreditNotes', 0, 'Status')).toBe('AUTHORISED')
  expect((await w.api('DELETE', `CreditNotes/${id}/Allocations/${allocation}`)).status).toBe(404)
})

test.each([
  ['a draft note', { Status: 'DRAFT' }, 10, 'Only an authorised credit note can be allocated.'],
  ['more than the note', {}, 111, 'exceeds the remaining credit'],
  ['nothing', {}, 0, 'must be greater than zero'],
  ["another contact's note", { Contact: { Name: 'Somebody else' } }, 10, 'must have the same contact'],
  ['another currency', { CurrencyCode: 'USD' }, 10, 'must have the same currency'],
])('trap: allocating %s is refused (xero §8.2)', async (_, more, amount, message) => {
  const w = await world()
  const { id } = await note(w, more)
  const answer = await allocate(w, id, (await invoice(w)).id, amount)
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(message)
  expect((await invoice(w)).row).toMatchObject({ AmountDue: 220 })
})

test('trap: an invoice takes no more credit than is due (xero §8.2)', async () => {
  const w = await world()
  const { id } = await note(w, { LineItems: [{ ...line, Quantity: 5 }] })
  const answer = await allocate(w, id, (await invoice(w)).id, 221)
  expect(answer.text).toContain('Amount exceeds the amount outstanding on this document')
})

test('trap: a bill takes no credit of a customer (xero §8.2)', async () => {
  const w = await world()
  const bill = await w.api('PUT', 'Invoices', {
    Type: 'ACCPAY',
    Contact: { ContactID: w.id('acme') },
    DueDate: '2026-12-01',
    Status: 'AUTHORISED',
    LineItems: [{ ...line, AccountCode: '429' }],
  })
  const { id } = await note(w)
  const answer = await allocate(w, id, String(bill.at('Invoices', 0, 'InvoiceID')), 10)
  expect(answer.text).toContain('not of the same side')
})

test('trap: unit prices of a credit note keep four decimals with unitdp=4 only (xero §1)', async () => {
  const w = await world()
  const body = {
    Type: 'ACCRECCREDIT',
    Contact: { ContactID: w.id('acme') },
    LineItems: [{ ...line, Quantity: 1000, UnitAmount: 0.1234 }],
  }
  expect((await w.api('PUT', 'CreditNotes', body)).at('CreditNotes', 0, 'SubTotal')).toBe(120)
  const fine = await w.api('PUT', 'CreditNotes?unitdp=4', body)
  expect(fine.at('CreditNotes', 0, 'SubTotal')).toBe(123.4)
  const path = `CreditNotes/${fine.at('CreditNotes', 0, 'CreditNoteID')}`
  const price = async (query: string) =>
    (await w.api('GET', `${path}${query}`)).at('CreditNotes', 0, 'LineItems', 0, 'UnitAmount')
  expect([await price('?unitdp=4'), await price('')]).toEqual([0.1234, 0.12])
})

test('trap: lines of a credit note take no discount (xero §8.2)', async () => {
  const { answer } = await note(await world(), { LineItems: [{ ...line, DiscountRate: 10 }] })
  expect(answer.text).toContain('The discount rate')
})

test('trap: a used note cannot be voided or edited, an unused one can (xero §8.2)', async () => {
  const w = await world()
  const { id: used } = await note(w)
  await allocate(w, used, (await invoice(w)).id, 10)
  const edit = await w.api('POST', `CreditNotes/${used}`, { Status: 'VOIDED' })
  expect(edit.text).toContain('This document cannot be edited as it has a payment or credit note allocated')
  const { id } = await note(w)
  const voided = await w.api('POST', `CreditNotes/${id}`, { Status: 'VOIDED' })
  expect(voided.at('CreditNotes', 0)).toMatchObject({ Status: 'VOIDED', RemainingCredit: 0 })
})

test('trap: an invoice with a credit on it cannot be voided (xero §8.1)', async () => {
  const w = await world()
  const { id: InvoiceID } = await invoice(w)
  const { id } = await note(w)
  await allocate(w, id, InvoiceID, 10)
  const answer = await w.api('POST', `Invoices/${InvoiceID}`, { Status: 'VOIDED' })
  expect(answer.text).toContain('has a payment or credit note allocated')
  const back = await w.api('POST', `Invoices/${InvoiceID}`, { Status: 'DRAFT' })
  expect(back.text).toContain('because it has payments or credit notes allocated to it')
})

test('trap: a customer credit note number is unique (xero §8.2)', async () => {
  const w = await world()
  await note(w, { CreditNoteNumber: 'CN-X' })
  expect((await note(w, { CreditNoteNumber: 'cn-x' })).answer.text).toContain('must be unique')
})

test('trap: a POST with the number of a note updates that note (xero §6.1)', async () => {
  const w = await world()
  const { id } = await note(w, { CreditNoteNumber: 'CN-X', Status: 'DRAFT' })
  const body = { Type: 'ACCRECCREDIT', CreditNoteNumber: 'CN-X', Reference: 'again' }
  const answer = await w.api('POST', 'CreditNotes', body)
  expect(answer.at('CreditNotes', 0)).toMatchObject({ CreditNoteID: id, Reference: 'again', Total: 110 })
})

test('trap: credit left over lowers what a customer owes (xero §7)', async () => {
  const w = await world()
  await note(w)
  const answer = await w.api('GET', `Contacts/${w.id('acme')}`)
  expect(answer.at('Contacts', 0, 'Balances', 'AccountsReceivable', 'Outstanding')).toBe(110)
})

test('a refund is a payment of the note and uses it up', async () => {
  const w = await world()
  const { id } = await note(w)
  const paid = await w.api('PUT', 'Payments', {
    CreditNote: { CreditNoteID: id },
    Account: { Code: '090' },
    Amount: 110,
  })
  expect(paid.at('Payments', 0)).toMatchObject({
    PaymentType: 'ARCREDITPAYMENT',
    CreditNote: { CreditNoteID: id },
  })
  expect((await w.api('GET', `CreditNotes/${id}`)).at('CreditNotes', 0)).toMatchObject({
    Status: 'PAID',
    RemainingCredit: 0,
  })
  await w.api('POST', `Payments/${paid.at('Payments', 0, 'PaymentID')}`, { Status: 'DELETED' })
  expect((await w.api('GET', `CreditNotes/${id}`)).at('CreditNotes', 0, 'RemainingCredit')).toBe(110)
})

test('trap: notes listed without a page have no lines (xero §5)', async () => {
  const w = await world()
  const { id } = await note(w)
  expect((await w.api('GET', 'CreditNotes')).at('CreditNotes', 0, 'LineItems')).toEqual([])
  const where = encodeURIComponent(`Status=="AUTHORISED" AND RemainingCredit>1`)
  const paged = await w.api('GET', `CreditNotes?page=1&where=${where}`)
  expect(paged.at('CreditNotes', 0)).toMatchObject({ CreditNoteID: id, LineItems: [{ LineAmount: 100 }] })
  expect(paged.at('pagination', 'itemCount')).toBe(1)
})

test('notes have history, and a merge takes them and quotes along', async () => {
  const w = await world()
  const { id } = await note(w)
  await w.api('PUT', `CreditNotes/${id}/History`, { HistoryRecords: [{ Details: 'Goods came back' }] })
  expect((await w.api('GET', `CreditNotes/${id}/History`)).at('HistoryRecords', 0, 'Details')).toBe(
    'Goods came back',
  )
  const Contact = { ContactID: w.id('acme') }
  await w.api('PUT', 'Quotes', { Contact, LineItems: [{ Description: 'x' }] })
  await w.form(`/app/contacts/${w.id('acme')}/merge`, { into: 'Birch & Co' })
  const moved = await w.api('GET', `CreditNotes/${id}`)
  expect(moved.at('CreditNotes', 0, 'Contact', 'ContactID')).toBe(w.id('birch'))
  const quotes = await w.api('GET', `Quotes?ContactID=${w.id('birch')}`)
  expect(quotes.at('Quotes', 0, 'QuoteNumber')).toBe('QU-0001')
})
