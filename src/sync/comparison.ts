import { listFields } from '#capsule/fields.ts'
import { listDeletedParties, listParties } from '#capsule/parties.ts'
import { type ConnectionId, type RunId, runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import { connectionById, listXeroConnections, saveDetails, type XeroConnection } from '#db/connections.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { saveWatermark, watermarkOf } from '#db/cursors.ts'
import { dropProposals } from '#db/links.ts'
import { markParties } from '#db/mirrors.ts'
import { notifyChange } from '#db/notify.ts'
import { closeRunReview } from '#db/reviews.ts'
import { applyingRun, insertRun } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { listContacts } from '#xero/contacts.ts'
import { listInvoices } from '#xero/invoices.ts'
import type { XeroListPage } from '#xero/paging.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { observeContacts, observeDocuments, observeParties } from './observe.ts'
import { overlapped } from './overlap.ts'
import { planComparison } from './planning.ts'
import { type Progress, trackProgress } from './progress.ts'
import { claimReferences, pairNamed } from './references.ts'

const readingSteps: readonly RunStep[] = (
  ['capsule_parties', 'xero_contacts', 'xero_documents', 'plan'] as const
).map((id) => ({ id, done: 0, total: null, state: 'waiting' }))

/**
 * Begins a comparison of Capsule and one Xero organisation: reads and plans, writes nothing on either side. One that
 * waits for approval is replaced; one that is being applied refuses another.
 *
 * @param organisation its connection; the first one when left out
 * @returns null while an approved plan of it is still being applied, or when it is not known
 */
export async function startComparison(
  engine: Engine,
  workspaceId: WorkspaceId,
  requestedBy: string | null,
  organisation?: string,
): Promise<RunId | null> {
  const id = toRunId(engine.uuid())
  const started = await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const all = await listXeroConnections(tx, workspaceId)
    const xero = organisation === undefined ? firstOf(all) : all.find((one) => one.id === organisation)
    if (!xero) return false
    if (await applyingRun(tx, workspaceId, [xero.id])) return false
    const replaced = await tx
      .updateTable('run')
      .set({ state: 'superseded', ended_at: new Date(engine.now()) })
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', 'comparison')
      .where('connection_id', '=', xero.id)
      .where('state', 'in', ['reading', 'planned'])
      .returning('id')
      .execute()
    for (const { id: runId } of replaced)
      await tx.deleteFrom('operation').where('run_id', '=', runId).execute()
    // What waits for its approval is part of what is compared now.
    const held = await tx
      .updateTable('run')
      .set({ state: 'superseded', ended_at: new Date(engine.now()) })
      .where('workspace_id', '=', workspaceId)
      .where('state', '=', 'held')
      .where('connection_id', '=', xero.id)
      .returning('id')
      .execute()
    for (const { id: runId } of held) {
      await tx.deleteFrom('operation').where('run_id', '=', runId).execute()
      await closeRunReview(tx, workspaceId, runId, new Date(engine.now()))
    }
    await dropProposals(tx, workspaceId, xero.id)
    const at = new Date(engine.now())
    await insertRun(tx, {
      id,
      workspaceId,
      kind: 'comparison',
      state: 'reading',
      steps: readingSteps,
      requestedBy,
      connectionId: xero.id,
      at,
    })
    await notifyChange(tx, { workspaceId, topics: ['run', 'overview'], keys: [] })
    return true
  })
  if (!started) return null
  await engine.wake(workspaceId)
  return id
}

const firstOf = (connections: readonly XeroConnection[]): XeroConnection | undefined =>
  connections.find(({ state }) => state === 'connected') ?? connections[0]

/**
 * Reads both sides whole and plans. Safe to repeat after a crash: a resource that was read to its end since the
 * run began is not read again.
 *
 * @throws RemoteError when a side cannot be read; the run stays where it stood
 */
export async function readAndPlan(
  engine: Engine,
  run: {
    readonly id: string
    readonly workspaceId: WorkspaceId
    readonly startedAt: Date
    readonly steps: readonly RunStep[]
    readonly calls: { capsule: number; xero: number }
  },
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<void> {
  const progress = trackProgress(engine, run)
  const results = await Promise.allSettled([
    readCapsule(engine, run.startedAt, accounts, progress),
    readXero(engine, run.startedAt, accounts.xero, progress),
  ])
  for (const result of results) if (result.status === 'rejected') throw result.reason
  await ensureReferences(engine, accounts)
  await progress.step('plan', { state: 'running' })
  await planComparison(engine, run, accounts)
  await progress.step('plan', { state: 'done', done: 1, total: 1 })
  await engine.db.transaction().execute(async (tx) => {
    // Whoever computes lines of the Contacts page does so one after the other; the approval may come at once.
    await lockWorkspace(tx, run.workspaceId)
    const days = await daysOf(tx, run.workspaceId, engine.now())
    await refreshContactRows(tx, run.workspaceId, days, new Date(engine.now()), 'all')
    await notifyChange(tx, {
      workspaceId: run.workspaceId,
      topics: ['run', 'overview', 'contacts', 'reviews'],
      keys: [],
    })
  })
}

async function readCapsule(
  engine: Engine,
  startedAt: Date,
  { capsule: account, xero }: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
  progress: Progress,
): Promise<void> {
  const { connection } = account
  const plannedFor = xero.connection.id
  if (await wasReadSince(engine, connection.id, 'parties', startedAt))
    return progress.step('capsule_parties', { state: 'done' })
  const http = account.http('backfill', progress.onCall)
  const begun = new Date(engine.now())
  await progress.step('capsule_parties', { state: 'running', done: 0 })

  const fields = await listFields(http)
  await saveDetails(engine.db, connection.id, {
    ...connection.details,
    ...pairNamed(null, fields),
    partyFields: fields.map(({ id, name }) => ({ id, name })),
  })
  await learnReferences(engine, plannedFor, fields)

  const seen = new Set<number>()
  const hidden = new Set<number>()
  for await (const page of listParties(http)) {
    await observeParties(engine.db, connection, new Date(engine.now()), page.parties, null, plannedFor)
    for (const party of page.parties) seen.add(party.id)
    for (const id of page.restricted) hidden.add(id)
    await progress.advance('capsule_parties', page.parties.length)
  }
  await settleAbsent(engine, account, progress, seen, hidden, plannedFor)
  await saveWatermark(engine.db, connection.id, 'parties', begun, new Date(engine.now()))
  await progress.step('capsule_parties', { state: 'done', total: seen.size, done: seen.size })
}

/** Capsule may have been read for another organisation since this comparison began. */
async function ensureReferences(
  engine: Engine,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<void> {
  const xero = await connectionById(engine.db, accounts.xero.connection.id)
  const capsule = await connectionById(engine.db, accounts.capsule.connection.id)
  if (xero?.side !== 'xero' || capsule?.side !== 'capsule' || xero.details.references !== undefined) return
  await learnReferences(engine, xero.id, capsule.details.partyFields)
}

/** Which pair of fields carries the references to this organisation, found again by its names. */
async function learnReferences(
  engine: Engine,
  id: ConnectionId,
  fields: readonly { readonly id: number; readonly name: string }[],
): Promise<void> {
  const xero = await connectionById(engine.db, id)
  if (xero?.side !== 'xero') return
  const all = await listXeroConnections(engine.db, xero.workspaceId)
  const [first] = all
  const home = first && first.id !== id ? first.details.countryCode : null
  await saveDetails(engine.db, id, {
    ...xero.details,
    references: claimReferences(xero, all, fields),
    ...(home === null ? {} : { capsuleCountry: home }),
  })
}

/** Parties known from before that a full read did not return: deleted, or only hidden from us? */
async function settleAbsent(
  engine: Engine,
  account: CapsuleAccount,
  progress: Progress,
  seen: ReadonlySet<number>,
  hidden: ReadonlySet<number>,
  plannedFor: ConnectionId,
): Promise<void> {
  const { connection } = account
  const known = await engine.db
    .selectFrom('mirror_party')
    .select('id')
    .where('workspace_id', '=', connection.workspaceId)
    .where('state', '=', 'active')
    .execute()
  const absent = known.map((row) => row.id).filter((id) => !seen.has(id))
  if (absent.length === 0) return
  const since = (await watermarkOf(engine.db, connection.id, 'parties')) ?? connection.connectedAt
  const gone = await listDeletedParties(account.http('backfill', progress.onCall), overlapped(since))
  const deleted = new Set<number>(gone.deleted)
  const scope = {
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
    at: new Date(engine.now()),
  }
  await engine.db.transaction().execute(async (tx) => {
    const isDeleted = (id: number) => deleted.has(id) && !hidden.has(id)
    await markParties(tx, scope, absent.filter(isDeleted), 'deleted')
    await markParties(
      tx,
      scope,
      absent.filter((id) => !isDeleted(id)),
      'restricted',
    )
    const gone = { parties: absent, contacts: [] }
    await markUnplanned(tx, connection.workspaceId, gone, { except: plannedFor })
  })
}

async function readXero(
  engine: Engine,
  startedAt: Date,
  account: XeroAccount,
  progress: Progress,
): Promise<void> {
  const { connection } = account
  const http = account.http('backfill', progress.onCall)
  const at = () => new Date(engine.now())
  await readList(
    engine,
    { startedAt, connection, progress, resource: 'contacts', step: 'xero_contacts' },
    listContacts(http),
    async (rows) => {
      await observeContacts(engine.db, connection, at(), rows, null)
    },
  )
  await readList(
    engine,
    { startedAt, connection, progress, resource: 'invoices', step: 'xero_documents' },
    listInvoices(http),
    async (rows) => {
      await observeDocuments(engine.db, connection, at(), rows, null)
    },
  )
}

async function readList<Row>(
  engine: Engine,
  list: {
    readonly startedAt: Date
    readonly connection: XeroConnection
    readonly progress: Progress
    readonly resource: string
    readonly step: 'xero_contacts' | 'xero_documents'
  },
  pages: AsyncIterable<XeroListPage<Row>>,
  observe: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  const { connection, progress, resource, step, startedAt } = list
  if (await wasReadSince(engine, connection.id, resource, startedAt))
    return progress.step(step, { state: 'done' })
  await progress.step(step, { state: 'running', done: 0 })
  let serverTime: string | null = null
  for await (const page of pages) {
    serverTime ??= page.serverTime
    await observe(page.rows)
    await progress.step(step, { total: page.itemCount })
    await progress.advance(step, page.rows.length)
  }
  // The server's clock at page 1: whatever changes after it is in the next delta.
  const watermark = serverTime === null ? startedAt : new Date(serverTime)
  await saveWatermark(engine.db, connection.id, resource, watermark, new Date(engine.now()))
  await progress.step(step, { state: 'done' })
}

async function wasReadSince(
  engine: Engine,
  connectionId: string,
  resource: string,
  startedAt: Date,
): Promise<boolean> {
  const row = await engine.db
    .selectFrom('cursor')
    .select('read_at')
    .where('connection_id', '=', connectionId)
    .where('resource', '=', resource)
    .executeTakeFirst()
  return row !== undefined && row.read_at >= startedAt
}
