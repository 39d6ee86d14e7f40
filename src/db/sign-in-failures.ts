import type { Db } from './open.ts'

/** @param keys SHA-256 each of what was tried */
export async function recordFailures(
  db: Db,
  keys: readonly string[],
  at: Date,
  keepAfter: Date,
): Promise<void> {
  await db.deleteFrom('sign_in_failure').where('at', '<', keepAfter).execute()
  await db
    .insertInto('sign_in_failure')
    .values(keys.map((key) => ({ key, at })))
    .execute()
}

export async function countFailures(db: Db, key: string, after: Date): Promise<number> {
  const row = await db
    .selectFrom('sign_in_failure')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('key', '=', key)
    .where('at', '>', after)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function forgetFailures(db: Db, key: string): Promise<void> {
  await db.deleteFrom('sign_in_failure').where('key', '=', key).execute()
}
