import type { FieldKey } from '#core/field/field.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { anyField, type Cause, causeOf } from '#core/problem/cause.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import type { RemoteError } from '#core/remote/remote-error.ts'
import { listConnections } from '#db/connections.ts'
import { markDirty } from '#db/dirty.ts'
import { notifyChange } from '#db/notify.ts'
import {
  answeredSince,
  closeConnectionProblems,
  closeEmptyProblems,
  closeRecords,
  type Followed,
  fileFailures,
  followedRecords,
  openConnectionProblems,
  takeDueRetries,
  type UnfiledFailure,
  unfiledFailures,
  upsertProblem,
} from '#db/problems.ts'
import { markUnplanned } from '#db/unplanned.ts'
import type { Engine } from './engine.ts'
import { CapsuleUpdateShape, XeroUpdateShape } from './stored-operations.ts'

const perPass = 500

/**
 * Brings the problems in line with what failed and what followed it. Both are stored by whoever wrote; this only
 * groups, so a crash before it loses nothing.
 */
export async function reconcileProblems(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  await groupFailures(engine, workspaceId)
  await retryDue(engine, workspaceId)
}

/** What is tried again by itself, and whose time has come, is read and planned anew. */
async function retryDue(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const at = new Date(engine.now())
  const due = await engine.db.transaction().execute(async (tx) => {
    const failed = await takeDueRetries(tx, workspaceId, at)
    const parties = [...new Set(failed.flatMap(({ party_id }) => party_id ?? []))]
    const contacts = [...new Set(failed.flatMap(({ contact_id }) => contact_id ?? []))]
    await markDirty(tx, workspaceId, at, [
      ...parties.map((id) => ({ side: 'capsule', kind: 'party', recordId: String(id) }) as const),
      ...contacts.map((recordId) => ({ side: 'xero', kind: 'contact', recordId }) as const),
    ])
    await markUnplanned(tx, workspaceId, { parties, contacts })
    return failed.length
  })
  if (due > 0) await engine.wake(workspaceId)
}

async function groupFailures(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  for (;;) {
    const failures = await unfiledFailures(engine.db, workspaceId, perPass)
    const followed = (await followedRecords(engine.db, workspaceId, perPass)).flatMap((record) => {
      const outcome = outcomeOf(record)
      return outcome ? [{ operationId: record.operation_id, ...outcome }] : []
    })
    if (failures.length + followed.length === 0) return
    const at = new Date(engine.now())
    await engine.db.transaction().execute(async (tx) => {
      for (const [, group] of Map.groupBy(withCauses(failures), ({ cause }) => cause.hash)) {
        const [first] = group
        if (!first) continue
        const last = group.at(-1) ?? first
        await fileFailures(
          tx,
          workspaceId,
          { id: engine.uuid(), cause: first.cause, message: last.failure.error?.message ?? '' },
          group.map(({ failure }) => ({ operationId: failure.id, at: failure.ended_at ?? at })),
        )
      }
      await closeRecords(tx, followed, at)
      await closeEmptyProblems(tx, workspaceId, at)
      await notifyChange(tx, { workspaceId, topics: ['problems', 'overview'], keys: [] })
    })
    if (failures.length < perPass && followed.length < perPass) return
  }
}

function withCauses(failures: readonly UnfiledFailure[]) {
  return failures.map((failure) => ({ failure, cause: causeOfFailure(failure) }))
}

function causeOfFailure({ kind, side, after, error }: UnfiledFailure): Cause {
  return causeOf({
    source: 'operation',
    side,
    kind: error?.kind ?? 'invalid',
    code: error?.code ?? null,
    message: error?.message ?? 'The write failed.',
    next: error?.next ?? failureTable.invalid.next,
    details: error?.details ?? [],
    written: writtenFields(kind, after),
    operation: kind,
  })
}

/** The mapped fields an operation writes. */
export function writtenFields(kind: string, after: unknown): readonly FieldKey[] {
  const shape =
    kind === 'xero.contact.update'
      ? XeroUpdateShape
      : kind === 'capsule.party.update'
        ? CapsuleUpdateShape
        : null
  if (shape) return shape.safeParse(after).data?.changes.map((change) => change.field) ?? []
  return kind.endsWith('.create') ? anyField : []
}

/** What became of a write that failed; null while its record is still on its way. */
function outcomeOf(record: Followed): { state: 'again' | 'resolved'; how: string | null } | null {
  if (record.excluded) return { state: 'resolved', how: 'The records were left out of the synchronisation.' }
  switch (record.later) {
    case 'planned':
    case 'sent':
      return null
    case 'failed':
      return { state: 'again', how: null }
    case 'done':
      return { state: 'resolved', how: howWritten(record) }
    case null:
      return record.pending ? null : { state: 'resolved', how: howGone(record) }
  }
}

function howWritten({ asked, asked_by, rules_by, kind }: Followed): string {
  if (asked === 'without') return `${asked_by} had it sent without the refused value.`
  if (asked === 'retry') return `${asked_by} had it tried again, and it was written.`
  if (rules_by !== null) return `${rules_by} changed the rules, and it was written.`
  if (kind === 'remote_fault') return 'It was tried again by itself, and it was written.'
  return 'The record changed, and it was written by itself.'
}

function howGone({ asked, asked_by, rules_by }: Followed): string {
  if (asked === 'without') return `${asked_by} had the refused value left as it is on both sides.`
  if (rules_by !== null) return `${rules_by} changed the rules, and nothing has to be written any more.`
  return 'Both sides are as they should be: nothing has to be written any more.'
}

/**
 * A side could not go on: says so beside the problems of records, with the time of the next try.
 *
 * @param connectionId of the Xero organisation; Capsule has one connection
 */
export async function noteFault(
  engine: Engine,
  workspaceId: WorkspaceId,
  error: RemoteError,
  waitMs: number | null,
  connectionId: string | null,
): Promise<void> {
  const row = failureTable[error.kind]
  const at = new Date(engine.now())
  const message = row.says(error.side, error)
  const own = (await listConnections(engine.db, workspaceId)).filter((one) => one.side === error.side)
  const connection = own.find((one) => one.id === connectionId) ?? own[0]
  const cause = causeOf({
    source: 'connection',
    side: error.side,
    kind: error.kind,
    code: error.code,
    message,
    next: row.next,
    details: [],
    written: [],
    operation: null,
    connection: connection
      ? { id: connection.id, name: own.length > 1 ? connection.organisationName : null }
      : null,
  })
  await engine.db.transaction().execute(async (tx) => {
    await upsertProblem(
      tx,
      workspaceId,
      { id: engine.uuid(), cause, message },
      {
        firstAt: at,
        lastAt: at,
        state: waitMs === null ? 'open' : 'scheduled',
        nextAt: waitMs === null ? null : new Date(at.getTime() + waitMs),
      },
    )
    await notifyChange(tx, { workspaceId, topics: ['problems', 'overview'], keys: [] })
  })
}

/** How often in a row this side, or this organisation of it, could not go on. */
export async function triesOf(
  engine: Engine,
  workspaceId: WorkspaceId,
  side: 'capsule' | 'xero',
  connectionId: string | null,
): Promise<number> {
  const open = await openConnectionProblems(engine.db, workspaceId)
  const own = open.filter(
    (one) => one.side === side && (connectionId === null || one.connection_id === connectionId),
  )
  return Math.max(0, ...own.map((one) => one.tries))
}

const lostKinds: readonly string[] = ['auth', 'scope', 'forbidden']

/** Connections that answer again, or were made again: whatever stopped them is over. */
export async function faultsOver(engine: Engine, workspaceId: WorkspaceId): Promise<void> {
  const open = await openConnectionProblems(engine.db, workspaceId)
  if (open.length === 0) return
  await engine.accounts.flush()
  const at = new Date(engine.now())
  for (const [connectionId, own] of Map.groupBy(open, (one) => one.connection_id)) {
    const [first] = own
    if (connectionId === null || !first) continue
    // Calls for what is more urgent go on meanwhile: they do not end the wait of the rest.
    if (own.some((one) => one.kind === 'limited' && one.next_at !== null && one.next_at > at)) continue
    const wasLost = own.some((one) => lostKinds.includes(one.kind))
    const since = new Date(Math.max(...own.map((one) => one.last_at.getTime())))
    if (!(await answeredSince(engine.db, connectionId, since, wasLost))) continue
    const name = first.side === 'capsule' ? 'Capsule' : 'Xero'
    const how = wasLost ? `${name} was connected again.` : `${name} answers again; work went on by itself.`
    await engine.db.transaction().execute(async (tx) => {
      await closeConnectionProblems(tx, workspaceId, connectionId, how, at)
      await notifyChange(tx, { workspaceId, topics: ['problems', 'overview'], keys: [] })
    })
  }
}
