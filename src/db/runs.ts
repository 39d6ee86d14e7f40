import type { Db } from './open.ts'
import type { RunStep, RunTable } from './tables.ts'

export async function insertRun(
  db: Db,
  run: {
    readonly id: string
    readonly workspaceId: string
    readonly kind: RunTable['kind']
    readonly state: RunTable['state']
    readonly steps: readonly RunStep[]
    readonly requestedBy: string | null
    /** Why it waits for approval, in words. */
    readonly held?: string | null
    /** The run it undoes. */
    readonly undoes?: string | null
    readonly at: Date
  },
): Promise<void> {
  await db
    .insertInto('run')
    .values({
      id: run.id,
      workspace_id: run.workspaceId,
      kind: run.kind,
      state: run.state,
      steps: JSON.stringify(run.steps),
      calls: JSON.stringify({ capsule: 0, xero: 0 }),
      requested_by: run.requestedBy,
      held: run.held ?? null,
      undoes: run.undoes ?? null,
      started_at: run.at,
    })
    .execute()
}

export async function runById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function latestRun(db: Db, workspaceId: string, kind: RunTable['kind']) {
  return (
    db
      .selectFrom('run')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .orderBy('started_at', 'desc')
      // Of two begun in the same millisecond the one that was not replaced.
      .orderBy((e) => e('state', '=', 'superseded'))
      .limit(1)
      .executeTakeFirst()
  )
}

/** The approved run that is under way, if any. */
export async function applyingRun(db: Db, workspaceId: string) {
  return db
    .selectFrom('run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'applying')
    // What people edited does not wait behind figures.
    .orderBy((e) => e('kind', '=', 'facts'))
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst()
}

/** True once a comparison was approved: from then on changes flow by themselves. */
export async function isLive(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('run')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'comparison')
    .where('approved_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function saveProgress(
  db: Db,
  id: string,
  steps: readonly RunStep[],
  calls: { capsule: number; xero: number },
) {
  await db
    .updateTable('run')
    .set({ steps: JSON.stringify(steps), calls: JSON.stringify(calls) })
    .where('id', '=', id)
    .execute()
}
