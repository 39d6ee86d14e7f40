import { type Access, whoSees } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { documentsOfHiddenDeals } from '#db/read-deals.ts'
import { allDocuments, listChanges, listedContacts, visibleParties } from '#db/read-documents.ts'
import { type BooksOf, createDocumentColumns, type DocumentColumns } from './document-columns.ts'
import { createIdle } from './idle.ts'
import type { Sight } from './selection.ts'
import { holds } from './sorted.ts'

/** The documents of a workspace in memory, as of the database at the time of the question. */
export interface DocumentIndex {
  /**
   * Brings it up to date and answers from it. What `ask` is handed does not change while it runs, and must not be
   * kept.
   *
   * @param books with the days as they are now
   */
  ask<T>(access: Access, books: BooksOf, ask: (columns: DocumentColumns, sight: Sight) => T): Promise<T>
  /** Of all workspaces, in memory. */
  bytes(): number
}

/** Unused this long, a workspace's columns are dropped; the next question reads them again. */
const idleMs = 15 * 60_000
/** A person's set is kept as long as the columns are; this many at once. */
const viewersMax = 64

/** SQL stays the truth: every question first takes what was written since the last one. */
export function createDocumentIndex(db: Db, now: () => number): DocumentIndex {
  const held = createIdle<Held>(now, idleMs)
  return {
    async ask(access, books, ask) {
      // Another currency makes other columns.
      const currencies = books.organisations.map((one) => `${one.connectionId} ${one.baseCurrency}`)
      const key = [access.workspaceId, books.baseCurrency, ...currencies].join(' ')
      const one = held.of(key, () => createHeld(db, access.workspaceId))
      return one.ask(access, books, ask)
    },
    bytes: () => [...held.values()].reduce((sum, one) => sum + one.bytes(), 0),
  }
}

interface Held {
  ask<T>(access: Access, books: BooksOf, ask: (columns: DocumentColumns, sight: Sight) => T): Promise<T>
  bytes(): number
}

interface Seen {
  readonly columns: DocumentColumns
  horizon: string
  removals: number
}

interface Viewer {
  readonly version: number
  readonly ids: Float64Array
  /** Of which state of the contacts the mask is. */
  readonly contactsVersion: number
  readonly mask: Uint8Array
}

function createHeld(db: Db, workspaceId: string): Held {
  let seen: Seen | null = null
  let last: Promise<unknown> = Promise.resolve()
  const viewers = new Map<string, Viewer>()

  /** What was written since is in the columns; a fresh set of them where that is simpler. */
  async function upToDate(viewerId: string | null, books: BooksOf) {
    if (seen === null) seen = await read(books)
    const changes = await listChanges(db, workspaceId, seen.horizon, viewerId)
    if (changes.overflow || changes.removals !== seen.removals) {
      seen = await read(books)
      return { columns: seen.columns, visibleVersion: changes.visibleVersion }
    }
    const { columns } = seen
    columns.setBooks(books)
    for (const document of changes.documents) columns.put(document)
    const { ids } = columns.contacts
    await readContacts(
      columns,
      changes.contactIds.filter((id) => ids.find(id) >= 0),
    )
    await readNewContacts(columns)
    seen.horizon = changes.horizon
    return { columns, visibleVersion: changes.visibleVersion }
  }

  async function read(books: BooksOf): Promise<Seen> {
    viewers.clear()
    // Taken before anything is read: what is written meanwhile is looked at again.
    const { horizon, removals } = await listChanges(db, workspaceId, noneYet, null)
    const columns = createDocumentColumns(books)
    for await (const documents of allDocuments(db, workspaceId)) {
      for (const document of documents) columns.put(document)
    }
    await readNewContacts(columns)
    return { columns, horizon, removals }
  }

  async function readNewContacts(columns: DocumentColumns): Promise<void> {
    const { ids, known } = columns.contacts
    const fresh = Array.from({ length: ids.size - known }, (_, index) => ids.idAt(known + index))
    await readContacts(columns, fresh)
  }

  async function readContacts(columns: DocumentColumns, ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += contactsAtOnce) {
      const some = await listedContacts(db, workspaceId, ids.slice(from, from + contactsAtOnce))
      for (const contact of some) columns.contacts.put(contact)
    }
  }

  async function sightOf(access: Access, columns: DocumentColumns, version: number): Promise<Sight> {
    const { contacts } = columns
    const { bills } = access
    const key = `${whoSees(access)} ${access.suppliers}`
    const wordless = await documentsOfHiddenDeals(db, access)
    const words = [...wordless].sort().join()
    const sight = (mask: Uint8Array, set: number): Sight => ({
      key: `${key} ${bills} ${set} ${words}`,
      contacts: mask,
      bills,
      wordless,
    })
    const before = viewers.get(key)
    if (before?.version === version && before.contactsVersion === contacts.version)
      return sight(before.mask, before.version)
    const set =
      access.viewerId === null
        ? null
        : before?.version === version
          ? before
          : await visibleParties(db, workspaceId, access.viewerId)
    const mask = new Uint8Array(contacts.known)
    for (let row = 0; row < mask.length; row++) {
      if (!access.suppliers && contacts.supplierOnly[row] === true) continue
      if (set === null || holds(set.ids, contacts.partyOf[row] ?? -1)) mask[row] = 1
    }
    const viewer = {
      version: set?.version ?? version,
      ids: set?.ids ?? new Float64Array(0),
      contactsVersion: contacts.version,
      mask,
    }
    viewers.delete(key)
    viewers.set(key, viewer)
    const [oldest] = viewers.keys()
    if (viewers.size > viewersMax && oldest !== undefined) viewers.delete(oldest)
    return sight(mask, viewer.version)
  }

  return {
    ask(access, books, ask) {
      const answer = last
        .catch(() => {})
        .then(async () => {
          const { columns, visibleVersion } = await upToDate(access.viewerId, books)
          return ask(columns, await sightOf(access, columns, visibleVersion))
        })
      last = answer
      return answer
    },
    bytes: () => seen?.columns.bytes() ?? 0,
  }
}

/** Later than any transaction: nothing is asked for but where things stand. */
const noneYet = '18446744073709551615'
const contactsAtOnce = 5_000
