import type { Money } from '#api/common.ts'
import type { InvoiceRow } from '#api/invoices.ts'
import type { DocumentKind, DocumentState } from '#api/panel.ts'
import { decimalFromMinor } from '#core/money.ts'
import type { Access } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { documentsById } from '#db/read-documents.ts'
import { type Cell, type Column, day, number, text } from '../exports/cell.ts'
import { gone } from '../lists/document-class.ts'
import type { DocumentIndex } from '../lists/document-index.ts'
import type { IdTable } from '../lists/id-table.ts'
import { type Books, customerAt, organisationOf } from '../lists/invoice-page.ts'
import { withoutWords } from './amounts.ts'
import { invoiceRow } from './invoices.ts'

interface ExportColumn extends Column {
  readonly amount?: boolean
  cell(row: InvoiceRow): Cell
}

const kindWord: Record<DocumentKind, string> = {
  invoice: 'Invoice',
  bill: 'Bill',
  credit_note: 'Credit note',
  prepayment: 'Prepayment',
  overpayment: 'Overpayment',
  quote: 'Quote',
  repeating_invoice: 'Repeating template',
}

const stateWord: Record<DocumentState, string> = {
  draft: 'Draft',
  submitted: 'Waiting for approval',
  outstanding: 'Outstanding',
  overdue: 'Overdue',
  paid: 'Paid',
  voided: 'Voided',
  available: 'Credit to use',
  used: 'Used',
  sent: 'Sent',
  expired: 'Expired',
  accepted: 'Accepted',
  declined: 'Declined',
  invoiced: 'Invoiced',
  active: 'Active',
}

const amount = (money: Money | null): Cell =>
  number(money === null ? null : decimalFromMinor(money.minor, money.currency))

const all: readonly ExportColumn[] = [
  { title: 'Kind', width: 14, cell: ({ kind }) => text(kindWord[kind]) },
  { title: 'Side', width: 10, cell: ({ side }) => text(side === 'sales' ? 'Sales' : 'Purchases') },
  { title: 'Number', width: 16, cell: (row) => text(row.number) },
  { title: 'Reference', width: 18, cell: (row) => text(row.reference) },
  { title: 'Customer', width: 32, cell: ({ customer }) => text(customer.name) },
  { title: 'Owner', width: 18, cell: ({ owner }) => text(owner) },
  { title: 'Organisation', width: 24, cell: ({ organisation }) => text(organisation) },
  { title: 'State', width: 16, cell: ({ state }) => text(stateWord[state]) },
  { title: 'Issued', width: 12, cell: ({ issued }) => day(issued) },
  { title: 'Due', width: 12, cell: ({ due }) => day(due) },
  {
    title: 'Days late',
    width: 10,
    cell: ({ daysLate }) => number(daysLate === null ? null : String(daysLate)),
  },
  { title: 'Currency', width: 10, amount: true, cell: ({ total }) => text(total?.currency ?? null) },
  { title: 'Total', width: 14, amount: true, cell: ({ total }) => amount(total) },
  { title: 'Amount due or left', width: 18, amount: true, cell: ({ left }) => amount(left) },
  { title: 'Paid on', width: 12, cell: ({ paidOn }) => day(paidOn) },
  { title: 'In Xero', width: 40, cell: ({ url }) => text(url) },
]

const columnsFor = (
  { amounts }: Pick<Access, 'amounts'>,
  { organisations }: Books,
): readonly ExportColumn[] =>
  all.filter(
    (column) =>
      (amounts || column.amount !== true) && (organisations.length > 1 || column.title !== 'Organisation'),
  )

export const exportColumns = (access: Access, books: Books): readonly Column[] => columnsFor(access, books)

const rowsAtOnce = 1_000

/** These documents in their order, as far as the person may still see each when its turn comes. */
export async function* exportedRows(
  db: Db,
  index: DocumentIndex,
  access: Access,
  books: Books,
  found: { readonly ids: IdTable; readonly rows: Uint32Array },
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const columns = columnsFor(access, books)
  for (let from = 0; from < found.rows.length; from += rowsAtOnce) {
    const ids = Array.from(found.rows.subarray(from, from + rowsAtOnce), (row) => found.ids.idAt(row))
    const visible = await index.ask(access, books, (now, sight) =>
      ids.flatMap((id) => {
        const row = now.ids.find(id)
        if (row < 0 || now.at.class[row] === gone || sight.contacts[now.at.contact[row] ?? 0] !== 1) return []
        return [{ id, customer: customerAt(now, row), wordless: sight.wordless.has(id) }]
      }),
    )
    const rows = await documentsById(
      db,
      access.workspaceId,
      visible.map(({ id }) => id),
    )
    const byId = new Map(rows.map((row) => [row.id, row]))
    yield visible.flatMap(({ id, customer, wordless }) => {
      const row = byId.get(id)
      if (!row) return []
      const line = invoiceRow(row, customer, access, organisationOf(books, row.connection_id))
      const shown = wordless ? withoutWords(line) : line
      return [columns.map((column) => column.cell(shown))]
    })
  }
}
