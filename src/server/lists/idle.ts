/** Things that are dropped once nobody asked for them for a while. */
export interface Idle<T> {
  of(key: string, make: () => T): T
  values(): T[]
}

/** Calls later, and holds no process that wants to end. */
export type Later = (run: () => void, ms: number) => void

const laterUnheld: Later = (run, ms) => {
  setTimeout(run, ms).unref()
}

/** @param later when to look whether something is unused; how long it is unused is said by `now` */
export function createIdle<T>(now: () => number, idleMs: number, later: Later = laterUnheld): Idle<T> {
  const held = new Map<string, { readonly value: T; usedMs: number }>()
  let looks = false

  function drop(): void {
    const at = now()
    for (const [key, { usedMs }] of held) if (at - usedMs > idleMs) held.delete(key)
  }

  function look(): void {
    drop()
    looks = held.size > 0
    if (looks) later(look, idleMs / 2)
  }

  return {
    of(key, make) {
      // A machine that slept looks later than it should, and what is too old is wrong, too.
      drop()
      const one = held.get(key) ?? { value: make(), usedMs: 0 }
      one.usedMs = now()
      held.set(key, one)
      if (!looks) later(look, idleMs / 2)
      looks = true
      return one.value
    },
    values: () => [...held.values()].map(({ value }) => value),
  }
}
