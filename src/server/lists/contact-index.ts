import type { ContactQuery, ContactState } from '#api/contacts.ts'
import type { Access } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { allContactRows, contactRowChanges } from '#db/read-contact-rows.ts'
import { visibleParties } from '#db/read-documents.ts'
import {
  type ContactRowColumns,
  contactStates,
  createContactRowColumns,
  goneRow,
  idOfKey,
  keyOfId,
} from './contact-columns.ts'
import { createIdle } from './idle.ts'
import { smallest } from './smallest.ts'
import { holds } from './sorted.ts'
import { beginningOfText, compareTexts, folded } from './text-bytes.ts'

export interface ContactQuestion
  extends Pick<ContactQuery, 'q' | 'state' | 'owing' | 'sort' | 'direction' | 'limit'> {
  /** What the last row of the page before is ordered by, and its key; times in milliseconds. */
  readonly after: { readonly value: string | number; readonly key: string } | null
}

export interface ContactKeys {
  readonly keys: readonly string[]
  /** What stands after the last of them on this page; null at the end. */
  readonly more: boolean
  readonly total: number
  readonly byState: Readonly<Record<ContactState, number>>
}

/** The lines of the Contacts page in memory, as of the database at the time of the question. */
export interface ContactIndex {
  page(access: Access, question: ContactQuestion): Promise<ContactKeys>
  /** Of all workspaces, in memory. */
  bytes(): number
}

/** Unused this long, a workspace's lines are dropped; what went is kept in the database for longer than that. */
const idleMs = 15 * 60_000
const viewersMax = 64

export function createContactIndex(db: Db, now: () => number): ContactIndex {
  const held = createIdle<Held>(now, idleMs)
  return {
    page(access, question) {
      const id = access.workspaceId
      const one = held.of(id, () => createHeld(db, id))
      return one.page(access, question)
    },
    bytes: () => [...held.values()].reduce((sum, one) => sum + one.bytes(), 0),
  }
}

interface Held {
  page(access: Access, question: ContactQuestion): Promise<ContactKeys>
  bytes(): number
}

interface Seen {
  readonly columns: ContactRowColumns
  horizon: string
  removals: number
}

/** By row, which of them a person sees. A row is of one party for ever, so only new rows are looked at. */
interface Viewer {
  readonly version: number
  readonly parties: Float64Array
  mask: Uint8Array
  known: number
}

/** Later than any transaction: nothing is asked for but where things stand. */
const noneYet = '18446744073709551615'

function createHeld(db: Db, workspaceId: string): Held {
  let seen: Seen | null = null
  let last: Promise<unknown> = Promise.resolve()
  const viewers = new Map<string, Viewer>()

  async function read(): Promise<Seen> {
    viewers.clear()
    // Taken before anything is read: what is written meanwhile is looked at again.
    const { horizon, removals } = await contactRowChanges(db, workspaceId, noneYet, null)
    const columns = createContactRowColumns()
    for await (const rows of allContactRows(db, workspaceId)) for (const row of rows) columns.put(row)
    return { columns, horizon, removals }
  }

  async function upToDate(viewerId: string | null) {
    if (seen === null) seen = await read()
    const changes = await contactRowChanges(db, workspaceId, seen.horizon, viewerId)
    if (changes.overflow || changes.removals !== seen.removals) {
      seen = await read()
      return { columns: seen.columns, visibleVersion: changes.visibleVersion }
    }
    for (const key of changes.gone) seen.columns.remove(key)
    for (const row of changes.rows) seen.columns.put(row)
    seen.horizon = changes.horizon
    return { columns: seen.columns, visibleVersion: changes.visibleVersion }
  }

  async function maskOf(viewerId: string | null, columns: ContactRowColumns, version: number) {
    if (viewerId === null) return null
    let viewer = viewers.get(viewerId)
    if (viewer?.version !== version) {
      const set = await visibleParties(db, workspaceId, viewerId)
      viewer = { version: set.version, parties: set.ids, mask: new Uint8Array(0), known: 0 }
    }
    const { size } = columns.ids
    if (viewer.mask.length < size) {
      const wider = new Uint8Array(Math.ceil(size * 1.2))
      wider.set(viewer.mask)
      viewer.mask = wider
    }
    for (; viewer.known < size; viewer.known++) {
      const party = columns.at.party[viewer.known] ?? -1
      if (party >= 0 && holds(viewer.parties, party)) viewer.mask[viewer.known] = 1
    }
    viewers.delete(viewerId)
    viewers.set(viewerId, viewer)
    const [oldest] = viewers.keys()
    if (viewers.size > viewersMax && oldest !== undefined) viewers.delete(oldest)
    return viewer.mask
  }

  return {
    page(access, question) {
      const answer = last
        .catch(() => {})
        .then(async () => {
          const { columns, visibleVersion } = await upToDate(access.viewerId)
          const mask = await maskOf(access.viewerId, columns, visibleVersion)
          return contactKeys(
            columns,
            { key: `${access.viewerId ?? ''} ${visibleVersion}`, mask },
            access.suppliers,
            question,
          )
        })
      last = answer
      return answer
    },
    bytes: () => seen?.columns.bytes() ?? 0,
  }
}

const wordsMax = 8

interface Sight {
  /** The same for the same person while their set is the same. */
  readonly key: string
  readonly mask: Uint8Array | null
}

interface Found {
  readonly rows: Uint32Array
  readonly counts: Float64Array
}

/** Turning pages, sorting and looking again ask for the same lines: the last few answers are kept while they hold. */
const remembered = new WeakMap<ContactRowColumns, Map<string, Found>>()
const rememberedMax = 6

function found(
  columns: ContactRowColumns,
  sight: Sight,
  suppliers: boolean,
  question: ContactQuestion,
): Found {
  const known = remembered.get(columns) ?? new Map<string, Found>()
  remembered.set(columns, known)
  const { q, state, owing } = question
  const key = JSON.stringify([columns.version, sight.key, suppliers, q, state, owing])
  const answer = known.get(key) ?? passing(columns, sight.mask, suppliers, question)
  known.delete(key)
  known.set(key, answer)
  const [oldest] = known.keys()
  if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest)
  return answer
}

function passing(
  { ids, at, search }: ContactRowColumns,
  mask: Uint8Array | null,
  suppliers: boolean,
  question: ContactQuestion,
): Found {
  const { state, supplierOnly, outstanding, overdue } = at
  const wanted = question.state === undefined ? -1 : contactStates.indexOf(question.state)
  const owing = question.owing === undefined ? null : question.owing === 'overdue' ? overdue : outstanding
  const words = (question.q ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, wordsMax)
    .map((word) => search.matches(word))
  const counts = new Float64Array(contactStates.length)
  const rows = new Uint32Array(ids.size)
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const own = state[row] ?? goneRow
    if (own === goneRow) continue
    if (mask !== null && mask[row] !== 1) continue
    if (!suppliers && supplierOnly[row] === 1) continue
    if (owing !== null && (owing[row] ?? 0) <= 0) continue
    if (words.length > 0 && !words.every((isIn) => isIn(row))) continue
    counts[own] = (counts[own] ?? 0) + 1
    if (wanted === -1 || own === wanted) rows[count++] = row
  }
  // A view of the whole would keep the whole.
  return { rows: count * 2 < rows.length ? rows.slice(0, count) : rows.subarray(0, count), counts }
}

function contactKeys(
  columns: ContactRowColumns,
  sight: Sight,
  suppliers: boolean,
  question: ContactQuestion,
): ContactKeys {
  const { ids } = columns
  const { rows, counts } = found(columns, sight, suppliers, question)
  const page = inOrder(columns, rows, question)
  const of = (name: ContactState) => counts[contactStates.indexOf(name)] ?? 0
  return {
    keys: page.slice(0, question.limit).map((row) => keyOfId(ids.idAt(row))),
    more: page.length > question.limit,
    total: rows.length,
    byState: {
      linked: of('linked'),
      waiting: of('waiting'),
      review: of('review'),
      failed: of('failed'),
      capsule_only: of('capsule_only'),
      xero_only: of('xero_only'),
      excluded: of('excluded'),
    },
  }
}

function inOrder(columns: ContactRowColumns, rows: Uint32Array, question: ContactQuestion): number[] {
  const { ids, names, at } = columns
  const { sort, direction, after, limit } = question
  const sign = direction === 'asc' ? 1 : -1
  const { outstanding, overdue, changed } = at
  const cells = sort === 'outstanding' ? outstanding : sort === 'overdue' ? overdue : changed
  const byName = sort === 'name'
  const key = byName
    ? (row: number) => sign * names.beginning(row)
    : (row: number) => sign * (cells[row] ?? 0)
  const tie = byName
    ? (a: number, b: number) => sign * (names.compare(a, b) || ids.compare(a, b))
    : (a: number, b: number) => sign * ids.compare(a, b)
  const begin = after === null ? null : startOf(after)
  return smallest(rows, limit + 1, key, tie, begin)

  function startOf({ value, key: afterKey }: NonNullable<typeof after>) {
    const id = idOfKey(afterKey)
    const name = folded(String(value))
    const bound = sign * (byName ? beginningOfText(name) : Number(value))
    return (row: number, own: number): boolean => {
      if (own !== bound) return own > bound
      const byText = byName ? compareTexts(names.textAt(row), name) : 0
      const own2 = ids.idAt(row)
      return sign * (byText || (own2 < id ? -1 : own2 > id ? 1 : 0)) > 0
    }
  }
}
