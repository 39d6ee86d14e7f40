import { civilDate } from '#core/civil-date.ts'
import type { LedgerSide } from '#core/model/document.ts'
import { convertMinor } from '#core/money.ts'
import type { ListedContact, ListedDocument } from '#db/read-documents.ts'
import { documentState } from '../views/document.ts'
import { createDictionary, type Dictionary } from './dictionary.ts'
import { classes, classOf, gone, kinds } from './document-class.ts'
import { createIdTable, type IdTable } from './id-table.ts'
import { createTextBytes, folded, type TextBytes } from './text-bytes.ts'

/** A day that is not there; earlier than every other. */
export const noDay = -1_000_000

/** What a list holds of each document, column by column. */
export interface DocumentColumns {
  readonly ids: IdTable
  readonly contacts: ContactColumns
  readonly currencies: Dictionary
  /** What stands before the digits a number ends in. */
  readonly prefixes: Dictionary
  readonly text: TextBytes
  readonly at: Cells
  /** Ids of the connections the documents came by, by number. */
  readonly connections: Dictionary
  /** By connection, the day in its organisation's time zone, in days since 1970. */
  readonly todays: Int32Array
  /** Goes up with every change of documents or their customers. */
  readonly version: number
  put(document: ListedDocument): void
  /** Another day, or another organisation, changes what is late. */
  setBooks(books: BooksOf): void
  bytes(): number
}

/** Index: row. Typed arrays are replaced when they grow: take them anew for each question. */
export interface Cells {
  readonly class: Uint8Array
  readonly contact: Int32Array
  readonly connection: Uint8Array
  readonly currency: Uint8Array
  readonly issued: Int32Array
  readonly due: Int32Array
  readonly total: Float64Array
  readonly left: Float64Array
  /** In the organisation's currency; NaN without a rate. */
  readonly baseTotal: Float64Array
  readonly baseLeft: Float64Array
  readonly prefix: Int32Array
  readonly serial: Float64Array
}

const cellsOf = (size: number): Cells => ({
  class: new Uint8Array(size).fill(gone),
  contact: new Int32Array(size),
  connection: new Uint8Array(size),
  currency: new Uint8Array(size),
  issued: new Int32Array(size),
  due: new Int32Array(size),
  total: new Float64Array(size),
  left: new Float64Array(size),
  baseTotal: new Float64Array(size),
  baseLeft: new Float64Array(size),
  prefix: new Int32Array(size),
  serial: new Float64Array(size),
})

function grown(from: Cells, size: number): Cells {
  const to = cellsOf(size)
  to.class.set(from.class)
  to.contact.set(from.contact)
  to.connection.set(from.connection)
  to.currency.set(from.currency)
  to.issued.set(from.issued)
  to.due.set(from.due)
  to.total.set(from.total)
  to.left.set(from.left)
  to.baseTotal.set(from.baseTotal)
  to.baseLeft.set(from.baseLeft)
  to.prefix.set(from.prefix)
  to.serial.set(from.serial)
  return to
}

/** The organisations of a workspace, by their connections. */
export interface BooksOf {
  /** The currency in which all of them are summed: the first organisation's. */
  readonly baseCurrency: string
  /** In days since 1970; for documents whose organisation is not among them. */
  readonly today: number
  readonly organisations: readonly {
    readonly connectionId: string
    readonly baseCurrency: string
    readonly today: number
  }[]
}

export function createDocumentColumns(firstBooks: BooksOf): DocumentColumns {
  let books = firstBooks
  const { baseCurrency } = books
  const connections = createDictionary()
  let todays = new Int32Array(0)
  const ids = createIdTable()
  const contacts = createContactColumns()
  const currencies = createDictionary()
  const prefixes = createDictionary()
  const text = createTextBytes()
  let cells = cellsOf(1024)
  let changes = 0

  const organisationOf = (connectionId: string) =>
    books.organisations.find((one) => one.connectionId === connectionId)
  const todayFor = (connectionId: string): number => organisationOf(connectionId)?.today ?? books.today
  // Xero's rate is into the currency of the document's own organisation.
  const inBase = (minor: number, currency: string, rate: string | null, own: string): number =>
    currency === baseCurrency
      ? minor
      : rate === null || own !== baseCurrency
        ? Number.NaN
        : (convertMinor({ minor, currency }, rate, baseCurrency) ?? Number.NaN)

  return {
    ids,
    contacts,
    currencies,
    prefixes,
    text,
    get at() {
      return cells
    },
    connections,
    get todays() {
      return todays
    },
    get version() {
      return changes + contacts.version
    },
    bytes: () =>
      ids.bytes +
      text.bytes +
      contacts.text.bytes +
      Object.values(cells).reduce((sum: number, one) => sum + one.byteLength, 0),
    put(document) {
      const { connectionId, currency, rate, totalMinor, leftMinor, number, reference } = document
      const connection = connections.of(connectionId)
      if (connection >= todays.length) todays = Int32Array.from(connections.texts, todayFor)
      const own = organisationOf(connectionId)?.baseCurrency ?? baseCurrency
      const row = ids.rowOf(document.id)
      changes++
      if (row >= cells.class.length) cells = grown(cells, cells.class.length * 2)
      const due = document.due ?? noDay
      cells.class[row] = classFor(document, due !== noDay && due < (todays[connection] ?? 0))
      cells.connection[row] = connection
      cells.contact[row] = contacts.ids.rowOf(document.contactId)
      cells.currency[row] = currencies.of(currency)
      cells.issued[row] = document.issued ?? noDay
      cells.due[row] = due
      cells.total[row] = totalMinor
      cells.left[row] = leftMinor
      cells.baseTotal[row] = inBase(totalMinor, currency, rate, own)
      cells.baseLeft[row] = inBase(leftMinor, currency, rate, own)
      const [prefix, serial] = numberParts(number)
      cells.prefix[row] = prefixes.of(prefix)
      cells.serial[row] = serial
      text.set(row, reference === '' ? number : `${number}\n${reference}`)
    },
    setBooks(next) {
      books = next
      const before = todays
      todays = Int32Array.from(connections.texts, todayFor)
      if (todays.every((day, index) => day === before[index])) return
      changes++
      for (let row = 0; row < ids.size; row++) {
        const one = classes[cells.class[row] ?? gone]
        const due = cells.due[row] ?? noDay
        if (!one || due === noDay) continue
        const past = due < (todays[cells.connection[row] ?? 0] ?? 0)
        const { kind, side, state } = one
        if (state === 'outstanding' || state === 'overdue') {
          cells.class[row] = classOf(kind, side, past ? 'overdue' : 'outstanding')
        } else if (state === 'sent' || state === 'expired') {
          cells.class[row] = classOf(kind, side, past ? 'expired' : 'sent')
        }
      }
    },
  }
}

/** The customers of the documents. */
export interface ContactColumns {
  readonly ids: IdTable
  readonly names: Dictionary
  readonly owners: Dictionary
  readonly teams: Dictionary
  readonly tags: Dictionary
  /** Goes up with every change. */
  readonly version: number
  /** How many of them were read; those beyond only have an id. */
  readonly known: number
  name(row: number): string
  readonly nameOf: readonly number[]
  readonly foldedNameOf: readonly string[]
  /** For searching in the names. */
  readonly text: TextBytes
  /** By contact, where its name stands in order. */
  nameRanks(): Float64Array
  readonly ownerOf: readonly number[]
  readonly teamOf: readonly number[]
  readonly tagsOf: readonly (readonly number[])[]
  /** -1 for those without. */
  readonly partyOf: readonly number[]
  readonly supplierOnly: readonly boolean[]
  put(contact: ListedContact): void
}

const noTags: readonly number[] = []

function createContactColumns(): ContactColumns {
  const ids = createIdTable()
  const names = createDictionary()
  const owners = createDictionary()
  const teams = createDictionary()
  const tags = createDictionary()
  const nameOf: number[] = []
  const foldedNameOf: string[] = []
  const ownerOf: number[] = []
  const teamOf: number[] = []
  const tagsOf: (readonly number[])[] = []
  const partyOf: number[] = []
  const supplierOnly: boolean[] = []
  const exact: string[] = []
  const text = createTextBytes()
  let version = 0
  let ranked: { readonly version: number; readonly ranks: Float64Array } | null = null
  return {
    text,
    nameRanks() {
      if (ranked?.version !== version) {
        const ranks = names.ranks()
        ranked = { version, ranks: Float64Array.from(nameOf, (name) => ranks[name] ?? 0) }
      }
      return ranked.ranks
    },
    ids,
    names,
    owners,
    teams,
    tags,
    nameOf,
    foldedNameOf,
    ownerOf,
    teamOf,
    tagsOf,
    partyOf,
    supplierOnly,
    get version() {
      return version
    },
    get known() {
      return nameOf.length
    },
    name: (row) => exact[row] ?? '',
    put(contact) {
      const row = ids.rowOf(contact.id)
      const fold = folded(contact.name)
      nameOf[row] = names.of(fold)
      foldedNameOf[row] = fold
      exact[row] = contact.name
      text.set(row, contact.name)
      ownerOf[row] = owners.of(contact.owner)
      teamOf[row] = teams.of(contact.team)
      tagsOf[row] = contact.tags.length === 0 ? noTags : contact.tags.map((tag) => tags.of(tag))
      partyOf[row] = contact.partyId ?? -1
      supplierOnly[row] = contact.supplierOnly
      version++
    },
  }
}

const anyDay = civilDate('2000-01-01')
const known = new Map<string, number>()

/** The class of a document whose due day is past, or not. */
function classFor({ kind, side, status, leftMinor }: ListedDocument, past: boolean): number {
  if (status === 'DELETED') return gone
  const key = `${kind} ${side} ${status} ${leftMinor > 0} ${past}`
  let number = known.get(key)
  if (number === undefined) {
    const ofKind = kinds.find((one) => one === kind)
    const ofSide: LedgerSide = side === 'purchases' ? 'purchases' : 'sales'
    // Whether the day is past is all that counts of it.
    const due = past ? '1999-12-31' : null
    const amount = { due_minor: leftMinor, remaining_minor: leftMinor }
    number = ofKind
      ? classOf(ofKind, ofSide, documentState({ status, kind: ofKind, due, ...amount }, anyDay))
      : gone
    known.set(key, number)
  }
  return number
}

/** "INV-0012" is "inv-" and 12, so that numbers come in the order people count in. */
function numberParts(number: string): readonly [prefix: string, serial: number] {
  const [, prefix = '', digits = ''] = /^(.*?)(\d{0,12})$/s.exec(folded(number)) ?? []
  return [prefix, digits === '' ? -1 : Number(digits)]
}
