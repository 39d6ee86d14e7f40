import { addDays, type CivilDate } from '../civil-date.ts'
import type { NoteKind } from './fact.ts'
import { type FactDocument, type FactLedger, overdueInvoices } from './values.ts'
import { amountWords, invoiceWords } from './words.ts'

/** When notes of a kind were switched on; what happened before is not noted. Null: they are off. */
export type NotesSince = Readonly<Record<NoteKind, NoteStart | null>>

export interface NoteStart {
  /** ISO 8601 UTC. */
  readonly at: string
  /** That day in the organisation's time zone. */
  readonly day: CivilDate
}

/** One note for all that happened to a customer's invoices. */
export interface FactNote {
  /** Markdown. */
  readonly content: string
  readonly about: readonly NotedDocument[]
}

export interface NotedDocument {
  readonly documentId: string
  readonly kind: NoteKind
}

/** @param noted what was said before; every invoice is noted once of each kind */
export function planNote(
  ledger: FactLedger,
  today: CivilDate,
  since: NotesSince,
  noted: (about: NotedDocument) => boolean,
): FactNote | null {
  const about: NotedDocument[] = []
  const lines: string[] = []
  const say = (document: FactDocument, kind: NoteKind, words: string) => {
    const one = { documentId: document.id, kind }
    if (noted(one)) return
    about.push(one)
    lines.push(words)
  }
  const { paid, overdue } = since
  if (paid !== null)
    for (const document of inOrder(ledger.documents.filter((each) => isPaidSince(each, paid))))
      say(
        document,
        'paid',
        `Paid in full: ${plain(invoiceWords(document))}, ${amountWords(document.totalMinor, document.currency)}, on ${document.fullyPaidOn}.`,
      )
  if (overdue !== null)
    for (const { document } of overdueInvoices(ledger, today)) {
      const { dueDate } = document
      // Overdue from the day after the due date on.
      if (dueDate === null || addDays(dueDate, 1) <= overdue.day) continue
      say(
        document,
        'overdue',
        `Overdue: ${plain(invoiceWords(document))}, ${amountWords(document.dueMinor, document.currency)}, was due on ${dueDate}.`,
      )
    }
  return about.length === 0 ? null : { content: lines.join('\n\n'), about }
}

function isPaidSince(
  { kind, status, fullyPaidOn, paidMinor, updatedAt }: FactDocument,
  start: NoteStart,
): boolean {
  if (kind !== 'invoice' || status !== 'PAID' || fullyPaidOn === null || paidMinor <= 0) return false
  return fullyPaidOn >= start.day && updatedAt > start.at
}

const inOrder = (documents: readonly FactDocument[]): FactDocument[] =>
  [...documents].sort((a, b) => ((a.number ?? a.id) < (b.number ?? b.id) ? -1 : 1))

/** Notes are Markdown: signs that would format the text are taken as they are. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>~|]/g, (sign) => `\\${sign}`)
