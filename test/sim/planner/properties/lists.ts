import { nameKey } from '#core/field/name-key.ts'
import { isTold, must } from '../says.ts'
import { capsuleReads, copyOf, planOf, setting, xeroReads } from '../stage.ts'
import { apply } from '../vendor.ts'
import { type Check, comparedFields, planned } from './cases.ts'

/** Each member of a list travels by itself: what a side added or removed is added or removed on the other one. */
export const listsMerged: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const { direction, approve } = stage.rules.fields.tags
  if (approve && stage.rules.gate === 'each') return
  const after = copyOf(stage)
  apply(after, plan)
  apply(after, planOf(after))
  const moved = new Set(
    plan.linkChanges.flatMap((each) => (each.kind === 'follow' ? [each.from, each.to] : [each.contactId])),
  )
  for (const { link, party, contact, key, capsule, xero, base } of comparedFields(stage)) {
    if (key !== 'tags' || !base || moved.has(contact.id)) continue
    if (after.links.get(contact.id)?.partyId !== link.partyId) continue
    if (capsule !== base.capsule && xero !== base.xero && capsule !== xero)
      reach['list changed on both sides']++
    const toXero = merged([base.xero, xero], [base.capsule, capsule])
    const toCapsule = merged([base.capsule, capsule], [base.xero, xero])
    const [inCapsule, inXero] = [capsuleReads(after, party.id, key), xeroReads(after, contact.id, key)]
    const seen = () => ({ base, capsule, xero, inCapsule, inXero, direction })
    const isInXero = direction !== 'xero_to_capsule' && canHold(toXero, keysOf(xero))
    if (isInXero) must(isSet(inXero, toXero), 'the groups are not what both sides made of them', seen)
    else must(isSet(inXero, keysOf(xero)), 'groups changed against the direction', seen)
    if (direction !== 'capsule_to_xero') {
      must(isSet(inCapsule, toCapsule), 'the tags are not what both sides made of them', seen)
    } else must(isSet(inCapsule, keysOf(capsule)), 'tags changed against the direction', seen)
    must(!isAsked(plan, contact.id), 'somebody is asked which list wins', seen)
  }
}

type Changed = readonly [before: string | null, now: string | null]

/** A list with what the other side added to its own, and without what it removed unless that was added here. */
function merged(here: Changed, there: Changed): ReadonlySet<string> {
  const [had, has] = here.map(keysOf)
  const [before = none, after = none] = there.map(keysOf)
  const isRemoved = (key: string) => before.has(key) && !after.has(key) && had?.has(key)
  const kept = [...(has ?? none)].filter((key) => !isRemoved(key))
  return new Set([...kept, ...[...after].filter((key) => !before.has(key))])
}

const none: ReadonlySet<string> = new Set()

const keysOf = (list: string | null | undefined): ReadonlySet<string> => {
  const names: unknown = JSON.parse(list ?? '[]')
  return new Set(Array.isArray(names) ? names.map((name) => nameKey(String(name))) : [])
}

function isSet(list: string | null | undefined, members: ReadonlySet<string>): boolean {
  const keys = keysOf(list)
  return keys.size === members.size && [...members].every((key) => keys.has(key))
}

/** A group that Xero has not cannot be joined, and then nothing of the list is written there. */
const canHold = (wanted: ReadonlySet<string>, held: ReadonlySet<string>): boolean =>
  (setting.tagGroups ?? []).every(
    ({ tag, groupId }) => groupId !== null || !wanted.has(nameKey(tag)) || held.has(nameKey(tag)),
  )

const isAsked = (plan: Parameters<typeof isTold>[0], contactId: string): boolean =>
  isTold({ ...plan, differing: [] }, contactId, 'tags')
