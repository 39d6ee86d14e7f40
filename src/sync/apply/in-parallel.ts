import type { Engine } from '../engine.ts'

/** Capsule takes one record a call; this many are under way at once. */
const atOnce = 4

/**
 * Works through a queue a few at a time; false when time ran out first. The first fault stops all, and what was
 * not written stays planned.
 */
export async function inParallel<Item>(
  engine: Engine,
  items: readonly Item[],
  untilMs: number,
  work: (item: Item) => Promise<void>,
): Promise<boolean> {
  const queue = [...items]
  const faults: unknown[] = []
  const worker = async () => {
    while (faults.length === 0 && engine.now() < untilMs) {
      const item = queue.shift()
      if (item === undefined) return
      try {
        await work(item)
      } catch (fault) {
        faults.push(fault)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (faults.length > 0) throw faults[0]
  return queue.length === 0
}
