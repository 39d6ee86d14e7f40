import { createField, listFields } from '#capsule/fields.ts'
import type { CapsuleHttp } from '#capsule/http.ts'
import { createTask, deleteTask, findTask, getTask, setTaskStatus } from '#capsule/tasks.ts'
import { defined } from '#core/assert.ts'
import { taskReference } from '#core/fact/overdue-task.ts'
import { editOf, type FactFieldIds, writtenBy } from '#core/fact/writes.ts'
import type { CapsuleEdit, Subject } from '#core/field/field.ts'
import { nameKey } from '#core/field/name-key.ts'
import { capsulePartyId } from '#core/model/ids.ts'
import { isOwnFault, isRemoteError } from '#core/remote/remote-error.ts'
import { loadFactSetting, saveFactField } from '#db/fact-settings.ts'
import { endSpellsOf, spellMade } from '#db/fact-tasks.ts'
import { markFactsDue, saveWritten } from '#db/facts.ts'
import { markSent, openOperations } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import type { Engine } from '../engine.ts'
import { FactFieldShape, FactWriteShape, factKind, TaskRefShape, TaskShape } from '../fact-operations.ts'
import { type Application, goneSincePlan, type StoredOperation, storedError } from './application.ts'
import { faultedError, isOfRecord } from './bad-record.ts'
import { type Ended, finish } from './ending.ts'
import type { Done } from './in-groups.ts'

const perRead = 20

/** One operation after the other: the intent committed before its call, the outcome after it. */
export async function oneByOne(
  engine: Engine,
  application: Application,
  kinds: readonly string[],
  untilMs: number,
  write: (operation: StoredOperation) => Promise<Outcome>,
): Promise<boolean> {
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, kinds, perRead)
    if (operations.length === 0) return true
    for (const operation of operations) {
      if (engine.now() >= untilMs) return false
      const sent = await markSent(engine.db, [operation.id], new Date(engine.now()))
      // A person took it back a moment ago.
      if (!sent.has(operation.id)) continue
      const { also, ...ended } = await outcomeOf(engine, application, write, operation)
      await finish(engine, application, [{ operation, ...ended }], also)
    }
  }
}

export interface Outcome extends Omit<Ended, 'operation'> {
  /** Part of the commit that records it. */
  readonly also?: (tx: Engine['db']) => Promise<void>
}

async function outcomeOf(
  engine: Engine,
  application: Application,
  write: (operation: StoredOperation) => Promise<Outcome>,
  operation: StoredOperation,
): Promise<Outcome> {
  try {
    return await write(operation)
  } catch (fault) {
    // A role that is too low for this one thing is no reason to give up the connection.
    if (isRemoteError(fault, 'forbidden'))
      return { state: 'failed', error: { ...storedError(fault), next: notAdministrator } }
    if (isOwnFault(fault) && (await isOfRecord(engine, application, operation, fault)))
      return { state: 'failed', error: faultedError(fault, operation, application) }
    if (!isRemoteError(fault, 'invalid', 'missing', 'clash')) throw fault
    return { state: 'failed', error: storedError(fault) }
  }
}

const notAdministrator =
  'Connect Capsule as an administrator, or have an administrator of Capsule make it by hand under the same name.'

/** Custom fields for facts, found by name where they exist: a lost answer must not make a second one. */
export function createFactFields(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  const http = application.accounts.capsule.http(application.lane, application.progress.onCall)
  let listed: ReturnType<typeof listFields> | null = null
  return oneByOne(engine, application, [factKind.field], untilMs, async (operation) => {
    const { fact, name, type, description } = FactFieldShape.parse(operation.after)
    listed ??= listFields(http)
    const existing = (await listed).find((field) => nameKey(field.name) === nameKey(name))
    if (existing && existing.type !== null && existing.type !== type)
      return { state: 'failed', error: otherType(name, existing.type, type) }
    const field = existing ?? (await createField(http, { name, type, description }))
    return {
      state: 'done',
      result: { fieldId: field.id },
      also: (tx) => saveFactField(tx, application.workspaceId, fact, field.id),
    }
  })
}

const otherType = (name: string, held: string, wanted: string): StoredError => ({
  kind: 'invalid',
  message: `Capsule has a custom field “${name}” of another type: ${held}, not ${wanted}.`,
  next: 'Choose another name for it under Rules & mapping.',
})

/** Tasks of overdue customers: made once, closed when nothing is overdue for long any more. */
export function writeTasks(engine: Engine, application: Application, untilMs: number): Promise<boolean> {
  const http = application.accounts.capsule.http(application.lane, application.progress.onCall)
  const { workspaceId } = application
  const kinds = [factKind.task, factKind.complete, factKind.remove, factKind.reopen]
  return oneByOne(engine, application, kinds, untilMs, async (operation) => {
    if (operation.kind === factKind.task) return makeTask(http, workspaceId, operation)
    const { taskId } = TaskRefShape.parse(operation.after)
    if (operation.kind === factKind.remove) {
      await deleteTask(http, taskId)
      return { state: 'done', result: { taskId }, also: (tx) => endSpellsOf(tx, workspaceId, [taskId]) }
    }
    const task = await getTask(http, taskId)
    const wanted = operation.kind === factKind.complete ? 'COMPLETED' : 'OPEN'
    const also = (tx: Engine['db']) => endSpellsOf(tx, workspaceId, [taskId])
    if (!task) return { state: 'skipped', error: goneSincePlan, also }
    // Closed by a person meanwhile: nothing of it is ours to undo.
    if (task.status === wanted) return { state: 'skipped', error: sameAlready, also }
    await setTaskStatus(http, taskId, wanted)
    return { state: 'done', result: { taskId }, also }
  })
}

const sameAlready: StoredError = {
  kind: 'changed',
  message: 'Somebody did it in Capsule already.',
  next: 'Nothing needs to be done.',
}

/** After a lost answer the task is looked for by our reference in its text before another one is made. */
async function makeTask(
  http: CapsuleHttp,
  workspaceId: string,
  operation: StoredOperation,
): Promise<Outcome> {
  const { description, detail, dueOn, ownerId } = TaskShape.parse(operation.after)
  const partyId = capsulePartyId(defined(operation.party_id, 'a task names its party'))
  const found = operation.state === 'sent' ? await findTask(http, taskReference(operation.id)) : null
  const task = found ?? (await createTask(http, { partyId, description, detail, dueOn, ownerId }))
  return {
    state: 'done',
    result: { taskId: task.id, partyId },
    also: (tx) => spellMade(tx, workspaceId, operation.id, task.id),
  }
}

/** The custom fields facts are written to, as known by now; none where nothing of a run needs them. */
export async function factFieldIds(
  engine: Engine,
  workspaceId: string,
  operations: readonly StoredOperation[],
): Promise<FactFieldIds> {
  if (operations.every(({ kind }) => kind !== factKind.facts)) return {}
  return (await loadFactSetting(engine.db, workspaceId))?.fieldIds ?? {}
}

const noFactField: StoredError = {
  kind: 'missing',
  message: 'The custom field for it could not be made in Capsule.',
  next: 'See what was refused in this run, then save the switches under Rules & mapping again.',
}

/** Undoing changes nothing about what counts as written, or the next look would do it again. */
async function saveFactsOf(
  tx: Engine['db'],
  application: Pick<Application, 'workspaceId' | 'manner'>,
  operations: readonly StoredOperation[],
): Promise<void> {
  if (application.manner === 'undo') return
  const rows = operations.flatMap(({ kind, party_id, after }) =>
    kind === factKind.facts && party_id !== null
      ? [{ partyId: party_id, contacts: null, written: writtenBy(FactWriteShape.parse(after)) }]
      : [],
  )
  if (rows.length > 0) await saveWritten(tx, application.workspaceId, rows)
}

/** One write of facts as a part of what goes to its party. */
export function factStep(
  operation: StoredOperation,
  { party }: Subject,
  ids: FactFieldIds,
):
  | { readonly kind: 'write'; readonly operation: StoredOperation; readonly edit: CapsuleEdit }
  | { readonly kind: 'ended'; readonly ended: Ended } {
  const edit = editOf(FactWriteShape.parse(operation.after), ids, party)
  return edit
    ? { kind: 'write', operation, edit }
    : { kind: 'ended', ended: { operation, state: 'failed', error: noFactField } }
}

/** With the outcome it is kept which facts stand in Capsule now; what was left out is looked at again. */
export async function withFacts(
  engine: Engine,
  application: Pick<Application, 'workspaceId' | 'manner'>,
  writing: Promise<Done>,
): Promise<Done> {
  const done = await writing
  const facts = done.ended.filter(({ operation }) => operation.kind === factKind.facts)
  if (facts.length === 0) return done
  const left = facts.filter(({ state }) => state === 'skipped')
  return {
    ...done,
    also: async (tx) => {
      await done.also?.(tx)
      await saveFactsOf(
        tx,
        application,
        facts.flatMap((each) => (each.state === 'done' ? [each.operation] : [])),
      )
      const contacts = left.flatMap(({ operation }) => operation.contact_id ?? [])
      await markFactsDue(tx, application.workspaceId, contacts, new Date(engine.now()))
    },
  }
}
