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
  const { at, currencies } = columns
  const width = currencies.texts.length
  const base = currencies.find(options.baseCurrency)
  // Per group one place for each currency, and one for what is converted.
  const step = width + 1
  const firstOf = Uint32Array.from(groupIndex, (group) => group * step)
  const place = () => new Float64Array(groups.length * step)
  const [documents, total, left, overdue, unconverted] = [place(), place(), place(), place(), place()]
  const { class: classAt, currency: currencyAt, total: totalAt, left: leftAt } = at
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const one = classAt[row] ?? gone
    const currency = currencyAt[row] ?? 0
    const own = (firstOf[one] ?? 0) + currency
    documents[own] = (documents[own] ?? 0) + 1
    const counts = counted[one] ?? 0
    if (counts === 0) {
      if (currency !== base) addConverted(row, one, counts)
      continue
    }
    total[own] = (total[own] ?? 0) + (totalAt[row] ?? 0)
    if (currency !== base) addConverted(row, one, counts)
    if (counts === 1) continue
    const due = leftAt[row] ?? 0
    left[own] = (left[own] ?? 0) + due
    if (counts === 3) overdue[own] = (overdue[own] ?? 0) + due
  }
  function addConverted(row: number, one: number, counts: number): void {
    const place = (firstOf[one] ?? 0) + width
    const baseTotal = at.baseTotal[row] ?? 0
    if (Number.isNaN(baseTotal)) {
      unconverted[place] = (unconverted[place] ?? 0) + 1
      return
    }
    documents[place] = (documents[place] ?? 0) + 1
    if (counts >= 1) total[place] = (total[place] ?? 0) + baseTotal
    if (counts >= 2) left[place] = (left[place] ?? 0) + (at.baseLeft[row] ?? 0)
    if (counts === 3) overdue[place] = (overdue[place] ?? 0) + (at.baseLeft[row] ?? 0)
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
