import { type RunId, runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import type { Plan } from '#core/plan/plan.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { listConnections, markLost } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { connectionsWithGap } from '#db/cursors.ts'
import { jsonText } from '#db/json-text.ts'
import { dropRivalProposals, insertLinks } from '#db/links.ts'
import { notifyChange } from '#db/notify.ts'
import { insertOperations, retireFailures } from '#db/operations.ts'
import { closeReviews, openReviews } from '#db/reviews.ts'
import { applyingRun, insertRun, isLive, latestRun } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { clearUnplanned, listUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { applySlice } from './apply.ts'
import { readAndPlan } from './comparison.ts'
import type { Engine } from './engine.ts'
import { freshRows } from './fresh-rows.ts'
import { registerHooks } from './hooks.ts'
import { nothingTouched, type Touched, todayOf } from './observe.ts'
import { isMatch, planTouched, storedOperations } from './planning.ts'
import { trackProgress } from './progress.ts'
import { drainInbox, refreshDirty } from './refresh.ts'
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

/** Plans what the touched records call for and stores it as a run that goes ahead by the standing rules. */
async function settle(
  engine: Engine,
  workspaceId: WorkspaceId,
  both: Both | null,
  xero: XeroAccount | null,
  touched: Touched,
): Promise<void> {
  const plan = both ? await planTouched(engine, both, touched) : null
  const at = new Date(engine.now())
  const today = todayOf(xero?.connection.details.timeZone ?? null, engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const records = { parties: [...touched.parties], contacts: [...touched.contacts] }
    if (plan && both) {
      await storePlan(engine, tx, workspaceId, both, plan, touched, at)
      await clearUnplanned(tx, workspaceId, records)
    }
    const keys = await refreshContactRows(tx, workspaceId, today, at, records)
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts', 'reviews'], keys })
  })
}

async function storePlan(
  engine: Engine,
  tx: Engine['db'],
  workspaceId: WorkspaceId,
  both: Both,
  plan: Plan,
  touched: Touched,
  at: Date,
): Promise<void> {
  const asked = new Set<string>(plan.reviews.filter(isMatch).map((review) => review.subject.contactId))
  await closeReviews(
    tx,
    workspaceId,
    [...touched.contacts].filter((id) => !asked.has(id)),
    at,
  )
  await openReviews(
    tx,
    { workspaceId, runId: null, at },
    plan.reviews.filter(isMatch).map((r) => ({ ...r, id: engine.uuid() })),
  )
  const written = new Set(await writtenByOpenRuns(tx, workspaceId))
  const operations = plan.operations.filter((o) => !('contactId' in o) || !written.has(o.contactId))
  if (plan.links.length === 0 && operations.length === 0) return
  const contactIds = operations.flatMap((o) => ('contactId' in o ? [o.contactId] : []))
  await retireFailures(tx, workspaceId, contactIds)
  const runId = toRunId(engine.uuid())
  const count = (side: 'capsule' | 'xero') => operations.filter((o) => o.kind.startsWith(`${side}.`)).length
  const steps: RunStep[] = [
    { id: 'capsule_writes', done: 0, total: count('capsule'), state: 'running' },
    { id: 'xero_writes', done: 0, total: count('xero'), state: 'running' },
  ]
  await insertRun(tx, {
    id: runId,
    workspaceId,
    kind: 'events',
    state: 'applying',
    steps,
    requestedBy: null,
    at,
  })
  await dropRivalProposals(tx, workspaceId, plan.links)
  const scope = { workspaceId, connectionId: both.xero.connection.id, runId, at }
  await insertLinks(
    tx,
    scope,
    'pending',
    plan.links.map((link) => ({ ...link, id: engine.uuid() })),
  )
  await insertOperations(tx, workspaceId, runId, storedOperations(engine, operations, 0))
}

/** Contacts that a run under way writes already: their turn comes with that run. */
async function writtenByOpenRuns(db: Engine['db'], workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .select('operation.contact_id')
    .distinct()
    .where('operation.workspace_id', '=', workspaceId)
    .where('operation.state', 'in', ['planned', 'sent'])
    .where('run.state', '=', 'applying')
    .execute()
  return rows.flatMap((row) => (row.contact_id ? [row.contact_id] : []))
}

type OpenRun = NonNullable<Awaited<ReturnType<typeof applyingRun>>>

/** Writes a slice of an approved run; ends the run when nothing is left. Always true: there is more to look at. */
async function applyRun(engine: Engine, both: Both, run: OpenRun): Promise<boolean> {
  const workspaceId = both.xero.connection.workspaceId
  const progress = trackProgress(engine, { id: run.id, workspaceId, steps: run.steps, calls: run.calls })
  if (run.kind === 'comparison') await registerHooks(engine, both.capsule)
  for (const id of ['capsule_writes', 'xero_writes'] as const) {
    if (progress.stepOf(id)?.state === 'waiting') await progress.step(id, { state: 'running' })
  }
  const actor = run.approved_by ? `user:${run.approved_by}` : 'rule'
  const application = {
    runId: run.id,
    workspaceId,
    actor,
    accounts: both,
    progress,
    lane: run.kind === 'comparison' ? 'backfill' : 'event',
  } as const
  try {
    const complete = await applySlice(engine, application, engine.now() + sliceMs)
    if (complete) await endRun(engine, workspaceId, toRunId(run.id), progress)
  } finally {
    await progress.save()
  }
  return true
}

async function endRun(
  engine: Engine,
  workspaceId: WorkspaceId,
  id: RunId,
  progress: ReturnType<typeof trackProgress>,
): Promise<void> {
  const at = new Date(engine.now())
  for (const step of ['capsule_writes', 'xero_writes'] as const) {
    const total = progress.stepOf(step)?.total ?? 0
    await progress.step(step, { state: 'done', done: total })
  }
  await engine.db.transaction().execute(async (tx) => {
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
