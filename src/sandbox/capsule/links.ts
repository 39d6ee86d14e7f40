import { canSee } from './access.ts'
import type { Assigned, User } from './entities.ts'
import { idOf, reference } from './input.ts'
import { type JsonObject, notFound } from './refusal.ts'
import type { Store } from './store.ts'
import type { Linked } from './work-entities.ts'

const kinds = [
  ['party', 'partyId'],
  ['opportunity', 'opportunityId'],
  ['kase', 'kaseId'],
] as const

export const noLink: Linked = { partyId: null, opportunityId: null, kaseId: null }

/** The links as sent over those there were; each must name a record the user can see. */
export function readLinks(
  store: Store,
  user: User,
  sent: JsonObject,
  before: Linked,
  resource: string,
): Linked {
  let links = before
  for (const [field, key] of kinds) {
    const given = reference(sent, field, resource)
    if (given === undefined) continue
    const id = given && idOf(given, resource)
    const record = typeof id === 'number' ? linkedRecord(store, { ...noLink, [key]: id }) : undefined
    if (id !== null && !(record && canSee(store, user, record))) throw notFound(`${field} not found`)
    links = { ...links, [key]: id ?? null }
  }
  return links
}

export function linkCount(linked: Linked): number {
  return kinds.filter(([, key]) => linked[key] !== null).length
}

/** True when the user can see the record it hangs on, and when it hangs on none. */
export function seesLinked(store: Store, user: User, linked: Linked): boolean {
  const record = linkedRecord(store, linked)
  return record ? canSee(store, user, record) : linkCount(linked) === 0
}

function linkedRecord(store: Store, linked: Linked): Assigned | undefined {
  if (linked.partyId !== null) return store.party(linked.partyId)
  if (linked.opportunityId !== null) return store.opportunities.get(linked.opportunityId)
  return linked.kaseId === null ? undefined : store.kases.get(linked.kaseId)
}
