import { sql } from 'kysely'
import { type RunId, runId as toRunId, type WorkspaceId } from '#core/model/ids.ts'
import { canonical, operationHash } from '#core/plan/hash.ts'
import type { Plan, PlannedOperation, PlannedReview } from '#core/plan/plan.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { jsonText } from '#db/json-text.ts'
import { changeLinks, dropRivalProposals, insertLinks } from '#db/links.ts'
import { notifyChange } from '#db/notify.ts'
import { dropFailures, insertOperations, nextSeq, retireFailures } from '#db/operations.ts'
import { askForRun, closeReviews, mergeHash, openReviews, reviewKey } from '#db/reviews.ts'
import { insertRun } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { clearUnplanned, deferUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { activateComplete } from './activation.ts'
import type { Engine } from './engine.ts'
import type { Touched } from './observe.ts'
import { afterOf, planTouched, storedOperations, type TouchedPlan } from './planning.ts'
import { differingByContact, saveDiffering, saveSettled } from './settled.ts'

interface Both {
  readonly capsule: CapsuleAccount
  readonly xero: XeroAccount
}

/**
 * Plans what the touched records call for in one organisation and stores it as a run that goes ahead by the standing
 * rules.
 *
 * @param both null: nothing is planned, only the lines of the Contacts page follow
 */
export async function settle(
  engine: Engine,
  workspaceId: WorkspaceId,
  both: Both | null,
  touched: Touched,
): Promise<void> {
  const planned = both ? await planTouched(engine, both, touched) : null
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const records = { parties: [...touched.parties], contacts: [...touched.contacts] }
    if (planned && both) {
      await clearUnplanned(tx, workspaceId, both.xero.connection.id, records)
      await storePlan(engine, tx, workspaceId, both.xero.connection.id, planned, at)
    }
    const days = await daysOf(tx, workspaceId, engine.now())
    const keys = await refreshContactRows(tx, workspaceId, days, at, planned?.focus ?? records)
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts', 'reviews'], keys })
  })
}

async function storePlan(
  engine: Engine,
  tx: Engine['db'],
  workspaceId: WorkspaceId,
  connectionId: string,
  { plan, focus, rules, setting }: TouchedPlan,
  at: Date,
): Promise<void> {
  const decisions = await decisionsOn(tx, workspaceId, plan)
  await changeLinks(tx, workspaceId, plan.linkChanges, at)
  const conflicts = plan.reviews.filter((review) => review.kind === 'conflict')
  const writing = await writesUnderWay(tx, workspaceId, connectionId, plan.operations, conflicts)
  const reviews = plan.reviews.filter((review) => !isDealtWith(review, decisions))
  await closeReviews(tx, workspaceId, focus.contacts, at, new Set(reviews.map(reviewKey)))
  await openReviews(
    tx,
    { workspaceId, runId: null, at },
    reviews
      .filter((review) => review.kind !== 'conflict' || !writing.sent.has(review.contactId))
      .map((review) => ({ id: engine.uuid(), review })),
  )
  await saveDiffering(tx, workspaceId, plan.differing, focus.contacts)
  /** The run that writes this record already: its turn comes with that run. */
  const busy = (operation: PlannedOperation): string | null => {
    if (!('contactId' in operation))
      return 'partyId' in operation ? (writing.creations.get(operation.partyId)?.runId ?? null) : null
    const run = writing.contacts.get(operation.contactId)
    return run?.state === 'applying' ? run.runId : null
  }
  const refused = (operation: PlannedOperation) =>
    decisions.size > 0 && decisions.get(operationHash(operation))?.granted === false
  const deferred = plan.operations.flatMap((operation) => {
    const runId = busy(operation)
    // What is being written already as it would be planned now needs no second look.
    return runId !== null && 'contactId' in operation && !writing.same(operation)
      ? [{ contactId: operation.contactId, runId }]
      : []
  })
  // What differs may be what is just being written, and nobody's edit: nobody is asked before that is known.
  const doubted = conflicts.flatMap(({ contactId }) => {
    const runId = writing.sent.get(contactId)
    return runId === undefined ? [] : [{ contactId, runId }]
  })
  await deferUnplanned(tx, workspaceId, connectionId, [...deferred, ...doubted])
  const later = new Set<string>([...deferred, ...doubted].map((each) => each.contactId))
  const operations = plan.operations.filter((each) => busy(each) === null && !refused(each))
  const created = new Set(
    operations.flatMap((o) => (o.kind === 'capsule.party.create' ? [o.contactId as string] : [])),
  )
  const links = plan.links.filter(
    (link) => !later.has(link.contactId) && (link.partyId !== null || created.has(link.contactId)),
  )
  // Of a record that is being written the plan may be stale: its turn comes with that run.
  await saveSettled(
    tx,
    workspaceId,
    plan.settled.filter((each) => !later.has(each.contactId)),
    { runId: null, at },
  )
  const planned = recordsIn(plan.operations)
  await dropFailures(
    tx,
    workspaceId,
    focus.contacts.filter((id) => !later.has(id) && !planned.contacts.has(id)),
    focus.parties.filter((id) => !planned.parties.has(id)),
  )
  if (links.length === 0 && operations.length === 0) {
    // A link somebody decided on may need no write at all.
    const idle = focus.contacts.filter((id) => !later.has(id))
    await activateComplete(tx, { workspaceId, runId: null, rules, setting, at }, idle)
    return
  }
  await retireFailures(tx, workspaceId, recordsOf(operations), [...recordsIn(operations).parties])

  const approvers = new Map(
    [...decisions].flatMap(([hash, { granted, by }]) => (granted ? [[hash, `user:${by}`] as const] : [])),
  )
  const held = [...writing.contacts].filter(([, run]) => run.state === 'held')
  const heldRun = new Map(held.map(([contactId, run]) => [contactId, run.runId]))
  const parts = Map.groupBy(operations, (operation) =>
    'contactId' in operation ? (heldRun.get(operation.contactId) ?? null) : null,
  )
  const linkParts = Map.groupBy(links, (link) => heldRun.get(link.contactId) ?? null)
  await dropRivalProposals(tx, workspaceId, connectionId, links)
  const differing = differingByContact(plan.differing)
  for (const runId of new Set([...parts.keys(), ...linkParts.keys()])) {
    const some = parts.get(runId) ?? []
    const someLinks = linkParts.get(runId) ?? []
    const records = distinctRecords(some)
    const isHeld = runId !== null || records > rules.approveOver
    const id =
      runId === null
        ? await newRun(engine, tx, { workspaceId, connectionId }, some, isHeld ? tooMany(records) : null, at)
        : await replaceInHeld(tx, runId, some)
    if (isHeld && runId === null)
      await askForRun(
        tx,
        { workspaceId, runId: id, at },
        { id: engine.uuid(), why: tooMany(records), records },
      )
    await insertLinks(
      tx,
      { workspaceId, connectionId, runId: id, at },
      isHeld ? 'proposed' : 'pending',
      someLinks.map((link) => ({
        ...link,
        id: engine.uuid(),
        differing: differing.get(link.contactId) ?? [],
      })),
    )
    const firstSeq = runId === null ? 0 : await nextSeq(tx, id)
    await insertOperations(tx, workspaceId, id, storedOperations(engine, some, firstSeq, approvers))
  }
}

const tooMany = (records: number): string =>
  `One run would write ${records.toLocaleString('en')} records, more than the rules let go ahead by themselves.`

const recordsOf = (operations: readonly PlannedOperation[]): string[] =>
  operations.flatMap((o) => ('contactId' in o ? [o.contactId] : []))

function recordsIn(operations: readonly PlannedOperation[]) {
  return {
    contacts: new Set<string>(recordsOf(operations)),
    parties: new Set<number>(
      operations.flatMap((o) => ('partyId' in o && o.partyId !== null ? [o.partyId] : [])),
    ),
  }
}

function distinctRecords(operations: readonly PlannedOperation[]): number {
  return new Set(
    operations.flatMap((o) =>
      'contactId' in o ? [`x${o.contactId}`] : 'partyId' in o ? [`p${o.partyId}`] : [],
    ),
  ).size
}

async function newRun(
  engine: Engine,
  tx: Engine['db'],
  scope: { readonly workspaceId: WorkspaceId; readonly connectionId: string },
  operations: readonly PlannedOperation[],
  held: string | null,
  at: Date,
): Promise<RunId> {
  const id = toRunId(engine.uuid())
  const count = (side: 'capsule' | 'xero') => operations.filter((o) => o.kind.startsWith(`${side}.`)).length
  const state = held === null ? 'running' : 'waiting'
  const steps: RunStep[] = [
    { id: 'capsule_writes', done: 0, total: count('capsule'), state },
    { id: 'xero_writes', done: 0, total: count('xero'), state },
  ]
  await insertRun(tx, {
    id,
    ...scope,
    kind: 'events',
    state: held === null ? 'applying' : 'held',
    held,
    steps,
    requestedBy: null,
    at,
  })
  return id
}

/** A record that waits with a held run has changed again: what was planned for it there is replaced. */
async function replaceInHeld(
  tx: Engine['db'],
  runId: string,
  operations: readonly PlannedOperation[],
): Promise<RunId> {
  const contacts = recordsOf(operations)
  if (contacts.length > 0)
    await tx
      .deleteFrom('operation')
      .where('run_id', '=', runId)
      .where('state', '=', 'planned')
      .where('contact_id', 'in', contacts)
      .execute()
  return toRunId(runId)
}

interface Decided {
  readonly granted: boolean
  readonly by: string
}

/** What people decided about the writes and merges of this plan. */
async function decisionsOn(
  tx: Engine['db'],
  workspaceId: string,
  plan: Plan,
): Promise<ReadonlyMap<string, Decided>> {
  const any = await tx
    .selectFrom('decided_operation')
    .select('hash')
    .where('workspace_id', '=', workspaceId)
    .limit(1)
    .executeTakeFirst()
  if (!any) return new Map()
  const hashes = [
    ...plan.operations.map(operationHash),
    ...plan.reviews.flatMap((review) => (review.kind === 'merge' ? [mergeHash(review)] : [])),
  ]
  if (hashes.length === 0) return new Map()
  const rows = await tx
    .selectFrom('decided_operation')
    .select(['hash', 'granted', 'decided_by'])
    .where('workspace_id', '=', workspaceId)
    .where('hash', 'in', hashes)
    .execute()
  return new Map(rows.map((row) => [row.hash, { granted: row.granted, by: row.decided_by }]))
}

const isDealtWith = (review: PlannedReview, decisions: ReadonlyMap<string, Decided>): boolean =>
  review.kind === 'merge' && decisions.has(mergeHash(review))

interface OpenRun {
  readonly runId: string
  readonly state: 'applying' | 'held'
}

/** What approved and held runs are to write already of the records of a plan. */
async function writesUnderWay(
  db: Engine['db'],
  workspaceId: string,
  connectionId: string,
  planned: readonly PlannedOperation[],
  conflicts: readonly { readonly contactId: string }[],
): Promise<{
  readonly contacts: ReadonlyMap<string, OpenRun>
  /** Contacts of which a write went out whose outcome is not recorded yet, with its run. */
  readonly sent: ReadonlyMap<string, string>
  /** By the party whose contact is being made. */
  readonly creations: ReadonlyMap<number, OpenRun>
  /** Whether the write is among them, just so. */
  same(operation: PlannedOperation): boolean
}> {
  const ids = {
    contacts: [...recordsOf(planned), ...conflicts.map(({ contactId }) => contactId)],
    parties: planned.flatMap((o) => (o.kind === 'xero.contact.create' ? [o.partyId] : [])),
  }
  const rows = await sql<{
    contact_id: string | null
    party_id: number | null
    kind: string
    after: unknown
    state: string
    run_id: string
    run_state: string
  }>`select o.contact_id, o.party_id, o.kind, o.after, o.state, o.run_id, r.state as run_state
    from operation o join run r on r.id = o.run_id
    where o.workspace_id = ${workspaceId} and o.state in ('planned', 'sent') and r.state in ('applying', 'held') and r.kind <> 'facts'
      and (o.contact_id in (select json_array_elements_text(${jsonText(ids.contacts)}::json)::uuid)
        or (o.contact_id is null and r.connection_id = ${connectionId} and o.party_id in (select json_array_elements_text(${jsonText(ids.parties)}::json)::bigint)))
    order by o.run_id, o.seq`.execute(db)
  const contacts = new Map<string, OpenRun>()
  const creations = new Map<number, OpenRun>()
  const sent = new Map<string, string>()
  const written = new Set<string>()
  for (const { contact_id, party_id, kind, after, state, run_id, run_state } of rows.rows) {
    const run: OpenRun = { runId: run_id, state: run_state === 'held' ? 'held' : 'applying' }
    if (contact_id === null) {
      if (party_id !== null) creations.set(party_id, run)
      continue
    }
    if (contacts.get(contact_id)?.state !== 'applying') contacts.set(contact_id, run)
    if (state === 'sent' && run.state === 'applying') sent.set(contact_id, run_id)
    written.add(`${contact_id} ${kind} ${canonical(after)}`)
  }
  return {
    contacts,
    sent,
    creations,
    same: (operation) =>
      'contactId' in operation &&
      written.has(`${operation.contactId} ${operation.kind} ${canonical(afterOf(operation))}`),
  }
}
