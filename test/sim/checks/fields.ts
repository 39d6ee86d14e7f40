import { sql } from 'kysely'
import type { FieldKey, FieldSetting, Normal } from '#core/field/field.ts'
import { fields } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { listConnections } from '#db/connections.ts'
import { loadRules } from '#db/rules.ts'
import { fieldSetting } from '#sync/setting.ts'
import { count } from '../reach.ts'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { truthOf } from './truth.ts'

/** Both records of every active link show the same in every mapped field, or it is recorded that they differ. */
export const fieldsAgree: Check = async (world) => {
  const setting = await settingOf(world)
  const truth = await truthOf(world)
  const told = await recorded(world)
  const bases = await world.db.selectFrom('base_value').select(['link_id', 'fields']).execute()
  const settled = new Map(bases.map((row) => [row.link_id, row.fields]))
  const links = await world.db.selectFrom('link').selectAll().where('state', '=', 'active').execute()
  return links.flatMap((link) => {
    const contact = truth.contacts.get(link.contact_id)
    const party = link.party_id === null ? undefined : truth.parties.get(link.party_id)
    // Gone on one side, or not to be changed any more: shown as such, and nothing to agree on.
    if (!contact || !party || contact.status !== 'ACTIVE' || contact.mergedToContactId !== null) return []
    const differing = new Set(link.differing.map((each) => each.field))
    const people =
      party.type === 'person'
        ? []
        : [...truth.parties.values()]
            .filter((one) => one.organisation?.id === party.id)
            .sort((a, b) => a.id - b.id)
    const base = settled.get(link.id)
    return differences(party, people, contact, setting).flatMap(({ field, c, x, words }) => {
      if (differing.has(field)) return []
      if (base?.[field]?.c === c && base[field].x === x) return []
      if (told.has(`${contact.id} ${field}`) || told.has(contact.id)) return []
      count(world.reach, 'field differs untold')
      return [`contact ${contact.id}, party ${party.id}: ${words}`]
    })
  })
}

async function settingOf(world: World): Promise<FieldSetting> {
  const id = await world.workspaceId()
  const connections = await listConnections(world.db, id)
  const capsule = connections.find((one) => one.side === 'capsule')
  const xero = connections.find((one) => one.side === 'xero')
  if (capsule?.side !== 'capsule' || xero?.side !== 'xero') throw new Error('both sides were connected')
  return fieldSetting(capsule.details, xero.details, await loadRules(world.db, id))
}

function differences(
  party: CapsuleParty,
  people: readonly CapsuleParty[],
  contact: XeroContact,
  setting: FieldSetting,
): { field: FieldKey; c: Normal; x: Normal; words: string }[] {
  return fields.flatMap((field) => {
    const c = field.readCapsule({ party, people }, setting)
    const x = field.readXero(contact, setting)
    if (c === undefined || x === undefined || c === x) return []
    return [{ field: field.key, c, x, words: `${field.key} is ${c} / ${x}` }]
  })
}

/** Contacts, or fields of contacts, whose difference waits for a person or was refused by a vendor. */
async function recorded(world: World): Promise<ReadonlySet<string>> {
  const asked = await world.db
    .selectFrom('review')
    .select(['contact_id as id'])
    .where('state', '=', 'open')
    .execute()
  const failed = await world.db
    .selectFrom('operation')
    .select(['contact_id as id'])
    .where('state', '=', 'failed')
    .execute()
  const excluded = await world.db.selectFrom('exclusion').select(['record_id as id']).execute()
  const refused = await world.db
    .selectFrom('review')
    .select(['contact_id as id'])
    .where('state', '=', 'decided')
    .where(sql<boolean>`decision ->> 'kind' in ('refuse', 'keep')`)
    .execute()
  const waiting = await world.db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .select(['operation.contact_id as id'])
    .where('operation.state', '=', 'planned')
    .where('run.state', 'in', ['planned', 'held'])
    .execute()
  return new Set(
    [...asked, ...failed, ...waiting, ...excluded, ...refused].flatMap((row) => (row.id ? [row.id] : [])),
  )
}
