import { runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { inChunks } from '#db/chunks.ts'
import { listConnections, markLost } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { connectionsWithGap } from '#db/cursors.ts'
import { jsonText } from '#db/json-text.ts'
import { notifyChange } from '#db/notify.ts'
import { loadRules } from '#db/rules.ts'
import { applyingRun, isLive, latestRun } from '#db/runs.ts'
import { listUnplanned } from '#db/unplanned.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { activateComplete } from './activation.ts'
import type { Application } from './apply/application.ts'
import { applySlice } from './apply/slice.ts'
import { readAndPlan } from './comparison.ts'
import type { Engine } from './engine.ts'
import { freshRows } from './fresh-rows.ts'
import { learnGroups } from './groups.ts'
import { registerHooks } from './hooks.ts'
import { nothingTouched, type Touched, todayOf } from './observe.ts'
import { trackProgress } from './progress.ts'
import { drainInbox, refreshDirty } from './refresh.ts'
import { fieldSetting } from './setting.ts'
import { settle } from './settle.ts'
import { sweep, sweepEveryMs } from './sweep.ts'

interface Both {
  readonly capsule: CapsuleAccount
  readonly xero: XeroAccount
}

/** A long plan pauses this often, so that events never wait long behind it. */
const sliceMs = 2_000
/** More changes than this are planned in several goes. */
const recordsPerPlan = 2_000

/**
 * One turn of a workspace's lane: does whatever the stored state calls for, until nothing is left. The caller
 * sees to it that a workspace has one lane at a time across all nodes.
 *
 * @returns milliseconds after which to look again, or null when only an event or a schedule brings new work
 */
export async function runLane(engine: Engine, workspaceId: WorkspaceId): Promise<number | null> {
  try {
    for (;;) {
      const more = await turn(engine, workspaceId)
      if (!more) return null
    }
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    return await standBack(engine, workspaceId, error)
  } finally {
    await engine.accounts.flush()
  }
}

async function turn(engine: Engine, workspaceId: WorkspaceId): Promise<boolean> {
  const capsule = await engine.accounts.capsule(workspaceId)
  const xero = await engine.accounts.xero(workspaceId)
  const both = capsule && xero ? { capsule, xero } : null

  const comparison = await latestRun(engine.db, workspaceId, 'comparison')
  if (both && comparison?.state === 'reading') {
    await learnGroups(engine, both.xero, nothingTouched())
    await readAndPlan(
      engine,
      {
        id: comparison.id,
        workspaceId,
        startedAt: comparison.started_at,
        steps: comparison.steps,
        calls: comparison.calls,
      },
      both,
    )
    return true
  }
  for (const other of await drainInbox(engine)) if (other !== workspaceId) await engine.wake(other)
  await freshRows(engine, workspaceId)
  const live = await isLive(engine.db, workspaceId)
  const planning = live ? both : null
  const changed = nothingTouched()
  const fault = await faultOf(async () => {
    await refreshDirty(engine, workspaceId, { capsule, xero }, changed)
    if (planning && (await sweepIsDue(engine, planning))) {
      // A connection that was ended and made again has none; where they cannot be had, this asks once a sweep.
      await registerHooks(engine, planning.capsule)
      await sweep(engine, planning, changed)
    }
    if (planning) await learnGroups(engine, planning.xero, changed)
  })
  // What could be read is settled although something else could not be, now or before.
  const touched = planning ? await unplanned(engine, workspaceId) : changed
  const touchedAny = touched.parties.size + touched.contacts.size > 0
  if (touchedAny) await settle(engine, workspaceId, planning, xero, touched)
  if (fault) throw fault
  if (!both) return false
  const applying = await applyingRun(engine.db, workspaceId)
  if (applying) return (await applyRun(engine, both, applying)) || touchedAny
  return touchedAny
}

/** The fault of a vendor that the work met, if any. */
async function faultOf(work: () => Promise<void>): Promise<RemoteError | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof RemoteError) return error
    throw error
  }
}

/** Changes that were stored and not planned yet, whichever turn read them. */
async function unplanned(engine: Engine, workspaceId: WorkspaceId): Promise<Touched> {
  const { parties, contacts } = await listUnplanned(engine.db, workspaceId, recordsPerPlan)
  return { parties: new Set(parties), contacts: new Set(contacts) }
}

async function sweepIsDue(engine: Engine, both: Both): Promise<boolean> {
  const due = [both.capsule.connection, both.xero.connection].map(
    ({ id, connectedAt, lastSweepAt, hooksAt, lastHeardAt }) => ({
      id,
      at: (lastSweepAt ?? connectedAt).getTime() + sweepEveryMs(hooksAt !== null || lastHeardAt !== null),
    }),
  )
  if (due.some(({ at }) => at <= engine.now())) return true
  // Whatever happened while a connection was lost was told to nobody.
  return (await connectionsWithGap(engine.db, both.xero.connection.workspaceId)).length > 0
}

type OpenRun = NonNullable<Awaited<ReturnType<typeof applyingRun>>>

/** Writes a slice of an approved run; ends the run when nothing is left. Always true: there is more to look at. */
async function applyRun(engine: Engine, both: Both, run: OpenRun): Promise<boolean> {
  const workspaceId = both.xero.connection.workspaceId
  const progress = trackProgress(engine, { id: run.id, workspaceId, steps: run.steps, calls: run.calls })
  const isFirst = run.kind === 'comparison'
  if (isFirst) await registerHooks(engine, both.capsule)
  for (const id of ['capsule_writes', 'xero_writes'] as const) {
    if (progress.stepOf(id)?.state === 'waiting') await progress.step(id, { state: 'running' })
  }
  const actor = run.approved_by ? `user:${run.approved_by}` : 'rule'
  if (
    isFirst &&
    progress.stepOf('capsule_writes')?.done === 0 &&
    progress.stepOf('xero_writes')?.done === 0
  ) {
    // The plan may have waited for its approval for hours.
    await sweep(engine, both, nothingTouched())
  }
  const application = {
    runId: run.id,
    workspaceId,
    actor,
    accounts: both,
    progress,
    rules: await loadRules(engine.db, workspaceId),
    lane: isFirst ? 'backfill' : 'event',
    manner: isFirst ? 'first' : run.kind === 'undo' ? 'undo' : 'usual',
  } as const
  try {
    const complete = await applySlice(engine, application, engine.now() + sliceMs)
    if (complete) await endRun(engine, application)
  } finally {
    await progress.save()
  }
  return true
}

async function endRun(engine: Engine, application: Application): Promise<void> {
  const { workspaceId, progress, rules, accounts } = application
  const id = toRunId(application.runId)
  const at = new Date(engine.now())
  for (const step of ['capsule_writes', 'xero_writes'] as const) {
    const total = progress.stepOf(step)?.total ?? 0
    await progress.step(step, { state: 'done', done: total })
  }
  const setting = fieldSetting(accounts.capsule.connection.details, accounts.xero.connection.details, rules)
  await engine.db.transaction().execute(async (tx) => {
    // Links that needed no write: both records carried their references already.
    const pending = await tx
      .selectFrom('link')
      .select('contact_id')
      .where('workspace_id', '=', workspaceId)
      .where('run_id', '=', id)
      .where('state', '=', 'pending')
      .execute()
    const contactIds = pending.map((row) => row.contact_id)
    await inChunks(contactIds, (chunk) =>
      activateComplete(tx, { workspaceId, runId: id, rules, setting, at }, chunk),
    )
    const today = todayOf(accounts.xero.connection.details.timeZone, engine.now())
    await refreshContactRows(tx, workspaceId, today, at, { parties: [], contacts: contactIds })
    const counts = await tx
      .selectFrom('operation')
      .select((e) => ['kind', 'state', e.fn.countAll<number>().as('count')])
      .where('run_id', '=', id)
      .groupBy(['kind', 'state'])
      .execute()
    const links = await tx
      .selectFrom('link')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .where('run_id', '=', id)
      .where('party_id', 'is not', null)
      .executeTakeFirstOrThrow()
    const count = (match: (row: (typeof counts)[number]) => boolean) =>
      counts.filter(match).reduce((sum, row) => sum + Number(row.count), 0)
    const outcome = {
      linked: Number(links.count),
      created: count((row) => row.kind === 'capsule.party.create' && row.state === 'done'),
      failed: count((row) => row.state === 'failed'),
    }
    await tx
      .updateTable('run')
      .set({ state: 'done', ended_at: at, outcome: JSON.stringify(outcome), error: null })
      .where('id', '=', id)
      .execute()
    await appendAudit(tx, workspaceId, [
      { at, actor: 'system', action: 'run.done', subject: `run:${id}`, details: outcome },
    ])
    await notifyChange(tx, { workspaceId, topics: ['run', 'overview', 'contacts'], keys: [] })
  })
}

/** A side cannot go on: says so to people, and decides when to look again. */
async function standBack(
  engine: Engine,
  workspaceId: WorkspaceId,
  error: RemoteError,
): Promise<number | null> {
  const row = failureTable[error.kind]
  const message = row.says(error.side, error)
  engine.log.warn(
    { side: error.side, kind: error.kind, status: error.status, requestId: error.requestId },
    message,
  )
  const stored = jsonText({ code: error.kind, message, next: row.next })
  await engine.db
    .updateTable('run')
    .set({ error: stored })
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['reading', 'applying'])
    .execute()
  if (isRemoteError(error, 'auth', 'scope', 'forbidden')) {
    for (const connection of await listConnections(engine.db, workspaceId)) {
      if (connection.side === error.side && connection.state === 'connected') {
        await markLost(engine.db, connection.id, message)
        engine.accounts.forget(connection.id)
      }
    }
  }
  await notifyChange(engine.db, { workspaceId, topics: ['run', 'overview', 'connections'], keys: [] })
  if (row.retry === 'never') return null
  const waitMs = error.retryAfterSeconds === undefined ? 15_000 : error.retryAfterSeconds * 1_000
  return Math.min(waitMs, 15 * 60_000) + Math.floor(engine.random() * 1_000)
}
