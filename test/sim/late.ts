import type { Vendor } from '#sandbox/kernel/calls.ts'
import type { SimDatabase } from './store.ts'

/** Watches that an answer which came late makes no copy of ours older than it was. */
export interface LateWatch {
  /** When each record of a side changed last, as the engine has kept it before the answer; epoch milliseconds. */
  before(side: Vendor): Promise<ReadonlyMap<string, number>>
  /** Copies that are older now than they were before an answer, in words. */
  older(): Promise<readonly string[]>
}

export function watchLate({ db }: Pick<SimDatabase, 'db'>): LateWatch {
  const newest = { capsule: new Map<string, number>(), xero: new Map<string, number>() }

  async function kept(side: Vendor): Promise<Map<string, number>> {
    const rows =
      side === 'capsule'
        ? await db.selectFrom('mirror_party').select(['id', 'updated_at']).execute()
        : await db.selectFrom('mirror_contact').select(['id', 'updated_at']).execute()
    return new Map(rows.map((row) => [String(row.id), row.updated_at.getTime()]))
  }

  /** Notes how new each copy is; gives those that were newer before. */
  function note(side: Vendor, now: ReadonlyMap<string, number>): string[] {
    return [...now].flatMap(([id, at]) => {
      const was = newest[side].get(id) ?? at
      newest[side].set(id, Math.max(at, was))
      if (at >= was) return []
      const [from, to] = [was, at].map((time) => new Date(time).toISOString())
      return [`the copy of ${side} ${id} went back from ${from} to ${to}`]
    })
  }

  return {
    async before(side) {
      const now = await kept(side)
      note(side, now)
      return now
    },
    async older() {
      const [capsule, xero] = [await kept('capsule'), await kept('xero')]
      return [...note('capsule', capsule), ...note('xero', xero)]
    },
  }
}
