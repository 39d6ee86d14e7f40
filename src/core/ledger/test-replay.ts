/**
 * The same figures reckoned again, slowly and in another way: every entry of a journal from the beginning, amounts
 * as decimal texts, days as numbers. Nothing of the product is used here.
 */
export type JournalEntry =
  | {
      readonly what: 'document'
      readonly id: string
      readonly type: string
      readonly received: boolean
      readonly number: string
      readonly currency: string
      readonly rate: string
      readonly net: string
      readonly total: string
      readonly date: string
      readonly due: string | null
      readonly approved: boolean
    }
  | { readonly what: 'approval' | 'end' | 'reversal'; readonly id: string }
  | {
      readonly what: 'payment'
      readonly id: string
      readonly on: string
      readonly amount: string
      readonly date: string
    }
  | {
      readonly what: 'allocation'
      readonly id: string
      readonly from: string
      readonly to: string
      readonly amount: string
      readonly date: string
    }

type Written = Extract<JournalEntry, { what: 'document' }>

const places: Readonly<Record<string, number>> = { AUD: 2, USD: 2, JPY: 0, KWD: 3, EUR: 2 }
const scale = 12
const big = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
/** Exact text with the digits of the currency; whatever does not fit them shows. */
const shown = (value: bigint, currency: string): string => {
  const digits = places[currency] ?? 2
  const sign = value < 0n ? '-' : ''
  const text = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const [whole, fraction] = [text.slice(0, -scale), text.slice(-scale)]
  const rest = fraction.slice(digits)
  const lost = /[1-9]/.test(rest) ? `(${rest})` : ''
  return `${sign}${whole}${digits > 0 ? `.${fraction.slice(0, digits)}` : ''}${lost}`
}

const dayNumber = (text: string) => {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/** Twelve months before: the day of that name a year ago, or the one before where there is none. */
function yearBefore(day: number): number {
  const date = new Date(day * 86_400_000)
  const wanted = `${date.getUTCFullYear() - 1}-${date.getUTCMonth()}`
  for (let number = date.getUTCDate(); ; number--) {
    const then = new Date(Date.UTC(date.getUTCFullYear() - 1, date.getUTCMonth(), number))
    if (`${then.getUTCFullYear()}-${then.getUTCMonth()}` === wanted) return then.getTime() / 86_400_000
  }
}

/** What stood on a document after the last entry. */
interface Standing {
  readonly of: Written
  readonly alive: boolean
  readonly left: bigint
  /** Of payments. */
  readonly money: readonly Moved[]
  /** Of credits used on it, or of what it was used on. */
  readonly uses: readonly (Moved & { readonly by: string })[]
}
interface Moved {
  readonly amount: bigint
  readonly day: number
}

export function replay(journal: readonly JournalEntry[]) {
  const reversed = new Set(journal.flatMap((e) => (e.what === 'reversal' ? [e.id] : [])))
  const ended = new Set(journal.flatMap((e) => (e.what === 'end' ? [e.id] : [])))
  const approvedLater = new Set(journal.flatMap((e) => (e.what === 'approval' ? [e.id] : [])))
  const types = new Map(journal.flatMap((e) => (e.what === 'document' ? [[e.id, e.type]] : [])))
  const standing: Standing[] = []
  for (const of of journal) {
    if (of.what !== 'document') continue
    const money: Moved[] = []
    const uses: (Moved & { by: string })[] = []
    for (const entry of journal) {
      if (reversed.has(entry.id)) continue
      if (entry.what === 'payment' && entry.on === of.id)
        money.push({ amount: big(entry.amount), day: dayNumber(entry.date) })
      if (entry.what === 'allocation' && (entry.from === of.id || entry.to === of.id)) {
        const by = types.get(entry.from) ?? ''
        uses.push({ amount: big(entry.amount), day: dayNumber(entry.date), by })
      }
    }
    let left = big(of.total)
    for (const { amount } of [...money, ...uses]) left -= amount
    const alive = (of.approved || approvedLater.has(of.id)) && !ended.has(of.id)
    standing.push({ of, alive, left, money, uses })
  }
  return standing
}

const isCredit = (type: string) => type !== 'sale' && type !== 'purchase'
const isSales = ({ of }: Standing) =>
  /^(sale|purchase)/.test(of.type) ? of.type.startsWith('sale') : of.received

class Totals {
  readonly #sums = new Map<string, bigint>()
  add(currency: string, amount: bigint) {
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + amount)
  }
  texts(): Record<string, string> {
    const sums = [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sums.map(([currency, sum]) => [currency, shown(sum, currency)]))
  }
}

/** Balances of one side on a day, as texts by currency. */
export function naiveBalances(standing: readonly Standing[], sales: boolean, today: string) {
  const now = dayNumber(today)
  const [outstanding, overdue, credit] = [new Totals(), new Totals(), new Totals()]
  const buckets = [new Totals(), new Totals(), new Totals(), new Totals(), new Totals()]
  let [owedBase, overdueBase, creditBase] = [0n, 0n, 0n]
  let oldest = 0
  for (const one of standing) {
    if (isSales(one) !== sales || !one.alive || one.left === 0n) continue
    const { currency, rate, due, type } = one.of
    const base = inAud(one.left, rate)
    if (isCredit(type)) {
      credit.add(currency, one.left)
      creditBase += base
      continue
    }
    outstanding.add(currency, one.left)
    owedBase += base
    const late = due === null ? 0 : now - dayNumber(due)
    buckets[late < 1 ? 0 : late < 31 ? 1 : late < 61 ? 2 : late < 91 ? 3 : 4]?.add(currency, one.left)
    if (late < 1) continue
    overdue.add(currency, one.left)
    overdueBase += base
    oldest = Math.max(oldest, late)
  }
  return {
    outstanding: outstanding.texts(),
    overdue: overdue.texts(),
    credit: credit.texts(),
    buckets: buckets.map((totals) => totals.texts()),
    oldest: oldest === 0 ? null : oldest,
    base: [owedBase, overdueBase, creditBase].map((sum) => shown(sum, 'AUD')),
  }
}

/** To whole cents, halves up; the remainder is what decides. */
function inAud(amount: bigint, rate: string): bigint {
  const cent = 10n ** BigInt(scale - 2)
  // amount / rate in cents: both at the same scale, so that it cancels.
  const [dividend, divisor] = [amount * 100n, big(rate) * 10n ** BigInt(scale)]
  const scaled = dividend * 10n ** BigInt(scale)
  const cents = scaled / divisor
  const rest = scaled - cents * divisor
  return (rest + rest >= divisor ? cents + 1n : cents) * cent
}

/** Customer figures over time, from the same journal. */
export function naiveHistory(standing: readonly Standing[], today: string) {
  const now = dayNumber(today)
  const sales = standing.filter((one) => one.alive && isSales(one))
  const taken: { readonly on: number; readonly days: number }[] = []
  for (const { of, left, money, uses } of sales) {
    if (of.type !== 'sale' || left !== 0n) continue
    const withMoney = money.length > 0 || uses.some((use) => use.by === 'prepaid' || use.by === 'overpaid')
    if (!withMoney) continue
    const on = Math.max(...[...money, ...uses].map((m) => m.day))
    taken.push({ on, days: on < dayNumber(of.date) ? 0 : on - dayNumber(of.date) })
  }
  const turn = now - 90
  const between = (after: number, until: number) =>
    taken.filter(({ on }) => on > after && on <= until).map(({ days }) => days)
  const recent = between(turn, now)
  const before = between(yearBefore(turn), turn)
  return {
    daysToPay: mean(between(yearBefore(now), now)),
    recent: mean(recent),
    before: mean(before),
    changeDays: recent.length && before.length ? difference(recent, before) : null,
    ...worth(sales),
    lastPayment: lastMoney(sales),
    lastInvoice: sales
      .filter(({ of }) => of.type === 'sale')
      .map(({ of }) => `${of.date} ${of.number}`)
      .sort()
      .at(-1),
  }
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0)

const mean = (days: readonly number[]) =>
  days.length === 0 ? null : { days: Math.round(total(days) / days.length), invoices: days.length }

/** The difference of two means to the nearest whole day, halves away from zero, by counting. */
function difference(a: readonly number[], b: readonly number[]): number {
  let left = total(a) * b.length - total(b) * a.length
  const whole = a.length * b.length
  const step = left < 0 ? -1 : 1
  let days = 0
  for (left = Math.abs(left); 2 * left >= whole; left -= whole) days += step
  return days
}

function worth(sales: readonly Standing[]) {
  const [net, gross] = [new Totals(), new Totals()]
  for (const { of } of sales) {
    const sign = of.type === 'sale' ? 1n : of.type === 'sale credit' ? -1n : 0n
    if (sign === 0n) continue
    net.add(of.currency, sign * big(of.net))
    gross.add(of.currency, sign * big(of.total))
  }
  return { net: net.texts(), gross: gross.texts() }
}

function lastMoney(sales: readonly Standing[]) {
  const came = sales.flatMap(({ of, money }) => {
    if (of.type === 'sale') return money.map((m) => ({ ...m, currency: of.currency }))
    if (of.type === 'sale credit') return []
    return [{ amount: big(of.total), day: dayNumber(of.date), currency: of.currency }]
  })
  if (came.length === 0) return null
  const last = Math.max(...came.map(({ day }) => day))
  const totals = new Totals()
  for (const { amount, day, currency } of came) if (day === last) totals.add(currency, amount)
  return { date: new Date(last * 86_400_000).toISOString().slice(0, 10), amounts: totals.texts() }
}

/** The calendar day at an instant, from the zone's offset and plain arithmetic. */
export function naiveDay(timeZone: string, ms: number): string {
  let format = offsets.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    offsets.set(timeZone, format)
  }
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const found = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name)
  if (!found) throw new Error(`no offset: ${name}`)
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = found
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000
  return new Date(ms + (sign === '-' ? -offset : offset)).toISOString().slice(0, 10)
}
const offsets = new Map<string, Intl.DateTimeFormat>()
