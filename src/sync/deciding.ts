import type { WorkspaceId } from '#core/model/ids.ts'
import { appendAudit } from '#db/audit.ts'
import { type CapsuleConnection, listConnections, type XeroConnection } from '#db/connections.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import type { Deciding } from '#db/decided.ts'
import { type ChangeTopic, notifyChange } from '#db/notify.ts'
import type { Db } from '#db/open.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { Engine } from './engine.ts'

/** A person's decision under way: one commit, and nobody else decides about the workspace meanwhile. */
export interface Scope extends Deciding {
  readonly engine: Engine
  readonly tx: Db
  readonly workspaceId: WorkspaceId
  readonly capsule: CapsuleConnection | null
  /** The first Xero organisation; what is about a contact is about that contact's. */
  readonly xero: XeroConnection | null
  /** The organisations in the order in which they were added. */
  readonly xeros: readonly XeroConnection[]
}

/** The organisation with this connection; the first one when none is named. */
export const xeroOf = (
  { xeros }: Pick<Scope, 'xeros'>,
  connectionId: string | null | undefined,
): XeroConnection | null => (connectionId ? xeros.find(({ id }) => id === connectionId) : xeros[0]) ?? null

/** Why nothing was decided. */
export type Refused =
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'not_open' }
  /** What was decided about is no longer as it was shown. */
  | { readonly outcome: 'changed'; readonly words: string }
  | { readonly outcome: 'not_allowed'; readonly words: string }

export const notFound: Refused = { outcome: 'not_found' }
export const changed = (words: string): Refused => ({ outcome: 'changed', words })
export const notAllowed = (words: string): Refused => ({ outcome: 'not_allowed', words })

/** Runs a decision in its commit; the lane then derives what follows from what was stored. */
export async function decide<Done extends { readonly outcome: 'decided' }>(
  engine: Engine,
  workspaceId: WorkspaceId,
  person: string,
  work: (scope: Scope) => Promise<Done | Refused>,
): Promise<Done | Refused> {
  const at = new Date(engine.now())
  const done = await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const connections = await listConnections(tx, workspaceId)
    const capsule = connections.find((one) => one.side === 'capsule')
    const xeros = connections.flatMap((one) => (one.side === 'xero' ? [one] : []))
    return work({
      engine,
      tx,
      workspaceId,
      by: person,
      at,
      capsule: capsule?.side === 'capsule' ? capsule : null,
      xero: xeros[0] ?? null,
      xeros,
    })
  })
  await engine.wake(workspaceId)
  return done
}

/** What a decision touched: it is planned again, its lines are renewed, and everybody hears of it. */
export async function conclude(
  scope: Scope,
  decided: {
    readonly action: string
    /** What it is about, e.g. `contact:<id>`. */
    readonly subject: string | null
    readonly details: Readonly<Record<string, unknown>>
    readonly parties: readonly number[]
    readonly contacts: readonly string[]
    readonly topics?: readonly ChangeTopic[]
    /** False where nothing follows that a plan would find. */
    readonly plan?: boolean
  },
): Promise<void> {
  const { tx, workspaceId, at, by } = scope
  const records = { parties: decided.parties, contacts: decided.contacts }
  if (decided.plan !== false) await markUnplanned(tx, workspaceId, records)
  await appendAudit(tx, workspaceId, [
    { at, actor: `user:${by}`, action: decided.action, subject: decided.subject, details: decided.details },
  ])
  const days = await daysOf(tx, workspaceId, scope.engine.now())
  const keys = await refreshContactRows(tx, workspaceId, days, at, records)
  await notifyChange(tx, {
    workspaceId,
    topics: ['overview', 'contacts', 'reviews', ...(decided.topics ?? [])],
    keys,
  })
}
