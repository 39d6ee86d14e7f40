import type { CivilDate } from '../civil-date.ts'
import { sumByCurrency } from '../money.ts'
import type { FactSettings } from './fact.ts'
import type { OverdueInvoice } from './values.ts'
import { amountWords, daysWords, invoiceWords } from './words.ts'

/** A spell begins when an invoice is overdue by the days of the setting, and ends when none is any more. */
export function isSpell(overdue: readonly OverdueInvoice[], days: number): boolean {
  return overdue.some((each) => each.days >= days)
}

/** The latest spell of a party as it is stored: `wanted` has its task still to be made, `made` has it. */
export interface Spell {
  readonly number: number
  readonly state: 'wanted' | 'made' | 'ending' | 'ended'
}

export type TaskStep = 'open' | 'drop' | 'close' | 'nothing'

/**
 * What to do about a party's task. Once per spell: a task that a person closed early is not made again, since the
 * spell knows only that it had one.
 */
export function taskStep(
  overdue: readonly OverdueInvoice[],
  settings: FactSettings['task'],
  last: Spell | null,
): TaskStep {
  const open = last !== null && (last.state === 'wanted' || last.state === 'made')
  // Switched off, nothing new begins; what was begun still ends with its spell.
  if (isSpell(overdue, settings.days)) return open || !settings.on ? 'nothing' : 'open'
  if (!open) return 'nothing'
  return last.state === 'wanted' ? 'drop' : 'close'
}

export interface TaskText {
  /** One line. */
  readonly description: string
  readonly detail: string
  readonly dueOn: CivilDate
}

const listedMax = 20

/** @param reference by which the task is found again after an answer was lost */
export function taskText(overdue: readonly OverdueInvoice[], today: CivilDate, reference: string): TaskText {
  const lines = overdue
    .slice(0, listedMax)
    .map(
      ({ document, days }) =>
        `${sentence(invoiceWords(document))}: ${amountWords(document.dueMinor, document.currency)}, ${daysWords(days)} overdue`,
    )
  if (overdue.length > listedMax) lines.push(`and ${overdue.length - listedMax} more`)
  return {
    description: summary(overdue).slice(0, 500),
    detail: [...lines, '', taskReference(reference)].join('\n'),
    dueOn: today,
  }
}

export const taskReference = (reference: string): string => `Made by Counterpart (${reference}).`

function summary(overdue: readonly OverdueInvoice[]): string {
  const [oldest] = overdue
  if (!oldest) return 'Overdue invoices'
  const total = sumByCurrency(
    overdue.map(({ document }) => ({ minor: document.dueMinor, currency: document.currency })),
  )
    .map(({ minor, currency }) => amountWords(minor, currency))
    .join(' and ')
  const late = daysWords(oldest.days)
  return overdue.length === 1
    ? `Overdue: ${invoiceWords(oldest.document)}, ${total}, for ${late}`
    : `Overdue: ${overdue.length} invoices, ${total}, the oldest (${invoiceWords(oldest.document)}) for ${late}`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
