import type { Money } from '#api/common.ts'
import type { DocumentKind, DocumentRow, DocumentState, Panel } from '#api/panel.ts'
import { documentKindWord, documentStateWord } from '../lib/documents.ts'

// The schemas of the API would be three quarters of this page's weight; the compiler holds these to them.
type Check<T> = (value: unknown) => value is T

const text: Check<string> = (value) => typeof value === 'string'
const whole: Check<number> = (value): value is number => Number.isSafeInteger(value)
const flag: Check<boolean> = (value) => typeof value === 'boolean'
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value)
const orLeftOut =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value)
const list =
  <T>(check: Check<T>): Check<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(check)
const oneOf =
  <T extends string>(words: Readonly<Record<T, unknown>>): Check<T> =>
  (value): value is T =>
    typeof value === 'string' && Object.hasOwn(words, value)
const record =
  <T>(shape: { readonly [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value): value is T =>
    isObject(value) && Object.entries<Check<unknown>>(shape).every(([key, check]) => check(value[key]))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Links lead to the web, whatever the answer says. */
const address: Check<string> = (value): value is string => text(value) && /^https?:\/\//.test(value)

const money = record<Money>({ minor: whole, currency: text })
/** Null where amounts are hidden from whoever looks. */
const sum = orNull(money)
const sums = orNull(list(money))
const kind = oneOf<DocumentKind>(documentKindWord)

const documentRow = record<DocumentRow>({
  id: text,
  organisation: orLeftOut(text),
  kind,
  side: oneOf({ sales: 0, purchases: 0 }),
  state: oneOf<DocumentState>(documentStateWord),
  number: orNull(text),
  title: orNull(text),
  reference: orNull(text),
  issued: orNull(text),
  due: orNull(text),
  daysLate: orNull(whole),
  total: sum,
  tax: sum,
  amountDue: sum,
  paidOn: orNull(text),
  rate: orNull(text),
  schedule: orNull(
    record<NonNullable<DocumentRow['schedule']>>({
      every: whole,
      unit: oneOf({ weeks: 0, months: 0 }),
      endsOn: orNull(text),
    }),
  ),
  hasFiles: flag,
  url: address,
  lines: list(
    record<DocumentRow['lines'][number]>({
      description: orNull(text),
      quantity: orNull(text),
      unitAmount: orNull(text),
      amount: sum,
    }),
  ),
  payments: list(
    record<DocumentRow['payments'][number]>({ date: text, amount: sum, reference: orNull(text) }),
  ),
  applied: list(
    record<DocumentRow['applied'][number]>({
      kind,
      number: orNull(text),
      date: orNull(text),
      amount: sum,
    }),
  ),
})

export const isPanel = record<Panel>({
  state: oneOf({ linked: 0, none: 0, not_linked: 0, waiting: 0 }),
  contactName: orNull(text),
  via: orNull(record<NonNullable<Panel['via']>>({ key: text, name: text })),
  xeroUrl: orNull(address),
  outstanding: sums,
  overdue: sums,
  credit: sums,
  daysToPay: orNull(
    record<NonNullable<Panel['daysToPay']>>({ days: whole, invoices: whole, changeDays: orNull(whole) }),
  ),
  bills: orNull(record<NonNullable<Panel['bills']>>({ outstanding: sums, overdue: sums })),
  organisations: orLeftOut(list(record<{ name: string; xeroUrl: string }>({ name: text, xeroUrl: address }))),
  documents: list(documentRow),
  older: whole,
  billsHidden: flag,
  asOf: orNull(text),
  unreachable: orNull(text),
})

interface Refused {
  readonly message: string
  readonly next: string | null
}

export const isRefusal = record<{ readonly error: Refused }>({
  error: record<Refused>({ message: text, next: orNull(text) }),
})
