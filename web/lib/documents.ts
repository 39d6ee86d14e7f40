import type { DocumentKind, DocumentRow, DocumentState, Panel } from '#api/panel.ts'
import { count, dayText } from './time.ts'

export const documentKindWord: Record<DocumentKind, string> = {
  invoice: 'Invoice',
  bill: 'Bill',
  credit_note: 'Credit note',
  prepayment: 'Paid ahead',
  overpayment: 'Paid too much',
  quote: 'Quote',
  repeating_invoice: 'Repeating template',
}

export const documentStateWord: Record<DocumentState, string> = {
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

/** What a mark looks like; red is for money overdue alone. */
export type Tone = 'accent' | 'danger' | 'quiet'
export const documentTone = (state: DocumentState): Tone =>
  state === 'overdue' ? 'danger' : state === 'outstanding' ? 'accent' : 'quiet'

export type SectionId = 'invoices' | 'credit' | 'quotes' | 'templates' | 'bills'

export interface Section {
  readonly id: SectionId
  readonly title: string
  readonly documents: readonly DocumentRow[]
}

const titles: Record<SectionId, string> = {
  invoices: 'Invoices',
  credit: 'Credit',
  quotes: 'Quotes',
  templates: 'Repeating',
  bills: 'Bills',
}

/** What the customer has from us and we from them, kind by kind; empty ones are left out. */
export function sectionsOf(documents: readonly DocumentRow[]): Section[] {
  const groups = Map.groupBy(documents, sectionOf)
  return (Object.keys(titles) as SectionId[]).flatMap((id) => {
    const found = groups.get(id)
    return found ? [{ id, title: titles[id], documents: found }] : []
  })
}

/** The documents of each Xero organisation, named where there are several. */
export function byOrganisation(
  documents: readonly DocumentRow[],
): { readonly name: string | undefined; readonly documents: readonly DocumentRow[] }[] {
  return [...Map.groupBy(documents, ({ organisation }) => organisation)].map(([name, own]) => ({
    name,
    documents: own,
  }))
}

function sectionOf({ kind, side }: DocumentRow): SectionId {
  if (kind === 'repeating_invoice') return 'templates'
  if (side === 'purchases') return 'bills'
  if (kind === 'quote') return 'quotes'
  return kind === 'invoice' ? 'invoices' : 'credit'
}

/** "INV-12", or what stands in the place of a number. */
export const documentLabel = ({ number, kind, title }: DocumentRow): string =>
  number ?? title ?? (kind === 'invoice' || kind === 'bill' ? 'No number' : documentKindWord[kind])

/** "invoice INV-12", for those who do not see the section. */
export const documentName = (document: DocumentRow): string =>
  [documentKindWord[document.kind].toLowerCase(), document.number ?? document.title ?? 'without number'].join(
    ' ',
  )

/** The state where its mark does not say it well enough, the kind where the section holds several. */
export function documentNote(document: DocumentRow): string | null {
  const { kind, side, state, title, number } = document
  const isPlain = kind === 'invoice' || kind === 'bill'
  const words = [
    !isPlain && kind !== 'quote' && kind !== 'repeating_invoice' ? documentKindWord[kind] : '',
    kind === 'repeating_invoice' && side === 'purchases' ? 'Bill' : '',
    isPlain && ['outstanding', 'overdue', 'paid'].includes(state) ? '' : documentStateWord[state],
    kind === 'quote' && number !== null ? (title ?? '') : '',
  ].filter(Boolean)
  return words.length > 0 ? words.join(' · ') : null
}

/** What the day in the column of due dates is. */
export function dueWords(document: DocumentRow): { readonly text: string; readonly late: boolean } | null {
  const { kind, state, daysLate, paidOn, schedule, due } = document
  if (daysLate !== null) return { text: `${count(daysLate, 'day', 'days')} late`, late: true }
  if (state === 'paid' && paidOn !== null) return { text: `Paid ${dayText(paidOn)}`, late: false }
  if (kind === 'quote' && due !== null)
    return { text: state === 'expired' ? 'Has expired' : 'Valid until then', late: false }
  if (schedule) return { text: scheduleText(schedule), late: false }
  return null
}

/** "Every 3 months, until 1 Mar 2027". */
function scheduleText({ every, unit, endsOn }: NonNullable<DocumentRow['schedule']>): string {
  const step = every === 1 ? unit.slice(0, -1) : `${every} ${unit}`
  return `Every ${step}${endsOn === null ? '' : `, until ${dayText(endsOn)}`}`
}

/** Templates and quotes owe nothing; of a credit it is what is left. */
export const hasAmountDue = ({ kind }: DocumentRow): boolean =>
  kind !== 'quote' && kind !== 'repeating_invoice'

export const isOwed = ({ kind }: DocumentRow): boolean => kind === 'invoice' || kind === 'bill'

/** What the day in the column after the date is. */
export const dueTitle = ({ kind }: Pick<DocumentRow, 'kind'>): string =>
  kind === 'quote' ? 'Expires' : kind === 'repeating_invoice' ? 'Next' : 'Due'

/** Files, or a page the customer sees. */
export const hasExtras = ({ kind, state, hasFiles }: DocumentRow): boolean =>
  hasFiles || (kind === 'invoice' && ['outstanding', 'overdue', 'paid'].includes(state))

/** "340 kB". */
export const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** Lines, payments and credit in words, for the part that opens. */
export function appliedTitle({ kind }: DocumentRow): string {
  return kind === 'invoice' || kind === 'bill' ? 'Credit used' : 'Used on'
}

export const appliedLabel = ({ kind, number }: DocumentRow['applied'][number]): string =>
  number === null ? documentKindWord[kind] : `${documentKindWord[kind]} ${number}`

export function paymentsTitle({ kind }: DocumentRow): string | null {
  if (kind === 'quote' || kind === 'repeating_invoice') return null
  return kind === 'invoice' || kind === 'bill' ? 'Payments' : 'Paid back'
}

/** "18 days", with how that has changed: "5 days slower lately". */
export function daysToPayWords(daysToPay: NonNullable<Panel['daysToPay']>) {
  const { days, invoices, changeDays } = daysToPay
  const trend =
    changeDays === null || changeDays === 0
      ? null
      : `${count(Math.abs(changeDays), 'day', 'days')} ${changeDays > 0 ? 'slower' : 'faster'} lately`
  const basis = `Over ${count(invoices, 'invoice', 'invoices')} paid in the last 12 months`
  return { days: count(days, 'day', 'days'), trend, basis }
}

export interface StateWords {
  readonly title: string
  readonly reason: string
}

/** What stands in the place of the documents. */
export function panelStateWords({ state, contactName }: Pick<Panel, 'state' | 'contactName'>): StateWords {
  const name = contactName ?? 'This contact'
  switch (state) {
    case 'waiting':
      return {
        title: 'On its way',
        reason: `${name} is being linked with Xero. The invoices appear here by themselves.`,
      }
    case 'not_linked':
      return {
        title: 'Not linked with Xero',
        reason: `${name} has no counterpart in Xero, so there are no invoices to show.`,
      }
    default:
      return {
        title: 'No invoices yet',
        reason: `${name} is linked. An invoice shows here seconds after it is approved in Xero.`,
      }
  }
}
