import { createHash } from 'node:crypto'
import { defined } from '#core/assert.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { type CapsulePartyId, capsulePartyId, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import { insertLinks } from '#db/links.ts'
import { insertOperations, markSent, nextSeq, openOperations } from '#db/operations.ts'
import { dropWanted } from '#db/wanted.ts'
import { contactsPerBatch, createContacts, findContactsByNumber } from '#xero/contacts.ts'
import type { Engine } from '../engine.ts'
import { observeContacts } from '../observe.ts'
import { storedOperations } from '../planning.ts'
import { NewContactShape } from '../stored-operations.ts'
import { type Application, changedSincePlan, refused, type StoredOperation } from './application.ts'
import { evidenceFor, faultedError } from './bad-record.ts'
import { finish } from './ending.ts'

/** Makes contacts of parties. The number of a contact is its party's id, so that one made before is found again. */
export async function createContactsOfParties(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { xero } = application.accounts
  const http = xero.http(application.lane, application.progress.onCall)
  const now = () => new Date(engine.now())
  for (;;) {
    const operations = await openOperations(
      engine.db,
      application.runId,
      ['xero.contact.create'],
      contactsPerBatch,
    )
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const interrupted = operations.filter((operation) => operation.state === 'sent')
    const numbers = interrupted.map((operation) => String(operation.party_id))
    const found = numbers.length === 0 ? [] : await findContactsByNumber(http, numbers)
    const byNumber = new Map(found.map((contact) => [contact.contactNumber, contact]))
    const wanted = await stillUnlinked(engine, application, operations)
    const wantedNow: StoredOperation[] = []
    for (const operation of operations) {
      const known = byNumber.get(String(operation.party_id))
      if (known) await finishCreation(engine, application, operation, known)
      else if (wanted.has(operation.party_id ?? 0)) wantedNow.push(operation)
      else
        await finish(engine, application, [
          { operation, state: 'skipped', error: changedSincePlan, again: true },
        ])
    }
    const sent = await markSent(
      engine.db,
      wantedNow.map((operation) => operation.id),
      now(),
    )
    const open = wantedNow.filter((operation) => sent.has(operation.id))
    if (open.length === 0) continue
    const contacts = open.map((operation) => NewContactShape.parse(operation.after))
    const idempotencyKey = createHash('sha256')
      .update(open.map((operation) => operation.idempotency_key).join(' '))
      .update(JSON.stringify(contacts))
      .digest('hex')
    const evidence = evidenceFor(engine, application, open)
    const outcomes = await createContacts(http, contacts, { idempotencyKey, evidence })
    const outcomeOf = new Map(outcomes.map((each) => [each.contactNumber, each]))
    for (const operation of open) {
      const outcome = outcomeOf.get(String(operation.party_id))
      if (outcome?.outcome === 'written')
        await finishCreation(engine, application, operation, outcome.contact)
      else if (outcome?.outcome === 'faulted')
        await finish(engine, application, [
          { operation, state: 'failed', error: faultedError(outcome.error, operation, application) },
        ])
      else {
        const messages =
          outcome?.outcome === 'refused' ? outcome.messages : ['Xero did not answer for this record.']
        await finish(engine, application, [{ operation, state: 'failed', error: refused('Xero', messages) }])
      }
    }
  }
}

/** Parties that are still there and still have no contact in this organisation. */
async function stillUnlinked(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Promise<Set<number>> {
  const ids = operations.flatMap((operation) => operation.party_id ?? [])
  if (ids.length === 0) return new Set()
  const rows = await engine.db
    .selectFrom('mirror_party')
    .select('mirror_party.id')
    .leftJoin('link', (join) =>
      join
        .onRef('link.workspace_id', '=', 'mirror_party.workspace_id')
        .onRef('link.party_id', '=', 'mirror_party.id')
        .on('link.connection_id', '=', application.accounts.xero.connection.id)
        .on('link.state', '<>', 'proposed'),
    )
    .where('mirror_party.workspace_id', '=', application.workspaceId)
    .where('mirror_party.id', 'in', ids)
    .where('mirror_party.state', '=', 'active')
    .where('link.id', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** The contact has an id only now, so its note joins the run that made it. */
async function noteLink(
  engine: Engine,
  tx: Engine['db'],
  { workspaceId, runId }: Application,
  { contactId, partyId }: { readonly contactId: XeroContactId; readonly partyId: CapsulePartyId },
  name: string,
): Promise<void> {
  const note = { kind: 'xero.contact.note', contactId, partyId, name } as const
  const stored = storedOperations(engine, [note], await nextSeq(tx, runId))
  await insertOperations(tx, workspaceId, runId, stored)
}

async function finishCreation(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  contact: XeroContact,
): Promise<void> {
  const { workspaceId, runId, accounts } = application
  const partyId = capsulePartyId(defined(operation.party_id, 'a creation names its party'))
  const at = new Date(engine.now())
  await observeContacts(engine.db, accounts.xero.connection, at, [contact], null)
  const ended = {
    operation: { ...operation, contact_id: contact.id },
    state: 'done',
    result: { partyId, contactId: contact.id },
    // The Capsule side still lacks its reference: the next plan writes it.
    again: true,
  } as const
  await finish(engine, application, [ended], async (tx) => {
    await tx.updateTable('operation').set({ contact_id: contact.id }).where('id', '=', operation.id).execute()
    // A contact that exists by that number already was linked before the answer was lost.
    const linked = await tx
      .selectFrom('link')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('connection_id', '=', accounts.xero.connection.id)
      .where((e) => e.or([e('contact_id', '=', contact.id), e('party_id', '=', partyId)]))
      .where('state', '<>', 'proposed')
      .executeTakeFirst()
    if (linked) return
    await tx
      .deleteFrom('link')
      .where('workspace_id', '=', workspaceId)
      .where('connection_id', '=', accounts.xero.connection.id)
      .where((e) => e.or([e('contact_id', '=', contact.id), e('party_id', '=', partyId)]))
      .execute()
    const link = {
      id: engine.uuid(),
      partyId,
      contactId: xeroContactId(contact.id),
      confidence: 'created',
      score: 100,
      reasons: [],
    } as const
    await insertLinks(tx, { workspaceId, connectionId: accounts.xero.connection.id, runId, at }, 'pending', [
      link,
    ])
    if (application.rules.rules.historyNotes === true)
      await noteLink(engine, tx, application, link, contact.name)
    const connectionId = accounts.xero.connection.id
    await dropWanted(tx, workspaceId, [{ side: 'capsule', id: String(partyId), connectionId }])
  })
}
