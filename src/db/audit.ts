import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface AuditEntry {
  readonly at: Date
  /** `user:<name>`, `rule`, `webhook`, `sweep` or `system`. */
  readonly actor: string
  readonly action: string
  /** What it is about, e.g. `contact:<id>`. */
  readonly subject: string | null
  readonly details: Readonly<Record<string, unknown>>
}

const firstHash = '0'.repeat(64)

/**
 * Appends entries to the workspace's chain: each hash covers the one before, so that a changed or removed
 * line shows. Writers of one workspace take turns until their transaction ends.
 */
export async function appendAudit(
  db: Db,
  workspaceId: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await sql`select pg_advisory_xact_lock(hashtext(${`audit:${workspaceId}`}))`.execute(db)
  const last = await db
    .selectFrom('audit')
    .select('hash')
    .where('workspace_id', '=', workspaceId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  let previous = last?.hash ?? firstHash
  const rows = entries.map((entry, n) => {
    const hash = auditHash(previous, workspaceId, entry)
    const row = {
      n,
      workspace_id: workspaceId,
      at: entry.at.toISOString(),
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      details: entry.details,
      previous_hash: previous,
      hash,
    }
    previous = hash
    return row
  })
  await sql`insert into audit (workspace_id, at, actor, action, subject, details, previous_hash, hash)
    select workspace_id, at, actor, action, subject, details, previous_hash, hash
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(workspace_id uuid, at timestamptz, actor text, action text, subject text, details jsonb,
           previous_hash text, hash text, n int)
    order by n`.execute(db)
}

function auditHash(previous: string, workspaceId: string, entry: AuditEntry): string {
  // The hash covers what is stored, so text that cannot be stored is left out of both alike.
  const text = jsonText([
    previous,
    workspaceId,
    entry.at.toISOString(),
    entry.actor,
    entry.action,
    entry.subject,
    canonical(entry.details),
  ])
  return createHash('sha256').update(text).digest('hex')
}

/** jsonb forgets the order of keys, so the hash must not depend on it. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, canonical(v)]),
  )
}

/** The id of the first entry whose hash does not fit, or null when the chain is whole. */
export async function brokenAudit(db: Db, workspaceId: string): Promise<number | null> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute()
  let previous = firstHash
  for (const row of rows) {
    if (row.previous_hash !== previous || row.hash !== auditHash(previous, workspaceId, row)) return row.id
    previous = row.hash
  }
  return null
}
