import type { InvoiceFilter } from '#api/invoices.ts'
import { without } from '#api/invoices.ts'
import { minorFromDecimal } from '#core/money.ts'
import { classes, gone, kinds, states, tableOf } from './document-class.ts'
import { type DocumentColumns, noDay } from './document-columns.ts'

/** What one person may see: contacts by a mask of theirs. */
export interface Sight {
  /** The same for the same person while nothing of it changed. */
  readonly key: string
  /** By contact: 1 where its documents are shown. */
  readonly contacts: Uint8Array
  readonly bills: boolean
}

export interface Selection {
  /** Rows of the filter, in no order. */
  readonly rows: Uint32Array
  /** By index in `states` and `kinds`: everything but the state, and but the kind, is obeyed. */
  readonly byState: Float64Array
  readonly byKind: Float64Array
}

const dayMs = 86_400_000
/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs
export const dayFrom = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10)

export function select(columns: DocumentColumns, filter: InvoiceFilter, sight: Sight): Selection {
  const { ids, at, currencies } = columns
  const late = lateRange(filter)
  // By class: 1 where the state is meant, 2 where the kind is, 3 for both; 0 where it is left out whatever else.
  const meant = tableOf(({ side, state, kind }) => {
    if (side === 'purchases' && !sight.bills) return 0
    if (late !== null && !late.states.some((one) => one === state)) return 0
    const inState = filter.state === undefined || filter.state.includes(state)
    const inKind = filter.kind === undefined || filter.kind.includes(kind)
    return (inState ? 1 : 0) + (inKind ? 2 : 0)
  })
  const dueFrom = filter.dueFrom ? dayNumber(filter.dueFrom) : noDay + 1
  const dueTo = filter.dueTo ? dayNumber(filter.dueTo) : Infinity
  const hasDue = filter.dueFrom !== undefined || filter.dueTo !== undefined
  const hasLate = late !== null && late.most !== 0
  const [lateLeast, lateMost] = [late?.least ?? 0, late?.most ?? 0]
  const { todays } = columns
  const connection = filter.organisation === undefined ? -1 : columns.connections.find(filter.organisation)
  const issuedFrom = filter.issuedFrom ? dayNumber(filter.issuedFrom) : noDay + 1
  const issuedTo = filter.issuedTo ? dayNumber(filter.issuedTo) : Infinity
  const hasIssued = filter.issuedFrom !== undefined || filter.issuedTo !== undefined
  const hasAmount = filter.min !== undefined || filter.max !== undefined
  const least = Float64Array.from(currencies.texts, (code) => minorLimit(filter.min, code, -Infinity))
  const most = Float64Array.from(currencies.texts, (code) => minorLimit(filter.max, code, Infinity))
  const currency = filter.currency === undefined ? -1 : currencies.find(filter.currency)
  const nothing =
    (filter.currency !== undefined && currency === -1) ||
    (filter.organisation !== undefined && connection === -1)
  const contacts = contactMask(columns, filter, sight)
  const words = wordsOf(filter.q).map((word) => ({
    inNumber: columns.text.matches(word),
    ofContact: contactsNamed(columns, word),
  }))

  const rows = new Uint32Array(nothing ? 0 : ids.size)
  const perClass = new Float64Array(256)
  const {
    class: classAt,
    contact: contactAt,
    connection: connectionAt,
    currency: currencyAt,
    due: dueAt,
    issued: issuedAt,
    total: totalAt,
  } = at
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const one = classAt[row] ?? gone
    const wanted = meant[one] ?? 0
    if (wanted === 0) continue
    const contact = contactAt[row] ?? 0
    if ((contacts[contact] ?? 0) === 0) continue
    if (currency !== -1 && currencyAt[row] !== currency) continue
    if (connection !== -1 && connectionAt[row] !== connection) continue
    if (hasLate) {
      const days = (todays[connectionAt[row] ?? 0] ?? 0) - (dueAt[row] ?? 0)
      if (days < lateLeast || days > lateMost) continue
    }
    if (hasDue) {
      const due = dueAt[row] ?? noDay
      // Without a due day of its own a document is in no range of due days.
      if (due === noDay || due < dueFrom || due > dueTo) continue
    }
    if (hasIssued) {
      const issued = issuedAt[row] ?? noDay
      if (issued < issuedFrom || issued > issuedTo) continue
    }
    if (hasAmount) {
      const total = totalAt[row] ?? 0
      const code = currencyAt[row] ?? 0
      if (total < (least[code] ?? 0) || total > (most[code] ?? 0)) continue
    }
    if (words.length > 0 && !words.every((word) => word.ofContact[contact] === 1 || word.inNumber(row)))
      continue
    perClass[one] = (perClass[one] ?? 0) + 1
    if (wanted === 3) rows[count++] = row
  }

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
  // A view of the whole would keep the whole.
  return { rows: count * 2 < rows.length ? rows.slice(0, count) : rows.subarray(0, count), byState, byKind }
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
      return { states: overdue, least: 91, most: Infinity }
  }
}

const minorLimit = (amount: string | undefined, currency: string, none: number): number =>
  amount === undefined ? none : minorFromDecimal(amount, currency)

const wordsMax = 8
const wordsOf = (q: string | undefined): string[] => (q ?? '').split(/\s+/).filter(Boolean).slice(0, wordsMax)

function contactsNamed({ contacts }: DocumentColumns, word: string): Uint8Array {
  const isIn = contacts.text.matches(word)
  const found = new Uint8Array(contacts.known)
  for (let row = 0; row < found.length; row++) found[row] = isIn(row) ? 1 : 0
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
