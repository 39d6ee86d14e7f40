import type { InvoiceFilter } from '#api/invoices.ts'
import { without } from '#api/invoices.ts'
import { minorFromDecimal } from '#core/money.ts'
import { classes, gone, kinds, states, tableOf } from './document-class.ts'
import { type DocumentColumns, noDay } from './document-columns.ts'
import { folded } from './text-bytes.ts'

/** What one person may see: contacts by a mask of theirs. */
export interface Sight {
  /** The same for the same person while nothing of it changed. */
  readonly key: string
  /** By contact: 1 where its documents are shown. */
  readonly contacts: Uint8Array
  readonly bills: boolean
  /** Documents whose own words are not shown: they are found by number and customer alone. */
  readonly wordless: ReadonlySet<string>
}

export interface Selection {
  /** Rows of the filter, in no order. */
  readonly rows: Uint32Array
  /** By index in `states` and `kinds`: everything but the state, and but the kind, is obeyed. */
  readonly byState: Float64Array
  readonly byKind: Float64Array
}

const dayMs = 86_400_000
/** Later than every other. */
const lastDay = 100_000_000
/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs
/** @param room for every row, which the answer's rows then stand in; a new one without it */
export function select(
  columns: DocumentColumns,
  filter: InvoiceFilter,
  sight: Sight,
  room: Uint32Array = new Uint32Array(columns.ids.size),
): Selection {
  const { at, currencies } = columns
  const late = lateRange(filter)
  // By class: 1 where the state is meant, 2 where the kind is, 3 for both; 0 where it is left out whatever else.
  const meant = tableOf(({ side, state, kind }) => {
    if (side === 'purchases' && !sight.bills) return 0
    if (late !== null && !late.states.some((one) => one === state)) return 0
    const inState = filter.state === undefined || filter.state.includes(state)
    const inKind = filter.kind === undefined || filter.kind.includes(kind)
    return (inState ? 1 : 0) + (inKind ? 2 : 0)
  })
  const connection = filter.organisation === undefined ? -1 : columns.connections.find(filter.organisation)
  const currency = filter.currency === undefined ? -1 : currencies.find(filter.currency)
  const nothing =
    (filter.currency !== undefined && currency === -1) ||
    (filter.organisation !== undefined && connection === -1)

  // One filter after the other, each a small loop without a branch: what a row fails at is not foreseeable, and a
  // processor that guesses wrong loses more than it costs to look at a row twice.
  let count = nothing ? 0 : keepSeen(columns, meant, contactMask(columns, filter, sight), room)
  if (currency !== -1) count = keepEqual(at.currency, currency, room, count)
  if (connection !== -1) count = keepEqual(at.connection, connection, room, count)
  if (late !== null && late.most !== 0) count = keepLate(columns, late.least, late.most, room, count)
  if (filter.dueFrom !== undefined || filter.dueTo !== undefined)
    count = keepDays(at.due, filter.dueFrom, filter.dueTo, room, count)
  if (filter.issuedFrom !== undefined || filter.issuedTo !== undefined)
    count = keepDays(at.issued, filter.issuedFrom, filter.issuedTo, room, count)
  if (filter.min !== undefined || filter.max !== undefined)
    count = keepAmounts(columns, filter.min, filter.max, room, count)
  for (const word of wordsOf(filter.q)) count = keepNamed(columns, word, sight, room, count)

  const perClass = new Float64Array(256)
  const kept = keepMeant(at.class, meant, perClass, room, count)

  const byState = new Float64Array(states.length)
  const byKind = new Float64Array(kinds.length)
  for (const [number, one] of classes.entries()) {
    if (!one) continue
    const found = perClass[number] ?? 0
    const wanted = meant[number] ?? 0
    const [state, kind] = [states.indexOf(one.state), kinds.indexOf(one.kind)]
    if ((wanted & 2) !== 0) byState[state] = (byState[state] ?? 0) + found
    if ((wanted & 1) !== 0) byKind[kind] = (byKind[kind] ?? 0) + found
  }
  return { rows: room.subarray(0, kept), byState, byKind }
}

function keepSeen(
  { ids, at }: DocumentColumns,
  meant: Uint8Array,
  contacts: Uint8Array,
  rows: Uint32Array,
): number {
  const { class: classAt, contact } = at
  const { size } = ids
  let kept = 0
  for (let row = 0; row < size; row++) {
    rows[kept] = row
    const seen = contacts[contact[row] ?? 0] ?? 0
    kept += (meant[classAt[row] ?? gone] ?? 0) === 0 ? 0 : seen
  }
  return kept
}

/** Counts them by class, and keeps those of the state and the kind. */
function keepMeant(
  classAt: Uint8Array,
  meant: Uint8Array,
  perClass: Float64Array,
  rows: Uint32Array,
  count: number,
): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    const one = classAt[row] ?? gone
    perClass[one] = (perClass[one] ?? 0) + 1
    rows[kept] = row
    kept += meant[one] === 3 ? 1 : 0
  }
  return kept
}

/** Of these rows those with this in their cell, in their order, in the place of the first; says how many. */
export function keepEqual(cells: Uint8Array, wanted: number, rows: Uint32Array, count: number): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    kept += cells[row] === wanted ? 1 : 0
  }
  return kept
}

/** Without a day a document is in no range of days. */
function keepDays(
  cells: Int32Array,
  from: string | undefined,
  to: string | undefined,
  rows: Uint32Array,
  count: number,
): number {
  const first = from === undefined ? noDay + 1 : dayNumber(from)
  const last = to === undefined ? lastDay : dayNumber(to)
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    const day = cells[row] ?? noDay
    kept += (day >= first ? 1 : 0) & (day <= last ? 1 : 0)
  }
  return kept
}

function keepLate(
  { at, todays }: DocumentColumns,
  least: number,
  most: number,
  rows: Uint32Array,
  count: number,
): number {
  const { connection, due } = at
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    const days = (todays[connection[row] ?? 0] ?? 0) - (due[row] ?? 0)
    kept += (days >= least ? 1 : 0) & (days <= most ? 1 : 0)
  }
  return kept
}

function keepAmounts(
  { at, currencies }: DocumentColumns,
  min: string | undefined,
  max: string | undefined,
  rows: Uint32Array,
  count: number,
): number {
  const least = Float64Array.from(currencies.texts, (code) => minorLimit(min, code, -Infinity))
  const most = Float64Array.from(currencies.texts, (code) => minorLimit(max, code, Infinity))
  const { total: totalAt, currency } = at
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    const total = totalAt[row] ?? 0
    const code = currency[row] ?? 0
    kept += (total >= (least[code] ?? 0) ? 1 : 0) & (total <= (most[code] ?? 0) ? 1 : 0)
  }
  return kept
}

/** The states of a bucket of the ageing, and how many days late it is; 0 to 0 for what is not. */
function lateRange({ late }: InvoiceFilter) {
  const overdue = ['overdue'] as const
  switch (late) {
    case undefined:
      return null
    case 'current':
      return { states: ['outstanding'] as const, least: 0, most: 0 }
    case 'days1to30':
      return { states: overdue, least: 1, most: 30 }
    case 'days31to60':
      return { states: overdue, least: 31, most: 60 }
    case 'days61to90':
      return { states: overdue, least: 61, most: 90 }
    case 'over90':
      return { states: overdue, least: 91, most: lastDay }
  }
}

const minorLimit = (amount: string | undefined, currency: string, none: number): number =>
  amount === undefined ? none : minorFromDecimal(amount, currency)

const wordsMax = 8
const wordsOf = (q: string | undefined): string[] => (q ?? '').split(/\s+/).filter(Boolean).slice(0, wordsMax)

/** Of these rows those with the word in a number, a reference or the customer's name, as `keepFound` does. */
function keepNamed(
  columns: DocumentColumns,
  word: string,
  { wordless }: Sight,
  rows: Uint32Array,
  count: number,
): number {
  const named = contactsNamed(columns, word)
  const { may, sure, has } = columns.text.search(word)
  const { contact } = columns.at
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    if (named[contact[row] ?? 0] !== 1) {
      if ((((may[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 0) continue
      if (!sure && !has(row)) continue
      if (wordless.size > 0 && wordless.has(columns.ids.idAt(row)) && !isNumbered(columns, row, word))
        continue
    }
    rows[kept++] = row
  }
  return kept
}

/** The number is the first line of the text. */
const isNumbered = ({ text }: DocumentColumns, row: number, word: string): boolean =>
  text.textAt(row).split('\n', 1)[0]?.includes(folded(word)) ?? false

function contactsNamed({ contacts }: DocumentColumns, word: string): Uint8Array {
  const { may, sure, has } = contacts.text.search(word)
  const found = new Uint8Array(contacts.known)
  for (let first = 0; first < found.length; first += 32) {
    let bits = may[first >>> 5] ?? 0
    while (bits !== 0) {
      const row = first + 31 - Math.clz32(bits & -bits)
      bits &= bits - 1
      if (row < found.length && (sure || has(row))) found[row] = 1
    }
  }
  return found
}

function contactMask({ contacts }: DocumentColumns, filter: InvoiceFilter, sight: Sight): Uint8Array {
  const { owner, team, tag, customer } = filter
  if (owner === undefined && team === undefined && tag === undefined && customer === undefined)
    return sight.contacts
  const mask = new Uint8Array(sight.contacts.length)
  const ownerNumber = owner === undefined ? 0 : contacts.owners.find(owner === without ? '' : owner)
  const teamNumber = team === undefined ? 0 : contacts.teams.find(team === without ? '' : team)
  const tagNumber = tag === undefined ? 0 : contacts.tags.find(tag)
  const only = customer === undefined ? -1 : contacts.ids.find(customer)
  for (let row = 0; row < mask.length; row++) {
    if (sight.contacts[row] !== 1) continue
    if (customer !== undefined && row !== only) continue
    if (owner !== undefined && contacts.ownerOf[row] !== ownerNumber) continue
    if (team !== undefined && contacts.teamOf[row] !== teamNumber) continue
    const tags = contacts.tagsOf[row] ?? []
    if (tag !== undefined && (tag === without ? tags.length > 0 : !tags.includes(tagNumber))) continue
    mask[row] = 1
  }
  return mask
}
