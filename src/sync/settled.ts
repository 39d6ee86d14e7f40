import { sql } from 'kysely'
import type { Differing, Settled } from '#core/plan/plan.ts'
import { saveBase } from '#db/base-values.ts'
import { inChunks } from '#db/chunks.ts'
import { jsonText } from '#db/json-text.ts'
import type { Db } from '#db/open.ts'
import type { DifferingField } from '#db/tables.ts'

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

/** Which fields of each contact's link differ and why. */
export function differingByContact(differing: readonly Differing[]): ReadonlyMap<string, DifferingField[]> {
  const byContact = new Map<string, DifferingField[]>()
  for (const { contactId, field, why } of differing) {
    const list = byContact.get(contactId) ?? []
    list.push({ field, why })
    byContact.set(contactId, list)
  }
  return byContact
}

/** Notes on the links which fields differ and why; those of `contacts`, or all of one organisation, not named any more agree. */
export async function saveDiffering(
  db: Db,
  workspaceId: string,
  differing: readonly Differing[],
  contacts: { readonly allOf: string } | readonly string[],
): Promise<void> {
  const rows = [...differingByContact(differing)].map(([contactId, fields]) => ({ contactId, fields }))
  const named = jsonText(rows.map((row) => row.contactId))
  const among =
    'allOf' in contacts
      ? sql`connection_id = ${contacts.allOf}`
      : sql`contact_id in (select json_array_elements_text(${jsonText(contacts)}::json)::uuid)`
  await sql`update link set differing = '[]'
    where workspace_id = ${workspaceId} and differing <> '[]' and ${among}
      and contact_id not in (select json_array_elements_text(${named}::json)::uuid)`.execute(db)
  await inChunks(rows, (chunk) =>
    sql`update link l set differing = r.fields
      from json_to_recordset(${jsonText(chunk)}::json) as r("contactId" uuid, fields jsonb)
      where l.workspace_id = ${workspaceId} and l.contact_id = r."contactId"
        and l.differing is distinct from r.fields`.execute(db),
  )
}
