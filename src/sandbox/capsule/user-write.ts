import { type Caller, isAdministrator } from './access.ts'
import { currencyList } from './currencies.ts'
import { blankParty, blankUser, displayName, type User } from './entities.ts'
import { flag, reference, rows, text } from './input.ts'
import { forbidden, invalid, type JsonObject } from './refusal.ts'
import { applyRows, emailAddresses } from './rows.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'

const resource = 'user'

/**
 * The body is not documented beyond the model: a username, and the party that stands for the user with their name and
 * e-mail. New users have the standard role.
 *
 * @source reference capsule.md §15
 */
export function createUser(store: Store, caller: Caller, sent: JsonObject, now: number): User {
  needAdministrator(caller)
  const username = text(sent, 'username', resource, 100)
  if (!username) throw invalid('username is required', resource, 'username')
  if ([...store.users.values()].some((user) => user.username === username))
    throw invalid('username is already taken', resource, 'username')
  const person = reference(sent, 'party', resource)
  if (!person) throw invalid('party is required', resource, 'party')
  const firstName = text(person, 'firstName', 'party', 255) ?? null
  const lastName = text(person, 'lastName', 'party', 255) ?? null
  if (firstName === null && lastName === null)
    throw invalid('first name or last name is required', 'party', 'firstName')
  const nextId = () => store.nextId()
  const emails = applyRows(emailAddresses, [], rows(person, 'emailAddresses', 'party') ?? [], nextId)
  const settings = readSettings(sent, blankUser(0, 0))
  const id = nextId()
  const blank = { ...blankParty(nextId(), 'person', now), ownerId: id }
  const party = { ...blank, firstName, lastName, emailAddresses: emails }
  const user: User = { ...settings, id, partyId: party.id, username, name: displayName(party) }
  store.users.set(id, user)
  store.create(party)
  store.tell('user/created', id)
  return user
}

export function updateUser(store: Store, caller: Caller, before: User, sent: JsonObject): User {
  if (caller.user.id !== before.id) needAdministrator(caller)
  const user = readSettings(sent, before)
  if (JSON.stringify(user) === JSON.stringify(before)) return before
  store.users.set(user.id, user)
  store.tell('user/updated', user.id)
  return user
}

/** A deleted user stays named on what was theirs, can do nothing any more and is listed no longer. */
export function deleteUser(store: Store, caller: Caller, user: User): void {
  needAdministrator(caller)
  if (user === store.owner()) throw invalid('the account owner cannot be deleted', resource)
  store.users.set(user.id, { ...user, deleted: true })
  store.tell('user/deleted', user.id)
}

function needAdministrator({ user }: Caller): void {
  if (switches.usersManagedByAdministrators && !isAdministrator(user))
    throw forbidden('access_denied', 'Only an administrator can manage users')
}

function readSettings(sent: JsonObject, before: User): User {
  const currency = text(sent, 'currency', resource, 3) ?? before.currency
  if (!currencyList.some(({ code }) => code === currency))
    throw invalid('unknown currency', resource, 'currency')
  const timezone = text(sent, 'timezone', resource, 100) ?? before.timezone
  if (!isZone(timezone)) throw invalid('unknown timezone', resource, 'timezone')
  return {
    ...before,
    currency,
    timezone,
    locale: text(sent, 'locale', resource, 10) ?? before.locale,
    taskReminder: flag(sent, 'taskReminder', resource) ?? before.taskReminder,
  }
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
