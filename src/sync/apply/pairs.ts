import { sql } from 'kysely'
import type { FieldSetting, Subject } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { FieldChange } from '#core/plan/plan.ts'
import { anyOf } from '#db/any-of.ts'
import type { Db } from '#db/open.ts'

/** Active parties with the people of organisations, in order of their ids. */
export async function loadSubjects(
  db: Db,
  workspaceId: string,
  partyIds: readonly number[],
): Promise<Map<number, Subject>> {
  if (partyIds.length === 0) return new Map()
  const wanted = anyOf(partyIds, 'bigint')
  const result = await sql<{ data: CapsuleParty }>`select data from mirror_party
    where workspace_id = ${workspaceId} and state = 'active' and (id = ${wanted} or organisation_id = ${wanted})
    order by id`.execute(db)
  const asked = new Set(partyIds)
  const people = new Map<number, CapsuleParty[]>()
  for (const { data } of result.rows) {
    const employer = data.type === 'person' ? data.organisation?.id : undefined
    if (employer === undefined || !asked.has(employer)) continue
    const list = people.get(employer) ?? []
    list.push(data)
    people.set(employer, list)
  }
  return new Map(
    result.rows.flatMap(({ data }) =>
      asked.has(data.id) ? [[data.id, { party: data, people: people.get(data.id) ?? [] }] as const] : [],
    ),
  )
}

/** The party of each contact's link, null while it is being created. */
export async function loadLinkedParties(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<Map<string, number | null>> {
  if (contactIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('link')
    .select(['contact_id', 'party_id'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`contact_id = ${anyOf(contactIds, 'uuid')}`)
    .where('state', '<>', 'proposed')
    .execute()
  return new Map(rows.map((row) => [row.contact_id, row.party_id]))
}

/**
 * Whether an update may still be written. `written`: the side holds the new values already, as after an answer
 * that was lost. `overtaken`: so it does, and what they were copied from has changed since. `stale`: somebody changed
 * one of the values since the plan.
 *
 * @param wasSent it may have been written before, so that the new values are ours and nobody else's
 */
export function standing(
  changes: readonly FieldChange[],
  side: 'capsule' | 'xero',
  subject: Subject,
  contact: XeroContact,
  setting: FieldSetting,
  wasSent: boolean,
): 'write' | 'written' | 'overtaken' | 'stale' {
  const values = changes.map((change) => {
    const field = fieldOf(change.field)
    const capsule = field.readCapsule(subject, setting) ?? null
    const xero = field.readXero(contact, setting) ?? null
    const [target, source] = side === 'xero' ? [xero, capsule] : [capsule, xero]
    return {
      isWritten: target === change.after,
      isAsBefore: target === change.before,
      isSourceSame: change.because === 'undo' || source === change.source,
    }
  })
  const isWritten = values.every((each) => each.isWritten)
  if (!values.every((each) => each.isSourceSame)) return isWritten && wasSent ? 'overtaken' : 'stale'
  if (isWritten) return 'written'
  return values.every((each) => each.isWritten || each.isAsBefore) ? 'write' : 'stale'
}
