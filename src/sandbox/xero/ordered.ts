interface Sortable {
  readonly id: string
  updatedMs: number
}

/** Records in the two orders every listing uses, sorted only when someone looks. */
export interface Ordered<T extends Sortable> {
  readonly size: number
  get(id: string): T | undefined
  add(item: T): void
  remove(item: T): void
  /** To be called after `updatedMs` changed. */
  touched(): void
  byId(): readonly T[]
  byUpdated(): readonly T[]
}

export function ordered<T extends Sortable>(): Ordered<T> {
  const map = new Map<string, T>()
  let ids: T[] | null = null
  let updated: T[] = []
  let updatedStale = false
  const compareIds = (a: T, b: T) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  return {
    get size() {
      return map.size
    },
    get: (id) => map.get(id),
    add(item) {
      map.set(item.id, item)
      ids = null
      updated.push(item)
      updatedStale = true
    },
    remove(item) {
      map.delete(item.id)
      ids = null
      updated = updated.filter((other) => other !== item)
    },
    touched() {
      updatedStale = true
    },
    byId() {
      ids ??= [...map.values()].sort(compareIds)
      return ids
    },
    byUpdated() {
      if (updatedStale) {
        // A fresh array: a listing that is being read keeps the order it started with.
        updated = [...updated].sort((a, b) => a.updatedMs - b.updatedMs || compareIds(a, b))
        updatedStale = false
      }
      return updated
    },
  }
}
