import type { DocumentRow, Panel } from '#api/panel.ts'
import type { Access } from '#db/access.ts'

type Figures = Pick<Panel, 'outstanding' | 'overdue' | 'credit' | 'bills'>

/** The figures of a panel for somebody who may see states alone. */
export function figuresFor<F extends Figures>({ amounts }: Access, figures: F): F {
  if (amounts) return figures
  return {
    ...figures,
    outstanding: null,
    overdue: null,
    credit: null,
    bills: figures.bills && { outstanding: null, overdue: null },
  }
}

/** A document for somebody who may see states alone: its lines say what, not how much. */
export function documentFor({ amounts }: Access, document: DocumentRow): DocumentRow {
  if (amounts) return document
  return {
    ...document,
    total: null,
    tax: null,
    amountDue: null,
    lines: document.lines.map((line) => ({ ...line, unitAmount: null, amount: null })),
    payments: document.payments.map((payment) => ({ ...payment, amount: null })),
    applied: document.applied.map((credit) => ({ ...credit, amount: null })),
  }
}

/** A document of a deal that they do not see: how much and when, and nothing that names the deal. */
export const withoutWords = <D extends { readonly title: string | null; readonly reference: string | null }>(
  document: D,
): D => ({ ...document, title: null, reference: null })

/** The same with its lines. */
export const documentWithoutWords = (document: DocumentRow): DocumentRow => ({
  ...withoutWords(document),
  lines: document.lines.map((line) => ({ ...line, description: null })),
})
