import { type AuditEntry, appendAudit } from '#db/audit.ts'
import { type NewBaseValue, saveBase } from '#db/base-values.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { notifyChange } from '#db/notify.ts'
import { markEnded, type Outcome } from '#db/operations.ts'
import type { StoredError } from '#db/tables.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import { activateComplete } from '../activation.ts'
import type { Engine } from '../engine.ts'
import { fieldSetting } from '../setting.ts'
import type { Application, StoredOperation } from './application.ts'

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
    await lockWorkspace(tx, workspaceId)
    await markEnded(tx, outcomes, at)
    await extra(tx)
    await saveBase(
      tx,
      workspaceId,
      ended.flatMap((each) => each.base ?? []),
    )
    const setting = fieldSetting(
      accounts.capsule.connection.details,
      accounts.xero.connection.details,
      application.rules,
    )
    await activateComplete(tx, { workspaceId, runId, rules: application.rules, setting, at }, contactIds)
    await markUnplanned(tx, workspaceId, {
      contacts: distinct(ended.flatMap((e) => (e.again && e.operation.contact_id) || [])),
      parties: distinct(ended.flatMap((e) => (e.again && e.operation.party_id) || [])),
    })
    await appendAudit(
      tx,
      workspaceId,
      ended.map((each) => auditEntry(application, each, at)),
    )
    const days = await daysOf(tx, workspaceId, engine.now())
    const keys = await refreshContactRows(tx, workspaceId, days, at, {
      parties: partyIds,
      contacts: contactIds,
    })
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts'], keys })
  })
  for (const side of ['capsule', 'xero'] as const) {
    const count = ended.filter(({ operation }) => operation.side === side).length
    if (count > 0) await application.progress.advance(`${side}_writes`, count)
  }
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

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
