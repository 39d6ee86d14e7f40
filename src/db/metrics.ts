import type { Db } from './open.ts'

/** What is measured of connections: no names, no values. */
export async function connectionGauges(db: Db) {
  const rows = await db
    .selectFrom('connection')
    .select(['id', 'side', 'state', 'usage'])
    .where('state', '<>', 'disconnected')
    .execute()
  return rows.map(({ usage, ...row }) => ({ ...row, left: usage?.left ?? null }))
}

export async function problemCounts(db: Db) {
  const rows = await db
    .selectFrom('problem')
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .where('state', 'in', ['open', 'scheduled'])
    .groupBy('state')
    .execute()
  return rows.map(({ state, count }) => ({ state, count: Number(count) }))
}

export async function dirtyCount(db: Db): Promise<number> {
  const row = await db
    .selectFrom('dirty')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
