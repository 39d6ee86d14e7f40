import type { DealBack, DealSettings } from '#core/deal/settings.ts'
import { changeClaim, listMoved, type MovedClaim } from '#db/deals.ts'
import { notifyChange } from '#db/notify.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { opportunityById } from '#db/opportunities.ts'
import { insertRun } from '#db/runs.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { Both } from './deal-deciding.ts'
import type { Engine } from './engine.ts'

const perPass = 100

/** What a document says that its opportunity may be told of; each of them once. */
type News = 'accepted' | 'paid'

const ended: readonly string[] = ['DELETED', 'VOIDED']

function newsOf({ document_kind: kind, status }: MovedClaim): News | null {
  if (kind === 'invoice') return status === 'PAID' ? 'paid' : null
  return status === 'ACCEPTED' || status === 'INVOICED' ? 'accepted' : null
}

/**
 * Takes note of what became of the documents in Xero: one that is gone says so, an accepted quote or a paid invoice
 * tells its opportunity where a rule wants it.
 */
export async function followDocuments(engine: Engine, both: Both, deals: DealSettings): Promise<boolean> {
  const { workspaceId, id: connectionId } = both.xero.connection
  const moved = await listMoved(engine.db, workspaceId, connectionId, perPass)
  for (const claim of moved) await follow(engine, both, deals, claim)
  return moved.length > 0
}

async function follow(engine: Engine, both: Both, deals: DealSettings, claim: MovedClaim): Promise<void> {
  const { workspaceId } = both.xero.connection
  const at = new Date(engine.now())
  const gone = ended.includes(claim.status)
  const news = newsOf(claim)
  const isNew = news !== null && claim.opportunity_id !== null && !claim.told.includes(news)
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const what = claim.document_kind === 'quote' ? 'quote' : 'invoice'
    await changeClaim(
      tx,
      claim.id,
      null,
      {
        state: gone ? 'gone' : 'made',
        document_status: claim.status,
        why: gone ? `The ${what} was ${claim.status === 'VOIDED' ? 'voided' : 'deleted'} in Xero.` : null,
        next: gone ? 'Nothing is made again by itself; a person may have another one made.' : null,
        ...(isNew && news ? { told: JSON.stringify([...claim.told, news]) } : {}),
      },
      at,
    )
    if (isNew && news) {
      const back = news === 'paid' ? deals.paid : deals.accepted
      await tell(engine, tx, both, claim, { news, back, at })
    }
    await notifyChange(tx, { workspaceId, topics: ['deals'], keys: [] })
  })
}

async function tell(
  engine: Engine,
  tx: Engine['db'],
  { xero }: Both,
  claim: MovedClaim,
  { news, back, at }: { readonly news: News; readonly back: DealBack; readonly at: Date },
): Promise<void> {
  const { workspaceId, id: connectionId } = xero.connection
  const row = await opportunityById(tx, workspaceId, claim.opportunity_id ?? 0)
  if (row?.state !== 'active') return
  const { id: opportunityId, name } = row
  const operations: NewOperation[] = []
  const add = (kind: string, before: unknown, after: unknown) => {
    const id = engine.uuid()
    const names = { contactId: null, partyId: null, approvedBy: null, idempotencyKey: id }
    operations.push({ ...names, id, seq: operations.length, kind, side: 'capsule', before, after })
  }
  if (back.milestoneId !== null && back.milestoneId !== row.milestone_id) {
    const { milestoneId, milestoneName } = back
    add(
      'capsule.opportunity.update',
      { milestoneId: row.milestone_id },
      { opportunityId, name, milestoneId, milestoneName: milestoneName ?? '' },
    )
  }
  if (back.note) {
    const content = noteOf(claim, news)
    add('capsule.opportunity.note', null, { opportunityId, name, content })
  }
  if (operations.length === 0) return
  const runId = engine.uuid()
  await insertRun(tx, {
    id: runId,
    workspaceId,
    kind: 'events',
    state: 'applying',
    steps: [
      { id: 'capsule_writes', done: 0, total: operations.length, state: 'running' },
      { id: 'xero_writes', done: 0, total: 0, state: 'running' },
    ],
    requestedBy: null,
    connectionId,
    at,
  })
  await insertOperations(tx, workspaceId, runId, operations)
}

/** The number is in it, so that no two notes are the same. */
function noteOf(claim: MovedClaim, news: News): string {
  const number = claim.number ?? claim.document_id ?? ''
  if (news === 'accepted') return `Xero: quote ${number} was accepted. (Counterpart)`
  const on = claim.paid_on === null ? '' : ` on ${claim.paid_on}`
  return `Xero: invoice ${number} was paid in full${on}. (Counterpart)`
}
