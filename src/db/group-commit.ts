import { defined } from '#core/assert.ts'

/**
 * What arrives while a commit is under way shares the next one: one fsync for many senders.
 *
 * @param commit answers what became of each item, in their order
 * @returns a function that resolves once its item is durable, and rejects when its commit failed
 */
export function groupCommit<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  itemsMax = 500,
): (item: Item) => Promise<Outcome> {
  let waiting: {
    readonly item: Item
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (error: unknown) => void
  }[] = []
  let running = false

  async function drain() {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, itemsMax)
      waiting = waiting.slice(itemsMax)
      try {
        const outcomes = await commit(batch.map((entry) => entry.item))
        for (const [i, entry] of batch.entries())
          entry.resolve(defined(outcomes[i], 'a commit answers for each item'))
      } catch (error) {
        for (const entry of batch) entry.reject(error)
      }
    }
    running = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!running) void drain()
    })
}
