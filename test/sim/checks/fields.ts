import { sql } from 'kysely'
import type { FieldKey, FieldSetting, Normal } from '#core/field/field.ts'
import { fields } from '#core/field/fields.ts'
import type { Rules } from '#core/plan/plan.ts'
import { listConnections } from '#db/connections.ts'
import { loadRules } from '#db/rules.ts'
import { fieldSetting } from '#sync/setting.ts'
import { count } from '../reach.ts'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { truthOf } from './truth.ts'

/** A field that both records of an active link have a place for, as the vendors hold it. */
interface Held {
  readonly contactId: string
  readonly partyId: number
  readonly field: FieldKey
  readonly c: Normal
  readonly x: Normal
  /** What is recorded as settled. */
  readonly base: { readonly c: Normal; readonly x: Normal } | undefined
  /** Shown as differing. */
  readonly isTold: boolean
}

/** Both records of every active link show the same in every mapped field, or it is recorded that they differ. */
export const fieldsAgree: Check = async (world) => {
  const told = await recorded(world)
  return (await held(world)).flatMap(({ contactId, partyId, field, c, x, base, isTold }) => {
    if (c === x || isTold) return []
    if (base?.c === c && base.x === x) return []
    if (told.has(contactId) || told.has(String(partyId))) return []
    count(world.reach, 'field differs untold')
    return [`contact ${contactId}, party ${partyId}: ${field} is ${c} / ${x}`]
  })
}

/** What both records show is recorded as agreed, or the next edit of one would look like one of both. */
export const agreementsAreRecorded: Check = async (world) => {
  const excluded = await world.db.selectFrom('exclusion').select('record_id').execute()
  const alone = new Set(excluded.map((row) => row.record_id))
  return (await held(world)).flatMap(({ contactId, partyId, field, c, x, base }) => {
    if (c !== x || alone.has(contactId) || alone.has(String(partyId))) return []
    if (base?.c === c && base.x === x) return []
    const recorded = base === undefined ? 'nothing' : `${base.c} / ${base.x}`
    return [`contact ${contactId}, party ${partyId}: ${field} is ${c} on both sides, settled is ${recorded}`]
  })
}

async function held(world: World): Promise<readonly Held[]> {
  const { setting, rules } = await settingOf(world)
  const truth = await truthOf(world)
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
    return fields.flatMap((field): Held[] => {
      const { key } = field
      const c = field.readCapsule({ party, people }, setting)
      const x = field.readXero(contact, setting)
      if (c === undefined || x === undefined || rules.fields[key].direction === 'off') return []
      const base = settled.get(link.id)?.[key]
      const isTold = differing.has(key)
      return [{ contactId: contact.id, partyId: party.id, field: key, c, x, base, isTold }]
    })
  })
}

async function settingOf(
  world: World,
): Promise<{ readonly setting: FieldSetting; readonly rules: Pick<Rules, 'fields'> }> {
  const id = await world.workspaceId()
  const connections = await listConnections(world.db, id)
  const capsule = connections.find((one) => one.side === 'capsule')
  const xero = connections.find((one) => one.side === 'xero')
  if (capsule?.side !== 'capsule' || xero?.side !== 'xero') throw new Error('both sides were connected')
  const current = await loadRules(world.db, id)
  return { setting: fieldSetting(capsule.details, xero.details, current), rules: current.rules }
}

/** Contacts, and parties left out by hand, whose difference waits for a person or was refused by a vendor. */
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
