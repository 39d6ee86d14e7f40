import type { User } from './entities.ts'
import { nestedParty, partyJson, pictureUrl, type Wire } from './party-wire.ts'

/** A user as the API answers it: neither e-mail nor role. @source reference capsule.md §15 */
export function userJson(wire: Wire, user: User) {
  const { store, url, embed } = wire
  const party = store.party(user.partyId)
  const plain = { ...wire, embed: new Set<string>() }
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    party: party ? (embed.has('party') ? partyJson(plain, party) : nestedParty(url, party)) : null,
    locale: user.locale,
    currency: user.currency,
    timezone: user.timezone,
    status: 'ACTIVE',
    loggedIn: false,
    deleted: user.deleted,
    lastLoginAt: null,
    taskReminder: user.taskReminder,
    pictureURL: pictureUrl(url, 'person'),
  }
}
