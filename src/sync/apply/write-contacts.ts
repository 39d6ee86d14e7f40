import { createHash } from 'node:crypto'
import { chunksOf } from '#core/chunks.ts'
import { applyXeroEdit, mergeXeroEdits } from '#core/field/apply.ts'
import type { FieldSetting, Subject, XeroEdit } from '#core/field/field.ts'
import { fields } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { xeroContactId } from '#core/model/ids.ts'
import { canonical } from '#core/plan/hash.ts'
import type { RemoteError } from '#core/remote/remote-error.ts'
import { markSent, openOperations, releaseOperations } from '#db/operations.ts'
import { contactsByIds } from '#db/read-reviews.ts'
import type { StoredError } from '#db/tables.ts'
import {
  type ContactOutcome,
  type ContactUpdate,
  contactsPerBatch,
  getContacts,
  updateContacts,
} from '#xero/contacts.ts'
import type { Engine } from '../engine.ts'
import { nothingTouched, observeContacts } from '../observe.ts'
import { fieldSetting } from '../setting.ts'
import { XeroUpdateShape } from '../stored-operations.ts'
import { type Application, changedSincePlan, refused, type StoredOperation } from './application.ts'
import { answers, evidenceFor, faultedError } from './bad-record.ts'
import { baseAfter, isHalfOfMerge } from './base-after.ts'
import { type Ended, finish } from './ending.ts'
import { loadLinkedParties, loadSubjects, standing } from './pairs.ts'
import { type GroupWrite, writeGroups } from './write-groups.ts'

const kinds = [
  'xero.contact.reference',
  'xero.contact.update',
  'xero.contact.unreference',
  'xero.contact.archive',
]
/** Looked at once more and then written in four batches, as many as may be under way, so that little time passes in between. */
const operationsPerRead = 200

/** All that is to be written to one contact: one element of a batch. */
interface ContactWrite {
  readonly contact: XeroContact
  readonly operations: readonly StoredOperation[]
  readonly update: ContactUpdate
  readonly edit: XeroEdit
}

export async function writeContacts(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { capsule, xero } = application.accounts
  const setting = fieldSetting(capsule.connection.details, xero.connection.details, application.rules)
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, kinds, operationsPerRead)
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const { contacts, unreadable } = await readAgain(engine, application, operations)
    const readable = operations.filter(({ contact_id }) => !unreadable.has(contact_id ?? ''))
    const { writes, ended } = await sortOut(engine, application, readable, contacts, setting)
    await finish(engine, application, [...ended, ...setAside(application, operations, unreadable)])
    const intended = await intend(engine, writes)
    const results = await Promise.allSettled(
      chunksOf(intended, contactsPerBatch).map((batch) => send(engine, application, batch, setting)),
    )
    const sent = results.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    await record(engine, application, sent, setting)
    for (const each of results) if (each.status === 'rejected') throw each.reason
    const moving = sent.flatMap(movingOf)
    if (moving.length > 0 && !(await moveGroups(engine, application, moving, setting, untilMs))) return false
  }
}

/**
 * What is about to be written is read once more, so that an edit nobody told us of is not overwritten; after a lost
 * answer always. An empty ContactNumber is filled without a look: nobody edits it by hand.
 */
async function readAgain(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Promise<{
  /** As they are known now. */
  readonly contacts: ReadonlyMap<string, XeroContact>
  readonly unreadable: ReadonlyMap<string, RemoteError>
}> {
  const { accounts, workspaceId } = application
  const { xero } = accounts
  const known = () =>
    contactsByIds(
      engine.db,
      workspaceId,
      operations.flatMap((each) => each.contact_id ?? []),
    )
  const contacts = await known()
  const unreadable = new Map<string, RemoteError>()
  const ids = operations
    .filter(
      (each) =>
        each.kind !== 'xero.contact.reference' && (application.manner !== 'first' || each.state === 'sent'),
    )
    .flatMap((each) => (each.contact_id === null ? [] : [xeroContactId(each.contact_id)]))
  if (ids.length === 0) return { contacts, unreadable }
  const http = xero.http(application.lane, application.progress.onCall)
  const read = await getContacts(http, [...new Set(ids)], {
    unreadable: (id, error) => unreadable.set(id, error),
    answers: () => answers(application, 'xero'),
  })
  const news = read.filter((contact) => canonical(contact) !== canonical(contacts.get(contact.id)))
  if (news.length === 0) return { contacts, unreadable }
  await observeContacts(engine.db, xero.connection, new Date(engine.now()), news, nothingTouched())
  return { contacts: await known(), unreadable }
}

/** Xero fails over the contact itself: what is to be written waits for its next try. */
const setAside = (
  application: Application,
  operations: readonly StoredOperation[],
  unreadable: ReadonlyMap<string, RemoteError>,
): Ended[] =>
  operations.flatMap((operation): Ended[] => {
    const error = unreadable.get(operation.contact_id ?? '')
    return error
      ? [{ operation, state: 'failed', error: faultedError(error, operation, application, 'read') }]
      : []
  })

async function sortOut(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
  contacts: ReadonlyMap<string, XeroContact>,
  setting: FieldSetting,
): Promise<{ writes: ContactWrite[]; ended: Ended[] }> {
  const { workspaceId } = application
  const ids = [...new Set(operations.flatMap((each) => each.contact_id ?? []))]
  const linked = await loadLinkedParties(engine.db, workspaceId, ids)
  const partyIds = operations.flatMap((each) => each.party_id ?? linked.get(each.contact_id ?? '') ?? [])
  const subjects = await loadSubjects(engine.db, workspaceId, [...new Set(partyIds)])
  const ended: Ended[] = []
  const writes: ContactWrite[] = []
  for (const [contactId, own] of Map.groupBy(operations, (each) => each.contact_id ?? '')) {
    const contact = contacts.get(contactId)
    const party = linked.get(contactId) ?? null
    const parts: { operation: StoredOperation; update: Partial<ContactUpdate>; edit: XeroEdit }[] = []
    for (const operation of own) {
      const subject = subjects.get(operation.party_id ?? party ?? 0)
      const step = contact
        ? stepOf(operation, application, { contact, party, subject, setting }, new Date(engine.now()))
        : stale(operation)
      if ('state' in step) ended.push(step)
      else parts.push({ operation, ...step })
    }
    if (!contact || parts.length === 0) continue
    const edit = mergeXeroEdits(parts.map((part) => part.edit))
    const { groups: _, ...texts } = edit
    writes.push({
      contact,
      operations: parts.map((part) => part.operation),
      edit,
      update: Object.assign({ contactId: contact.id }, texts, ...parts.map((part) => part.update)),
    })
  }
  return { writes, ended }
}

const stale = (operation: StoredOperation): Ended => ({
  operation,
  state: 'skipped',
  error: changedSincePlan,
  again: true,
})

interface Situation {
  readonly contact: XeroContact
  /** The party the contact is linked to now. */
  readonly party: number | null
  readonly subject: Subject | undefined
  readonly setting: FieldSetting
}

/** What of an operation is to be written as things stand, or how it ends without. */
function stepOf(
  operation: StoredOperation,
  application: Application,
  { contact, party, subject, setting }: Situation,
  at: Date,
): Ended | { readonly update: Partial<ContactUpdate>; readonly edit: XeroEdit } {
  const isUndo = application.manner === 'undo'
  if (contact.status !== 'ACTIVE' || contact.mergedToContactId !== null) {
    if (operation.kind === 'xero.contact.archive' && contact.status === 'ARCHIVED')
      return { operation, state: 'done' }
    return stale(operation)
  }
  switch (operation.kind) {
    case 'xero.contact.reference':
      // Its party was refused, and comes with the next plan if it can.
      if (party === null) return { operation, state: 'skipped', error: changedSincePlan }
      if ((contact.contactNumber ?? '') !== '')
        return contact.contactNumber === String(party)
          ? { operation, state: 'done', result: { partyId: party } }
          : stale(operation)
      return { update: { contactNumber: String(party) }, edit: {} }
    case 'xero.contact.unreference':
      if (contact.contactNumber !== String(operation.party_id)) return stale(operation)
      return { update: { contactNumber: null }, edit: {} }
    case 'xero.contact.archive':
      // The party came back since somebody agreed to archive.
      if (!isUndo && subject !== undefined) return stale(operation)
      return { update: { status: 'ARCHIVED' }, edit: {} }
    default: {
      const { changes, edit } = XeroUpdateShape.parse(operation.after)
      if (!subject || (!isUndo && operation.party_id !== party)) return stale(operation)
      const stand = standing(changes, 'xero', subject, contact, setting, operation.state === 'sent')
      if (stand === 'stale') return stale(operation)
      if (stand === 'write') return { update: {}, edit }
      const again = stand === 'overtaken' || isHalfOfMerge(operation)
      return { operation, state: 'done', base: baseAfter(operation, at), again }
    }
  }
}

/** What became of one write, before its groups change. */
interface Sent {
  readonly write: ContactWrite
  /** The contact as it is now; null when it was not taken. */
  readonly answer: XeroContact | null
  readonly outcome: ContactOutcome | undefined
}

/** The intent of all of them, durable before the first call; those that may still be written. */
async function intend(engine: Engine, all: readonly ContactWrite[]): Promise<readonly ContactWrite[]> {
  const ids = all.flatMap((write) => write.operations.map((operation) => operation.id))
  const marked = await markSent(engine.db, ids, new Date(engine.now()))
  const isWhole = (write: ContactWrite) => write.operations.every((operation) => marked.has(operation.id))
  // Of a record whose write was taken back in part the rest is looked at anew.
  const left = all.filter((write) => !isWhole(write)).flatMap((write) => write.operations)
  await releaseOperations(
    engine.db,
    left.flatMap((operation) => (operation.state === 'planned' ? [operation.id] : [])),
  )
  return all.filter(isWhole)
}

/** The fields of all of them in one call. */
async function send(
  engine: Engine,
  application: Application,
  writes: readonly ContactWrite[],
  setting: FieldSetting,
): Promise<Sent[]> {
  const { xero } = application.accounts
  const http = xero.http(application.lane, application.progress.onCall)
  const inBatch = writes.filter(({ update }) => hasFields(update))
  const operations = inBatch.flatMap((write) => write.operations)
  const outcomes =
    inBatch.length === 0
      ? []
      : await updateContacts(
          http,
          inBatch.map((write) => write.update),
          { idempotencyKey: batchKey(inBatch), evidence: evidenceFor(engine, application, operations) },
        )
  const byContact = new Map(outcomes.map((each) => [each.contactId, each]))
  return writes.map((write): Sent => {
    const { contact, update } = write
    const outcome = byContact.get(contact.id)
    const taken = outcome?.outcome === 'written' ? asSeen(contact, outcome.contact, setting) : null
    return { write, outcome, answer: hasFields(update) ? taken : contact }
  })
}

/** Stores what the contacts are now, and how the writes ended that change no groups. */
async function record(
  engine: Engine,
  application: Application,
  sent: readonly Sent[],
  setting: FieldSetting,
): Promise<void> {
  if (sent.length === 0) return
  const at = new Date(engine.now())
  const answers = sent.flatMap(({ answer }) => answer ?? [])
  await observeContacts(engine.db, application.accounts.xero.connection, at, answers, null)
  await finish(
    engine,
    application,
    sent.flatMap(({ write, answer, outcome }): Ended[] => {
      if (answer) return write.edit.groups ? [] : done(write, answer, setting, at)
      const messages =
        outcome?.outcome === 'refused' ? outcome.messages : ['Xero did not answer for this record.']
      return write.operations.map((operation) => ({
        operation,
        state: 'failed',
        error:
          outcome?.outcome === 'faulted'
            ? faultedError(outcome.error, operation, application)
            : refused('Xero', messages),
      }))
    }),
  )
}

function movingOf({ write, answer }: Sent): Moving[] {
  const { groups } = write.edit
  const key = write.operations.map((operation) => operation.idempotency_key).join(' ')
  return answer && groups ? [{ write, contact: answer, groups, key }] : []
}

const hasFields = (update: ContactUpdate): boolean => Object.keys(update).some((key) => key !== 'contactId')

interface Moving extends GroupWrite {
  readonly write: ContactWrite
}

async function moveGroups(
  engine: Engine,
  application: Application,
  moving: readonly Moving[],
  setting: FieldSetting,
  untilMs: number,
): Promise<boolean> {
  const results = await writeGroups(engine, application, moving, untilMs)
  const at = new Date(engine.now())
  const byContact = new Map(results.map((each) => [each.contactId, each]))
  const moved = moving.flatMap(({ write, contact }) => {
    const result = byContact.get(contact.id)
    return result ? [{ write, answer: { ...contact, groups: result.groups }, error: result.error }] : []
  })
  const { connection } = application.accounts.xero
  await observeContacts(
    engine.db,
    connection,
    at,
    moved.map(({ answer }) => answer),
    null,
  )
  await finish(
    engine,
    application,
    moved.flatMap(({ write, answer, error }) =>
      error === null
        ? done(write, answer, setting, at)
        : write.operations.map((operation) => halfDone(operation, error, at)),
    ),
  )
  return moved.length === moving.length
}

/** @param answer  the contact as it is now */
function done(write: ContactWrite, answer: XeroContact, setting: FieldSetting, at: Date): Ended[] {
  const again = isOtherThan(write.contact, write.edit, answer, setting)
  return write.operations.map((operation) => ({
    operation,
    state: 'done',
    result: { partyId: operation.party_id },
    base: baseAfter(operation, at),
    again: again || operation.kind === 'xero.contact.archive' || isHalfOfMerge(operation),
  }))
}

/** The groups could not be written; what else was is agreed on all the same. */
function halfDone(operation: StoredOperation, error: StoredError, at: Date): Ended {
  const base = baseAfter(operation, at)
  const others = base.filter(({ field }) => field !== 'tags')
  return others.length === base.length
    ? { operation, state: 'done', result: { partyId: operation.party_id }, base }
    : { operation, state: 'failed', error, base: others }
}

/**
 * The answer to a write may leave the groups out, which says nothing about them: where they count, those seen
 * before stay.
 */
function asSeen(before: XeroContact, answer: XeroContact, { tagGroups = [] }: FieldSetting): XeroContact {
  const isSilent = tagGroups.length > 0 && answer.groups.length === 0
  return isSilent ? { ...answer, groups: before.groups } : answer
}

/** The same batch again carries the same key, another one, or the same records with other values, another key. */
function batchKey(
  writes: readonly { readonly operations: readonly StoredOperation[]; readonly update: unknown }[],
): string {
  const texts = writes.map(
    (write) =>
      `${write.operations.map((operation) => operation.idempotency_key).join(' ')} ${JSON.stringify(write.update)}`,
  )
  return createHash('sha256').update(texts.sort().join('\n')).digest('hex')
}

/** Somebody else wrote at the same time, or Xero made something else of our values. */
function isOtherThan(
  before: XeroContact,
  edit: XeroEdit,
  answer: XeroContact,
  setting: FieldSetting,
): boolean {
  const expected = applyXeroEdit(before, edit)
  return (
    answer.status !== before.status ||
    fields.some((field) => field.readXero(expected, setting) !== field.readXero(answer, setting))
  )
}
