import { type DocumentKind, DocumentState } from '#api/panel.ts'
import type { LedgerSide } from '#core/model/document.ts'

/** Kind, side and state of a document in one byte, so that a set of them is a table of 256. */
export const kinds = [
  'invoice',
  'bill',
  'credit_note',
  'prepayment',
  'overpayment',
  'quote',
  'repeating_invoice',
] as const satisfies readonly DocumentKind[]

export const states = DocumentState.options

/** No document: deleted, or never one. */
export const gone = 255

export const classOf = (kind: DocumentKind, side: LedgerSide, state: DocumentState): number =>
  (kinds.indexOf(kind) * states.length + states.indexOf(state)) * 2 + (side === 'purchases' ? 1 : 0)

export interface DocumentClass {
  readonly kind: DocumentKind
  readonly side: LedgerSide
  readonly state: DocumentState
}

/** By number; undefined where the number means no document. */
export const classes: readonly (DocumentClass | undefined)[] = Array.from({ length: 256 }, (_, number) => {
  const kind = kinds[Math.floor(number / 2 / states.length)]
  const state = states[Math.floor(number / 2) % states.length]
  return kind && state
    ? { kind, side: number % 2 === 1 ? ('purchases' as const) : ('sales' as const), state }
    : undefined
})

/** What is said of each class, by its number; 0 where there is none. */
export const tableOf = (say: (one: DocumentClass) => boolean | number): Uint8Array =>
  Uint8Array.from(classes, (one) => (one === undefined ? 0 : Number(say(one))))
