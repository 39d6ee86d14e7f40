import { listFields } from '#capsule/fields.ts'
import { listDeletedParties, listParties } from '#capsule/parties.ts'
import { type RunId, runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import { saveDetails, type XeroConnection } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { saveWatermark, watermarkOf } from '#db/cursors.ts'
import { dropProposals } from '#db/links.ts'
import { markParties } from '#db/mirrors.ts'
import { notifyChange } from '#db/notify.ts'
import { closeRunReview } from '#db/reviews.ts'
import { applyingRun, insertRun } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { listContacts } from '#xero/contacts.ts'
import { listInvoices } from '#xero/invoices.ts'
import type { XeroListPage } from '#xero/paging.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { observeContacts, observeDocuments, observeParties, todayOf } from './observe.ts'
import { overlapped } from './overlap.ts'
import { planComparison } from './planning.ts'
import { type Progress, trackProgress } from './progress.ts'

/** Custom fields that carry our cross-references on a party. */
const contactIdFieldName = 'Xero contact ID'
const contactLinkFieldName = 'Xero contact link'

const readingSteps: readonly RunStep[] = (
  ['capsule_parties', 'xero_contacts', 'xero_documents', 'plan'] as const
).map((id) => ({ id, done: 0, total: null, state: 'waiting' }))

/**
 * Begins a comparison of both worlds: reads and plans, writes nothing on either side. One that waits for
 * approval is replaced; one that is being applied refuses another.
 *
 * @returns null while an approved plan is still being applied
 */
export async function startComparison(
  engine: Engine,
  workspaceId: WorkspaceId,
  requestedBy: string | null,
): Promise<RunId | null> {
  const id = toRunId(engine.uuid())
  const started = await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    if (await applyingRun(tx, workspaceId)) return false
    const replaced = await tx
      .updateTable('run')
      .set({ state: 'superseded', ended_at: new Date(engine.now()) })
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', 'comparison')
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
      .returning('id')
      .execute()
    for (const { id: runId } of held) {
      await tx.deleteFrom('operation').where('run_id', '=', runId).execute()
      await closeRunReview(tx, workspaceId, runId, new Date(engine.now()))
    }
    await dropProposals(tx, workspaceId)
    const at = new Date(engine.now())
    await insertRun(tx, {
      id,
      workspaceId,
      kind: 'comparison',
      state: 'reading',
      steps: readingSteps,
      requestedBy,
      at,
    })
    await notifyChange(tx, { workspaceId, topics: ['run', 'overview'], keys: [] })
    return true
  })
  if (!started) return null
  await engine.wake(workspaceId)
  return id
}

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
    readCapsule(engine, run.startedAt, accounts.capsule, progress),
    readXero(engine, run.startedAt, accounts.xero, progress),
  ])
  for (const result of results) if (result.status === 'rejected') throw result.reason
  await progress.step('plan', { state: 'running' })
  await planComparison(engine, run, accounts)
  await progress.step('plan', { state: 'done', done: 1, total: 1 })
  const today = todayOf(accounts.xero.connection.details.timeZone, engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await refreshContactRows(tx, run.workspaceId, today, new Date(engine.now()), 'all')
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
  account: CapsuleAccount,
  progress: Progress,
): Promise<void> {
  const { connection } = account
  if (await wasReadSince(engine, connection.id, 'parties', startedAt))
    return progress.step('capsule_parties', { state: 'done' })
  const http = account.http('backfill', progress.onCall)
  const begun = new Date(engine.now())
  await progress.step('capsule_parties', { state: 'running', done: 0 })

  const fields = await listFields(http)
  const field = (name: string) => fields.find((f) => f.name === name)?.id ?? null
  await saveDetails(engine.db, connection.id, {
    ...connection.details,
    contactIdField: field(contactIdFieldName),
    contactLinkField: field(contactLinkFieldName),
    partyFields: fields.map(({ id, name }) => ({ id, name })),
  })

  const seen = new Set<number>()
  const hidden = new Set<number>()
  for await (const page of listParties(http)) {
    await observeParties(engine.db, connection, new Date(engine.now()), page.parties, null)
    for (const party of page.parties) seen.add(party.id)
    for (const id of page.restricted) hidden.add(id)
    await progress.advance('capsule_parties', page.parties.length)
  }
  await settleAbsent(engine, account, progress, seen, hidden)
  await saveWatermark(engine.db, connection.id, 'parties', begun, new Date(engine.now()))
  await progress.step('capsule_parties', { state: 'done', total: seen.size, done: seen.size })
}

/** Parties known from before that a full read did not return: deleted, or only hidden from us? */
async function settleAbsent(
  engine: Engine,
  account: CapsuleAccount,
  progress: Progress,
  seen: ReadonlySet<number>,
  hidden: ReadonlySet<number>,
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
  await markParties(
    engine.db,
    scope,
    absent.filter((id) => deleted.has(id) && !hidden.has(id)),
    'deleted',
  )
  await markParties(
    engine.db,
    scope,
    absent.filter((id) => !deleted.has(id) || hidden.has(id)),
    'restricted',
  )
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
    (rows) => observeContacts(engine.db, connection, at(), rows, null),
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
