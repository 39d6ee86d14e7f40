import { expect, test } from 'vitest'
import type { AppliedCredit, CreditNote, Quote, RepeatingInvoice } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { day, earlier, insertWorkspace, invoice, later, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { documentsOf, figuresRows, retireTemplates, upsertDocuments } from './documents.ts'

const store = storeOfFile()

const common = {
  contactId: xeroContactId(uuid(7)),
  contactName: 'Contact 7',
  reference: null,
  currency: 'AUD',
  subTotalMinor: 10_000,
  taxMinor: 1_000,
  totalMinor: 11_000,
  lines: [],
} as const

const credit = (id: number, changes: Partial<CreditNote> = {}): CreditNote => ({
  ...common,
  kind: 'credit_note',
  id: xeroDocumentId(uuid(id)),
  side: 'sales',
  number: `CN-${id}`,
  status: 'AUTHORISED',
  date: day('2026-02-10'),
  currencyRate: '1',
  remainingMinor: 11_000,
  allocations: [],
  refunds: [],
  hasAttachments: false,
  fullyPaidOn: null,
  updatedAt: earlier,
  ...changes,
})

const quote = (id: number): Quote => ({
  ...common,
  kind: 'quote',
  id: xeroDocumentId(uuid(id)),
  number: `QU-${id}`,
  title: 'Bench',
  summary: null,
  terms: null,
  status: 'SENT',
  date: day('2026-02-11'),
  expiresOn: day('2026-03-11'),
  currencyRate: '1',
  discountMinor: 0,
  lineAmounts: 'exclusive',
  updatedAt: earlier,
})

const template = (id: number, changes: Partial<RepeatingInvoice> = {}): RepeatingInvoice => ({
  ...common,
  kind: 'repeating_invoice',
  id: xeroDocumentId(uuid(id)),
  side: 'sales',
  status: 'AUTHORISED',
  schedule: {
    every: 1,
    unit: 'months',
    startsOn: day('2026-01-01'),
    nextOn: day('2026-04-01'),
    endsOn: null,
  },
  lineAmounts: 'exclusive',
  approvedForSending: false,
  hasAttachments: false,
  ...changes,
})

test('documents: a newer observation replaces, an older one changes nothing', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  const payment = { id: uuid(900), date: day('2026-02-20'), amountMinor: 5_000, reference: 'half' }
  const current = invoice(1, 7, {
    dueMinor: 6_000,
    paidMinor: 5_000,
    payments: [payment],
    currency: 'USD',
    currencyRate: '0.6543210',
    dueDate: null,
    updatedAt: later,
  })
  expect(await upsertDocuments(store.db, xero, [current])).toEqual({
    changed: [{ id: uuid(1), contactId: uuid(7) }],
    recounted: [uuid(7)],
    credits: [],
  })
  expect(await upsertDocuments(store.db, xero, [invoice(1, 7, { updatedAt: earlier })])).toEqual({
    changed: [],
    recounted: [],
    credits: [],
  })
  const rows = await store.db
    .selectFrom('mirror_document')
    .where('workspace_id', '=', id)
    .selectAll()
    .execute()
  expect(rows).toMatchObject([
    {
      id: uuid(1),
      due_minor: 6_000,
      paid_minor: 5_000,
      total_minor: 11_000,
      issued: '2026-02-01',
      due: null,
      currency: 'USD',
      currency_rate: '0.6543210',
      payments: [payment],
      lines: current.lines,
    },
  ])
})

test('a contact is counted anew for documents that begin or cease to count, not for other amounts', async () => {
  const { xero } = await insertWorkspace(store.db)
  const recounted = async (document: ReturnType<typeof invoice>) =>
    (await upsertDocuments(store.db, xero, [document])).recounted
  expect(await recounted(invoice(1, 7, { status: 'DRAFT' }))).toEqual([])
  expect(await recounted(invoice(1, 7, { status: 'AUTHORISED' }))).toEqual([uuid(7)])
  expect(await recounted(invoice(1, 7, { status: 'AUTHORISED', dueMinor: 1 }))).toEqual([])
  expect(await recounted(invoice(1, 7, { status: 'PAID' }))).toEqual([])
  expect(await recounted(invoice(1, 8, { status: 'PAID' }))).toEqual([uuid(8), uuid(7)])
  expect(await recounted(invoice(1, 8, { status: 'DELETED' }))).toEqual([uuid(8)])
})

test('documents: one that moves to another contact names both', async () => {
  const { xero } = await insertWorkspace(store.db)
  await upsertDocuments(store.db, xero, [invoice(1, 7), invoice(2, 7)])
  const moved = await upsertDocuments(store.db, xero, [invoice(1, 8, { updatedAt: later })])
  expect(moved.changed).toEqual([
    { id: uuid(1), contactId: uuid(8) },
    { id: uuid(1), contactId: uuid(7) },
  ])
})

test('every kind of document keeps what is its own', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  const allocation = {
    id: uuid(50),
    invoiceId: xeroDocumentId(uuid(1)),
    invoiceNumber: 'INV-1',
    date: day('2026-02-12'),
    amountMinor: 4_000,
  }
  const note = credit(2, { remainingMinor: 7_000, allocations: [allocation] })
  await upsertDocuments(store.db, xero, [
    invoice(1, 7),
    note,
    quote(3),
    template(4),
    invoice(6, 7, { kind: 'bill' }),
  ])
  const { rows, total, hidden } = await documentsOf(store.db, id, uuid(7), { limit: 10, side: 'sales' })
  expect({ total, hidden }).toEqual({ total: 4, hidden: 1 })
  expect(rows.map((row) => row.kind)).toEqual(['quote', 'credit_note', 'invoice', 'repeating_invoice'])
  expect(rows[0]).toMatchObject({ due: '2026-03-11', details: { title: 'Bench' }, side: 'sales' })
  expect(rows[1]).toMatchObject({ remaining_minor: 7_000, due_minor: 0, allocations: [allocation] })
  expect(rows[3]).toMatchObject({ due: '2026-04-01', details: { schedule: template(4).schedule } })
  expect((await figuresRows(store.db, id, uuid(7))).map((row) => row.kind).sort()).toEqual([
    'bill',
    'credit_note',
    'invoice',
  ])
})

test('an invoice on which another part of a credit is used names the credit', async () => {
  const { xero } = await insertWorkspace(store.db)
  const used: AppliedCredit = {
    kind: 'credit_note',
    id: xeroDocumentId(uuid(2)),
    number: 'CN-2',
    date: null,
    amountMinor: 4_000,
  }
  const before = invoice(1, 7)
  const after = {
    ...invoice(1, 7, { creditedMinor: 4_000, dueMinor: 7_000, updatedAt: later }),
    credits: [used],
  }
  const credits = [{ kind: 'credit_note', id: uuid(2) }]
  await upsertDocuments(store.db, xero, [before])
  expect((await upsertDocuments(store.db, xero, [after])).credits).toEqual(credits)
  expect((await upsertDocuments(store.db, xero, [after])).credits).toEqual([])
  const taken = { ...before, updatedAt: later }
  expect((await upsertDocuments(store.db, xero, [taken])).credits).toEqual(credits)
})

test('templates that are as they were change nothing; those no longer listed are gone', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  await upsertDocuments(store.db, xero, [template(4), template(5)])
  expect((await upsertDocuments(store.db, { ...xero, at: new Date(later) }, [template(4)])).changed).toEqual(
    [],
  )
  const moved = template(4, { schedule: { ...template(4).schedule, nextOn: day('2026-05-01') } })
  expect((await upsertDocuments(store.db, { ...xero, at: new Date(later) }, [moved])).changed).toHaveLength(1)
  expect(await retireTemplates(store.db, xero, [uuid(4)])).toEqual([uuid(7)])
  expect(await retireTemplates(store.db, xero, [uuid(4)])).toEqual([])
  expect(
    (await documentsOf(store.db, id, uuid(7), { limit: 10, side: null })).rows.map((row) => row.id),
  ).toEqual([uuid(4)])
})
