/** An answer that fills a room, which another answer takes over when this one is forgotten. */
export interface Roomy {
  readonly room: Uint32Array
}

/** The last few answers: turning pages, sorting and looking again ask for the same rows. */
export interface Remembered<T extends Roomy> {
  /** @param make with room for at least `size` numbers, of any contents */
  of(key: string, size: number, make: (room: Uint32Array) => T): T
}

const answersMax = 4

export function createRemembered<T extends Roomy>(): Remembered<T> {
  const known = new Map<string, T>()
  return {
    of(key, size, make) {
      const before = known.get(key)
      if (before) {
        known.delete(key)
        known.set(key, before)
        return before
      }
      let room: Uint32Array | undefined
      const [oldest] = known
      if (known.size >= answersMax && oldest) {
        known.delete(oldest[0])
        room = oldest[1].room
      }
      // A new room of megabytes costs milliseconds until every page of it was touched.
      if (room === undefined || room.length < size) room = new Uint32Array(Math.ceil(size * 1.2))
      const answer = make(room)
      known.set(key, answer)
      return answer
    },
  }
}
