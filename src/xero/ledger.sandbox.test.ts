import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { civilDateIn } from '#core/civil-date.ts'
import { daysLate, isOpen } from '#core/ledger/balances.ts'
import { type Ledger, sideFigures } from '#core/ledger/figures.ts'
import type { LedgerInvoice } from '#core/model/document.ts'
import { decimalFromMinor } from '#core/money.ts'
import { createGovernor } from '#core/remote/governor.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { createWorld, documentScopes, origin, type World } from '#sandbox/xero/fixture.ts'
import { listCreditNotes, listOverpayments, listPrepayments } from './credits.ts'
import { createXeroHttp, type XeroHttp } from './http.ts'
import { listInvoices } from './invoices.ts'
import { listPayments } from './payments.ts'

const timeZone = 'Australia/Sydney'
const scope = `${documentScopes} accounting.settings`
/** With rates as people write them, and the smallest step in which the sandbox books. */
const currencies = [
  { code: 'AUD', rate: 1, step: 0.01 },
  { code: 'USD', rate: 0.6543, step: 0.01 },
  { code: 'JPY', rate: 97.31, step: 1 },
  { code: 'KWD', rate: 0.2012, step: 0.01 },
  { code: 'EUR', rate: 0.5987, step: 0.01 },
] as const
type Currency = (typeof currencies)[number]

const action = fc.record({
  do: fc.constantFrom(
    ...(['invoice', 'invoice', 'invoice', 'bill', 'credit note', 'advance'] as const),
    ...(['pay', 'pay', 'pay the rest', 'reverse', 'allocate', 'allocate', 'unallocate'] as const),
    ...(['refund', 'approve', 'end', 'wait'] as const),
  ),
  pick: fc.nat(1_000),
  other: fc.nat(1_000),
  share: fc.integer({ min: 1, max: 1_000 }),
  daysAgo: fc.integer({ min: 0, max: 130 }),
  term: fc.integer({ min: 0, max: 30 }),
  currency: fc.constantFrom(...currencies),
  steps: fc.integer({ min: 1, max: 900_000 }),
  flag: fc.boolean(),
})
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** What an accountant would look up before the next click, as Xero says it. */
const Seen = z.looseObject({
  InvoiceID: z.string().optional(),
  Type: z.string(),
  Status: z.string(),
  CurrencyCode: z.string(),
  AmountDue: z.number().optional(),
  RemainingCredit: z.number().optional(),
  Payments: z.array(z.looseObject({ PaymentID: z.string() })).default([]),
  Allocations: z.array(z.looseObject({ AllocationID: z.string() })).default([]),
})
type Seen = z.infer<typeof Seen>

const collections = [
  ['CreditNotes', 'CreditNoteID', 'CreditNote'],
  ['Prepayments', 'PrepaymentID', 'Prepayment'],
  ['Overpayments', 'OverpaymentID', 'Overpayment'],
] as const

async function seen(w: World, collection: string): Promise<Seen[]> {
  const answer = await w.api('GET', `${collection}?page=1&pageSize=1000`)
  return z.array(Seen).parse(answer.at(collection))
}

const day = (w: World, daysAgo: number) => civilDateIn(timeZone, w.clock.now() - daysAgo * 86_400_000)
const picked = <T>(items: readonly T[], number: number): T | undefined =>
  items[number % Math.max(1, items.length)]
const bank = { Code: '090' }

/** Part of what is open, in whole steps of its currency. */
function part(open: number, share: number, code: string): number {
  const step = currencies.find((c) => c.code === code)?.step ?? 0.01
  return Number((Math.max(1, Math.floor(((open / step) * share) / 1_000)) * step).toFixed(2))
}

const total = ({ code, step }: Currency, steps: number) =>
  Number((code === 'JPY' ? steps * 10 : steps * step).toFixed(2))

/** One click. Xero refuses what cannot be: then nothing happens. */
async function act(w: World, a: Action): Promise<void> {
  const date = day(w, a.daysAgo)
  const rate = a.currency.code === 'AUD' ? {} : { CurrencyRate: a.currency.rate }
  const document = {
    Contact: { ContactID: w.id('acme') },
    Date: date,
    CurrencyCode: a.currency.code,
    ...rate,
    LineItems: [{ Description: 'x', UnitAmount: total(a.currency, a.steps), AccountCode: '200' }],
  }
  const open = async () => (await seen(w, 'Invoices')).filter((i) => i.Status === 'AUTHORISED')
  switch (a.do) {
    case 'invoice':
    case 'bill': {
      const sales = a.do === 'invoice'
      const DueDate = day(w, a.daysAgo - a.term)
      const lines = sales ? {} : { LineItems: [{ ...document.LineItems[0], AccountCode: '400' }] }
      const kind = { Type: sales ? 'ACCREC' : 'ACCPAY', Status: a.flag ? 'DRAFT' : 'AUTHORISED', DueDate }
      await w.api('PUT', 'Invoices', { ...document, ...lines, ...kind })
      return
    }
    case 'credit note':
      await w.api('PUT', 'CreditNotes', { ...document, Type: 'ACCRECCREDIT', Status: 'AUTHORISED' })
      return
    case 'advance': {
      const Type = a.flag ? 'RECEIVE-PREPAYMENT' : 'RECEIVE-OVERPAYMENT'
      await w.api('PUT', 'BankTransactions', { ...document, Type, BankAccount: bank })
      return
    }
    case 'pay':
    case 'pay the rest': {
      const invoice = picked(await open(), a.pick)
      if (!invoice) return
      const due = invoice.AmountDue ?? 0
      const Amount = a.do === 'pay' ? part(due, a.share, invoice.CurrencyCode) : due
      const paid = {
        Invoice: { InvoiceID: invoice.InvoiceID },
        Account: bank,
        Amount,
        Date: day(w, a.pick % 20),
      }
      await w.api('PUT', 'Payments', paid)
      return
    }
    case 'reverse': {
      const invoice = picked(
        (await seen(w, 'Invoices')).filter((i) => i.Payments.length > 0),
        a.pick,
      )
      const payment = invoice && picked(invoice.Payments, a.other)
      if (payment) await w.api('POST', `Payments/${payment.PaymentID}`, { Status: 'DELETED' })
      return
    }
    case 'approve':
    case 'end': {
      const wanted = a.do === 'approve' ? ['DRAFT'] : ['DRAFT', 'AUTHORISED']
      const invoice = picked(
        (await seen(w, 'Invoices')).filter((i) => wanted.includes(i.Status)),
        a.pick,
      )
      const ending = invoice?.Status === 'DRAFT' ? 'DELETED' : 'VOIDED'
      const Status = a.do === 'approve' ? 'AUTHORISED' : ending
      if (invoice) await w.api('POST', `Invoices/${invoice.InvoiceID}`, { Status })
      return
    }
    case 'allocate':
    case 'unallocate':
    case 'refund': {
      const [collection, idName, noun] = picked(collections, a.other) ?? collections[0]
      const credit = picked(await seen(w, collection), a.pick)
      if (!credit) return
      const id = String(credit[idName])
      const amount = part(credit.RemainingCredit ?? 0, a.share, credit.CurrencyCode)
      if (a.do === 'refund') {
        await w.api('PUT', 'Payments', {
          [noun]: { [idName]: id },
          Account: bank,
          Amount: amount,
          Date: date,
        })
        return
      }
      if (a.do === 'unallocate') {
        const allocation = picked(credit.Allocations, a.share)
        if (allocation) await w.api('DELETE', `${collection}/${id}/Allocations/${allocation.AllocationID}`)
        return
      }
      const fits = (await open()).filter((i) => i.Type === 'ACCREC' && i.CurrencyCode === credit.CurrencyCode)
      const invoice = picked(fits, a.share)
      if (!invoice) return
      const Amount = Math.min(amount, invoice.AmountDue ?? 0)
      const Invoice = { InvoiceID: invoice.InvoiceID }
      await w.api('PUT', `${collection}/${id}/Allocations`, { Amount, Date: day(w, a.pick % 20), Invoice })
      return
    }
    case 'wait':
      await w.clock.advance((a.pick % 96) * 3_600_000)
      // The token lives for half an hour.
      await w.connect(scope)
  }
}

function client(w: World): XeroHttp {
  const outside = { now: () => 0, sleep: async () => {}, random: () => 0 }
  return createXeroHttp({
    ...outside,
    fetch: (url, init) => w.xero.fetch(new Request(url, init)),
    apiUrl: origin,
    tenantId: w.session.tenant,
    tokens: fixedToken('xero', w.session.token),
    governor: createGovernor({ ...outside, side: 'xero', inFlightMax: 4, perMinuteMax: null }),
  })
}

async function all<T>(pages: AsyncIterable<{ readonly rows: readonly T[] }>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page.rows)
  return rows
}

async function readLedger(w: World, http: XeroHttp): Promise<Ledger> {
  const mine = (one: { readonly contactId: string }) => one.contactId === w.id('acme')
  return {
    documents: (await all(listInvoices(http))).filter(mine),
    credits: [
      ...(await all(listCreditNotes(http))),
      ...(await all(listPrepayments(http))),
      ...(await all(listOverpayments(http))),
    ].filter(mine),
  }
}

const Balance = z.object({ Outstanding: z.number(), Overdue: z.number() })
const cents = (amount: number) => Math.round(amount * 100)

/** The contact's own balances, in the organisation's currency and less the credit not used yet. */
async function compareBalances(w: World, ledger: Ledger) {
  const contact = await w.api('GET', `Contacts/${w.id('acme')}`)
  const options = { today: day(w, 0), baseCurrency: 'AUD' }
  for (const [side, name] of [
    ['sales', 'AccountsReceivable'],
    ['purchases', 'AccountsPayable'],
  ] as const) {
    const theirs = Balance.parse(contact.at('Contacts', 0, 'Balances', name))
    const ours = sideFigures(ledger, side, options)
    expect(ours.outstandingInBase.minor - ours.creditInBase.minor).toBe(cents(theirs.Outstanding))
    expect(ours.overdueInBase.minor).toBe(cents(theirs.Overdue))
  }
}

/** Every open invoice as Xero's aged receivables show it: what is due, and how late. */
async function compareAged(w: World, documents: readonly LedgerInvoice[]) {
  const today = day(w, 0)
  const report = await w.api(
    'GET',
    `Reports/AgedReceivablesByContact?contactId=${w.id('acme')}&date=${today}`,
  )
  const Row = z.object({
    RowType: z.string(),
    Cells: z.array(
      z.object({ Value: z.string(), Attributes: z.array(z.object({ Value: z.string() })).default([]) }),
    ),
  })
  const rows = z.array(Row).parse(report.at('Reports', 0, 'Rows', 1, 'Rows'))
  const theirs = rows
    .filter((row) => row.RowType === 'Row')
    .map(({ Cells }) => ({
      id: Cells[0]?.Attributes[0]?.Value,
      late: Number(/\d+/.exec(Cells[3]?.Value ?? '')?.[0] ?? 0),
      due: Number(Cells[7]?.Value),
    }))
  const ours = documents
    .filter((d) => d.kind === 'invoice' && isOpen(d))
    .map((d) => ({
      id: d.id,
      late: daysLate(d, today),
      due: Number(decimalFromMinor(d.dueMinor, d.currency)),
    }))
  const byId = (a: { readonly id: string | undefined }, b: { readonly id: string | undefined }) =>
    String(a.id) < String(b.id) ? -1 : 1
  expect(ours.toSorted(byId)).toEqual(theirs.toSorted(byId))
}

/** A document's own rows explain what is due on it, and the list of payments agrees. */
async function compareRows(http: XeroHttp, ledger: Ledger) {
  const payments = (await all(listPayments(http))).filter((p) => p.status === 'AUTHORISED')
  const paidOn = (id: string) =>
    payments.filter((p) => p.paid?.id === id).reduce((sum, p) => sum + (p.amountMinor ?? Number.NaN), 0)
  for (const d of ledger.documents) {
    expect(paidOn(d.id)).toBe(d.paidMinor)
    expect(d.payments.reduce((sum, p) => sum + p.amountMinor, 0)).toBe(d.paidMinor)
    expect(d.credits.reduce((sum, c) => sum + c.amountMinor, 0)).toBe(d.creditedMinor)
    if (d.status !== 'VOIDED' && d.status !== 'DELETED')
      expect(d.dueMinor).toBe(d.totalMinor - d.paidMinor - d.creditedMinor)
  }
  for (const c of ledger.credits) {
    const used = c.allocations.reduce((sum, a) => sum + a.amountMinor, 0)
    expect(paidOn(c.id)).toBe(c.refunds.reduce((sum, r) => sum + r.amountMinor, 0))
    expect(c.remainingMinor).toBe(c.totalMinor - used - paidOn(c.id))
  }
}

test('whatever is clicked in Xero, the figures are its own', async () => {
  const reached = { payments: 0, credits: 0, foreign: 0, overdue: 0, used: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 45, size: 'max' }), async (actions) => {
      const w = await createWorld({ scope, quotas: false })
      for (const { code } of currencies.slice(2)) await w.api('PUT', 'Currencies', { Code: code })
      for (const one of actions) await act(w, one)
      const http = client(w)
      const ledger = await readLedger(w, http)
      await compareBalances(w, ledger)
      await compareAged(w, ledger.documents)
      await compareRows(http, ledger)
      for (const d of ledger.documents) {
        if (d.paidMinor > 0) reached.payments++
        if (d.creditedMinor > 0) reached.used++
        if (d.currency !== 'AUD' && isOpen(d)) reached.foreign++
        if (daysLate(d, day(w, 0)) > 0) reached.overdue++
      }
      reached.credits += ledger.credits.filter((c) => c.remainingMinor > 0).length
    }),
    { numRuns: 25, endOnFailure: true },
  )
  for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(0)
})
