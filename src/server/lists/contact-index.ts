import type { ContactQuery, ContactState } from '#api/contacts.ts'
import { type Access, whoSees } from '#db/access.ts'
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
import { idWords } from './id-table.ts'
import { createIdle } from './idle.ts'
import { createRemembered, type Remembered, type Roomy } from './remembered.ts'
import { keepEqual } from './selection.ts'
import { type Level, type Start, smallest } from './smallest.ts'
import { holds } from './sorted.ts'
import { beginningOfText, compareTexts, folded, keepFound } from './text-bytes.ts'

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
            { key: `${whoSees(access)} ${visibleVersion}`, mask },
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

interface Found extends Roomy {
  readonly rows: Uint32Array
  readonly counts: Float64Array
}

const remembered = new WeakMap<ContactRowColumns, Remembered<Found>>()

function found(
  columns: ContactRowColumns,
  sight: Sight,
  suppliers: boolean,
  question: ContactQuestion,
): Found {
  const known = remembered.get(columns) ?? createRemembered<Found>()
  remembered.set(columns, known)
  const { q, state, owing } = question
  const key = JSON.stringify([columns.version, sight.key, suppliers, q, state, owing])
  return known.of(key, columns.ids.size, (room) => passing(columns, sight.mask, suppliers, question, room))
}

function passing(
  { ids, at, search }: ContactRowColumns,
  mask: Uint8Array | null,
  suppliers: boolean,
  question: ContactQuestion,
  room: Uint32Array,
): Found {
  const { state, supplierOnly, outstanding, overdue } = at
  const wanted = question.state === undefined ? -1 : contactStates.indexOf(question.state)
  const owing = question.owing === undefined ? null : question.owing === 'overdue' ? overdue : outstanding
  const { size } = ids
  let count = 0
  for (let row = 0; row < size; row++) {
    room[count] = row
    count += state[row] === goneRow ? 0 : 1
  }
  if (mask !== null) count = keepEqual(mask, 1, room, count)
  if (!suppliers) count = keepEqual(supplierOnly, 0, room, count)
  if (owing !== null) count = keepAbove(owing, room, count)
  for (const word of (question.q ?? '').split(/\s+/).filter(Boolean).slice(0, wordsMax)) {
    count = keepFound(search.search(word), room, count)
    if (mask !== null) count = keepOpen({ at, search }, folded(word), room, count)
  }
  const counts = new Float64Array(contactStates.length)
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = room[index] ?? 0
    const own = state[row] ?? goneRow
    counts[own] = (counts[own] ?? 0) + 1
    room[kept] = row
    kept += wanted === -1 || own === wanted ? 1 : 0
  }
  return { room, rows: room.subarray(0, kept), counts }
}

/** Somebody who does not see every record finds nothing by an address that may be a person's. */
function keepOpen(
  { at: { people }, search }: Pick<ContactRowColumns, 'at' | 'search'>,
  word: string,
  rows: Uint32Array,
  count: number,
): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    const [open = ''] = people[row] === 1 ? search.textAt(row).split('\n', 1) : [word]
    kept += open.includes(word) ? 1 : 0
  }
  return kept
}

function keepAbove(cells: Float64Array, rows: Uint32Array, count: number): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    rows[kept] = row
    kept += (cells[row] ?? 0) > 0 ? 1 : 0
  }
  return kept
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
  const start = after === null ? null : startOf(columns, question, after)
  if (sort === 'name') {
    const last = (a: number, b: number) => sign * (names.compare(a, b) || ids.compare(a, b))
    return smallest(rows, limit + 1, { levels: names.levels(sign), last }, start)
  }
  const { outstanding, overdue, changed } = at
  const cells = sort === 'outstanding' ? outstanding : sort === 'overdue' ? overdue : changed
  const level: Level = (rows, count, into) => {
    for (let index = 0; index < count; index++) into[index] = sign * (cells[rows[index] ?? 0] ?? 0)
  }
  return smallest(
    rows,
    limit + 1,
    { levels: [level, ids.shortLevel(sign), ...ids.levels(sign)], last: () => 0 },
    start,
  )
}

function startOf(
  { ids, names }: ContactRowColumns,
  { sort, direction }: ContactQuestion,
  { value, key }: NonNullable<ContactQuestion['after']>,
): Start {
  const sign = direction === 'asc' ? 1 : -1
  const words = idWords(idOfKey(key))
  if (sort !== 'name')
    return { key: sign * Number(value), isAfter: (row) => sign * ids.compareWith(row, words) > 0 }
  const name = folded(String(value))
  return {
    key: sign * beginningOfText(name),
    isAfter: (row) => sign * (compareTexts(names.textAt(row), name) || ids.compareWith(row, words)) > 0,
  }
}
