import type { Chance } from '../../kernel/chance.ts'
import type { XeroInvoiceSeed } from '../../seed.ts'
import { amountBetween, happens } from '../chances.ts'
import { purchases, sales, type Ware } from './trade.ts'

const spanDays = 720
const rates: Readonly<Record<string, number>> = { NZD: 1.09, GBP: 0.51, USD: 0.65 }

/** `nzd-medium 5 late`: currency, what is traded, number of documents, how they are paid. */
interface Deals {
  readonly currency: string
  readonly ware: string
  readonly count: number
  readonly habit: string
}

function deals(text: string): Deals {
  const [what = '', count = '0', habit = 'none'] = text.split(' ')
  const foreign = /^(nzd|gbp|usd)-(.+)$/.exec(what)
  return {
    currency: foreign?.[1]?.toUpperCase() ?? 'AUD',
    ware: foreign?.[2] ?? what,
    count: Number(count),
    habit,
  }
}

const isSale = (ware: string): ware is keyof typeof sales => ware in sales

/** The documents of one contact, oldest first; the first one always counts, so it is never a draft. */
export function documentsOf(contact: string, text: string, chance: Chance): XeroInvoiceSeed[] {
  const { currency, ware, count, habit } = deals(text)
  const wares = isSale(ware) ? sales[ware] : (purchases[ware] ?? [])
  return Array.from({ length: count }, (_, at) => {
    const step = spanDays / count
    const termDays = chance.pick(isSale(ware) ? [7, 14, 14, 30] : [14, 30])
    const regular = Math.max(1, Math.round(spanDays - at * step - chance.next() * step))
    const waiting = habit === 'late' && count > 1 && at === count - 1
    // Good customers have bought lately too: their newest invoice is open and not due yet.
    const fresh = habit === 'ontime' && count > 2 && at === count - 1 && happens(chance, 0.6)
    const daysAgo = waiting ? termDays + chance.int(1, 64) : fresh ? chance.int(0, termDays - 4) : regular
    const status =
      habit === 'draft' ? 'DRAFT' : waiting || fresh ? 'AUTHORISED' : statusOf(at, daysAgo, chance)
    const payments =
      status === 'AUTHORISED' ? paymentsOf(waiting ? 'never' : habit, daysAgo, termDays, chance) : []
    const reference = isSale(ware) ? referenceOf(chance) : ''
    return {
      contact,
      type: isSale(ware) ? 'ACCREC' : 'ACCPAY',
      status,
      daysAgo,
      termDays,
      ...(reference ? { reference } : {}),
      ...(currency === 'AUD' ? {} : { currency, currencyRate: rateOf(currency, chance) }),
      lines: linesOf(wares, currency === 'AUD' ? 10 : 0, chance),
      ...(payments.length > 0 ? { payments } : {}),
    }
  })
}

function statusOf(at: number, daysAgo: number, chance: Chance): XeroInvoiceSeed['status'] {
  if (at === 0) return 'AUTHORISED'
  if (daysAgo <= 45) return chance.pick(['AUTHORISED', 'DRAFT', 'DRAFT', 'SUBMITTED'])
  const roll = chance.next()
  return roll < 0.03 ? 'VOIDED' : roll < 0.05 ? 'DELETED' : 'AUTHORISED'
}

/**
 * Days after the due date on which people of this habit pay. A poor payer leaves what is newer than 200 days,
 * and the newest invoice of a late one is still open.
 */
const delays: Readonly<Record<string, readonly [number, number]>> = {
  early: [-12, -2],
  ontime: [-3, 2],
  late: [6, 48],
  poor: [35, 80],
  never: [9_999, 9_999],
}

function paymentsOf(
  habit: string,
  daysAgo: number,
  termDays: number,
  chance: Chance,
): NonNullable<XeroInvoiceSeed['payments']> {
  const [soonest, latest] = delays[habit] ?? [0, 0]
  const paidDaysAgo = Math.min(daysAgo, daysAgo - termDays - chance.int(soonest, latest))
  const parted = happens(chance, 0.18)
  if (habit === 'poor' && daysAgo < 200)
    return parted
      ? [{ daysAgo: Math.max(0, daysAgo - termDays), share: 0.25, reference: 'Part payment' }]
      : []
  if (paidDaysAgo < 0)
    return parted ? [{ daysAgo: Math.min(daysAgo, 3), share: 0.4, reference: 'Deposit' }] : []
  if (!parted) return [{ daysAgo: paidDaysAgo, share: 1 }]
  return [
    { daysAgo: Math.min(daysAgo, paidDaysAgo + 9), share: 0.5, reference: 'Half up front' },
    { daysAgo: paidDaysAgo, share: 1 },
  ]
}

function linesOf(wares: readonly Ware[], taxRate: 0 | 10, chance: Chance): XeroInvoiceSeed['lines'] {
  const start = chance.int(0, wares.length - 1)
  const count = Math.min(chance.int(1, 3), wares.length)
  return Array.from({ length: count }, (_, at) => {
    const [description, lowest, highest, quantityMax] = wares[(start + at) % wares.length] ?? ['', 0, 0, 1]
    return {
      description,
      quantity: chance.int(1, quantityMax),
      unitAmount: amountBetween(chance, lowest, highest),
      taxRate,
    }
  })
}

/** Empty for about a fifth of the sales. */
function referenceOf(chance: Chance): string {
  const job = chance.int(2100, 2890)
  return chance.pick([
    '',
    `Job ${job}`,
    `Job ${job}`,
    `PO ${chance.int(4000, 9900)}`,
    `Stage ${chance.int(1, 3)} of 3`,
  ])
}

const rateOf = (currency: string, chance: Chance) =>
  Number(((rates[currency] ?? 1) * (0.96 + chance.next() * 0.08)).toFixed(6))
