import { fieldsWords } from '#core/problem/cause.ts'
import type { Access } from '#db/access.ts'
import { appendAudit } from '#db/audit.ts'
import { markDirty } from '#db/dirty.ts'
import { notifyChange } from '#db/notify.ts'
import { derivedKinds, insertOperations } from '#db/operations.ts'
import { noteAsked, openFailures, problemById, setProblem } from '#db/problems.ts'
import { insertRun } from '#db/runs.ts'
import { conclude, decide, notAllowed, notFound, type Refused, type Scope } from './deciding.ts'
import type { Engine } from './engine.ts'
import { loadLinkedPair, readings } from './pair.ts'
import { writtenFields } from './problems.ts'
import { resolveFields } from './resolving.ts'

/** What a person may do about a problem, or about one write of it. */
export type ProblemAction =
  | { readonly action: 'retry'; readonly operationId: string | null }
  | { readonly action: 'send_without'; readonly operationId: string | null }
  | { readonly action: 'ignore'; readonly reason: string }
  | { readonly action: 'reopen' }
  /** A person's name; null for nobody. */
  | { readonly action: 'assign'; readonly to: string | null }

export interface ProblemDone {
  readonly outcome: 'decided'
  readonly words: string
}

/**
 * Does what a person asked for; the lane then derives what has to be written.
 *
 * @param access whoever asks: only writes that they see are tried again
 */
export async function actOnProblem(
  engine: Engine,
  access: Access,
  request: { readonly id: string; readonly action: ProblemAction; readonly by: string },
): Promise<ProblemDone | Refused> {
  const { workspaceId } = access
  return decide(engine, workspaceId, request.by, async (scope) => {
    const problem = await problemById(scope.tx, workspaceId, request.id)
    if (!problem) return notFound
    const { action } = request
    switch (action.action) {
      case 'retry':
        return retry(scope, access, problem, action.operationId)
      case 'send_without':
        return sendWithout(scope, access, problem, action.operationId)
      case 'ignore':
        return ignore(scope, problem, action.reason)
      case 'reopen':
        return reopen(scope, problem)
      case 'assign':
        return assign(scope, problem, action.to)
    }
  })
}

type Problem = NonNullable<Awaited<ReturnType<typeof problemById>>>
type Failed = Awaited<ReturnType<typeof openFailures>>[number]

async function retry(
  scope: Scope,
  access: Access,
  problem: Problem,
  operationId: string | null,
): Promise<ProblemDone | Refused> {
  if (problem.source === 'connection') {
    if (problem.state === 'resolved') return notAllowed('This is over already.')
    scope.engine.accounts.tryNow(scope.workspaceId, problem.side)
    await note(scope, problem, 'problem.retried', {})
    return { outcome: 'decided', words: `${nameOf(problem)} is asked again now.` }
  }
  const failures = await openFailures(scope.tx, access, problem.id, operationId)
  if (failures.length === 0) return notAllowed('Nothing of this is left to be tried again.')
  const undoing = failures.filter((each) => each.run_kind === 'undo')
  const rest = failures.filter((each) => each.run_kind !== 'undo')
  if (rest.length === 0)
    return notAllowed(
      'This was part of an undo. Start the undo again under Activity: it shows what is left to do.',
    )
  await askAgain(scope, rest)
  await noteAsked(scope.tx, ids(rest), 'retry', scope.by)
  await replan(scope, problem, 'problem.retried', rest)
  const left = undoing.length > 0 ? ` ${undoing.length} of an undo are left: start the undo again.` : ''
  return { outcome: 'decided', words: `${records(rest.length)} read and written again now.${left}` }
}

/** Reads both sides anew; what the planner does not find by itself is put into a run of its own. */
async function askAgain(scope: Scope, failures: readonly Failed[]): Promise<void> {
  await markDirty(
    scope.tx,
    scope.workspaceId,
    scope.at,
    failures.flatMap(({ party_id, contact_id }) => [
      ...(party_id === null ? [] : [{ side: 'capsule', kind: 'party', recordId: String(party_id) } as const]),
      ...(contact_id === null ? [] : [{ side: 'xero', kind: 'contact', recordId: contact_id } as const]),
    ]),
  )
  const others = failures.filter((each) => !derivedKinds.includes(each.kind))
  if (others.length === 0) return
  const runId = scope.engine.uuid()
  const count = (side: 'capsule' | 'xero') => others.filter((each) => each.side === side).length
  await insertRun(scope.tx, {
    id: runId,
    workspaceId: scope.workspaceId,
    kind: 'manual',
    state: 'applying',
    steps: [
      { id: 'capsule_writes', done: 0, total: count('capsule'), state: 'running' },
      { id: 'xero_writes', done: 0, total: count('xero'), state: 'running' },
    ],
    requestedBy: scope.by,
    at: scope.at,
  })
  await insertOperations(
    scope.tx,
    scope.workspaceId,
    runId,
    others.map((each, seq) => {
      const id = scope.engine.uuid()
      return {
        id,
        seq,
        kind: each.kind,
        side: each.side,
        contactId: each.contact_id,
        partyId: each.party_id,
        approvedBy: `user:${scope.by}`,
        before: each.before,
        after: each.after,
        idempotencyKey: id,
      }
    }),
  )
  await scope.tx.updateTable('operation').set({ state: 'skipped' }).where('id', 'in', ids(others)).execute()
}

/** The refused value is left as it is on both sides until it changes; the rest of the record is written. */
async function sendWithout(
  scope: Scope,
  access: Access,
  problem: Problem,
  operationId: string | null,
): Promise<ProblemDone | Refused> {
  if (problem.fields.length === 0)
    return notAllowed('The vendor does not say which value it refuses, so none can be left out.')
  if (!scope.capsule || !scope.xero)
    return notAllowed('Both accounts must be connected before a value can be left out.')
  const failures = await openFailures(scope.tx, access, problem.id, operationId)
  if (failures.length === 0) return notAllowed('Nothing of this is left to be sent.')
  const done: Failed[] = []
  for (const failure of failures) if (await leaveOut(scope, problem, failure)) done.push(failure)
  const what = fieldsWords(problem.fields)
  if (done.length === 0)
    return notAllowed(
      `These records do not exist on both sides yet, so the ${what} cannot be left out. Correct it where it is, then try again.`,
    )
  await askAgain(scope, done)
  await noteAsked(scope.tx, ids(done), 'without', scope.by)
  await replan(scope, problem, 'problem.sent_without', done)
  const skipped = failures.length - done.length
  const left = skipped > 0 ? ` ${records(skipped)} left, because they exist on one side only.` : ''
  return {
    outcome: 'decided',
    words: `${records(done.length)} written without the ${what}, which stays as it is on both sides until it changes.${left}`,
  }
}

async function leaveOut(scope: Scope, problem: Problem, failure: Failed): Promise<boolean> {
  const { capsule, xero } = scope
  if (!capsule || !xero || failure.contact_id === null) return false
  const pair = await loadLinkedPair(scope.tx, { capsule, xero }, failure.contact_id)
  if (!pair) return false
  const written = writtenFields(failure.kind, failure.after)
  const decisions = problem.fields
    .filter((field) => written.includes(field))
    .flatMap((field) => {
      const now = readings(field, pair.subject, pair.contact, pair.context.setting)
      if (now.capsule === undefined || now.xero === undefined) return []
      return [{ field, pick: 'keep' as const, capsule: now.capsule, xero: now.xero }]
    })
  if (decisions.length === 0) return false
  return (await resolveFields(scope, pair, decisions, null)) === null
}

async function ignore(scope: Scope, problem: Problem, reason: string): Promise<ProblemDone | Refused> {
  if (problem.state === 'resolved') return notAllowed('This is resolved already.')
  await setProblem(scope.tx, problem.id, {
    state: 'ignored',
    closed_at: scope.at,
    closed_by: scope.by,
    closed_how: reason,
  })
  await note(scope, problem, 'problem.ignored', { reason })
  return { outcome: 'decided', words: 'It is ignored from now on, also when it happens again.' }
}

async function reopen(scope: Scope, problem: Problem): Promise<ProblemDone | Refused> {
  if (problem.state !== 'ignored') return notAllowed('Only what is ignored can be opened again.')
  await setProblem(scope.tx, problem.id, {
    state: 'open',
    closed_at: null,
    closed_by: null,
    closed_how: null,
  })
  await note(scope, problem, 'problem.reopened', {})
  return { outcome: 'decided', words: 'It is open again.' }
}

async function assign(scope: Scope, problem: Problem, to: string | null): Promise<ProblemDone | Refused> {
  if (problem.state === 'resolved') return notAllowed('This is resolved already.')
  await setProblem(scope.tx, problem.id, { assigned_to: to })
  await note(scope, problem, 'problem.assigned', { to })
  return {
    outcome: 'decided',
    words: to === null ? 'Nobody looks after it now.' : `${to} looks after it now.`,
  }
}

async function replan(
  scope: Scope,
  problem: Problem,
  action: string,
  failures: readonly Failed[],
): Promise<void> {
  await conclude(scope, {
    action,
    subject: `problem:${problem.id}`,
    details: { title: problem.title, operations: ids(failures) },
    parties: [...new Set(failures.flatMap((each) => each.party_id ?? []))],
    contacts: [...new Set(failures.flatMap((each) => each.contact_id ?? []))],
    topics: ['problems', 'run'],
  })
}

async function note(
  scope: Scope,
  problem: Problem,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { tx, workspaceId, at, by } = scope
  await appendAudit(tx, workspaceId, [
    {
      at,
      actor: `user:${by}`,
      action,
      subject: `problem:${problem.id}`,
      details: { title: problem.title, ...details },
    },
  ])
  await notifyChange(tx, { workspaceId, topics: ['problems', 'overview'], keys: [] })
}

const ids = (failures: readonly Failed[]): string[] => failures.map((each) => each.id)
const nameOf = ({ side }: Problem): string => (side === 'capsule' ? 'Capsule' : 'Xero')
const records = (n: number): string => (n === 1 ? '1 record is' : `${n.toLocaleString('en')} records are`)
