import { sql } from 'kysely'
import type { Differing, Settled } from '#core/plan/plan.ts'
import { saveBase } from '#db/base-values.ts'
import { jsonText } from '#db/json-text.ts'
import type { Db } from '#db/open.ts'

/** Stores what a plan found settled without a write: equal values, and differences left as they are. */
export async function saveSettled(
  db: Db,
  workspaceId: string,
  settled: readonly Settled[],
  from: { readonly runId: string | null; readonly at: Date },
): Promise<void> {
  await saveBase(
    db,
    workspaceId,
    settled.map(({ contactId, field, capsule, xero, because }) => ({
      contactId,
      field,
      c: capsule,
      x: xero,
      at: from.at.toISOString(),
      because,
      run: from.runId,
      operation: null,
      by: null,
    })),
  )
}

/** Notes on the links which fields differ and why; those of `contacts` not named any more agree. */
export async function saveDiffering(
  db: Db,
  workspaceId: string,
  differing: readonly Differing[],
  contacts: 'all' | readonly string[],
): Promise<void> {
  const byContact = new Map<string, { field: string; why: string }[]>()
  for (const { contactId, field, why } of differing) {
    const list = byContact.get(contactId) ?? []
    list.push({ field, why })
    byContact.set(contactId, list)
  }
  const rows = [...byContact].map(([contactId, fields]) => ({ contactId, fields }))
  const among =
    contacts === 'all'
      ? sql`true`
      : sql`contact_id in (select json_array_elements_text(${jsonText(contacts)}::json)::uuid)`
  await sql`with now as (select "contactId" as contact_id, fields
      from json_to_recordset(${jsonText(rows)}::json) as r("contactId" uuid, fields jsonb))
    update link set differing = coalesce((select fields from now where now.contact_id = link.contact_id), '[]')
    where workspace_id = ${workspaceId} and ${among}
      and differing is distinct from coalesce((select fields from now where now.contact_id = link.contact_id), '[]')`.execute(
    db,
  )
}
