import { sql } from 'kysely'
import type { FactUndo } from '#core/fact/undo.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { canonical } from '#core/plan/hash.ts'
import { sha256 } from '#core/plan/sha256.ts'
import { planUndo, type UndoOperation, type UndoPlan } from '#core/plan/undo.ts'
import { saveBase } from '#db/base-values.ts'
import { listConnections } from '#db/connections.ts'
import { rejectPairs } from '#db/decided.ts'
import { excludeRecords } from '#db/exclusions.ts'
import { jsonText } from '#db/json-text.ts'
import type { Db } from '#db/open.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { doneOperations, lastRunOf, operationById } from '#db/read-activity.ts'
import type { RecordRef } from '#db/record-marks.ts'
import { insertRun, runById } from '#db/runs.ts'
import { liftMarks, marksOf, type UndoMarks } from '#db/undo-marks.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { changed, conclude, decide, notAllowed, notFound, type Refused, type Scope } from './deciding.ts'
import type { StoredRow } from './done-operations.ts'
import type { Engine } from './engine.ts'
import { undoOfFacts } from './facts-undo.ts'
import { findRecord } from './record.ts'
import { doneOf, undoWorld } from './undo-world.ts'

/** What is to be undone: a run, one write, or what was last written to a record. */
export type UndoTarget =
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'operation'; readonly id: string }
  | { readonly kind: 'record'; readonly key: string }

/** With what was written of customers' money. */
export type WholeUndo = Omit<UndoPlan, 'operations'> & {
  readonly operations: readonly (UndoOperation | FactUndo)[]
}

export interface UndoPreview {
  readonly outcome: 'decided'
  /** Names exactly this preview. */
  readonly hash: string
  readonly runId: string
  /** The organisation that the run was about. */
  readonly connectionId: string
  readonly rows: readonly StoredRow[]
  readonly plan: WholeUndo
  /** What an undo that is taken back had left out, which is included again; null for other runs. */
  readonly lifts: (UndoMarks & { readonly at: Date }) | null
}

/** What undoing would do now; nothing is written. */
export async function previewUndo(
  engine: Engine,
  workspaceId: WorkspaceId,
  target: UndoTarget,
): Promise<UndoPreview | Refused> {
  return preview(engine.db, workspaceId, target)
}

async function preview(db: Db, workspaceId: WorkspaceId, target: UndoTarget): Promise<UndoPreview | Refused> {
  const found = await rowsOf(db, workspaceId, target)
  if ('outcome' in found) return found
  const run = await runById(db, workspaceId, found.runId)
  if (!run) return notFound
  if (run.state === 'applying' || run.state === 'held')
    return notAllowed('This run is still being written. Wait until it has ended.')
  const connections = await listConnections(db, workspaceId)
  const capsule = connections.find((one) => one.side === 'capsule')
  const xero = connections.find(
    (one) => one.side === 'xero' && (run.connection_id === null || one.id === run.connection_id),
  )
  if (capsule?.side !== 'capsule' || xero?.side !== 'xero')
    return notAllowed('Both accounts must be connected before anything can be undone.')
  // Of an undo the values can be put back, and what it left out can be included; the rules do the rest.
  const again = run.kind === 'undo'
  const rows = again ? found.rows.filter((row) => row.kind.endsWith('.update')) : found.rows
  const lifts =
    again && target.kind === 'run'
      ? { at: run.started_at, ...(await marksOf(db, workspaceId, run.started_at)) }
      : null
  const { done } = doneOf(rows, await linkedParties(db, workspaceId, rows))
  const records = planUndo(done, await undoWorld(db, { capsule, xero }, done))
  const facts = await undoOfFacts(db, workspaceId, rows)
  const plan = {
    ...records,
    operations: [...records.operations, ...facts.operations],
    kept: [...records.kept, ...facts.kept],
  }
  const marks = lifts && { excluded: lifts.excluded, rejected: lifts.rejected }
  const hash = sha256(canonical({ done: rows.map((each) => each.id), plan, marks }))
  return { outcome: 'decided', hash, runId: found.runId, connectionId: xero.id, rows, plan, lifts }
}

async function rowsOf(
  db: Db,
  workspaceId: WorkspaceId,
  target: UndoTarget,
): Promise<{ readonly runId: string; readonly rows: readonly StoredRow[] } | Refused> {
  switch (target.kind) {
    case 'run': {
      const rows = await doneOperations(db, workspaceId, { runId: target.id })
      return { runId: target.id, rows }
    }
    case 'operation': {
      const operation = await operationById(db, workspaceId, target.id)
      if (!operation) return notFound
      const rows = await doneOperations(db, workspaceId, { operationId: target.id })
      return { runId: operation.run_id, rows }
    }
    case 'record': {
      const record = await findRecord(db, workspaceId, target.key)
      if (!record) return notFound
      const ids = { partyId: record.party?.id ?? null, contactId: record.contact?.id ?? null }
      const runId = await lastRunOf(db, workspaceId, ids)
      if (runId === null) return notAllowed('Nothing was written to this record that could be undone.')
      return { runId, rows: await doneOperations(db, workspaceId, { runId }, ids) }
    }
  }
}

async function linkedParties(
  db: Db,
  workspaceId: string,
  rows: readonly StoredRow[],
): Promise<Map<string, number>> {
  if (rows.every((row) => row.party_id !== null || row.contact_id === null)) return new Map()
  const links = await db
    .selectFrom('link')
    .select(['contact_id', 'party_id'])
    .where('workspace_id', '=', workspaceId)
    .where('party_id', 'is not', null)
    .execute()
  return new Map(
    links.flatMap((link) => (link.party_id === null ? [] : [[link.contact_id, link.party_id] as const])),
  )
}

/** Undoes exactly what was shown, as a run of its own. */
export async function startUndo(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly target: UndoTarget; readonly hash: string; readonly by: string },
): Promise<{ readonly outcome: 'decided'; readonly runId: string } | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const shown = await preview(scope.tx, workspaceId, request.target)
    if (shown.outcome !== 'decided') return shown
    if (shown.hash !== request.hash)
      return changed('Something changed since this preview was made. Nothing was undone.')
    const { plan, lifts } = shown
    const lifted = lifts ? recordsIn(lifts) : { parties: [], contacts: [] }
    const liftsAny = lifted.parties.length + lifted.contacts.length > 0
    if (plan.operations.length === 0 && plan.ends.length === 0 && !liftsAny)
      return notAllowed('Nothing of this can be undone.')
    const runId = await storeRun(scope, shown)
    await storeEnds(scope, plan, shown.connectionId)
    if (lifts) {
      await liftMarks(scope.tx, workspaceId, lifts.at)
      await markUnplanned(scope.tx, workspaceId, lifted)
    }
    await saveBase(
      scope.tx,
      workspaceId,
      plan.settled.map(({ contactId, field, capsule, xero }) => ({
        contactId,
        field,
        c: capsule,
        x: xero,
        at: scope.at.toISOString(),
        because: 'undone' as const,
        run: runId,
        operation: null,
        by: `user:${scope.by}`,
      })),
    )
    await markUndone(scope, shown, runId)
    await conclude(scope, {
      action: 'undo.started',
      subject: `run:${shown.runId}`,
      details: { target: request.target, hash: request.hash, run: runId },
      parties: distinct([
        ...plan.operations.map((each) => each.partyId as number),
        ...plan.ends.map((each) => each.partyId as number),
        ...lifted.parties,
      ]),
      contacts: distinct([
        ...plan.operations.map((each) => each.contactId as string),
        ...plan.ends.map((each) => each.contactId as string),
        ...lifted.contacts,
      ]),
      topics: ['run'],
      plan: false,
    })
    return { outcome: 'decided', runId }
  })
}

function recordsIn({ excluded, rejected }: UndoMarks): { parties: number[]; contacts: string[] } {
  const ids = (side: RecordRef['side']) => excluded.flatMap((each) => (each.side === side ? [each.id] : []))
  return {
    parties: distinct([...ids('capsule').map(Number), ...rejected.map((each) => each.partyId)]),
    contacts: distinct([...ids('xero'), ...rejected.map((each) => each.contactId)]),
  }
}

async function storeRun(scope: Scope, { runId: undoes, plan, connectionId }: UndoPreview): Promise<string> {
  const id = scope.engine.uuid()
  const count = (side: 'capsule' | 'xero') =>
    plan.operations.filter((each) => each.kind.startsWith(`${side}.`)).length
  await insertRun(scope.tx, {
    id,
    workspaceId: scope.workspaceId,
    kind: 'undo',
    state: 'applying',
    steps: [
      { id: 'capsule_writes', done: 0, total: count('capsule'), state: 'running' },
      { id: 'xero_writes', done: 0, total: count('xero'), state: 'running' },
    ],
    requestedBy: scope.by,
    connectionId,
    at: scope.at,
  })
  // Whoever starts an undo has seen what it does: nothing of it waits.
  await scope.tx
    .updateTable('run')
    .set({ undoes, approved_by: scope.by, approved_at: scope.at })
    .where('id', '=', id)
    .execute()
  await insertOperations(
    scope.tx,
    scope.workspaceId,
    id,
    plan.operations.map((operation, seq) => stored(scope, operation, seq)),
  )
  return id
}

function stored(scope: Scope, operation: UndoOperation | FactUndo, seq: number): NewOperation {
  const id = scope.engine.uuid()
  const { before, after } = valuesOf(operation)
  return {
    id,
    seq,
    kind: operation.kind,
    side: operation.kind.startsWith('xero.') ? 'xero' : 'capsule',
    contactId: operation.contactId,
    partyId: operation.partyId,
    approvedBy: `user:${scope.by}`,
    before,
    after,
    idempotencyKey: id,
  }
}

function valuesOf(operation: UndoOperation | FactUndo): {
  readonly before: unknown
  readonly after: unknown
} {
  switch (operation.kind) {
    case 'capsule.party.update':
    case 'xero.contact.update':
      return { before: operation.restore, after: { changes: operation.changes, edit: operation.edit } }
    case 'capsule.party.facts':
      return { before: null, after: operation.write }
    case 'capsule.task.remove':
    case 'capsule.task.reopen':
      return { before: null, after: { taskId: operation.taskId } }
    case 'capsule.party.unreference':
      return { before: operation.before, after: operation.after }
    case 'xero.contact.unreference':
      return { before: operation.before, after: null }
    case 'capsule.party.delete':
    case 'xero.contact.archive':
      return { before: null, after: null }
  }
}

/** Links that were made by what is undone end, and their records neither link nor are created again by themselves. */
async function storeEnds(scope: Scope, { ends }: WholeUndo, connectionId: string): Promise<void> {
  if (ends.length === 0) return
  const { tx, workspaceId } = scope
  await sql`delete from link where workspace_id = ${workspaceId}
    and contact_id in (select json_array_elements_text(${jsonText(ends.map((each) => each.contactId))}::json)::uuid)`.execute(
    tx,
  )
  await rejectPairs(
    tx,
    scope,
    ends.map(({ partyId, contactId }) => ({ partyId, contactId })),
  )
  // In other organisations the party goes on as before.
  const elsewhere = await tx
    .selectFrom('link')
    .select('party_id')
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '<>', connectionId)
    .where(
      'party_id',
      'in',
      ends.map(({ partyId }) => partyId),
    )
    .execute()
  const stays = new Set(elsewhere.map((link) => link.party_id))
  await excludeRecords(
    tx,
    scope,
    ends.flatMap(({ partyId, contactId, exclude }) =>
      exclude.map((record): RecordRef => {
        if (record !== 'party') return { side: 'xero', id: contactId }
        const party = { side: 'capsule', id: String(partyId) } as const
        return stays.has(partyId) ? { ...party, connectionId } : party
      }),
    ),
  )
}

/** What stays wholly as it is was not undone, and can be tried again. */
async function markUndone(scope: Scope, { rows, plan }: UndoPreview, runId: string): Promise<void> {
  const ended = new Set<string>(plan.ends.map((each) => each.contactId))
  const changedRecords = new Set<string>(
    plan.operations.flatMap((each) => [each.contactId, `p${each.partyId}`]),
  )
  const kept = new Set(plan.kept.flatMap((each) => (each.field === null ? [each.operationId] : [])))
  const undone = rows.filter(
    (row) =>
      (row.contact_id !== null && ended.has(row.contact_id)) ||
      (row.party_id !== null && changedRecords.has(`p${row.party_id}`) && !kept.has(row.id)) ||
      (row.contact_id !== null && changedRecords.has(row.contact_id) && !kept.has(row.id)),
  )
  if (undone.length === 0) return
  await sql`update operation set undone_by = ${runId}::uuid where workspace_id = ${scope.workspaceId}
    and id in (select json_array_elements_text(${jsonText(undone.map(({ id }) => id))}::json)::uuid)`.execute(
    scope.tx,
  )
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
