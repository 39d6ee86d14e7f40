/** Things that are dropped once nobody asked for them for a while: at the next question for any of them. */
export interface Idle<T> {
  of(key: string, make: () => T): T
  values(): T[]
}

export function createIdle<T>(now: () => number, idleMs: number): Idle<T> {
  const held = new Map<string, { readonly value: T; usedMs: number }>()
  return {
    of(key, make) {
      const at = now()
      for (const [each, { usedMs }] of held) if (at - usedMs > idleMs) held.delete(each)
      const one = held.get(key) ?? { value: make(), usedMs: at }
      one.usedMs = at
      held.set(key, one)
      return one.value
    },
    values: () => [...held.values()].map(({ value }) => value),
  }
}
