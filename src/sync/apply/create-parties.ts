import { createParty, findPartiesByField, listParties } from '#capsule/parties.ts'
import { defined } from '#core/assert.ts'
import { type CapsuleFieldId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { setLinkParty } from '#db/links.ts'
import { markSent, openOperations } from '#db/operations.ts'
import type { CapsuleAccount } from '../accounts.ts'
import type { Engine } from '../engine.ts'
import { observeParties } from '../observe.ts'
import { NewPartyShape } from '../stored-operations.ts'
import { type Application, changedSincePlan, type StoredOperation, storedError } from './application.ts'
import { referenceFields } from './capsule-fields.ts'
import { finish } from './ending.ts'
import { inParallel } from './in-parallel.ts'

/** Read at once; the rest waits in the database. */
const operationsPerRead = 200

export async function createParties(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  for (;;) {
    const operations = await openOperations(
      engine.db,
      application.runId,
      ['capsule.party.create'],
      operationsPerRead,
    )
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const fields = await referenceFields(engine, capsule)
    const interrupted = operations.filter((operation) => operation.state === 'sent')
    const found = await lookUpInterrupted(http, fields.contactIdField, interrupted)
    const through = await inParallel(engine, operations, untilMs, async (operation) => {
      const contactId = xeroContactId(defined(operation.contact_id, 'a creation names its contact'))
      const known = found.get(contactId)
      if (known) return finishCreation(engine, application, operation, known)
      if (!(await stillWanted(engine, application, contactId))) {
        return finish(
          engine,
          application,
          [{ operation, state: 'skipped', error: changedSincePlan, again: true }],
          (tx) => forgetEmptyLink(tx, application, contactId),
        )
      }
      const party = NewPartyShape.parse(operation.after)
      await markSent(engine.db, [operation.id], new Date(engine.now()))
      try {
        await finishCreation(engine, application, operation, await createParty(http, { party, ...fields }))
      } catch (error) {
        if (!isRemoteError(error, 'invalid', 'missing', 'clash')) throw error
        await finish(engine, application, [{ operation, state: 'failed', error: storedError(error) }], (tx) =>
          forgetEmptyLink(tx, application, contactId),
        )
      }
    })
    if (!through) return false
  }
}

/**
 * Creations whose answer may have been lost: the record carries our reference from its first moment, so it can
 * be found. Both the filter and the list of recent changes are asked, in case one lags behind.
 */
async function lookUpInterrupted(
  http: ReturnType<CapsuleAccount['http']>,
  field: CapsuleFieldId,
  operations: readonly StoredOperation[],
): Promise<Map<string, CapsuleParty>> {
  const found = new Map<string, CapsuleParty>()
  if (operations.length === 0) return found
  const earliest = Math.min(...operations.map((o) => o.sent_at?.getTime() ?? 0))
  const since = `${new Date(earliest - recentMs).toISOString().slice(0, 19)}Z`
  const wanted = new Set(operations.map((o) => o.contact_id))
  for await (const page of listParties(http, { since })) {
    for (const party of page.parties) {
      const value = party.fields.find((f) => f.definitionId === field)?.value
      if (typeof value === 'string' && wanted.has(value)) found.set(value, party)
    }
  }
  for (const { contact_id } of operations) {
    if (!contact_id || found.has(contact_id)) continue
    const [party] = await findPartiesByField(http, field, contact_id)
    if (party) found.set(contact_id, party)
  }
  return found
}

const recentMs = 5 * 60_000

/** The contact is still there, still active, and its link still waits for a party. */
async function stillWanted(engine: Engine, application: Application, contactId: string): Promise<boolean> {
  const row = await engine.db
    .selectFrom('link')
    .innerJoin('mirror_contact', (join) =>
      join
        .onRef('mirror_contact.id', '=', 'link.contact_id')
        .onRef('mirror_contact.workspace_id', '=', 'link.workspace_id'),
    )
    .select('link.id')
    .where('link.workspace_id', '=', application.workspaceId)
    .where('link.contact_id', '=', contactId)
    .where('link.party_id', 'is', null)
    .where('mirror_contact.status', '=', 'ACTIVE')
    .executeTakeFirst()
  return row !== undefined
}

/** A link whose party is not going to be made would keep its contact from ever being planned again. */
async function forgetEmptyLink(tx: Engine['db'], application: Application, contactId: string): Promise<void> {
  await tx
    .deleteFrom('link')
    .where('workspace_id', '=', application.workspaceId)
    .where('contact_id', '=', contactId)
    .where('party_id', 'is', null)
    .execute()
}

async function finishCreation(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  party: CapsuleParty,
): Promise<void> {
  const contactId = defined(operation.contact_id, 'a creation names its contact')
  const { connection } = application.accounts.capsule
  await observeParties(engine.db, connection, new Date(engine.now()), [party], null)
  const ended = [{ operation, state: 'done', result: { partyId: party.id } }] as const
  await finish(engine, application, ended, async (tx) => {
    await setLinkParty(tx, application.workspaceId, contactId, party.id)
    await tx
      .deleteFrom('wanted')
      .where('workspace_id', '=', application.workspaceId)
      .where('side', '=', 'xero')
      .where('record_id', '=', contactId)
      .execute()
  })
}
