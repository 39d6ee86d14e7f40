/** A value of an exported table, before it is written in the manner of a format. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  /** Decimal text with all its digits. */
  | { readonly kind: 'number'; readonly decimal: string }
  /** YYYY-MM-DD */
  | { readonly kind: 'day'; readonly day: string }
  | null

export const text = (value: string | null): Cell =>
  value === null || value === '' ? null : { kind: 'text', text: value }
export const number = (decimal: string | null): Cell =>
  decimal === null ? null : { kind: 'number', decimal }
export const day = (value: string | null): Cell => (value === null ? null : { kind: 'day', day: value })

export interface Column {
  readonly title: string
  /** In characters, where the format has widths. */
  readonly width: number
}

/** Rows as they are read, some at a time. */
export type Rows = AsyncIterable<readonly (readonly Cell[])[]>
