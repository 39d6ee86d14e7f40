import { createHash } from 'node:crypto'
import { type DealSettings, dealsOn } from '#core/deal/settings.ts'
import { type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import { appendAudit } from '#db/audit.ts'
import { type Claim, changeClaim, claim, claimByKey, dealKey, dropClaim, listWanted } from '#db/deals.ts'
import { notifyChange } from '#db/notify.ts'
import { insertOperations } from '#db/operations.ts'
import {
  listUnplannedOpportunities,
  type OpportunityRow,
  opportunityById,
  settleOpportunity,
  settleOtherOpportunities,
} from '#db/opportunities.ts'
import { askForRun, type RunDocument } from '#db/reviews.ts'
import { loadRules } from '#db/rules.ts'
import { insertRun } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { wantRecord } from '#db/wanted.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { getContacts } from '#xero/contacts.ts'
import { followDocuments } from './deal-back.ts'
import { type Both, type Candidate, decideDocument, type PlannedDocument } from './deal-deciding.ts'
import type { DocumentShape } from './deal-operations.ts'
import { reconcilePlanned } from './deal-reconcile.ts'
import type { Engine } from './engine.ts'
import { nothingTouched, observeContacts } from './observe.ts'

/** Documents planned in one go. */
const perPass = 100

/**
 * Plans what opportunities and people call for in one organisation, and what documents tell their opportunities. What is
 * to be written becomes runs, one for each document.
 *
 * @param isHome opportunities become documents of this organisation
 * @returns true when something was stored that calls for another look
 * @throws RemoteError; what was not planned stays to be planned
 */
export async function settleDeals(engine: Engine, both: Both, isHome: boolean): Promise<boolean> {
  const { workspaceId, id: connectionId } = both.xero.connection
  const { deals } = await loadRules(engine.db, workspaceId)
  let moved = await reconcilePlanned(engine, both, deals)
  if (await followDocuments(engine, both, deals)) moved = true
  const rows = isHome ? await changedOpportunities(engine, workspaceId, deals) : []
  for (const row of rows) if (await settleOne(engine, both, deals, { row, claim: null })) moved = true
  for (const wanted of await listWanted(engine.db, workspaceId, connectionId, perPass)) {
    const row =
      wanted.opportunity_id === null
        ? null
        : ((await opportunityById(engine.db, workspaceId, wanted.opportunity_id)) ?? null)
    if (await settleOne(engine, both, deals, { row, claim: wanted })) moved = true
  }
  return moved
}

async function changedOpportunities(
  engine: Engine,
  workspaceId: WorkspaceId,
  deals: DealSettings,
): Promise<OpportunityRow[]> {
  if (!dealsOn(deals)) return []
  const milestones = deals.rules.filter((rule) => rule.on).map((rule) => rule.milestoneId)
  const rows = await listUnplannedOpportunities(engine.db, workspaceId, milestones, perPass)
  if (rows.length === 0) await settleOtherOpportunities(engine.db, workspaceId, milestones)
  return rows
}

/** Decides about one document and stores what follows. */
async function settleOne(
  engine: Engine,
  both: Both,
  deals: DealSettings,
  candidate: Candidate,
): Promise<boolean> {
  const known = candidate.claim ?? (await claimOf(engine, candidate.row))
  // Whatever has been made, planned or refused is not made once more, however often the opportunity is won.
  if (known && known.state !== 'wanted') {
    if (candidate.row) await settleOpportunity(engine.db, candidate.row)
    return false
  }
  let planned = await decideDocument(engine, both, deals, { row: candidate.row, claim: known })
  if (planned.decision.do === 'write') {
    // Our copy of the contact may be old, and Xero refuses documents for archived ones.
    const touched = nothingTouched()
    const contacts = await getContacts(both.xero.http('event'), [planned.decision.contactId])
    await observeContacts(engine.db, both.xero.connection, new Date(engine.now()), contacts, touched)
    planned = await decideDocument(engine, both, deals, { row: candidate.row, claim: known })
  }
  return store(engine, both, { row: candidate.row, claim: known }, planned)
}

async function claimOf(engine: Engine, row: OpportunityRow | null): Promise<Claim | null> {
  return row ? ((await claimByKey(engine.db, row.workspace_id, dealKey(row.id))) ?? null) : null
}

/** Claim, run and operation in one commit: whoever comes second finds the claim. */
async function store(
  engine: Engine,
  both: Both,
  { row, claim: known }: Candidate,
  { decision, shape }: PlannedDocument,
): Promise<boolean> {
  const { workspaceId, id: connectionId } = both.xero.connection
  const at = new Date(engine.now())
  return engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    if (row) await settleOpportunity(tx, row)
    if (decision.do === 'nothing') {
      // It was reopened, lost or deleted before anything was made.
      if (!known || (known.asked_by !== null && row?.state === 'active')) return row?.unplanned ?? false
      await dropClaim(tx, known.id)
      await notifyChange(tx, { workspaceId, topics: ['deals'], keys: [] })
      return true
    }
    const held =
      known ??
      (row
        ? await claim(tx, {
            id: engine.uuid(),
            workspaceId,
            connectionId,
            key: dealKey(row.id),
            opportunityId: row.id,
            partyId: row.party_id,
            contactId: null,
            askedBy: null,
            at,
          })
        : null)
    if (held?.state !== 'wanted') return false
    const changed = await act(engine, tx, held, { decision, shape }, { workspaceId, connectionId, at })
    if (changed) await notifyChange(tx, { workspaceId, topics: ['deals'], keys: [] })
    return changed || known === null
  })
}

interface Scope {
  readonly workspaceId: WorkspaceId
  readonly connectionId: string
  readonly at: Date
}

async function act(
  engine: Engine,
  tx: Engine['db'],
  held: Claim,
  { decision, shape }: PlannedDocument,
  scope: Scope,
): Promise<boolean> {
  const { workspaceId, connectionId, at } = scope
  switch (decision.do) {
    case 'nothing':
      return false
    case 'wait': {
      const { wait, words, next } = decision
      if (held.wait === wait && held.why === words) return false
      return changeClaim(tx, held.id, 'wanted', { wait, why: words, next }, at)
    }
    case 'want_contact': {
      const by = held.asked_by ?? 'a rule'
      await wantRecord(
        tx,
        { workspaceId, by, at },
        {
          side: 'capsule',
          id: String(decision.partyId),
          connectionId,
        },
      )
      await markUnplanned(tx, workspaceId, { parties: [decision.partyId], contacts: [] })
      const words = `${shape.customer} is not in Xero yet; its contact is being created.`
      const next = 'Nothing; it goes on by itself.'
      await changeClaim(tx, held.id, 'wanted', { wait: 'contact', why: words, next }, at)
      return true
    }
    case 'adopt': {
      const { id, kind, status } = decision.document
      await changeClaim(
        tx,
        held.id,
        'wanted',
        {
          state: 'made',
          document_id: id,
          document_kind: kind,
          document_status: status,
          wait: null,
          why: null,
          next: null,
        },
        at,
      )
      await appendAudit(tx, workspaceId, [
        {
          at,
          actor: 'system',
          action: 'deal.document.found',
          subject: shape.opportunityId === null ? null : `opportunity:${shape.opportunityId}`,
          details: { documentId: id, kind },
        },
      ])
      return true
    }
    case 'write': {
      const { contactId, draft } = decision
      const after: DocumentShape = {
        ...shape,
        claimId: held.id,
        contactId: xeroContactId(contactId),
        marker: { ...shape.marker },
        draft: {
          ...draft,
          lines: draft.lines.map((line) => ({ ...line, tracking: line.tracking.map((one) => ({ ...one })) })),
        },
      }
      await planRun(engine, tx, held, after, decision.held, scope)
      return true
    }
  }
}

async function planRun(
  engine: Engine,
  tx: Engine['db'],
  held: Claim,
  after: DocumentShape,
  why: string | null,
  { workspaceId, connectionId, at }: Scope,
): Promise<void> {
  const runId = engine.uuid()
  const operationId = engine.uuid()
  const state: RunStep['state'] = why === null ? 'running' : 'waiting'
  await insertRun(tx, {
    id: runId,
    workspaceId,
    kind: held.asked_by === null ? 'events' : 'manual',
    state: why === null ? 'applying' : 'held',
    held: why,
    steps: [
      { id: 'capsule_writes', done: 0, total: 0, state },
      { id: 'xero_writes', done: 0, total: 1, state },
    ],
    requestedBy: held.asked_by,
    connectionId,
    at,
  })
  await insertOperations(tx, workspaceId, runId, [
    {
      id: operationId,
      seq: 0,
      kind: after.draft.kind === 'invoice' ? 'xero.invoice.create' : 'xero.quote.create',
      side: 'xero',
      // A held document must not keep other writes of its contact waiting: it is named in `after` alone.
      contactId: null,
      partyId: null,
      approvedBy: null,
      before: null,
      after,
      idempotencyKey: idempotencyKey(workspaceId, held),
    },
  ])
  if (why !== null)
    await askForRun(
      tx,
      { workspaceId, runId, at },
      { id: engine.uuid(), why, records: 1, document: documentWords(after) },
    )
  await changeClaim(
    tx,
    held.id,
    'wanted',
    {
      state: 'planned',
      run_id: runId,
      operation_id: operationId,
      contact_id: after.contactId,
      wait: why === null ? null : 'approval',
      why: why === null ? null : 'It waits for approval under Review.',
      next: why === null ? null : 'Somebody approves or refuses it there.',
    },
    at,
  )
}

/** The same for every try of one document, whichever node makes it. */
const idempotencyKey = (workspaceId: string, held: Pick<Claim, 'key' | 'attempt'>): string =>
  createHash('sha256').update(`${workspaceId} ${held.key} ${held.attempt}`).digest('hex')

/** What a person looks at before it is written. */
function documentWords({ name, customer, draft }: DocumentShape): RunDocument {
  const what = draft.kind === 'quote' ? 'Quote' : 'Invoice'
  const lines = draft.lines.map(({ description, quantity, unitAmount }) => {
    const price =
      unitAmount === null ? 'no price' : `${quantity ?? '1'} × ${unitAmount} ${draft.currency ?? ''}`
    return { label: 'Line', value: `${description}, ${price.trim()}` }
  })
  const [line] = draft.lines
  const facts: [string, string | null][] = [
    ['Customer', customer],
    ['Reference', draft.reference],
    ['Date', draft.date],
    [draft.kind === 'quote' ? 'Stands until' : 'Due', draft.dueDate],
    ['Account', line?.accountCode ?? null],
    ['Tax', line?.taxType ?? null],
  ]
  return {
    title: `${what} of “${name}”`,
    lines: [...facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }])), ...lines],
  }
}
