import type { FieldSetting } from '#core/field/field.ts'
import { capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { operationHash, planHash } from '#core/plan/hash.ts'
import type { Plan, PlannedOperation, Rules } from '#core/plan/plan.ts'
import { plan as corePlan } from '#core/plan/plan-all.ts'
import { loadBase } from '#db/base-values.ts'
import { type CapsuleConnection, connectionById, type XeroConnection } from '#db/connections.ts'
import { changeLinks, dropProposals, insertLinks, listLinks, loadUnnoted } from '#db/links.ts'
import { neighbours } from '#db/match-keys.ts'
import type { Db } from '#db/open.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { closeReviews, contactsAskedForName, openReviews } from '#db/reviews.ts'
import { type CurrentRules, loadRules } from '#db/rules.ts'
import { isLive, runById } from '#db/runs.ts'
import { clearUnplanned, markUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import {
  countDocuments,
  loadAbsent,
  loadContacts,
  loadDecisions,
  loadParties,
  loadRejected,
  type WorldScope,
  withCompany,
  withLinkedRecords,
} from '#db/worlds.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import type { Touched } from './observe.ts'
import { referencesOf } from './references.ts'
import { fieldSetting } from './setting.ts'
import { differingByContact, saveDiffering, saveSettled } from './settled.ts'

interface Sides {
  readonly capsule: CapsuleConnection
  readonly xero: XeroConnection
}

/** Plans everything of one organisation and stores the plan as proposals; nothing goes ahead before approval. */
export async function planComparison(
  engine: Engine,
  run: { readonly id: string; readonly workspaceId: WorkspaceId },
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<void> {
  const sides = await freshSides(engine.db, accounts)
  const rules = await loadRules(engine.db, run.workspaceId)
  const plan = await planScope(engine, sides, 'all', rules, {
    ...rules.rules,
    focus: 'all',
    nameOnly: 'group',
    gate: 'whole',
  })
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, run.workspaceId)
    // Another comparison may have been asked for while this one was being planned.
    if ((await runById(tx, run.workspaceId, run.id))?.state !== 'reading') return
    await dropProposals(tx, run.workspaceId, sides.xero.id)
    await tx.deleteFrom('operation').where('run_id', '=', run.id).execute()
    await changeLinks(tx, run.workspaceId, plan.linkChanges, at)
    const scope = { workspaceId: run.workspaceId, connectionId: sides.xero.id, runId: run.id, at }
    const proposed = new Set(plan.links.map((link) => link.contactId))
    const standing = plan.differing.filter((each) => !proposed.has(each.contactId))
    await saveDiffering(tx, run.workspaceId, standing, { allOf: sides.xero.id })
    const differing = differingByContact(plan.differing)
    await insertLinks(
      tx,
      scope,
      'proposed',
      plan.links.map((link) => ({
        ...link,
        id: engine.uuid(),
        differing: differing.get(link.contactId) ?? [],
      })),
    )
    // Proposed links get their first base when they become active.
    const settled = plan.settled.filter((each) => !proposed.has(each.contactId))
    await saveSettled(tx, run.workspaceId, settled, { runId: run.id, at })
    await insertOperations(tx, run.workspaceId, run.id, storedOperations(engine, plan.operations, 0))
    await closeReviews(tx, run.workspaceId, { allOf: sides.xero.id }, at)
    // Once changes flow by themselves they do not wait for this plan's approval, nor does what follows a merge.
    if (await isLive(tx, run.workspaceId, sides.xero.id)) {
      const contacts = plan.linkChanges.map((change) =>
        change.kind === 'follow' ? change.to : change.contactId,
      )
      await markUnplanned(tx, run.workspaceId, { parties: [], contacts })
    } else await clearUnplanned(tx, run.workspaceId, sides.xero.id, 'all')
    await openReviews(
      tx,
      { workspaceId: run.workspaceId, runId: run.id, at },
      plan.reviews.map((review) => ({ id: engine.uuid(), review })),
    )
    await tx
      .updateTable('run')
      .set({ state: 'planned', plan_hash: planHash(plan), plan: JSON.stringify(outline(plan)) })
      .where('id', '=', run.id)
      .where('state', '=', 'reading')
      .execute()
  })
}

/** What the preview needs of a plan beyond links, operations and reviews, which have tables of their own. */
export interface PlanOutline {
  readonly skipped: Readonly<Record<string, number>>
  readonly capsuleOnly: number
  readonly capsuleOnlySample: readonly number[]
}

function outline(plan: Plan): PlanOutline {
  const skipped: Record<string, number> = {}
  for (const { reason } of plan.skipped) skipped[reason] = (skipped[reason] ?? 0) + 1
  return {
    skipped,
    capsuleOnly: plan.unmatchedParties.length,
    capsuleOnlySample: plan.unmatchedParties.slice(0, samplesMax),
  }
}

const samplesMax = 12
/** A key shared by more records than this says nothing (a franchise's e-mail), and would make passes slow. */
const neighboursMax = 2_000

/** A plan of some records, with the records it speaks for: the touched ones and what they are linked to. */
export interface TouchedPlan {
  readonly plan: Plan
  readonly focus: { readonly parties: readonly number[]; readonly contacts: readonly string[] }
  readonly rules: CurrentRules
  readonly setting: FieldSetting
}

/**
 * Plans the touched records under the standing rules, seeing all their rivals.
 *
 * @param undecided contacts whose links are not taken for decided as long as they wait for their party
 */
export async function planTouched(
  engine: Engine,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
  touched: Touched,
  undecided?: ReadonlySet<string>,
): Promise<TouchedPlan> {
  const sides = await freshSides(engine.db, accounts)
  const { id: connection, workspaceId: workspace } = sides.xero
  const rules = await loadRules(engine.db, workspace)
  const company = await withCompany(engine.db, workspace, {
    parties: [...touched.parties],
    // A name that was taken may be free now, whoever gave it up.
    contacts: [
      ...new Set([...touched.contacts, ...(await contactsAskedForName(engine.db, workspace, connection))]),
    ],
  })
  const focus = await withLinkedRecords(engine.db, workspace, connection, company)
  const near = await neighbours(engine.db, workspace, focus, neighboursMax)
  const linked = await withLinkedRecords(engine.db, workspace, connection, near)
  const scope = await withCompany(engine.db, workspace, linked)
  const focused: Rules = {
    ...rules.rules,
    gate: 'each',
    focus: {
      parties: new Set(focus.parties.map((id) => capsulePartyId(id))),
      contacts: new Set(focus.contacts.map((id) => xeroContactId(id))),
    },
    nameOnly: 'review',
  }
  const plan = await planScope(engine, sides, scope, rules, focused, undecided)
  const setting = fieldSetting(sides.capsule.details, sides.xero.details, rules)
  return { plan, focus, rules, setting }
}

/** @param undecided contacts whose links are not taken for decided as long as they wait for their party */
async function planScope(
  engine: Engine,
  sides: Sides,
  scope: WorldScope,
  current: CurrentRules,
  rules: Rules,
  undecided: ReadonlySet<string> = new Set(),
): Promise<Plan> {
  const { db } = engine
  const { capsule, xero } = sides
  const workspace = xero.workspaceId
  const { names, contactIdField, contactLinkField } = referencesOf(capsule.details, xero.details)
  const {
    country,
    capsuleCountry,
    customFields,
    tagGroups = [],
  } = fieldSetting(capsule.details, xero.details, current)
  const contacts = await loadContacts(db, workspace, xero.id, scope)
  const parties = await loadParties(db, workspace, scope)
  const links = (await listLinks(db, workspace, xero.id, scope))
    .filter((link) => link.partyId !== null || !undecided.has(link.contactId))
    .map(unfinished)
  return corePlan(
    {
      parties,
      absent: await loadAbsent(db, workspace, unseen(links, parties, scope)),
      customFields,
      contactIdField,
      contactLinkField,
      referenceNames: names,
      ...(capsuleCountry === undefined ? {} : { country: capsuleCountry }),
    },
    {
      contacts,
      documentCounts: await countDocuments(db, workspace, withoutLink(scope, links)),
      shortCode: xero.details.shortCode,
      country,
      tagGroups,
      linkBase: engine.endpoints.xero.appUrl,
    },
    {
      links,
      rejected: await loadRejected(db, workspace),
      values: await loadBase(db, workspace, scope === 'all' ? 'all' : links.map((link) => link.id)),
      ...(await loadDecisions(db, workspace, xero.id)),
      ...(rules.historyNotes === true ? { unnoted: await loadUnnoted(db, workspace) } : {}),
    },
    rules,
  )
}

/**
 * A link whose party exists but whose references are not all written is planned for like a finished one: what a
 * write that failed left undone is planned again. Records that a run is writing right now are left to that run.
 */
const unfinished = (link: Link): Link => (link.partyId === null ? link : { ...link, state: 'active' })

/** Linked parties of the scope that are not among those to be seen. */
function unseen(links: readonly Link[], parties: readonly CapsuleParty[], scope: WorldScope): number[] {
  const seen = new Set<number>(parties.map(({ id }) => id))
  const named = scope === 'all' ? null : new Set(scope.parties)
  const isUnseen = (id: number) => !seen.has(id) && (named === null || named.has(id))
  return links.flatMap(({ partyId }) => (partyId !== null && isUnseen(partyId) ? [partyId] : []))
}

/** How many documents a contact has says whether it gets a party of its own: it is asked of those without one. */
function withoutLink(scope: WorldScope, links: readonly Link[]): WorldScope {
  if (scope === 'all') return scope
  const linked = new Set<string>(links.map(({ contactId }) => contactId))
  return { parties: scope.parties, contacts: scope.contacts.filter((id) => !linked.has(id)) }
}

/** The connections as they are now: ids of fields and groups may have been learnt since the accounts were made. */
async function freshSides(
  db: Db,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<Sides> {
  const capsule = await connectionById(db, accounts.capsule.connection.id)
  const xero = await connectionById(db, accounts.xero.connection.id)
  return {
    capsule: capsule?.side === 'capsule' ? capsule : accounts.capsule.connection,
    xero: xero?.side === 'xero' ? xero : accounts.xero.connection,
  }
}

/**
 * The operations of a plan as they are stored.
 *
 * @param firstSeq of the run, when it holds some already
 * @param approvers who approved what was held, by `operationHash`
 */
export function storedOperations(
  engine: Engine,
  operations: readonly PlannedOperation[],
  firstSeq: number,
  approvers: ReadonlyMap<string, string> = new Map(),
): NewOperation[] {
  return operations.map((operation, index) => {
    const id = engine.uuid()
    return {
      id,
      seq: firstSeq + index,
      kind: operation.kind,
      side: operation.kind.startsWith('xero.') ? 'xero' : 'capsule',
      contactId: 'contactId' in operation ? operation.contactId : null,
      partyId: 'partyId' in operation ? operation.partyId : null,
      before: 'restore' in operation ? operation.restore : 'before' in operation ? operation.before : null,
      after: afterOf(operation),
      idempotencyKey: id,
      approvedBy: approvers.size === 0 ? null : (approvers.get(operationHash(operation)) ?? null),
    }
  })
}

/** What `operation.after` holds of a planned write. */
export function afterOf(operation: PlannedOperation): unknown {
  switch (operation.kind) {
    case 'capsule.field.create':
      return { name: operation.name, purpose: operation.purpose }
    case 'capsule.party.create':
      return operation.party
    case 'capsule.party.reference':
      return operation.after
    case 'xero.contact.reference':
    case 'xero.contact.archive':
      return null
    case 'capsule.party.update':
    case 'xero.contact.update':
      return { changes: operation.changes, edit: operation.edit }
    case 'xero.contact.create':
      return operation.contact
    case 'xero.contact.note':
      return { name: operation.name }
  }
}
