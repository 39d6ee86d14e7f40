/** What remains of a deleted record: enough for the deleted feed and for who may hear of it. */
export interface Tombstone {
  readonly id: number
  readonly deletedAt: number
  readonly ownerId: number | null
  readonly teamId: number | null
}

/** A change of owner or team, kept so that those who lost sight of the record can be told. */
export interface Reassignment {
  readonly recordId: number
  readonly at: number
  readonly ownerId: number | null
  readonly teamId: number | null
}

interface Owned {
  readonly id: number
  readonly ownerId: number | null
  readonly teamId: number | null
}

/** Records of one kind in id order, found by id and by the keys `keysOf` names, such as `party:12`. */
export class Table<Row extends { readonly id: number }> {
  readonly #rows = new Map<number, Row>()
  readonly #index = new Map<string, Set<number>>()
  readonly #keysOf: (row: Row) => readonly string[]

  constructor(keysOf: (row: Row) => readonly string[] = () => []) {
    this.#keysOf = keysOf
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id)
  }

  all(): Iterable<Row> {
    return this.#rows.values()
  }

  /** In id order. */
  of(key: string): readonly Row[] {
    const ids = [...(this.#index.get(key) ?? [])].sort((a, b) => a - b)
    return ids.flatMap((id) => this.#rows.get(id) ?? [])
  }

  put(row: Row): void {
    this.#unindex(row.id)
    this.#rows.set(row.id, row)
    for (const key of this.#keysOf(row)) {
      const ids = this.#index.get(key)
      if (ids) ids.add(row.id)
      else this.#index.set(key, new Set([row.id]))
    }
  }

  delete(id: number): void {
    this.#unindex(id)
    this.#rows.delete(id)
  }

  #unindex(id: number): void {
    const before = this.#rows.get(id)
    for (const key of before ? this.#keysOf(before) : []) this.#index.get(key)?.delete(id)
  }
}

/** A table that remembers what was deleted and what was given to somebody else. */
export class OwnedTable<Row extends Owned> extends Table<Row> {
  readonly tombstones: Tombstone[] = []
  readonly reassignments: Reassignment[] = []

  change(row: Row, at: number): void {
    const before = this.get(row.id)
    if (before && (before.ownerId !== row.ownerId || before.teamId !== row.teamId))
      this.reassignments.push({ recordId: row.id, at, ownerId: before.ownerId, teamId: before.teamId })
    this.put(row)
  }

  bury(id: number, deletedAt: number): void {
    const row = this.get(id)
    if (!row) return
    this.delete(id)
    this.tombstones.push({ id, deletedAt, ownerId: row.ownerId, teamId: row.teamId })
  }
}
