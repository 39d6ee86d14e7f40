import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { planFields } from '#core/plan/link-plan.ts'
import { type AuditEntry, appendAudit } from '#db/audit.ts'
import { loadBase, type NewBaseValue, saveBase } from '#db/base-values.ts'
import { refreshContactRows } from '#db/contact-rows.ts'
import { activateLinks } from '#db/links.ts'
import { notifyChange } from '#db/notify.ts'
import { markEnded, type Outcome } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import { markUnplanned } from '#db/unplanned.ts'
import type { Engine } from '../engine.ts'
import { todayOf } from '../observe.ts'
import { fieldSetting } from '../setting.ts'
import type { Application, StoredOperation } from './application.ts'
import { loadSubjects } from './pairs.ts'

/** What became of one operation, with what both sides hold of its fields from now on. */
export interface Ended {
  readonly operation: StoredOperation
  readonly state: Outcome['state']
  readonly error?: StoredError | null
  readonly result?: unknown
  readonly base?: readonly NewBaseValue[]
  /** The record is to be planned again: it is not what the plan saw, or not what the write should have made. */
  readonly again?: boolean
}

/** Outcomes, the links that are complete by them, what both sides agree on, and the audit: one commit. */
export async function finish(
  engine: Engine,
  application: Application,
  ended: readonly Ended[],
  extra: (tx: Engine['db']) => Promise<void> = async () => {},
): Promise<void> {
  if (ended.length === 0) return
  const { workspaceId, runId, accounts } = application
  const at = new Date(engine.now())
  const contactIds = distinct(ended.flatMap(({ operation }) => operation.contact_id ?? []))
  const partyIds = distinct(ended.flatMap(({ operation }) => operation.party_id ?? []))
  const outcomes = ended.map(
    ({ operation, state, error, result }): Outcome => ({
      id: operation.id,
      state,
      error: error ?? null,
      result: result ?? null,
    }),
  )
  await engine.db.transaction().execute(async (tx) => {
    await markEnded(tx, outcomes, at)
    await extra(tx)
    await saveBase(
      tx,
      workspaceId,
      ended.flatMap((each) => each.base ?? []),
    )
    const complete = await completeContacts(tx, workspaceId, contactIds)
    const linkIds = await activateLinks(tx, workspaceId, complete, at)
    await settleFirst(tx, application, linkIds, at)
    await markUnplanned(tx, workspaceId, {
      contacts: distinct(ended.flatMap((e) => (e.again && e.operation.contact_id) || [])),
      parties: distinct(ended.flatMap((e) => (e.again && e.operation.party_id) || [])),
    })
    await appendAudit(
      tx,
      workspaceId,
      ended.map((each) => auditEntry(application, each, at)),
    )
    const today = todayOf(accounts.xero.connection.details.timeZone, engine.now())
    const keys = await refreshContactRows(tx, workspaceId, today, at, {
      parties: partyIds,
      contacts: contactIds,
    })
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts'], keys })
  })
  for (const side of ['capsule', 'xero'] as const) {
    const count = ended.filter(({ operation }) => operation.side === side).length
    if (count > 0) await application.progress.advance(`${side}_writes`, count)
  }
  void runId
}

function auditEntry(
  application: Application,
  { operation, state, error, result }: Ended,
  at: Date,
): AuditEntry {
  return {
    at,
    actor: operation.approved_by ?? application.actor,
    action: `${operation.kind}.${state}`,
    subject: operation.contact_id
      ? `contact:${operation.contact_id}`
      : operation.party_id
        ? `party:${operation.party_id}`
        : null,
    details: {
      run: application.runId,
      operation: operation.id,
      before: operation.before,
      after: operation.after,
      error: error ?? null,
      result: result ?? null,
    },
  }
}

/** Contacts none of whose operations is still to be written or failed. */
async function completeContacts(
  db: Engine['db'],
  workspaceId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const open = await db
    .selectFrom('operation')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('state', 'in', ['planned', 'sent', 'failed'])
    .execute()
  const waiting = new Set(open.map((row) => row.contact_id))
  return contactIds.filter((id) => !waiting.has(id))
}

/** The first base of links that just became active: what both sides hold alike, or differently and is left so. */
async function settleFirst(
  db: Engine['db'],
  application: Application,
  linkIds: readonly string[],
  at: Date,
): Promise<void> {
  if (linkIds.length === 0) return
  const { workspaceId, rules, runId, accounts } = application
  const rows = await db
    .selectFrom('link')
    .innerJoin('mirror_party', (j) =>
      j
        .onRef('mirror_party.workspace_id', '=', 'link.workspace_id')
        .onRef('mirror_party.id', '=', 'link.party_id'),
    )
    .innerJoin('mirror_contact', (j) =>
      j
        .onRef('mirror_contact.workspace_id', '=', 'link.workspace_id')
        .onRef('mirror_contact.id', '=', 'link.contact_id'),
    )
    .select(['link.id', 'mirror_party.data as party', 'mirror_contact.data as contact'])
    .where('link.workspace_id', '=', workspaceId)
    .where('link.id', 'in', linkIds)
    .execute()
  const base = await loadBase(db, workspaceId, linkIds)
  const byLink = new Map([...base].map(([id, values]) => [String(id), values]))
  const pairs: readonly { id: string; party: CapsuleParty; contact: XeroContact }[] = rows
  const subjects = await loadSubjects(
    db,
    workspaceId,
    pairs.map((pair) => pair.party.id),
  )
  const setting = fieldSetting(accounts.capsule.connection.details, accounts.xero.connection.details, rules)
  const context = { rules: rules.rules, setting, nameTaken: () => null }
  const values = pairs.flatMap(({ id, party, contact }) => {
    const subject = subjects.get(party.id) ?? { party, people: [] }
    return planFields(subject, contact, byLink.get(id) ?? null, context).flatMap((outcome): NewBaseValue[] =>
      outcome.state === 'equal' || outcome.state === 'left'
        ? [
            {
              contactId: contact.id,
              field: outcome.field,
              c: outcome.capsule,
              x: outcome.xero,
              at: at.toISOString(),
              because: outcome.state,
              run: runId,
              operation: null,
              by: null,
            },
          ]
        : [],
    )
  })
  await saveBase(db, workspaceId, values)
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
