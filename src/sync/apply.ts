import { createHash } from 'node:crypto'
import { z } from 'zod'
import { createField, listFields } from '#capsule/fields.ts'
import { createParty, findPartiesByField, listParties, updatePartyFields } from '#capsule/parties.ts'
import { defined } from '#core/assert.ts'
import { capsuleFieldId, capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import { isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { type AuditEntry, appendAudit } from '#db/audit.ts'
import { type CapsuleDetails, connectionById, saveDetails } from '#db/connections.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { activateLinks, setLinkParty } from '#db/links.ts'
import { notifyChange } from '#db/notify.ts'
import { markEnded, markSent, type Outcome, openOperations } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import { contactsPerBatch, updateContacts } from '#xero/contacts.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { recordAgreement } from './agreement.ts'
import type { Engine } from './engine.ts'
import { observeContacts, observeParties, todayOf } from './observe.ts'
import type { Progress } from './progress.ts'
import { NewPartyShape, ReferenceShape } from './stored-operations.ts'

export interface Application {
  readonly runId: string
  readonly workspaceId: WorkspaceId
  /** Who approved: a person, or the standing rules. */
  readonly actor: string
  readonly accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount }
  readonly progress: Progress
  readonly lane: 'backfill' | 'event'
}

type StoredOperation = Awaited<ReturnType<typeof openOperations>>[number]

/** Capsule takes one record a call; this many are under way at once. */
const atOnce = 4

/**
 * Writes the next part of an approved plan: the intent is committed, then the call made, then the outcome
 * recorded. Safe to call again after a crash at any point.
 *
 * @param untilMs engine time at which to pause, so that events are not kept waiting behind a long plan
 * @returns true when nothing is left
 * @throws RemoteError when a side cannot take more for now; what was not written stays planned
 */
export async function applySlice(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const phases = [createFields, createParties, writeXeroReferences, writeCapsuleReferences]
  for (const phase of phases) {
    if (!(await phase(engine, application, untilMs))) return false
  }
  return true
}

/** Our two custom fields; found by name when they exist, because a lost answer must not make a second pair. */
async function createFields(engine: Engine, application: Application): Promise<boolean> {
  const operations = await openOperations(engine.db, application.runId, 'capsule.field.create', 10)
  if (operations.length === 0) return true
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  const existing = await listFields(http)
  for (const operation of operations) {
    const { name, purpose } = FieldShape.parse(operation.after)
    await markSent(engine.db, [operation.id], new Date(engine.now()))
    const description = 'Kept by Counterpart; please do not edit.'
    const field =
      existing.find((f) => f.name === name) ?? (await createField(http, { name, type: 'text', description }))
    await saveFieldId(engine, capsule, purpose, field.id)
    const result = { fieldId: field.id }
    await markEnded(
      engine.db,
      [{ id: operation.id, state: 'done', error: null, result }],
      new Date(engine.now()),
    )
    await application.progress.advance('capsule_writes', 1)
  }
  return true
}

const FieldShape = z.object({ name: z.string(), purpose: z.enum(['contact_id', 'contact_link']) })

async function saveFieldId(
  engine: Engine,
  account: CapsuleAccount,
  purpose: 'contact_id' | 'contact_link',
  id: number,
) {
  const details = await capsuleDetails(engine, account)
  await saveDetails(engine.db, account.connection.id, {
    ...details,
    ...(purpose === 'contact_id' ? { contactIdField: id } : { contactLinkField: id }),
  })
}

async function capsuleDetails(engine: Engine, account: CapsuleAccount): Promise<CapsuleDetails> {
  const connection = await connectionById(engine.db, account.connection.id)
  return connection?.side === 'capsule' ? connection.details : account.connection.details
}

async function fieldIds(engine: Engine, account: CapsuleAccount) {
  const details = await capsuleDetails(engine, account)
  return {
    contactIdField: capsuleFieldId(
      defined(details.contactIdField, 'the contact id field exists before parties are written'),
    ),
    contactLinkField: capsuleFieldId(
      defined(details.contactLinkField, 'the contact link field exists before parties are written'),
    ),
  }
}

async function createParties(engine: Engine, application: Application, untilMs: number): Promise<boolean> {
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  let found: ReadonlyMap<string, CapsuleParty> = new Map()
  const look = async (operations: readonly StoredOperation[]) => {
    const interrupted = operations.filter((operation) => operation.state === 'sent')
    if (interrupted.length === 0) return
    found = await lookUpInterrupted(http, (await fieldIds(engine, capsule)).contactIdField, interrupted)
  }

  return inParallel(engine, application, 'capsule.party.create', untilMs, look, async (operation) => {
    const fields = await fieldIds(engine, capsule)
    const contactId = xeroContactId(defined(operation.contact_id, 'a creation names its contact'))
    const known = found.get(contactId)
    if (known) return finishCreation(engine, application, operation, known)
    if (!(await stillWanted(engine, application, contactId))) {
      await forgetEmptyLink(engine, application, contactId)
      return end(engine, application, operation, 'skipped', changedSincePlan)
    }
    const party = NewPartyShape.parse(operation.after)
    await markSent(engine.db, [operation.id], new Date(engine.now()))
    try {
      await finishCreation(engine, application, operation, await createParty(http, { party, ...fields }))
    } catch (error) {
      if (!isRemoteError(error, 'invalid', 'missing', 'clash')) throw error
      await forgetEmptyLink(engine, application, contactId)
      await end(engine, application, operation, 'failed', storedError(error))
    }
  })
}

/**
 * Creations whose answer may have been lost: the record carries our reference from its first moment, so it can
 * be found. Both the filter and the list of recent changes are asked, in case one lags behind.
 */
async function lookUpInterrupted(
  http: ReturnType<CapsuleAccount['http']>,
  field: ReturnType<typeof capsuleFieldId>,
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
async function forgetEmptyLink(engine: Engine, application: Application, contactId: string): Promise<void> {
  await engine.db
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
  await observeParties(
    engine.db,
    application.accounts.capsule.connection,
    new Date(engine.now()),
    [party],
    null,
  )
  await setLinkParty(engine.db, application.workspaceId, contactId, party.id)
  await end(engine, application, operation, 'done', null, { partyId: party.id })
}

async function writeXeroReferences(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { xero } = application.accounts
  const http = xero.http(application.lane, application.progress.onCall)
  for (;;) {
    const batch = await openOperations(
      engine.db,
      application.runId,
      'xero.contact.reference',
      contactsPerBatch,
    )
    if (batch.length === 0) return true
    if (engine.now() >= untilMs) return false
    const partyOf = await partiesOfLinks(engine, application, batch)
    const ready: {
      operation: StoredOperation
      contactId: ReturnType<typeof xeroContactId>
      partyId: number
    }[] = []
    for (const operation of batch) {
      const contactId = xeroContactId(defined(operation.contact_id, 'a reference names its contact'))
      const partyId = partyOf.get(contactId)
      if (partyId === undefined) await end(engine, application, operation, 'skipped', changedSincePlan)
      else ready.push({ operation, contactId, partyId })
    }
    if (ready.length === 0) continue
    await markSent(
      engine.db,
      ready.map((r) => r.operation.id),
      new Date(engine.now()),
    )
    const updates = ready.map((r) => ({ contactId: r.contactId, contactNumber: String(r.partyId) }))
    const outcomes = await updateContacts(http, updates, {
      idempotencyKey: batchKey(ready.map((r) => r.operation.id)),
    })
    const written = outcomes.flatMap((o) => (o.outcome === 'written' ? [o.contact] : []))
    await observeContacts(engine.db, xero.connection, new Date(engine.now()), written, null)
    const byContact = new Map(outcomes.map((o) => [o.contactId, o]))
    const ended: Outcome[] = ready.map(({ operation, contactId, partyId }) => {
      const outcome = byContact.get(contactId)
      if (outcome?.outcome === 'written')
        return { id: operation.id, state: 'done', error: null, result: { partyId } }
      const messages =
        outcome?.outcome === 'refused' ? outcome.messages : ['Xero did not answer for this record.']
      return { id: operation.id, state: 'failed', error: refused(messages), result: null }
    })
    await finish(
      engine,
      application,
      ended,
      ready.map((r) => r.operation),
    )
    await application.progress.advance('xero_writes', ready.length)
  }
}

/** The same batch again carries the same key, another batch another one. */
const batchKey = (ids: readonly string[]): string =>
  createHash('sha256')
    .update([...ids].sort().join(' '))
    .digest('hex')

/** Links with a party whose contact still has no number; another app may have set one since. */
async function partiesOfLinks(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
) {
  const ids = operations.flatMap((o) => (o.contact_id ? [o.contact_id] : []))
  const rows = await engine.db
    .selectFrom('link')
    .innerJoin('mirror_contact', (join) =>
      join
        .onRef('mirror_contact.id', '=', 'link.contact_id')
        .onRef('mirror_contact.workspace_id', '=', 'link.workspace_id'),
    )
    .select(['link.contact_id', 'link.party_id'])
    .where('link.workspace_id', '=', application.workspaceId)
    .where('link.contact_id', 'in', ids)
    .where('link.party_id', 'is not', null)
    .where('mirror_contact.status', '=', 'ACTIVE')
    .where('mirror_contact.contact_number', 'is', null)
    .execute()
  return new Map(
    rows.flatMap((row) => (row.party_id === null ? [] : [[row.contact_id, row.party_id] as const])),
  )
}

async function writeCapsuleReferences(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { capsule } = application.accounts
  const http = capsule.http(application.lane, application.progress.onCall)
  const nothing = async () => {}
  return inParallel(engine, application, 'capsule.party.reference', untilMs, nothing, async (operation) => {
    const fields = await fieldIds(engine, capsule)
    const link = await engine.db
      .selectFrom('link')
      .select('party_id')
      .where('workspace_id', '=', application.workspaceId)
      .where('contact_id', '=', operation.contact_id)
      .executeTakeFirst()
    if (!link?.party_id) return end(engine, application, operation, 'skipped', changedSincePlan)
    const after = ReferenceShape.parse(operation.after)
    await markSent(engine.db, [operation.id], new Date(engine.now()))
    try {
      const party = await updatePartyFields(http, capsulePartyId(link.party_id), [
        { definitionId: fields.contactIdField, value: after.contactId },
        { definitionId: fields.contactLinkField, value: after.contactLink },
      ])
      await observeParties(engine.db, capsule.connection, new Date(engine.now()), [party], null)
      await end(engine, application, operation, 'done', null, { partyId: party.id })
    } catch (error) {
      if (!isRemoteError(error, 'invalid', 'missing', 'clash')) throw error
      await end(engine, application, operation, 'failed', storedError(error))
    }
  })
}

/** Read at once; the rest waits in the database. */
const operationsPerRead = 200

/**
 * Works through the operations of a kind a few at a time; false when time ran out first. The first fault stops
 * all, and what was not written stays planned.
 */
async function inParallel(
  engine: Engine,
  application: Application,
  kind: string,
  untilMs: number,
  prepare: (operations: readonly StoredOperation[]) => Promise<void>,
  work: (operation: StoredOperation) => Promise<void>,
): Promise<boolean> {
  for (;;) {
    const queue = await openOperations(engine.db, application.runId, kind, operationsPerRead)
    if (queue.length === 0) return true
    if (engine.now() >= untilMs) return false
    await prepare(queue)
    const faults: unknown[] = []
    const worker = async () => {
      while (faults.length === 0 && engine.now() < untilMs) {
        const operation = queue.shift()
        if (!operation) return
        try {
          await work(operation)
        } catch (fault) {
          faults.push(fault)
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    if (faults.length > 0) throw faults[0]
    if (queue.length > 0) return false
  }
}

async function end(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  state: Outcome['state'],
  error: StoredError | null,
  result: unknown = null,
): Promise<void> {
  await finish(engine, application, [{ id: operation.id, state, error, result }], [operation])
  await application.progress.advance(operation.side === 'xero' ? 'xero_writes' : 'capsule_writes', 1)
}

/** Outcomes, the links that are complete by them, what both sides agree on, and the audit: one commit. */
async function finish(
  engine: Engine,
  application: Application,
  outcomes: readonly Outcome[],
  operations: readonly StoredOperation[],
): Promise<void> {
  const { workspaceId, runId, actor, accounts } = application
  const at = new Date(engine.now())
  const contactIds = [...new Set(operations.flatMap((o) => (o.contact_id ? [o.contact_id] : [])))]
  const byId = new Map(outcomes.map((o) => [o.id, o]))
  await engine.db.transaction().execute(async (tx) => {
    await markEnded(tx, outcomes, at)
    const complete = await completeContacts(tx, workspaceId, contactIds)
    const linkIds = await activateLinks(tx, workspaceId, complete, at)
    await recordAgreement(tx, workspaceId, linkIds, { runId }, at)
    const entries: AuditEntry[] = operations.map((operation) => {
      const outcome = byId.get(operation.id)
      return {
        at,
        actor,
        action: `${operation.kind}.${outcome?.state ?? 'unknown'}`,
        subject: operation.contact_id ? `contact:${operation.contact_id}` : null,
        details: {
          run: runId,
          operation: operation.id,
          before: operation.before,
          after: operation.after,
          error: outcome?.error ?? null,
          result: outcome?.result ?? null,
        },
      }
    })
    await appendAudit(tx, workspaceId, entries)
    const today = todayOf(accounts.xero.connection.details.timeZone, engine.now())
    const keys = await refreshContactRows(tx, workspaceId, today, at, { parties: [], contacts: contactIds })
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts'], keys })
  })
}

/** Contacts none of whose operations is still to be written or failed. */
async function completeContacts(
  db: Engine['db'],
  workspaceId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const open = await db
    .selectFrom('operation')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('state', 'in', ['planned', 'sent', 'failed'])
    .execute()
  const waiting = new Set(open.map((row) => row.contact_id))
  return contactIds.filter((id) => !waiting.has(id))
}

const changedSincePlan: StoredError = {
  kind: 'changed',
  message: 'The record changed after the plan was made, so this part of the plan was left out.',
  next: 'It is looked at again by itself.',
}

function storedError(error: RemoteError): StoredError {
  const row = failureTable[error.kind]
  return { kind: error.kind, message: row.says(error.side, error), next: row.next }
}

const refused = (messages: readonly string[]): StoredError => ({
  kind: 'invalid',
  message: `Xero refused the data: ${messages.join(' ')}`,
  next: failureTable.invalid.next,
})
