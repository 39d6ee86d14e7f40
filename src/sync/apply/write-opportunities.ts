import {
  getOpportunities,
  moveOpportunity,
  noteOnOpportunity,
  opportunityNotes,
} from '#capsule/opportunities.ts'
import { quietNoteType } from '#capsule/pipelines.ts'
import { capsuleOpportunityId } from '#core/model/ids.ts'
import { isOwnFault, isRemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { notifyChange } from '#db/notify.ts'
import { markEnded, markSent, openOperations } from '#db/operations.ts'
import { upsertOpportunities } from '#db/opportunities.ts'
import type { StoredError } from '#db/tables.ts'
import { MoveBeforeShape, MoveShape, OpportunityNoteShape, opportunityKinds } from '../deal-operations.ts'
import type { Engine } from '../engine.ts'
import {
  type Application,
  changedSincePlan,
  goneSincePlan,
  type StoredOperation,
  storedError,
} from './application.ts'
import { faultedError, isOfRecord } from './bad-record.ts'

const perRead = 20

/** What became of a document, told to its opportunity: another milestone, or a note. */
export async function writeOpportunities(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, opportunityKinds, perRead)
    if (operations.length === 0) return true
    for (const operation of operations) {
      if (engine.now() >= untilMs) return false
      await end(engine, application, operation, await attempt(engine, application, operation))
    }
  }
}

interface Ending {
  readonly state: 'done' | 'failed' | 'skipped'
  readonly error?: StoredError
}

async function attempt(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
): Promise<Ending | null> {
  try {
    return operation.kind === 'capsule.opportunity.update'
      ? await move(engine, application, operation)
      : await note(engine, application, operation)
  } catch (fault) {
    if (isOwnFault(fault) && (await isOfRecord(engine, application, operation, fault)))
      return { state: 'failed', error: faultedError(fault, operation, application) }
    if (!isRemoteError(fault, 'invalid', 'missing')) throw fault
    return fault.kind === 'missing'
      ? { state: 'skipped', error: goneSincePlan }
      : { state: 'failed', error: storedError(fault) }
  }
}

async function move(
  engine: Engine,
  { accounts, lane, progress }: Application,
  operation: StoredOperation,
): Promise<Ending | null> {
  const { connection, ...capsule } = accounts.capsule
  const http = capsule.http(lane, progress.onCall)
  const { opportunityId, milestoneId } = MoveShape.parse(operation.after)
  const id = capsuleOpportunityId(opportunityId)
  const [now] = (await getOpportunities(http, [id])).opportunities
  if (!now) return { state: 'skipped', error: goneSincePlan }
  if (now.milestone.id === milestoneId) return { state: 'done' }
  // Somebody moved it meanwhile: their word counts.
  if (now.milestone.id !== MoveBeforeShape.parse(operation.before).milestoneId)
    return { state: 'skipped', error: changedSincePlan }
  if (!(await mayGo(engine, operation))) return null
  const moved = await moveOpportunity(http, id, milestoneId)
  const seen = {
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
    at: new Date(engine.now()),
  }
  await upsertOpportunities(engine.db, seen, [moved])
  return { state: 'done' }
}

async function note(
  engine: Engine,
  { accounts, lane, progress }: Application,
  operation: StoredOperation,
): Promise<Ending | null> {
  const http = accounts.capsule.http(lane, progress.onCall)
  const { opportunityId, content } = OpportunityNoteShape.parse(operation.after)
  const id = capsuleOpportunityId(opportunityId)
  if (operation.state === 'sent' && (await opportunityNotes(http, id)).includes(content))
    return { state: 'done' }
  const type = await quietNoteType(http)
  if (!(await mayGo(engine, operation))) return null
  await noteOnOpportunity(http, id, content, type ?? undefined)
  return { state: 'done' }
}

const mayGo = async (engine: Engine, operation: StoredOperation): Promise<boolean> =>
  (await markSent(engine.db, [operation.id], new Date(engine.now()))).has(operation.id)

async function end(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  ending: Ending | null,
): Promise<void> {
  if (!ending) return
  const { workspaceId } = application
  const at = new Date(engine.now())
  const { state, error = null } = ending
  await engine.db.transaction().execute(async (tx) => {
    await markEnded(tx, [{ id: operation.id, state, error, result: null }], at)
    const subject = `opportunity:${MoveShape.pick({ opportunityId: true }).parse(operation.after).opportunityId}`
    await appendAudit(tx, workspaceId, [
      {
        at,
        actor: application.actor,
        action: `${operation.kind}.${state}`,
        subject,
        details: {
          run: application.runId,
          operation: operation.id,
          before: operation.before,
          after: operation.after,
          error,
        },
      },
    ])
    await notifyChange(tx, { workspaceId, topics: ['deals'], keys: [] })
  })
  await application.progress.advance('capsule_writes', 1)
}
