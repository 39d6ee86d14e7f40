import { runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import { backoffMs } from '#core/remote/backoff.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { inChunks } from '#db/chunks.ts'
import { listConnections, markLost } from '#db/connections.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { connectionsWithGap } from '#db/cursors.ts'
import { jsonText } from '#db/json-text.ts'
import { notifyChange } from '#db/notify.ts'
import { loadRules } from '#db/rules.ts'
import { applyingRun, isLive, latestRun, replanOthers } from '#db/runs.ts'
import { tidyTables } from '#db/tidy.ts'
import { listUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { activateComplete } from './activation.ts'
import type { Application } from './apply/application.ts'
import { applySlice } from './apply/slice.ts'
import { readAndPlan, startComparison } from './comparison.ts'
import { readDeals } from './deal-reading.ts'
import { settleDeals } from './deals.ts'
import type { Engine } from './engine.ts'
import { settleFacts } from './facts.ts'
import { freshRows } from './fresh-rows.ts'
import { learnGroups } from './groups.ts'
import { registerHooks } from './hooks.ts'
import { nothingTouched, type Touched } from './observe.ts'
import { faultsOver, noteFault, reconcileProblems, triesOf } from './problems.ts'
import { trackProgress } from './progress.ts'
import { proveLinks, rereadParties } from './record-proof.ts'
import { drainInbox, refreshDocuments, refreshParties } from './refresh.ts'
import { fieldSetting } from './setting.ts'
import { settle } from './settle.ts'
import { isScarce, sweep, sweepCapsule, sweepEveryMs, sweepXero } from './sweep.ts'

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
 * @param goOn asked between turns; false ends the lane although there may be more to do, which 0 then says
 * @returns milliseconds after which to look again, or null when only an event or a schedule brings new work
 */
export async function runLane(
  engine: Engine,
  workspaceId: WorkspaceId,
  goOn: () => boolean = () => true,
): Promise<number | null> {
  /** Organisations that cannot go on for now; the others do. */
  const aside = new Map<string, RemoteError>()
  const told = new Set<string>()
  const waits: number[] = []
  const tell = async () => {
    for (const [id, error] of aside) {
      if (told.has(id)) continue
      told.add(id)
      const wait = await standBack(engine, workspaceId, error, id)
      if (wait !== null) waits.push(wait)
    }
  }
  try {
    for (;;) {
      const more = await turn(engine, workspaceId, aside)
      await reconcileProblems(engine, workspaceId)
      await tell()
      if (!more) await faultsOver(engine, workspaceId)
      if (!more) return waits.length === 0 ? null : Math.min(...waits)
      if (!goOn()) return 0
    }
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    await tell()
    return await standBack(engine, workspaceId, error, null)
  } finally {
    await engine.accounts.flush()
  }
}

/** @throws RemoteError of Capsule, without which nothing goes on */
async function turn(
  engine: Engine,
  workspaceId: WorkspaceId,
  aside: Map<string, RemoteError>,
): Promise<boolean> {
  const { capsule, xeros: all, home } = await engine.accounts.sides(workspaceId)
  const xeros = all.filter(({ connection }) => !aside.has(connection.id))
  /** Does it for one organisation; its fault is no reason to keep the others waiting. */
  const attempt = async (id: string, work: () => Promise<boolean>): Promise<boolean> => {
    const fault = await faultOf(work)
    if (!(fault instanceof RemoteError)) return fault
    if (fault.side === 'capsule') throw fault
    aside.set(id, fault)
    return false
  }

  if (capsule) {
    for (const xero of xeros) {
      const { id } = xero.connection
      const comparison = await latestRun(engine.db, workspaceId, 'comparison', id)
      // Whoever connected it was cut off before its comparison began.
      if (!comparison) {
        await startComparison(engine, workspaceId, null, id)
        return true
      }
      if (comparison.state !== 'reading') continue
      return attempt(id, () => compare(engine, { capsule, xero }, comparison)).then(() => true)
    }
  }
  await drainInbox(engine)
  const changed = nothingTouched()
  const isHome = ({ connection }: XeroAccount) => connection.id === home
  const capsuleFault = await faultOf(async () => {
    if (capsule) await refreshParties(engine, capsule, changed)
    return true
  })
  for (const xero of xeros)
    await attempt(xero.connection.id, async () => {
      await refreshDocuments(engine, xero, isHome(xero), changed)
      return true
    })
  // Until here nothing is asked that the pages which wait for what was read could do without.
  await freshRows(engine, workspaceId)
  const live = new Set<string>()
  for (const { connection } of all)
    if (await isLive(engine.db, workspaceId, connection.id)) live.add(connection.id)
  const planning = capsule ? xeros.filter(({ connection }) => live.has(connection.id)) : []
  const reading = planning.filter(({ connection }) => !aside.has(connection.id))
  let fault = capsuleFault instanceof RemoteError ? capsuleFault : null
  if (capsule && reading.length > 0 && !fault) fault = await readOn(engine, capsule, reading, changed, aside)
  if (capsule && reading.length > 0 && !fault) {
    const read = await faultOf(() => readDeals(engine, capsule))
    if (read instanceof RemoteError) fault = read
  }

  // What could be read is settled although something else could not be, now or before.
  let touchedAny = false
  for (const xero of planning) {
    const touched = await unplanned(engine, xero.connection)
    if (touched.parties.size + touched.contacts.size === 0) continue
    touchedAny = true
    if (capsule) await settle(engine, workspaceId, { capsule, xero }, touched)
  }
  if (planning.length < all.length || all.length === 0) {
    if (changed.parties.size + changed.contacts.size > 0) {
      await settle(engine, workspaceId, null, changed)
      touchedAny = touchedAny || planning.length === 0
    }
  }
  if (fault) throw fault
  if (!capsule) return false
  const keeper = planning.find(isHome)
  if (keeper) await settleFacts(engine, workspaceId, keeper.connection)
  for (const xero of planning) {
    const { id } = xero.connection
    if (aside.has(id)) continue
    const dealt = await attempt(id, () => settleDeals(engine, { capsule, xero }, isHome(xero)))
    touchedAny = touchedAny || dealt
  }
  const able = xeros.filter(({ connection }) => !aside.has(connection.id))
  if (able.length === 0) return touchedAny
  const applying = await applyingRun(
    engine.db,
    workspaceId,
    able.map(({ connection }) => connection.id),
  )
  const xero =
    applying && able.find(({ connection }) => (applying.connection_id ?? connection.id) === connection.id)
  if (!applying || !xero) {
    // Compared when nothing is left to be done, or what is under way would be told as drift.
    if (touchedAny) return true
    for (const xero of able)
      if (live.has(xero.connection.id) && (await proveLinks(engine, { capsule, xero }))) return true
    return false
  }
  const wrote = await attempt(xero.connection.id, () => applyRun(engine, { capsule, xero }, applying))
  // One that was set aside has told so; whatever the others have to write comes in the next turn.
  return wrote || touchedAny || (aside.has(xero.connection.id) && able.length > 1)
}

async function compare(engine: Engine, both: Both, comparison: OpenRun): Promise<boolean> {
  await learnGroups(engine, both.xero, nothingTouched())
  await readAndPlan(
    engine,
    {
      id: comparison.id,
      workspaceId: both.xero.connection.workspaceId,
      startedAt: comparison.started_at,
      steps: comparison.steps,
      calls: comparison.calls,
    },
    both,
  )
  // Whatever follows finds its records by what the database knows of tables that have just been filled.
  await tidyTables(engine.db)
  return true
}

/** The sweeps that are due, and what is learnt of groups. Answers Capsule's fault; those of organisations are noted. */
async function readOn(
  engine: Engine,
  capsule: CapsuleAccount,
  xeros: readonly XeroAccount[],
  changed: Touched,
  aside: Map<string, RemoteError>,
): Promise<RemoteError | null> {
  const due = await sweepsDue(engine, capsule, xeros)
  const note = async (xero: XeroAccount, work: () => Promise<void>): Promise<void> => {
    const fault = await faultOf(work)
    if (fault instanceof RemoteError) aside.set(xero.connection.id, fault)
  }
  let fault: unknown = null
  if (due.length > 0) {
    const results = await Promise.all([
      faultOf(async () => {
        // A connection that was ended and made again has none; where they cannot be had, this asks once a sweep.
        await registerHooks(engine, capsule)
        await sweepCapsule(engine, capsule, changed)
        await rereadParties(engine, capsule, due[0]?.connection.details.timeZone ?? 'UTC', changed)
      }),
      ...due.map((xero) => note(xero, () => sweepXero(engine, xero, changed))),
    ])
    fault = results[0]
  }
  for (const xero of xeros)
    if (!aside.has(xero.connection.id)) await note(xero, () => learnGroups(engine, xero, changed))
  return fault instanceof RemoteError ? fault : null
}

/** What the work answers, or the fault of a vendor that it met. */
async function faultOf<T>(work: () => Promise<T>): Promise<T | RemoteError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RemoteError) return error
    throw error
  }
}

/** Changes that were stored and not planned yet for an organisation, whichever turn read them. */
async function unplanned(engine: Engine, { id, workspaceId }: XeroAccount['connection']): Promise<Touched> {
  const { parties, contacts } = await listUnplanned(engine.db, workspaceId, recordsPerPlan, id)
  return { parties: new Set(parties), contacts: new Set(contacts) }
}

/** The organisations to be swept now, together with Capsule: all of them when Capsule's turn has come. */
async function sweepsDue(
  engine: Engine,
  capsule: CapsuleAccount,
  xeros: readonly XeroAccount[],
): Promise<readonly XeroAccount[]> {
  // Both sides are looked at together, so the scarcer calls say how often.
  const scarce = xeros.some(({ connection }) => isScarce(connection.usage, engine.now()))
  const isDue = ({
    connectedAt,
    lastSweepAt,
    hooksAt,
    lastHeardAt,
  }: CapsuleAccount['connection'] | XeroAccount['connection']) => {
    const every = sweepEveryMs(hooksAt !== null || lastHeardAt !== null, scarce)
    return (lastSweepAt ?? connectedAt).getTime() + every <= engine.now()
  }
  if (isDue(capsule.connection)) return xeros
  // Whatever happened while a connection was lost was told to nobody.
  const gaps = new Set(await connectionsWithGap(engine.db, capsule.connection.workspaceId))
  if (gaps.has(capsule.connection.id)) return xeros
  return xeros.filter(({ connection }) => isDue(connection) || gaps.has(connection.id))
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
    lane: isFirst ? 'backfill' : run.kind === 'facts' ? 'sweep' : 'event',
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
    await lockWorkspace(tx, workspaceId)
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
    const days = await daysOf(tx, workspaceId, engine.now())
    await refreshContactRows(tx, workspaceId, days, at, { parties: [], contacts: contactIds })
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
    if (outcome.created > 0) await replanOthers(tx, workspaceId, accounts.xero.connection.id)
    await notifyChange(tx, { workspaceId, topics: ['run', 'overview', 'contacts'], keys: [] })
  })
}

/**
 * A side cannot go on: says so to people, and decides when to look again.
 *
 * @param organisation the connection of the Xero organisation that cannot; null for Capsule
 */
async function standBack(
  engine: Engine,
  workspaceId: WorkspaceId,
  error: RemoteError,
  organisation: string | null,
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
    .$if(organisation !== null, (q) =>
      q.where((e) => e.or([e('connection_id', 'is', null), e('connection_id', '=', organisation)])),
    )
    .execute()
  if (isRemoteError(error, 'auth', 'scope', 'forbidden')) {
    for (const connection of await listConnections(engine.db, workspaceId)) {
      const isMeant = organisation === null ? connection.side === error.side : connection.id === organisation
      if (isMeant && connection.state === 'connected') {
        await markLost(engine.db, connection.id, message)
        engine.accounts.forget(connection.id)
      }
    }
  }
  await notifyChange(engine.db, { workspaceId, topics: ['run', 'overview', 'connections'], keys: [] })
  const waitMs = row.retry === 'never' ? null : await waitOf(engine, workspaceId, error, organisation)
  // A write that only has to be looked at again is no fault.
  if (error.retryAfterSeconds !== 0) await noteFault(engine, workspaceId, error, waitMs, organisation)
  return waitMs
}

const longestWaitMs = 15 * 60_000

/** As the vendor says, or longer with every try, so that many workspaces do not come back together. */
async function waitOf(
  engine: Engine,
  workspaceId: WorkspaceId,
  error: RemoteError,
  organisation: string | null,
): Promise<number> {
  if (error.retryAfterSeconds !== undefined)
    return Math.min(error.retryAfterSeconds * 1_000, longestWaitMs) + Math.floor(engine.random() * 1_000)
  const tries = await triesOf(engine, workspaceId, error.side, organisation)
  return 1_000 + backoffMs(tries + 1, engine.random, { baseMs: 15_000, capMs: longestWaitMs })
}
