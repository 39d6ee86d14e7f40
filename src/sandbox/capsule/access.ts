import type { Assigned, Party, User } from './entities.ts'
import type { Store } from './store.ts'

/** Who calls: a user through a token, or through the sandbox's own pages. */
export interface Caller {
  readonly user: User
  readonly scopes: ReadonlySet<string>
  /** The OAuth client; undefined for a personal access token. */
  readonly clientId: string | undefined
}

export function isAdministrator(user: User): boolean {
  return user.role === 'administrator' || user.role === 'super_administrator'
}

/**
 * Restricted users see what they own; standard users also what has no team, and their teams' records; administrators
 * see everything.
 *
 * @source reference capsule.md §6
 */
export function canSee(store: Store, user: User, record: Assigned): boolean {
  if (isAdministrator(user) || record.ownerId === user.id) return true
  if (user.role === 'restricted') return false
  if (record.teamId === null) return true
  return store.teams.get(record.teamId)?.memberIds.has(user.id) ?? false
}

export function visibleParty(store: Store, user: User, id: number): Party | undefined {
  const party = store.party(id)
  return party && canSee(store, user, party) ? party : undefined
}

/** In id order. */
export function visibleParties(store: Store, user: User): Iterable<Party> {
  return isAdministrator(user) ? store.parties() : filter(store.parties(), (p) => canSee(store, user, p))
}

function* filter<T>(items: Iterable<T>, keep: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (keep(item)) yield item
}
