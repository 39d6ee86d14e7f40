import { getSite } from '#capsule/site.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import { isOwnFault, isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { derivedKinds, faultedBefore } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import type { Evidence } from '#xero/batch.ts'
import { getOrganisation } from '#xero/organisation.ts'
import type { Engine } from '../engine.ts'
import type { Application, StoredOperation } from './application.ts'

/** So often a write has to fail before it is believed to be the record, when no other record was there to compare. */
const triesAlone = 3

/** What is stored of a write over which the vendor fails while it takes others. */
export function faultedError(
  { side, status, requestId }: RemoteError,
  { kind }: StoredOperation,
  { manner }: Application,
  done: 'written' | 'read' = 'written',
): StoredError {
  // What no plan finds by itself is left to a person, who knows whether it is still wanted.
  const retries = derivedKinds.includes(kind) && manner !== 'undo'
  const support = `ask the support of ${side === 'capsule' ? 'Capsule' : 'Xero'}`
  const name = side === 'capsule' ? 'Capsule' : 'Xero'
  return {
    kind: retries ? 'remote_fault' : 'faulted',
    message: `${name} answers with a fault of its own${status ? ` (status ${status})` : ''} whenever this record is ${done}, and takes others.`,
    next: retries
      ? `It is tried again by itself, after longer each time. If it lasts, look for unusual text in the record, or ${support}.`
      : `Look for unusual text in the record, or ${support}; then try again.`,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

/** What a batch for Xero needs to tell a bad record from a failure of Xero. */
export function evidenceFor(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Evidence {
  return {
    async turn() {
      const known = await faultedBefore(
        engine.db,
        operations.map(({ id }) => id),
      )
      const tries = Math.max(0, ...operations.map(({ attempts }) => attempts))
      return tries + (known.size === operations.length ? triesAlone : 0)
    },
    answers: () => answers(application, 'xero'),
  }
}

/**
 * Whether a single write failed because of its record: it failed before, and the vendor took others since then; or it
 * failed several times; or it is the next try of one that did; and the vendor answers now. In doubt the vendor is at fault, and everything waits.
 */
export async function isOfRecord(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  fault: unknown,
): Promise<boolean> {
  if (!isOwnFault(fault)) return false
  const failed = operation.attempts + 1
  const isKnown =
    failed >= triesAlone ||
    (failed > 1 && (await othersTaken(engine, operation))) ||
    (await faultedBefore(engine.db, [operation.id])).size > 0
  if (!isKnown) return false
  return answers(application, operation.side)
}

/** Whether another write of the kind was taken since this one was tried before. */
async function othersTaken(engine: Engine, operation: StoredOperation): Promise<boolean> {
  if (operation.state !== 'sent' || operation.sent_at === null) return false
  const row = await engine.db
    .selectFrom('operation')
    .select('id')
    .where('workspace_id', '=', operation.workspace_id)
    .where('kind', '=', operation.kind)
    .where('state', '=', 'done')
    .where('sent_at', '>=', operation.sent_at)
    .where('ended_at', '>=', operation.sent_at)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether a call that has nothing to do with any record is answered. */
export async function answers(
  { accounts, lane, progress }: Application,
  side: 'capsule' | 'xero',
): Promise<boolean> {
  try {
    if (side === 'capsule') await getSite(accounts.capsule.http(lane, progress.onCall))
    else await getOrganisation(accounts.xero.http(lane, progress.onCall))
    return true
  } catch (fault) {
    if (!isRemoteError(fault)) throw fault
    if (failureTable[fault.kind].retry === 'backoff') return false
    throw fault
  }
}
