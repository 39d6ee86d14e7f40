/** What may be written into custom fields of the Capsule party, in the order in which people read it. */
export const factKeys = [
  'outstanding',
  'overdue',
  'oldest_overdue_days',
  'last_invoice',
  'last_payment',
  'average_days_to_pay',
  'lifetime_value',
  'currency',
] as const
export type FactKey = (typeof factKeys)[number]

/** Types of custom fields. @source reference/capsule.md §13.1 */
export type FactFieldType = 'number' | 'date' | 'text'

export interface FactKind {
  /** What the field is called unless somebody chose another name. */
  readonly name: string
  readonly type: FactFieldType
  /** One sentence for people, without its stop. */
  readonly means: string
}

/** Every amount is in the organisation's own currency, each document converted at its own rate (docs/money.md). */
export const factKinds: Readonly<Record<FactKey, FactKind>> = {
  outstanding: { name: 'Outstanding', type: 'number', means: 'What is owed on approved sales invoices' },
  overdue: { name: 'Overdue', type: 'number', means: 'The part of it that is past its due date' },
  oldest_overdue_days: {
    name: 'Oldest overdue (days)',
    type: 'number',
    means: 'Days the longest overdue invoice is late; empty when nothing is',
  },
  last_invoice: { name: 'Last invoice', type: 'date', means: 'Date of the latest approved sales invoice' },
  last_payment: { name: 'Last payment', type: 'date', means: 'Latest day on which money came in' },
  average_days_to_pay: {
    name: 'Average days to pay',
    type: 'number',
    means: 'Mean days from an invoice to its full payment, over the last 12 months',
  },
  lifetime_value: {
    name: 'Lifetime value',
    type: 'number',
    means: 'All sales invoices less credit notes, without tax',
  },
  currency: { name: 'Invoice currency', type: 'text', means: 'The currencies of their sales invoices' },
}

const amounts: readonly FactKey[] = ['outstanding', 'overdue', 'lifetime_value']

/** What Capsule shows beside the field's definition. */
export function fieldDescription(key: FactKey, baseCurrency: string): string {
  const unit = amounts.includes(key) ? `, in ${baseCurrency}` : ''
  return `${factKinds[key].means}${unit}. Kept by Counterpart from Xero: what is typed here is replaced when it changes.`
}

/**
 * A value as it is written: plain decimal text, YYYY-MM-DD, or text; null leaves the field empty. Two values are the
 * same exactly when their texts are.
 */
export type FactValue = string | null
export type FactValues = Readonly<Record<FactKey, FactValue>>

/** What was last written to a party; what is missing never was. */
export type Written = Readonly<Partial<Record<FactKey, FactValue>>> & { readonly tag?: boolean }

export interface FactSettings {
  readonly fields: Readonly<Record<FactKey, FactFieldSetting>>
  readonly tag: { readonly on: boolean; readonly name: string }
  readonly task: {
    readonly on: boolean
    /** From this many days overdue. */
    readonly days: number
    /** Capsule user for parties without an owner; null leaves it to Capsule. */
    readonly defaultOwnerId: number | null
  }
  readonly notes: { readonly paid: boolean; readonly overdue: boolean }
  /** Documents of one customer that change within it are one write. */
  readonly windowSeconds: number
}

export interface FactFieldSetting {
  readonly on: boolean
  /** Of the custom field in Capsule. */
  readonly name: string
}

export type NoteKind = 'paid' | 'overdue'

/** Everything is off until somebody switches it on. */
export const defaultFactSettings: FactSettings = {
  fields: fieldsOf((key) => ({ on: false, name: factKinds[key].name })),
  tag: { on: false, name: 'Overdue' },
  task: { on: false, days: 7, defaultOwnerId: null },
  notes: { paid: false, overdue: false },
  windowSeconds: 10,
}

export function fieldsOf<T>(make: (key: FactKey) => T): Readonly<Record<FactKey, T>> {
  return {
    outstanding: make('outstanding'),
    overdue: make('overdue'),
    oldest_overdue_days: make('oldest_overdue_days'),
    last_invoice: make('last_invoice'),
    last_payment: make('last_payment'),
    average_days_to_pay: make('average_days_to_pay'),
    lifetime_value: make('lifetime_value'),
    currency: make('currency'),
  }
}

export const fieldsOn = ({ fields }: FactSettings): FactKey[] => factKeys.filter((key) => fields[key].on)

export const anyOn = (settings: FactSettings): boolean =>
  fieldsOn(settings).length > 0 ||
  settings.tag.on ||
  settings.task.on ||
  settings.notes.paid ||
  settings.notes.overdue

/** Why the settings cannot be taken, in words; null when they can. */
export function faultOfSettings({ fields, tag, task, windowSeconds }: FactSettings): string | null {
  const names = factKeys.map((key) => fields[key].name.trim())
  if (names.includes('')) return 'Give every field a name.'
  if (names.some((name) => name.length > 100)) return 'A field name has at most 100 characters.'
  const lower = names.map((name) => name.toLowerCase())
  const twice = names.find((_, n) => lower.indexOf(lower[n] ?? '') !== n)
  if (twice !== undefined) return `Two fields are called “${twice}”. Each needs a name of its own.`
  if (tag.name.trim() === '') return 'Give the tag a name.'
  if (!Number.isInteger(task.days) || task.days < 1 || task.days > 365)
    return 'A task can follow after 1 to 365 days.'
  if (!Number.isInteger(windowSeconds) || windowSeconds < 0 || windowSeconds > 3_600)
    return 'Changes can be gathered for up to 3,600 seconds.'
  return null
}
