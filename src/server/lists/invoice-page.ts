import type { InvoiceFilter, InvoiceOrder, InvoicePage, InvoiceTotal } from '#api/invoices.ts'
import type { CivilDate } from '#core/civil-date.ts'
import type { Access } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { documentsById } from '#db/read-documents.ts'
import type { XeroPlace } from '#xero/links.ts'
import { withoutWords } from '../views/amounts.ts'
import { invoiceRow } from '../views/invoices.ts'
import { gone, kinds, states, tableOf } from './document-class.ts'
import type { BooksOf, DocumentColumns } from './document-columns.ts'
import type { DocumentIndex } from './document-index.ts'
import { type Marker, topRows } from './order.ts'
import { createRemembered, type Remembered, type Roomy } from './remembered.ts'
import { type Selection, type Sight, select } from './selection.ts'
import { totalsOf } from './totals.ts'

/** One organisation whose documents they are. */
export interface Organisation {
  readonly connectionId: string
  /** Null where it is the only one. */
  readonly name: string | null
  readonly place: XeroPlace
  readonly baseCurrency: string
  readonly day: CivilDate
  /** The same day, in days since 1970. */
  readonly today: number
}

/** The organisations of a workspace, today; the first one's currency is that of sums over several. */
export interface Books extends BooksOf {
  readonly organisations: readonly [Organisation, ...Organisation[]]
}

export function booksOf(organisations: readonly Organisation[]): Books | null {
  const [first, ...others] = organisations
  if (!first) return null
  return { baseCurrency: first.baseCurrency, today: first.today, organisations: [first, ...others] }
}

/** That of a document; the first one while its own is not known. */
export const organisationOf = ({ organisations }: Books, connectionId: string): Organisation =>
  organisations.find((one) => one.connectionId === connectionId) ?? organisations[0]

export interface PageQuestion extends InvoiceFilter, InvoiceOrder {
  readonly after: Marker | null
  readonly limit: number
}

/** One page of the list with the sums over all pages. */
export async function invoicePage(
  db: Db,
  index: DocumentIndex,
  access: Access,
  books: Books,
  question: PageQuestion,
): Promise<Omit<InvoicePage, 'next' | 'amounts' | 'asOf'> & { readonly next: Marker | null }> {
  const { baseCurrency } = books
  const { sort, direction, after, limit, ...filter } = question
  const found = await index.ask(access, books, (columns, sight) => {
    const { selection, totals } = summed(columns, filter, sight, { baseCurrency, amounts: access.amounts })
    const { rows, next } = topRows(columns, selection.rows, { sort, direction }, after, limit)
    return {
      page: rows.map((row) => {
        const id = columns.ids.idAt(row)
        return { id, customer: customerAt(columns, row), wordless: sight.wordless.has(id) }
      }),
      next,
      total: selection.rows.length,
      totals,
      byState: countsBy(states, selection.byState),
      byKind: countsBy(kinds, selection.byKind),
    }
  })
  const { page, ...rest } = found
  const rows = await documentsById(
    db,
    access.workspaceId,
    page.map(({ id }) => id),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return {
    ...rest,
    rows: page.flatMap(({ id, customer, wordless }) => {
      const row = byId.get(id)
      if (!row) return []
      const line = invoiceRow(row, customer, access, organisationOf(books, row.connection_id))
      return [wordless ? withoutWords(line) : line]
    }),
  }
}

interface Summed extends Roomy {
  readonly selection: Selection
  readonly totals: InvoiceTotal[]
}

const remembered = new WeakMap<DocumentColumns, Remembered<Summed>>()

function summed(
  columns: DocumentColumns,
  filter: InvoiceFilter,
  sight: Sight,
  options: { readonly baseCurrency: string; readonly amounts: boolean },
): Summed {
  const known = remembered.get(columns) ?? createRemembered<Summed>()
  remembered.set(columns, known)
  const key = JSON.stringify([columns.version, sight.key, options.amounts, Object.entries(filter).sort()])
  return known.of(key, columns.ids.size, (room) => {
    const selection = select(columns, filter, sight, room)
    return { room, selection, totals: totalsOf(columns, selection.rows, options) }
  })
}

export function customerAt({ at, contacts }: DocumentColumns, row: number) {
  const contact = at.contact[row] ?? 0
  return { name: contacts.name(contact), owner: contacts.owners.texts[contacts.ownerOf[contact] ?? 0] ?? '' }
}

const countsBy = <Name extends string>(names: readonly Name[], counts: Float64Array) => {
  const found: Partial<Record<Name, number>> = {}
  for (const [index, name] of names.entries()) {
    const count = counts[index] ?? 0
    if (count > 0) found[name] = count
  }
  return found
}

/** What the filters can be set to: what occurs among the documents one sees. */
export function invoiceOptions({ ids, at, contacts, currencies }: DocumentColumns, sight: Sight) {
  const owners = new Set<string>()
  const teams = new Set<string>()
  const tags = new Set<string>()
  const present = new Set<string>()
  const done = new Uint8Array(contacts.known)
  const shown = tableOf(({ side }) => side !== 'purchases' || sight.bills)
  for (let row = 0; row < ids.size; row++) {
    const contact = at.contact[row] ?? 0
    if (shown[at.class[row] ?? gone] !== 1 || sight.contacts[contact] !== 1) continue
    present.add(currencies.texts[at.currency[row] ?? 0] ?? '')
    if (done[contact] === 1) continue
    done[contact] = 1
    owners.add(contacts.owners.texts[contacts.ownerOf[contact] ?? 0] ?? '')
    teams.add(contacts.teams.texts[contacts.teamOf[contact] ?? 0] ?? '')
    for (const tag of contacts.tagsOf[contact] ?? []) tags.add(contacts.tags.texts[tag] ?? '')
  }
  const listed = (texts: Set<string>) =>
    [...texts].filter((one) => one !== '').sort((a, b) => a.localeCompare(b, 'en'))
  return { owners: listed(owners), teams: listed(teams), tags: listed(tags), currencies: listed(present) }
}
