import type { LedgerSide } from '#core/model/document.ts'
import { inChunks } from './chunks.ts'
import type { Db } from './open.ts'

export interface Drift {
  readonly contactId: string
  readonly side: LedgerSide
  readonly currency: string
  readonly oursMinor: number
  readonly theirsMinor: number
}

export interface Proof {
  readonly at: Date
  /** Balances of contacts that agreed, and that did not. */
  readonly equal: number
  readonly different: number
}

/** What balances are worked out from: everything that may still be open. */
export async function openDocuments(db: Db, workspaceId: string, connectionId: string) {
  return db
    .selectFrom('mirror_document')
    .select([
      'contact_id',
      'kind',
      'side',
      'status',
      'currency',
      'currency_rate',
      'due_minor',
      'remaining_minor',
    ])
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('kind', 'not in', ['quote', 'repeating_invoice'])
    .where('status', '=', 'AUTHORISED')
    .where((e) => e.or([e('due_minor', '>', 0), e('remaining_minor', '>', 0)]))
    .execute()
}

/** Replaces the outcome of the last comparison. */
export async function saveProof(
  tx: Db,
  scope: { readonly workspaceId: string; readonly connectionId: string },
  proof: Proof,
  drift: readonly Drift[],
): Promise<void> {
  const { at, equal, different } = proof
  const { workspaceId: workspace_id, connectionId: connection_id } = scope
  await tx
    .insertInto('balance_proof')
    .values({ connection_id, workspace_id, at, equal, different })
    .onConflict((c) => c.column('connection_id').doUpdateSet({ at, equal, different }))
    .execute()
  await tx.deleteFrom('balance_drift').where('connection_id', '=', connection_id).execute()
  await inChunks(drift, (chunk) =>
    tx
      .insertInto('balance_drift')
      .values(
        chunk.map(({ contactId, side, currency, oursMinor, theirsMinor }) => ({
          workspace_id,
          connection_id,
          contact_id: contactId,
          side,
          currency,
          ours_minor: oursMinor,
          theirs_minor: theirsMinor,
        })),
      )
      .execute(),
  )
}

/** The last proof of every organisation, taken together. */
export async function latestProof(db: Db, workspaceId: string): Promise<Proof | null> {
  const rows = await db
    .selectFrom('balance_proof')
    .innerJoin('connection', 'connection.id', 'balance_proof.connection_id')
    .select(['at', 'equal', 'different'])
    .where('balance_proof.workspace_id', '=', workspaceId)
    .where('connection.state', '<>', 'disconnected')
    .orderBy('at', 'desc')
    .execute()
  const [latest] = rows
  if (!latest) return null
  return {
    at: latest.at,
    equal: rows.reduce((sum, row) => sum + row.equal, 0),
    different: rows.reduce((sum, row) => sum + row.different, 0),
  }
}

/** Names of contacts whose balances differ, the largest differences first. */
export async function driftingNames(db: Db, workspaceId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('balance_drift as d')
    .innerJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'd.workspace_id').onRef('c.id', '=', 'd.contact_id'),
    )
    .select('c.name')
    .where('d.workspace_id', '=', workspaceId)
    .orderBy((e) => e.fn('abs', [e('d.ours_minor', '-', e.ref('d.theirs_minor'))]), 'desc')
    .limit(limit)
    .execute()
  return [...new Set(rows.map((row) => row.name))]
}
