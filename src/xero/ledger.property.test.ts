import fc from 'fast-check'
import { expect, test } from 'vitest'
import { XeroWireCreditNote, XeroWireOverpayment, XeroWirePrepayment } from '#contracts/xero/credits.ts'
import { XeroWireInvoice } from '#contracts/xero/invoices.ts'
import { type CivilDate, civilDateIn } from '#core/civil-date.ts'
import { ageingBuckets } from '#core/ledger/ageing.ts'
import type { BaseTotal } from '#core/ledger/base-currency.ts'
import { customerFigures, type Ledger, sideFigures } from '#core/ledger/figures.ts'
import { naiveBalances, naiveDay, naiveHistory, replay } from '#core/ledger/test-replay.ts'
import type { LedgerCredit, LedgerSide } from '#core/model/document.ts'
import { decimalFromMinor, type Money } from '#core/money.ts'
import { creditNoteFromWire, overpaymentFromWire, prepaymentFromWire } from './credit-wire.ts'
import { fromWire } from './invoice-wire.ts'
import { type Entry, keepBooks, type Wish } from './test-books.ts'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
/** 22 November 2026. */
const center = Date.UTC(2026, 10, 22) / 86_400_000

const wish: fc.Arbitrary<Wish> = fc.record({
  do: fc.oneof(
    { weight: 6, arbitrary: fc.constant('invoice' as const) },
    { weight: 6, arbitrary: fc.constant('pay the rest' as const) },
    { weight: 4, arbitrary: fc.constantFrom('pay' as const, 'allocate' as const) },
    { weight: 2, arbitrary: fc.constantFrom('bill' as const, 'credit note' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'supplier credit' as const,
        'prepayment' as const,
        'overpayment' as const,
        'approve' as const,
        'reverse' as const,
        'unallocate' as const,
        'refund' as const,
        'end' as const,
      ),
    },
  ),
  pick: fc.nat(1_000),
  other: fc.nat(1_000),
  share: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constant(1_000)),
  day: fc.oneof(
    fc.integer({ min: center - 100, max: center + 3 }),
    fc.integer({ min: center - 520, max: center }),
  ),
  term: fc.option(fc.integer({ min: 0, max: 45 }), { freq: 12 }),
  currency: fc.nat(4),
  rate: fc.integer({ min: 1_000, max: 200_000_000 }),
  minor: fc.oneof(fc.integer({ min: 1, max: 2_000_000_000 }), fc.integer({ min: 0, max: 300 })),
  taxPercent: fc.constantFrom(0, 5, 10, 15, 20),
  draft: fc.boolean(),
})
const wishes = fc.array(wish, { minLength: 1, maxLength: 70, size: 'max' })

function ledgerOf(books: ReturnType<typeof keepBooks>): Ledger {
  return {
    documents: books.invoices.map((wire) => fromWire(XeroWireInvoice.parse(wire))),
    credits: [
      ...books.creditNotes.map((wire) => creditNoteFromWire(XeroWireCreditNote.parse(wire))),
      ...books.prepayments.map((wire) => prepaymentFromWire(XeroWirePrepayment.parse(wire))),
      ...books.overpayments.map((wire) => overpaymentFromWire(XeroWireOverpayment.parse(wire))),
    ],
  }
}

const texts = (amounts: readonly Money[]) =>
  Object.fromEntries(amounts.map(({ minor, currency }) => [currency, decimalFromMinor(minor, currency)]))
const baseText = (total: BaseTotal) => {
  expect(total.unconverted).toEqual([])
  return decimalFromMinor(total.minor, total.currency)
}

/** Ours, in the words of the other. */
function ourBalances(ledger: Ledger, side: LedgerSide, today: CivilDate) {
  const figures = sideFigures(ledger, side, { today, baseCurrency: 'AUD' })
  const { ageing } = figures
  for (const row of ageing) expect(row.totalMinor).toBe(byCurrency(figures.outstanding, row.currency))
  const bucket = (name: (typeof ageingBuckets)[number]) =>
    texts(
      ageing.map(({ currency, minor }) => ({ currency, minor: minor[name] })).filter((m) => m.minor !== 0),
    )
  return {
    outstanding: texts(figures.outstanding),
    overdue: texts(figures.overdue),
    credit: texts(figures.creditAvailable),
    buckets: ageingBuckets.map(bucket),
    oldest: figures.oldestOverdueDays,
    base: [figures.outstandingInBase, figures.overdueInBase, figures.creditInBase].map(baseText),
  }
}

const byCurrency = (amounts: readonly Money[], currency: string) =>
  amounts.find((amount) => amount.currency === currency)?.minor

function ourHistory(ledger: Ledger, today: CivilDate) {
  const figures = customerFigures(ledger, { today, baseCurrency: 'AUD' })
  const { daysToPay, daysToPayTrend: trend, lifetimeValue, lastInvoice, lastPayment } = figures
  return {
    daysToPay,
    recent: trend.recent,
    before: trend.before,
    changeDays: trend.changeDays,
    net: texts(lifetimeValue.map(({ currency, netMinor: minor }) => ({ currency, minor }))),
    gross: texts(lifetimeValue.map(({ currency, grossMinor: minor }) => ({ currency, minor }))),
    lastPayment: lastPayment && { date: lastPayment.date, amounts: texts(lastPayment.amounts) },
    lastInvoice: lastInvoice ? `${lastInvoice.date} ${lastInvoice.number}` : undefined,
  }
}

test('every figure equals an independent replay of what was booked, to the smallest unit', () => {
  const reached = new Map<string, number>()
  const hour = fc.integer({ min: -36, max: 36 })
  fc.assert(
    fc.property(wishes, fc.constantFrom(...zones), hour, (all, zone, hours) => {
      const books = keepBooks(all)
      const ledger = ledgerOf(books)
      const standing = replay(books.journal)
      const ms = center * 86_400_000 + hours * 3_600_000
      const today = naiveDay(zone, ms)
      for (const side of ['sales', 'purchases'] as const) {
        expect(ourBalances(ledger, side, civilDateIn(zone, ms))).toEqual(
          naiveBalances(standing, side === 'sales', today),
        )
      }
      for (const credit of ledger.credits) expect(leftOver(credit)).toBe(credit.remainingMinor)
      const history = naiveHistory(standing, today)
      expect(ourHistory(ledger, civilDateIn(zone, ms))).toEqual(history)
      count(reached, books.journal, history)
    }),
    { numRuns: 250 },
  )
  for (const what of ['payment', 'reversal', 'allocation', 'approval', 'end', 'KWD', 'JPY', 'days', 'trend'])
    expect(reached.get(what) ?? 0, what).toBeGreaterThan(20)
})

/** What the rows of a credit leave of it. */
function leftOver({ status, totalMinor, allocations, refunds }: LedgerCredit): number {
  const gone = [...allocations, ...refunds].reduce((sum, row) => sum + row.amountMinor, 0)
  return status === 'VOIDED' || status === 'DELETED' ? 0 : totalMinor - gone
}

function count(
  reached: Map<string, number>,
  journal: readonly Entry[],
  history: ReturnType<typeof naiveHistory>,
) {
  const note = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1)
  for (const entry of journal) note(entry.what === 'document' ? entry.currency : entry.what)
  if (history.daysToPay) note('days')
  if (history.changeDays !== null) note('trend')
}

/** What is due, and what was paid, on each day around the turn of every bucket and window. */
function aroundMidnight(day: number): Wish[] {
  const basis = { pick: 0, other: 0, share: 1_000, rate: 650_000, taxPercent: 10, draft: false, minor: 1_001 }
  const days = [-2, -1, 0, 1, 2].flatMap((near) => [0, 30, 60, 90, 365, 455].map((far) => day + near - far))
  const paid = days.flatMap((on, i): Wish[] => {
    // Paid before the next one is written, so it is the only one that can be paid.
    const one = { ...basis, currency: i, term: 10, minor: basis.minor + i }
    return [
      { ...one, do: 'invoice', day: on - (i % 23) },
      { ...one, do: 'pay the rest', day: on },
    ]
  })
  const due = days.map((on, i): Wish => ({ ...basis, do: 'invoice', currency: i, term: 10, day: on - 10 }))
  return [...paid, ...due]
}

test('in every time zone, at every hour around midnight, also where clocks change', () => {
  // In Europe and in Australia clocks change on 29 March and on 4 October 2026.
  const midnights = [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 4), center * 86_400_000]
  for (const midnight of midnights) {
    const books = keepBooks(aroundMidnight(midnight / 86_400_000))
    const ledger = ledgerOf(books)
    const standing = replay(books.journal)
    const ours = onceADay((today: CivilDate) => ({
      ...ourBalances(ledger, 'sales', today),
      ...ourHistory(ledger, today),
    }))
    const naive = onceADay((today) => ({
      ...naiveBalances(standing, true, today),
      ...naiveHistory(standing, today),
    }))
    const seen = new Set<string>()
    const days = new Set<string>()
    for (const zone of zones) {
      // Midnight in the zones comes from 14 hours before to 12 hours after midnight in UTC.
      for (let hour = -14; hour <= 12; hour++) {
        for (const ms of [midnight + hour * 3_600_000 - 1, midnight + hour * 3_600_000]) {
          const today = civilDateIn(zone, ms)
          const figures = ours(today)
          days.add(today)
          if (figures !== naive(naiveDay(zone, ms))) expect.fail(`${zone} at ${new Date(ms).toISOString()}`)
          seen.add(figures)
        }
      }
    }
    // Each day has figures of its own, so that a wrong day would show.
    expect(seen.size).toBe(days.size)
    expect(days.size).toBeGreaterThan(2)
  }
})

/** Figures hang on the day alone: they are reckoned once for each. */
function onceADay<Day extends string>(figures: (today: Day) => object): (today: Day) => string {
  const known = new Map<string, string>()
  return (today) => {
    const text = known.get(today) ?? JSON.stringify(figures(today))
    known.set(today, text)
    return text
  }
}
