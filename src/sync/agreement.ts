import { sql } from 'kysely'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { normalEmail } from '#core/normal/emails.ts'
import { nameForm } from '#core/normal/names.ts'
import { jsonText } from '#db/json-text.ts'
import type { Db } from '#db/open.ts'

/** Stores, for links that just became active, the values on which both sides already agree: the first base. */
export async function recordAgreement(
  db: Db,
  workspaceId: string,
  linkIds: readonly string[],
  provenance: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<void> {
  if (linkIds.length === 0) return
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
  const values = rows.flatMap(({ id, party, contact }) =>
    agreed(party, contact).map(({ field, value }) => ({ link_id: id, field, value })),
  )
  if (values.length === 0) return
  await sql`insert into base_value (workspace_id, link_id, field, value, provenance, agreed_at)
    select ${workspaceId}::uuid, r.link_id, r.field, r.value, ${JSON.stringify(provenance)}::jsonb, ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText(values)}::jsonb) as r(link_id uuid, field text, value text)
    on conflict (link_id, field) do update set value = excluded.value, provenance = excluded.provenance, agreed_at = excluded.agreed_at`.execute(
    db,
  )
}

/** Fields whose normal forms are equal, with the value in Xero's spelling. */
export function agreed(party: CapsuleParty, contact: XeroContact): { field: string; value: string }[] {
  const values: { field: string; value: string }[] = []
  if (nameForm(party.name).key === nameForm(contact.name).key)
    values.push({ field: 'name', value: contact.name })
  const email = contact.email
  if (email && party.emails.some((row) => normalEmail(row.address) === normalEmail(email))) {
    values.push({ field: 'email', value: email })
  }
  return values
}
