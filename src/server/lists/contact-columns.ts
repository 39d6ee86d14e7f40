import type { ContactState } from '#api/contacts.ts'
import type { ListedContactRow } from '#db/read-contact-rows.ts'
import { createIdTable, type IdTable } from './id-table.ts'
import { createTextBytes, type TextBytes } from './text-bytes.ts'

export const contactStates = [
  'linked',
  'waiting',
  'review',
  'failed',
  'capsule_only',
  'xero_only',
  'excluded',
] as const satisfies readonly ContactState[]

const stateNames: readonly string[] = contactStates

/** A line that went. */
export const goneRow = 255

export interface ContactCells {
  readonly state: Uint8Array
  readonly supplierOnly: Uint8Array
  /** 1 where the searched text has a second line, which holds what may be people's. */
  readonly people: Uint8Array
  /** -1 without a party. */
  readonly party: Float64Array
  readonly outstanding: Float64Array
  readonly overdue: Float64Array
  readonly changed: Float64Array
}

/** What the Contacts page holds of each line, column by column. */
export interface ContactRowColumns {
  readonly ids: IdTable
  readonly names: TextBytes
  readonly search: TextBytes
  readonly at: ContactCells
  readonly version: number
  put(row: ListedContactRow): void
  remove(key: string): void
  bytes(): number
}

const cellsOf = (size: number): ContactCells => ({
  state: new Uint8Array(size).fill(goneRow),
  supplierOnly: new Uint8Array(size),
  people: new Uint8Array(size),
  party: new Float64Array(size),
  outstanding: new Float64Array(size),
  overdue: new Float64Array(size),
  changed: new Float64Array(size),
})

function grown(from: ContactCells, size: number): ContactCells {
  const to = cellsOf(size)
  to.state.set(from.state)
  to.supplierOnly.set(from.supplierOnly)
  to.people.set(from.people)
  to.party.set(from.party)
  to.outstanding.set(from.outstanding)
  to.overdue.set(from.overdue)
  to.changed.set(from.changed)
  return to
}

export function createContactRowColumns(): ContactRowColumns {
  const ids = createIdTable()
  const names = createTextBytes(false)
  const search = createTextBytes()
  let cells = cellsOf(1024)
  let version = 0
  return {
    ids,
    names,
    search,
    get at() {
      return cells
    },
    get version() {
      return version
    },
    bytes: () =>
      ids.bytes +
      names.bytes +
      search.bytes +
      Object.values(cells).reduce((sum: number, one) => sum + one.byteLength, 0),
    put(line) {
      version++
      const row = ids.rowOf(idOfKey(line.key))
      if (row >= cells.state.length) cells = grown(cells, cells.state.length * 2)
      const state = stateNames.indexOf(line.state)
      cells.state[row] = state === -1 ? goneRow : state
      cells.supplierOnly[row] = line.supplierOnly ? 1 : 0
      cells.people[row] = line.search.includes('\n') ? 1 : 0
      cells.party[row] = line.partyId ?? -1
      cells.outstanding[row] = line.outstandingBase
      cells.overdue[row] = line.overdueBase
      cells.changed[row] = line.changedMs
      names.set(row, line.name)
      search.set(row, line.search)
    },
    remove(key) {
      const row = ids.find(idOfKey(key))
      if (row < 0) return
      version++
      cells.state[row] = goneRow
    },
  }
}

/** A party's number stands where a uuid has its version and beyond, and no uuid has zeros before. */
export const idOfKey = (key: string): string => {
  if (key.startsWith('x')) return key.slice(1)
  const hex = Number(key.slice(1)).toString(16).padStart(16, '0')
  return `00000000-0000-0000-${hex.slice(0, 4)}-${hex.slice(4)}`
}

export const keyOfId = (id: string): string =>
  id.startsWith('00000000-0000-0000-') ? `p${Number.parseInt(id.slice(19).replace('-', ''), 16)}` : `x${id}`
