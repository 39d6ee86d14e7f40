import { partyUrl } from '#capsule/site.ts'
import { xeroContactId } from '#core/model/ids.ts'
import { isOwnFault, isRemoteError } from '#core/remote/remote-error.ts'
import { markSent, openOperations } from '#db/operations.ts'
import { contactsByIds } from '#db/read-reviews.ts'
import { addHistoryNotes } from '#xero/history.ts'
import type { Engine } from '../engine.ts'
import { NoteShape } from '../stored-operations.ts'
import { type Application, changedSincePlan, type StoredOperation, storedError } from './application.ts'
import { faultedError, isOfRecord } from './bad-record.ts'
import { type Ended, finish } from './ending.ts'
import { loadLinkedParties } from './pairs.ts'

const notesPerRead = 50

/**
 * Notes in the history of contacts, a call each. After a lost answer the same note is sent under its old key, which
 * Xero knows for some minutes; later it may stand there twice, which does no harm.
 *
 * @source reference/xero.md §6.2, §6.3
 */
export async function writeNotes(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, ['xero.contact.note'], notesPerRead)
    if (operations.length === 0) return true
    const ids = operations.flatMap((operation) => operation.contact_id ?? [])
    const linked = await loadLinkedParties(engine.db, application.workspaceId, ids)
    const contacts = await contactsByIds(engine.db, application.workspaceId, ids)
    for (const operation of operations) {
      if (engine.now() >= untilMs) return false
      const id = operation.contact_id ?? ''
      const party = linked.get(id) ?? null
      const isOther = operation.party_id !== null && operation.party_id !== party
      // The link was taken back, or its party was refused.
      const isStale = party === null || isOther || contacts.get(id)?.status !== 'ACTIVE'
      const ended: Ended | null = isStale
        ? { operation, state: 'skipped', error: changedSincePlan }
        : await write(engine, application, operation, party)
      // Null: a person took it back a moment ago.
      if (ended) await finish(engine, application, [ended])
    }
  }
}

async function write(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  partyId: number,
): Promise<Ended | null> {
  const { capsule, xero } = application.accounts
  const { name } = NoteShape.parse(operation.after)
  const url = partyUrl(capsule.connection.details.siteUrl, partyId)
  const text = `Linked to “${name}” in Capsule (${url}) by Counterpart.`
  const sent = await markSent(engine.db, [operation.id], new Date(engine.now()))
  if (!sent.has(operation.id)) return null
  try {
    const http = xero.http(application.lane, application.progress.onCall)
    await addHistoryNotes(http, xeroContactId(operation.contact_id ?? ''), [text], {
      idempotencyKey: operation.idempotency_key,
    })
    return { operation, state: 'done', result: { partyId, text } }
  } catch (fault) {
    if (isOwnFault(fault) && (await isOfRecord(engine, application, operation, fault)))
      return { operation, state: 'failed', error: faultedError(fault, operation, application) }
    if (!isRemoteError(fault, 'invalid', 'missing')) throw fault
    return { operation, state: 'failed', error: storedError(fault) }
  }
}
