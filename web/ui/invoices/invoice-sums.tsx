import type { InvoiceGroup, InvoiceTotal } from '#api/invoices.ts'
import { numberText } from '../../lib/time.ts'
import { Amount } from '../amount.tsx'
import classes from './invoice-sums.module.css'

const groupWord: Record<InvoiceGroup, { readonly sales: string; readonly purchases: string }> = {
  invoice: { sales: 'Invoices', purchases: 'Invoices' },
  bill: { sales: 'Bills', purchases: 'Bills' },
  credit: { sales: 'Credit given', purchases: 'Credit from suppliers' },
  quote: { sales: 'Quotes', purchases: 'Quotes' },
  repeating_invoice: { sales: 'Repeating invoices', purchases: 'Repeating bills' },
}

const hasLeft = (group: InvoiceGroup): boolean => group !== 'quote' && group !== 'repeating_invoice'

/** Sums over everything the filters let through; each currency for itself. */
export function InvoiceSums({ totals, amounts }: { totals: readonly InvoiceTotal[]; amounts: boolean }) {
  if (totals.length === 0 || !amounts) return null
  return (
    <section className="card" aria-label="Totals">
      <table className={`list tight ${classes.sums}`}>
        <thead>
          <tr>
            <th scope="col">Total of</th>
            <th scope="col" className={`right ${classes.middle}`}>
              Documents
            </th>
            <th scope="col" className={`right ${classes.middle}`}>
              Total
            </th>
            <th scope="col" className="right">
              Amount due or left
            </th>
            <th scope="col" className="right">
              Of it overdue
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.map((line) => (
            <Line key={`${line.group} ${line.side} ${line.currency} ${line.converted}`} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Line({ line }: { line: InvoiceTotal }) {
  const { group, side, currency, converted, documents, unconverted, totalMinor, leftMinor, overdueMinor } =
    line
  const amount = (minor: number | null, overdue = false) => (
    <Amount money={minor === null ? null : { minor, currency }} overdue={overdue} />
  )
  const none = <span className="quiet">–</span>
  return (
    <tr className={converted ? 'quiet' : undefined}>
      <th
        scope="row"
        style={{ fontWeight: 400, color: 'inherit', fontSize: 'inherit', whiteSpace: 'normal' }}
      >
        {groupWord[group][side]} {converted ? `converted to ${currency}` : `in ${currency}`}
        {unconverted > 0 && (
          <div className="quiet" style={{ fontSize: '0.8rem' }}>
            without {numberText(unconverted)} that have no rate
          </div>
        )}
      </th>
      <td className={`right num ${classes.middle}`}>{numberText(documents)}</td>
      <td className={`right ${classes.middle}`}>{amount(totalMinor)}</td>
      <td className="right">{hasLeft(group) ? amount(leftMinor) : none}</td>
      <td className="right">
        {(group === 'invoice' || group === 'bill') && overdueMinor !== 0 ? amount(overdueMinor, true) : none}
      </td>
    </tr>
  )
}
