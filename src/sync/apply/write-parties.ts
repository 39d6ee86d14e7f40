import type { CapsuleHttp } from '#capsule/http.ts'
import { deleteParty, getParties, updateParty } from '#capsule/parties.ts'
import { defined } from '#core/assert.ts'
import { applyCapsuleEdit, mergeCapsuleEdits } from '#core/field/apply.ts'
import type { CapsuleEdit, FieldSetting, Subject } from '#core/field/field.ts'
import { fields } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { capsulePartyId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { markDirty } from '#db/dirty.ts'
import { openOperations } from '#db/operations.ts'
import { contactsByIds } from '#db/read-reviews.ts'
import type { Engine } from '../engine.ts'
import { factKind } from '../fact-operations.ts'
import { forgetGroups, groupsChanged } from '../groups.ts'
import { nothingTouched, observeAbsence, observeParties } from '../observe.ts'
import { fieldSetting } from '../setting.ts'
import {
  type AddedRows,
  CapsuleUpdateShape,
  ReferenceBeforeShape,
  ReferenceShape,
} from '../stored-operations.ts'
import {
  type Application,
  changedSincePlan,
  goneSincePlan,
  type StoredOperation,
  storedError,
} from './application.ts'
import { answers, faultedError } from './bad-record.ts'
import { baseAfter, isHalfOfMerge } from './base-after.ts'
import { type ReferenceFields, referenceFields } from './capsule-fields.ts'
import { type Ended, finish } from './ending.ts'
import { type Done, inGroups, type Job } from './in-groups.ts'
import { loadLinkedParties, loadSubjects, standing } from './pairs.ts'
import { factFieldIds, factStep, withFacts } from './write-facts.ts'

const kinds = ['capsule.party.reference', 'capsule.party.update', 'capsule.party.unreference', factKind.facts]
/** Looked at once more and then written; the rest waits, so that little time passes in between. */
const operationsPerRead = 40

/** All that is to be written to one party: one call. */
interface PartyWrite {
  readonly partyId: number
  readonly operations: readonly StoredOperation[]
}

export async function writeParties(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const { capsule, xero } = application.accounts
  const { workspaceId } = application
  const http = capsule.http(application.lane, application.progress.onCall)
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, kinds, operationsPerRead)
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const doubtful = await untagged(engine, application, operations)
    if (doubtful.length > 0) {
      await finish(engine, application, doubtful)
      continue
    }
    const writes = await byParty(engine, application, operations)
    const unreadable = await readAgain(engine, application, writes)
    const ids = writes.map((write) => write.partyId)
    const subjects = await loadSubjects(engine.db, workspaceId, ids)
    const contacts = await contactsByIds(
      engine.db,
      workspaceId,
      operations.flatMap((operation) => operation.contact_id ?? []),
    )
    const setting = fieldSetting(capsule.connection.details, xero.connection.details, application.rules)
    const references = operations.some(
      ({ kind }) => kind !== 'capsule.party.update' && kind !== factKind.facts,
    )
      ? await referenceFields(engine, application.accounts)
      : null
    const factIds = await factFieldIds(engine, workspaceId, operations)
    const now = () => new Date(engine.now())
    const settled: Ended[] = []
    const jobs: Job[] = []
    for (const { partyId, operations } of writes) {
      const subject = subjects.get(partyId)
      const fault = unreadable.get(partyId)
      if (fault) {
        for (const operation of operations) {
          const error = faultedError(fault, operation, application, 'read')
          settled.push({ operation, state: 'failed', error })
        }
        continue
      }
      if (!subject) {
        for (const operation of operations)
          settled.push({ operation, state: 'skipped', error: goneSincePlan, again: true })
        continue
      }
      const steps = operations.map((operation) =>
        operation.kind === factKind.facts
          ? factStep(operation, subject, factIds)
          : stepOf(operation, subject, contacts.get(operation.contact_id ?? ''), setting, references, now()),
      )
      settled.push(...steps.flatMap((step) => (step.kind === 'ended' ? [step.ended] : [])))
      const open = steps.flatMap((step) => (step.kind === 'write' ? [step] : []))
      if (open.length === 0) continue
      const edit = mergeCapsuleEdits(open.map((step) => step.edit))
      const own = open.map((step) => step.operation)
      const writing = () => write(http, engine, workspaceId, subject, edit, own, setting)
      jobs.push({ operations: own, run: () => withFacts(engine, application, writing()) })
    }
    await finish(engine, application, settled)
    if (!(await inGroups(engine, application, jobs, untilMs))) return false
  }
}

/** Writes that take tags away because of a group that is not there any more: they are planned anew. */
async function untagged(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Promise<Ended[]> {
  const { accounts, manner, progress, rules } = application
  if (manner === 'undo' || rules.tagGroups.length === 0) return []
  const removing = operations.filter(
    ({ kind, after }) =>
      kind === 'capsule.party.update' && (CapsuleUpdateShape.parse(after).edit.tags?.remove.length ?? 0) > 0,
  )
  if (removing.length === 0 || !(await groupsChanged(engine, accounts.xero, rules, progress.onCall)))
    return []
  await forgetGroups(engine, accounts.xero)
  return removing.map((operation) => ({
    operation,
    state: 'skipped',
    error: changedSincePlan,
    again: true,
  }))
}

async function write(
  http: CapsuleHttp,
  engine: Engine,
  workspaceId: string,
  subject: Subject,
  edit: CapsuleEdit,
  operations: readonly StoredOperation[],
  setting: FieldSetting,
): Promise<Done> {
  const { id } = subject.party
  try {
    const party = await updateParty(http, id, edit)
    const again = isOtherThan(subject, edit, party, setting)
    const at = new Date(engine.now())
    const result = { partyId: id, added: addedRows(subject.party, party) }
    return {
      party,
      ended: operations.map((operation) => ({
        operation,
        state: 'done',
        result,
        base: baseAfter(operation, at),
        again: again || isHalfOfMerge(operation),
      })),
    }
  } catch (error) {
    if (!isRemoteError(error, 'invalid', 'missing', 'clash')) throw error
    if (isRemoteError(error, 'invalid'))
      return {
        ended: operations.map((operation) => ({ operation, state: 'failed', error: storedError(error) })),
      }
    // What is not there any more, or not as it was, is read again and planned anew.
    const record = { side: 'capsule', kind: 'party', recordId: String(id) } as const
    return {
      ended: operations.map((operation) => ({ operation, state: 'skipped', error: changedSincePlan })),
      also: (tx) => markDirty(tx, workspaceId, new Date(engine.now()), [record]),
    }
  }
}

type Step =
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'write'; readonly operation: StoredOperation; readonly edit: CapsuleEdit }

function stepOf(
  operation: StoredOperation,
  subject: Subject,
  contact: XeroContact | undefined,
  setting: FieldSetting,
  references: ReferenceFields | null,
  at: Date,
): Step {
  const ended = (state: Ended['state'], more: Partial<Ended> = {}): Step => ({
    kind: 'ended',
    ended: { operation, state, ...more },
  })
  const stale = () => ended('skipped', { error: changedSincePlan, again: true })
  if (operation.kind === 'capsule.party.update') {
    const { changes, edit } = CapsuleUpdateShape.parse(operation.after)
    if (!contact) return stale()
    const stand = standing(changes, 'capsule', subject, contact, setting, operation.state === 'sent')
    if (stand === 'stale') return stale()
    if (stand === 'write') return { kind: 'write', operation, edit }
    return ended('done', {
      result: { partyId: subject.party.id, added: nothingAdded },
      base: baseAfter(operation, at),
      again: stand === 'overtaken' || isHalfOfMerge(operation),
    })
  }
  const { contactIdField, contactLinkField } = defined(references, 'references are written to known fields')
  const values =
    operation.kind === 'capsule.party.reference'
      ? ReferenceShape.parse(operation.after)
      : ReferenceBeforeShape.parse(operation.after)
  const written = (definitionId: number) =>
    subject.party.fields.find((field) => field.definitionId === definitionId)?.value ?? null
  const isWritten =
    written(contactIdField) === values.contactId && written(contactLinkField) === values.contactLink
  if (operation.state === 'sent' && isWritten)
    return ended('done', {
      result: { partyId: subject.party.id, added: nothingAdded },
      base: baseAfter(operation, at),
    })
  if (operation.kind === 'capsule.party.unreference') {
    const ours = ReferenceBeforeShape.parse(operation.before)
    if (written(contactIdField) !== ours.contactId) return ended('skipped', { error: changedSincePlan })
  }
  return {
    kind: 'write',
    operation,
    edit: {
      fields: [
        { definitionId: contactIdField, value: values.contactId },
        { definitionId: contactLinkField, value: values.contactLink },
      ],
    },
  }
}

const nothingAdded: AddedRows = { emails: [], phones: [], addresses: [] }

/** The ids of rows the answer has and the party had not: what undoing has to remove. */
function addedRows(before: CapsuleParty, after: CapsuleParty): AddedRows {
  const added = (was: readonly { readonly id: number }[], is: readonly { readonly id: number }[]) => {
    const known = new Set(was.map((row) => row.id))
    return is.flatMap((row) => (known.has(row.id) ? [] : [row.id]))
  }
  return {
    emails: added(before.emails, after.emails),
    phones: added(before.phones, after.phones),
    addresses: added(before.addresses, after.addresses),
  }
}

/** Somebody else wrote at the same time, or Capsule made something else of our values. */
function isOtherThan(
  subject: Subject,
  edit: CapsuleEdit,
  answer: CapsuleParty,
  setting: FieldSetting,
): boolean {
  let id = -1
  const expected = { ...subject, party: applyCapsuleEdit(subject.party, edit, () => id--) }
  const actual = { ...subject, party: answer }
  if (answer.type !== subject.party.type || answer.organisation?.id !== subject.party.organisation?.id)
    return true
  return fields.some((field) => field.readCapsule(expected, setting) !== field.readCapsule(actual, setting))
}

/** The party of each operation: the one it names, or the one its contact is linked to. */
async function byParty(
  engine: Engine,
  application: Application,
  operations: readonly StoredOperation[],
): Promise<PartyWrite[]> {
  const linked = await loadLinkedParties(
    engine.db,
    application.workspaceId,
    operations.flatMap((operation) => operation.contact_id ?? []),
  )
  const lost: Ended[] = []
  const byId = new Map<number, StoredOperation[]>()
  for (const operation of operations) {
    const party = linked.get(operation.contact_id ?? '') ?? null
    const isOurs = application.manner === 'undo' || operation.kind === 'capsule.party.unreference'
    const partyId = isOurs ? operation.party_id : party
    // A link that was taken back or points elsewhere now is planned anew.
    if (partyId === null || (operation.party_id !== null && operation.party_id !== partyId))
      lost.push({
        operation,
        state: 'skipped',
        error: changedSincePlan,
        again: linked.has(operation.contact_id ?? ''),
      })
    else byId.set(partyId, [...(byId.get(partyId) ?? []), operation])
  }
  await finish(engine, application, lost)
  return [...byId].map(([partyId, own]) => ({ partyId, operations: own }))
}

/**
 * What is about to be written is read once more, so that an edit nobody told us of is not overwritten; after a lost
 * answer always.
 */
async function readAgain(
  engine: Engine,
  application: Application,
  writes: readonly PartyWrite[],
): Promise<ReadonlyMap<number, RemoteError>> {
  const unreadable = new Map<number, RemoteError>()
  const { capsule } = application.accounts
  const ids = writes.flatMap(({ partyId, operations }) =>
    operations.some(
      (each) =>
        each.state === 'sent' || (each.kind === 'capsule.party.update' && application.manner !== 'first'),
    )
      ? [capsulePartyId(partyId)]
      : [],
  )
  if (ids.length === 0) return unreadable
  const http = capsule.http(application.lane, application.progress.onCall)
  const { parties, restricted, missing } = await getParties(http, ids, {
    unreadable: (id, error) => unreadable.set(id, error),
    answers: () => answers(application, 'capsule'),
  })
  const at = new Date(engine.now())
  const touched = nothingTouched()
  await observeParties(engine.db, capsule.connection, at, parties, touched)
  await observeAbsence(engine.db, capsule.connection, at, restricted, 'restricted', touched)
  const gone = missing.map((id) => ({ side: 'capsule', kind: 'party', recordId: String(id) }) as const)
  if (gone.length === 0) return unreadable
  // Whether they were deleted or hidden is found out when they are read as changed records.
  await observeAbsence(engine.db, capsule.connection, at, missing, 'restricted', touched)
  await markDirty(engine.db, application.workspaceId, at, gone)
  return unreadable
}

/** Takes back parties that were created: what hangs on them goes with them, so only unchanged ones come here. */
export async function deleteParties(
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
      ['capsule.party.delete'],
      operationsPerRead,
    )
    if (operations.length === 0) return true
    if (engine.now() >= untilMs) return false
    const jobs = operations.map((operation): Job => {
      const id = capsulePartyId(defined(operation.party_id, 'a deletion names its party'))
      return { operations: [operation], run: () => remove(http, engine, application, operation, id) }
    })
    if (!(await inGroups(engine, application, jobs, untilMs))) return false
  }
}

async function remove(
  http: CapsuleHttp,
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  id: CapsuleParty['id'],
): Promise<Done> {
  const { connection } = application.accounts.capsule
  try {
    await deleteParty(http, id)
    await observeAbsence(engine.db, connection, new Date(engine.now()), [id], 'deleted', nothingTouched())
    return { ended: [{ operation, state: 'done', result: { partyId: id } }] }
  } catch (error) {
    if (!isRemoteError(error, 'invalid', 'clash')) throw error
    return { ended: [{ operation, state: 'failed', error: storedError(error) }] }
  }
}
