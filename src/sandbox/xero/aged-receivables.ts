import { isGuid } from './body.ts'
import { type Day, dayMs, dayText, msPlain, parseDay } from './days.ts'
import { type ApiCall, envelope, type Wire } from './envelope.ts'
import { type Answer, notFound, queryProblem } from './errors.ts'
import type { Invoice } from './records.ts'
import { today } from './store.ts'

const columns = ['Date', 'Number', 'Due Date', '', 'Total', 'Paid', 'Credited', 'Due']

const amount = (cents: number) => (cents / 100).toFixed(2)

const sumUntil = (rows: readonly { readonly day: Day; readonly cents: number }[], day: Day) =>
  rows.reduce((sum, row) => (row.day <= day ? sum + row.cents : sum), 0)

const longDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const shown = (day: Day) => longDay.format(day * dayMs)

interface Owed {
  readonly invoice: Invoice
  readonly paid: number
  readonly credited: number
  readonly due: number
}

function owedOn(invoice: Invoice, day: Day): Owed {
  const paid = sumUntil(invoice.payments, day)
  const credited = sumUntil(invoice.allocations, day)
  return { invoice, paid, credited, due: invoice.totalCents - paid - credited }
}

function rowOf({ invoice, paid, credited, due }: Owed, day: Day): Wire {
  const late =
    invoice.dueDay !== undefined && invoice.dueDay < day ? `${day - invoice.dueDay} days overdue` : ''
  const values = [
    `${dayText(invoice.day)}T00:00:00`,
    invoice.number ?? '',
    invoice.dueDay === undefined ? '' : `${dayText(invoice.dueDay)}T00:00:00`,
    late,
    amount(invoice.totalCents),
    amount(paid),
    amount(credited),
    amount(due),
  ]
  const Attributes = [{ Value: invoice.id, Id: 'invoiceID' }]
  return { RowType: 'Row', Cells: values.map((Value) => ({ Value, Attributes })) }
}

function dayParameter(query: URLSearchParams, name: string): Day | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const day = parseDay(text)
  if (day === null) throw queryProblem(`The value '${text}' of ${name} is not a date`)
  return day
}

/**
 * What one contact owed at the end of a day, invoice by invoice; payments after it do not count yet.
 *
 * @source xero.md, "8.4 Settings resources", Reports/AgedReceivablesByContact
 */
export function agedReceivables(call: ApiCall): Answer {
  const { query, store } = call
  const id = query.get('contactId') ?? query.get('contactID') ?? ''
  if (!isGuid(id)) throw queryProblem('A valid contactId must be specified')
  const contact = store.contacts.get(id.toLowerCase())
  if (!contact) throw notFound()
  const day = dayParameter(query, 'date') ?? today(store)
  const [from, to] = [dayParameter(query, 'fromDate'), dayParameter(query, 'toDate') ?? day]
  const rows = contact.documents
    .filter((invoice) => invoice.type === 'ACCREC' && ['AUTHORISED', 'PAID'].includes(invoice.status))
    .filter((invoice) => invoice.day <= to && (from === undefined || invoice.day >= from))
    .map((invoice) => owedOn(invoice, day))
    .filter((owed) => owed.due > 0)
    .sort((a, b) => a.invoice.day - b.invoice.day || (a.invoice.id < b.invoice.id ? -1 : 1))
  const sum = (pick: (owed: Owed) => number) => amount(rows.reduce((total, owed) => total + pick(owed), 0))
  const totals = [
    sum((o) => o.invoice.totalCents),
    sum((o) => o.paid),
    sum((o) => o.credited),
    sum((o) => o.due),
  ]
  return envelope(call, 'Reports', [
    {
      ReportID: 'AgedReceivablesByContact',
      ReportName: 'Aged Receivables By Contact',
      ReportType: 'AgedReceivablesByContact',
      ReportTitles: [
        'Invoices',
        contact.name,
        from === undefined ? `To ${shown(to)}` : `From ${shown(from)} to ${shown(to)}`,
        `Showing payments to ${shown(day)}`,
      ],
      ReportDate: shown(today(store)),
      UpdatedDateUTC: msPlain(store.kernel.clock.now()),
      Fields: [],
      Rows: [
        { RowType: 'Header', Cells: columns.map((Value) => ({ Value })) },
        {
          RowType: 'Section',
          Title: '',
          Rows: [
            ...rows.map((owed) => rowOf(owed, day)),
            {
              RowType: 'SummaryRow',
              Cells: ['Total', '', '', '', ...totals].map((Value) => ({ Value })),
            },
          ],
        },
      ],
    },
  ])
}
