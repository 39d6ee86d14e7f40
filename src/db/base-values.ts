import { sql } from 'kysely'
import type { FieldKey } from '#core/field/field.ts'
import { fieldKeys } from '#core/field/field.ts'
import { linkId } from '#core/model/ids.ts'
import type { Base, BaseValue, LinkBase } from '#core/plan/plan.ts'
import { inChunks } from './chunks.ts'
import { jsonBytes, jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { StoredBase, StoredBaseValue } from './tables.ts'

/** What both sides last held, for these links or for all of the workspace. */
export async function loadBase(
  db: Db,
  workspaceId: string,
  linkIds: 'all' | readonly string[],
): Promise<Base['values']> {
  const rows = await db
    .selectFrom('base_value')
    .select(['link_id', 'fields'])
    .where('workspace_id', '=', workspaceId)
    .$if(linkIds !== 'all', (q) =>
      q.where(sql<boolean>`link_id in (select json_array_elements_text(${jsonText(linkIds)}::json)::uuid)`),
    )
    .execute()
  return new Map(rows.map((row) => [linkId(row.link_id), baseOf(row.fields)]))
}

function baseOf(stored: StoredBase): LinkBase {
  const values: Partial<Record<FieldKey, BaseValue>> = {}
  for (const key of fieldKeys) {
    const value = stored[key]
    // Nearly always both held the same: then it is kept once, and told to be the same at a glance.
    if (value) values[key] = { capsule: value.c, xero: value.x === value.c ? value.c : value.x }
  }
  return values
}

export interface NewBaseValue extends StoredBaseValue {
  readonly contactId: string
  readonly field: FieldKey
}

/** Stores settled values with where they come from; a later one for the same field replaces the earlier. */
export async function saveBase(db: Db, workspaceId: string, values: readonly NewBaseValue[]): Promise<void> {
  if (values.length === 0) return
  const byContact = new Map<string, StoredBase>()
  for (const { contactId, field, ...value } of values) {
    const fields = byContact.get(contactId) ?? {}
    fields[field] = value
    byContact.set(contactId, fields)
  }
  const rows = [...byContact].map(([contactId, fields]) => ({ contactId, fields }))
  await inChunks(rows, (chunk) =>
    sql`insert into base_value as b (link_id, workspace_id, fields)
      select l.id, ${workspaceId}::uuid, r.fields
      from json_to_recordset(${jsonBytes(chunk)}::json) as r("contactId" uuid, fields jsonb)
      join link l on l.workspace_id = ${workspaceId} and l.contact_id = r."contactId"
      on conflict (link_id) do update set fields = b.fields || excluded.fields`.execute(db),
  )
}

/**
 * What was agreed on a field is forgotten, for every link: it is compared as for a new one.
 *
 * @param connectionId for the links of one organisation only
 */
export async function forgetBase(
  db: Db,
  workspaceId: string,
  field: FieldKey,
  connectionId: string | null = null,
): Promise<void> {
  const own =
    connectionId === null
      ? sql`true`
      : sql`link_id in (select id from link where workspace_id = ${workspaceId} and connection_id = ${connectionId})`
  await sql`update base_value set fields = fields - ${field}::text
    where workspace_id = ${workspaceId} and fields ->> ${field}::text is not null and ${own}`.execute(db)
}
