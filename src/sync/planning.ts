import { capsuleFieldId, capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import { defaultRules } from '#core/plan/default-rules.ts'
import { planHash } from '#core/plan/hash.ts'
import type { MatchReview, Plan, PlannedOperation, Rules } from '#core/plan/plan.ts'
import { plan as corePlan } from '#core/plan/plan-all.ts'
import { type CapsuleConnection, connectionById, type XeroConnection } from '#db/connections.ts'
import { dropProposals, insertLinks, listLinks } from '#db/links.ts'
import { neighbours } from '#db/match-keys.ts'
import type { Db } from '#db/open.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { closeReviews, openReviews } from '#db/reviews.ts'
import { runById } from '#db/runs.ts'
import { clearUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import {
  countDocuments,
  loadContacts,
  loadParties,
  loadRejected,
  type WorldScope,
  withLinkedRecords,
} from '#db/worlds.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import type { Touched } from './observe.ts'

interface Sides {
  readonly capsule: CapsuleConnection
  readonly xero: XeroConnection
}

/** Plans the whole workspace and stores the plan as proposals; nothing goes ahead before approval. */
export async function planComparison(
  engine: Engine,
  run: { readonly id: string; readonly workspaceId: WorkspaceId },
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<void> {
  const sides = await freshSides(engine.db, accounts)
  const plan = await planScope(engine, sides, 'all', {
    ...defaultRules,
    focus: 'all',
    nameOnly: 'group',
    gate: 'whole',
  })
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, run.workspaceId)
    // Another comparison may have been asked for while this one was being planned.
    if ((await runById(tx, run.workspaceId, run.id))?.state !== 'reading') return
    await dropProposals(tx, run.workspaceId)
    await tx.deleteFrom('operation').where('run_id', '=', run.id).execute()
    const scope = { workspaceId: run.workspaceId, connectionId: sides.xero.id, runId: run.id, at }
    await insertLinks(
      tx,
      scope,
      'proposed',
      plan.links.map((link) => ({ ...link, id: engine.uuid() })),
    )
    await insertOperations(tx, run.workspaceId, run.id, storedOperations(engine, plan.operations, 0))
    await closeReviews(tx, run.workspaceId, 'all', at)
    await clearUnplanned(tx, run.workspaceId, 'all')
    await openReviews(
      tx,
      { workspaceId: run.workspaceId, runId: run.id, at },
      plan.reviews.filter(isMatch).map((r) => ({ ...r, id: engine.uuid() })),
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

/** Plans the touched records under the standing rules, seeing all their rivals. */
export async function planTouched(
  engine: Engine,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
  touched: Touched,
): Promise<Plan> {
  const sides = await freshSides(engine.db, accounts)
  const workspace = sides.xero.workspaceId
  const start = await withLinkedRecords(engine.db, workspace, {
    parties: [...touched.parties],
    contacts: [...touched.contacts],
  })
  const near = await neighbours(engine.db, workspace, start, neighboursMax)
  const scope = await withLinkedRecords(engine.db, workspace, near)
  return planScope(engine, sides, scope, {
    ...defaultRules,
    gate: 'each',
    focus: {
      parties: new Set(start.parties.map((id) => capsulePartyId(id))),
      contacts: new Set(start.contacts.map((id) => xeroContactId(id))),
    },
    nameOnly: 'review',
  })
}

async function planScope(engine: Engine, sides: Sides, scope: WorldScope, rules: Rules): Promise<Plan> {
  const { db } = engine
  const { capsule, xero } = sides
  const workspace = xero.workspaceId
  const { contactIdField, contactLinkField } = capsule.details
  const contacts = await loadContacts(db, workspace, xero.id, scope)
  const parties = await loadParties(db, workspace, scope)
  const links = await listLinks(db, workspace, xero.id)
  return corePlan(
    {
      parties,
      absent: new Map(),
      customFields: { tax_number: null, company_number: null, account_number: null, currency: null },
      contactIdField: contactIdField === null ? null : capsuleFieldId(contactIdField),
      contactLinkField: contactLinkField === null ? null : capsuleFieldId(contactLinkField),
    },
    {
      contacts,
      documentCounts: await countDocuments(db, workspace, scope),
      shortCode: xero.details.shortCode,
      country: 'AU',
      linkBase: engine.endpoints.xero.appUrl,
    },
    {
      links: within(rules.focus === 'all' ? links : links.map(unfinished), scope),
      rejected: await loadRejected(db, workspace),
      values: new Map(),
      excluded: { parties: new Set(), contacts: new Set() },
      wanted: { parties: new Set(), contacts: new Set() },
      decided: new Map(),
    },
    rules,
  )
}

/**
 * A link whose party exists but whose references are not all written is planned for like a finished one: what a
 * write that failed left undone is planned again. Records that a run is writing right now are left to that run.
 */
const unfinished = (link: Link): Link => (link.partyId === null ? link : { ...link, state: 'active' })

function within<L extends { readonly partyId: number | null; readonly contactId: string }>(
  links: readonly L[],
  scope: WorldScope,
): readonly L[] {
  if (scope === 'all') return links
  const parties = new Set(scope.parties)
  const contacts = new Set(scope.contacts)
  return links.filter((l) => contacts.has(l.contactId) || (l.partyId !== null && parties.has(l.partyId)))
}

/** The connections as they are now: field ids may have been learnt since the accounts were made. */
async function freshSides(
  db: Db,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<Sides> {
  const capsule = await connectionById(db, accounts.capsule.connection.id)
  return {
    capsule: capsule?.side === 'capsule' ? capsule : accounts.capsule.connection,
    xero: accounts.xero.connection,
  }
}

/** Stores the operations of a plan. @param firstSeq of the run, when it holds some already */
export function storedOperations(
  engine: Engine,
  operations: readonly PlannedOperation[],
  firstSeq: number,
): NewOperation[] {
  return operations.map((operation, index) => {
    const id = engine.uuid()
    return {
      id,
      seq: firstSeq + index,
      kind: operation.kind,
      side: operation.kind.startsWith('xero.') ? 'xero' : 'capsule',
      contactId: 'contactId' in operation ? operation.contactId : null,
      before: 'before' in operation ? operation.before : null,
      after: afterOf(operation),
      idempotencyKey: id,
    }
  })
}

function afterOf(operation: PlannedOperation): unknown {
  switch (operation.kind) {
    case 'capsule.field.create':
      return { name: operation.name, purpose: operation.purpose }
    case 'capsule.party.create':
      return operation.party
    case 'capsule.party.reference':
      return operation.after
    case 'xero.contact.reference':
      return null
    case 'capsule.party.update':
    case 'xero.contact.update':
      return { partyId: operation.partyId, changes: operation.changes, edit: operation.edit }
    case 'xero.contact.create':
      return { partyId: operation.partyId, contact: operation.contact }
    case 'xero.contact.archive':
      return { partyId: operation.partyId }
  }
}

export const isMatch = (review: Plan['reviews'][number]): review is MatchReview => review.kind === 'match'
