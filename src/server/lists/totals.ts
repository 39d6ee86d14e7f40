import type { InvoiceGroup, InvoiceTotal } from '#api/invoices.ts'
import { assert } from '#core/assert.ts'
import type { LedgerSide } from '#core/model/document.ts'
import { isCredit } from '../views/document.ts'
import { classes, gone, tableOf } from './document-class.ts'
import type { DocumentColumns } from './document-columns.ts'

const groups: readonly { readonly group: InvoiceGroup; readonly side: LedgerSide }[] = [
  { group: 'invoice', side: 'sales' },
  { group: 'credit', side: 'sales' },
  { group: 'quote', side: 'sales' },
  { group: 'repeating_invoice', side: 'sales' },
  { group: 'bill', side: 'purchases' },
  { group: 'credit', side: 'purchases' },
  { group: 'repeating_invoice', side: 'purchases' },
]

const groupIndex = Uint8Array.from(classes, (one) =>
  one === undefined
    ? 0
    : Math.max(
        0,
        groups.findIndex(
          ({ group, side }) => side === one.side && group === (isCredit(one.kind) ? 'credit' : one.kind),
        ),
      ),
)
/** 0: struck out, in no sum; 1: in the total; 2: something is owed on it or left of it, too; 3: and it is overdue. */
const counted = tableOf(({ state }) => {
  if (state === 'voided') return 0
  if (state === 'overdue') return 3
  return state === 'outstanding' || state === 'available' ? 2 : 1
})

/** Sums of the rows per kind and currency; one line more for a kind in several currencies. */
export function totalsOf(
  columns: DocumentColumns,
  rows: Uint32Array,
  options: { readonly baseCurrency: string; readonly amounts: boolean },
): InvoiceTotal[] {
  const { currencies } = columns
  const width = currencies.texts.length
  const base = currencies.find(options.baseCurrency)
  // Per group one place for each currency, and one for what is converted.
  const step = width + 1
  const place = () => new Float64Array(groups.length * step)
  const [documents, total, left, overdue, unconverted] = [place(), place(), place(), place(), place()]
  const add = (into: Float64Array, at: number, amount: number) => {
    into[at] = (into[at] ?? 0) + amount
  }
  const cells = cellSums(columns, rows, base)
  for (let cell = 0; cell < cells.documents.length; cell++) {
    const found = cells.documents[cell] ?? 0
    if (found === 0) continue
    const one = Math.floor(cell / width)
    const currency = cell % width
    const first = (groupIndex[one] ?? 0) * step
    const counts = counted[one] ?? 0
    const put = (at: number, n: number, whole: number, due: number) => {
      add(documents, at, n)
      if (counts >= 1) add(total, at, whole)
      if (counts >= 2) add(left, at, due)
      if (counts === 3) add(overdue, at, due)
    }
    put(first + currency, found, cells.total[cell] ?? 0, cells.left[cell] ?? 0)
    if (currency === base) continue
    const without = cells.unconverted[cell] ?? 0
    add(unconverted, first + width, without)
    put(first + width, found - without, cells.baseTotal[cell] ?? 0, cells.baseLeft[cell] ?? 0)
  }
  // What is in the organisation's own currency needs no conversion.
  if (base !== -1) {
    for (const sums of [documents, total, left, overdue]) {
      for (let first = 0; first < sums.length; first += step) {
        sums[first + width] = (sums[first + width] ?? 0) + (sums[first + base] ?? 0)
      }
    }
  }
  const exact = (sums: Float64Array, index: number): number | null => {
    if (!options.amounts) return null
    const sum = sums[index] ?? 0
    assert(Number.isSafeInteger(sum), 'a sum of the list is out of range')
    return sum
  }
  return groups.flatMap(({ group, side }, number) => {
    const first = number * (width + 1)
    const line = (index: number, currency: string, converted: boolean): InvoiceTotal => ({
      group,
      side,
      currency,
      converted,
      documents: documents[index] ?? 0,
      unconverted: converted ? (unconverted[index] ?? 0) : 0,
      totalMinor: exact(total, index),
      leftMinor: exact(left, index),
      overdueMinor: exact(overdue, index),
    })
    const own = currencies.texts
      .map((currency, index) => line(first + index, currency, false))
      .filter((one) => one.documents > 0)
      .sort((a, b) => b.documents - a.documents || (a.currency < b.currency ? -1 : 1))
    if (own.length < 2 || !options.amounts) return own
    return [...own, line(first + width, options.baseCurrency, true)]
  })
}

/**
 * Sums per class and currency: with nothing to decide but whether a row is converted, a pass over a million rows costs
 * a few milliseconds.
 */
function cellSums({ at, currencies }: DocumentColumns, rows: Uint32Array, base: number) {
  const width = currencies.texts.length
  const place = () => new Float64Array(256 * width)
  const [documents, total, left] = [place(), place(), place()]
  const [baseTotal, baseLeft, unconverted] = [place(), place(), place()]
  const {
    class: classAt,
    currency: currencyAt,
    total: totalAt,
    left: leftAt,
    baseTotal: baseTotalAt,
    baseLeft: baseLeftAt,
  } = at
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const currency = currencyAt[row] ?? 0
    const cell = (classAt[row] ?? gone) * width + currency
    documents[cell] = (documents[cell] ?? 0) + 1
    total[cell] = (total[cell] ?? 0) + (totalAt[row] ?? 0)
    left[cell] = (left[cell] ?? 0) + (leftAt[row] ?? 0)
    if (currency === base) continue
    const converted = baseTotalAt[row] ?? 0
    if (Number.isNaN(converted)) {
      unconverted[cell] = (unconverted[cell] ?? 0) + 1
    } else {
      baseTotal[cell] = (baseTotal[cell] ?? 0) + converted
      baseLeft[cell] = (baseLeft[cell] ?? 0) + (baseLeftAt[row] ?? 0)
    }
  }
  return { documents, total, left, baseTotal, baseLeft, unconverted }
}
