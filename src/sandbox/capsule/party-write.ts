import { type Caller, visibleParty } from './access.ts'
import { assignment } from './assignment.ts'
import { blankParty, type Party } from './entities.ts'
import { applyFields } from './field-values.ts'
import { idOf, reference, rows, text } from './input.ts'
import { planTags } from './party-tags.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import { addresses, applyRows, emailAddresses, phoneNumbers, websites } from './rows.ts'
import type { Store } from './store.ts'

/** @source reference capsule.md §4.1: defaults of the account's custom titles */
export const titles = ['Mr', 'Master', 'Mrs', 'Miss', 'Ms', 'Dr', 'Prof']

export function createParty(store: Store, caller: Caller, sent: JsonObject, now: number): Party {
  const type = text(sent, 'type', 'party')
  if (!type) throw invalid('type is required', 'party', 'type')
  if (type !== 'person' && type !== 'organisation') throw invalid('invalid type', 'party', 'type')
  const blank = { ...blankParty(0, type, now), ownerId: caller.user.id }
  const finish = planChange(store, caller, blank, sent, now)
  const party = { ...finish().party, id: store.nextId() }
  store.create(party)
  return party
}

/** Changes only what was sent; `type` cannot change. Without effect nothing is stamped and nobody is told. */
export function updateParty(
  store: Store,
  caller: Caller,
  party: Party,
  sent: JsonObject,
  now: number,
): Party {
  const { party: next, touched } = planChange(store, caller, party, sent, now)()
  if (!touched && !differs(party, next)) return party
  const stamped = { ...next, updatedAt: now }
  store.update(stamped, now)
  return stamped
}

/**
 * Checks everything first; the returned function then makes what the change needs (a tag, an organisation by name) and
 * answers the new state. A refused request therefore changes nothing.
 */
function planChange(store: Store, caller: Caller, party: Party, sent: JsonObject, now: number) {
  const nextId = () => store.nextId()
  const named = { ...party, ...nameFields(party, sent), ...assignment(store, party, sent, 'party') }
  const about = text(sent, 'about', 'party', 100_000)
  const withRows = {
    ...named,
    about: about === undefined ? party.about : about,
    ...nestedRows(store, party, sent),
  }
  const { fields, touched } = applyFields(
    store.labels.parties,
    party,
    rows(sent, 'fields', 'party') ?? [],
    nextId,
  )
  const tags = planTags(store.labels.parties, party.tagIds, rows(sent, 'tags', 'party') ?? [], nextId)
  const organisation = planOrganisation(store, caller, party, sent, now)
  return () => ({
    touched,
    party: { ...withRows, fields, tagIds: tags(), organisationId: organisation() } satisfies Party,
  })
}

function nameFields(party: Party, sent: JsonObject): Partial<Party> {
  const value = (field: 'name' | 'title' | 'firstName' | 'lastName' | 'jobTitle') => {
    const given = text(sent, field, 'party', 255)
    return given === undefined ? party[field] : given
  }
  if (party.type === 'organisation') {
    const name = value('name')
    if (name === null) throw invalid('name is required', 'party', 'name')
    return { name }
  }
  const title = value('title')
  if (title !== null && !titles.includes(title)) throw invalid('unknown title', 'party', 'title')
  const [firstName, lastName] = [value('firstName'), value('lastName')]
  if (firstName === null && lastName === null)
    throw invalid('first name or last name is required', 'party', 'firstName')
  return { title, firstName, lastName, jobTitle: value('jobTitle') }
}

function nestedRows(store: Store, party: Party, sent: JsonObject) {
  const nextId = () => store.nextId()
  const list = (field: string) => rows(sent, field, 'party') ?? []
  return {
    addresses: applyRows(addresses, party.addresses, list('addresses'), nextId),
    phoneNumbers: applyRows(phoneNumbers, party.phoneNumbers, list('phoneNumbers'), nextId),
    emailAddresses: applyRows(emailAddresses, party.emailAddresses, list('emailAddresses'), nextId),
    websites: applyRows(websites, party.websites, list('websites'), nextId),
  }
}

/** Only people have one. `{ name }` finds the organisation or makes it; `{ id }` must be an organisation. */
function planOrganisation(
  store: Store,
  caller: Caller,
  party: Party,
  sent: JsonObject,
  now: number,
): () => number | null {
  if (party.type === 'organisation') return () => null
  const given = reference(sent, 'organisation', 'party')
  if (given === undefined) return () => party.organisationId
  if (given === null) return () => null
  const id = idOf(given, 'party')
  if (id !== undefined) {
    if (visibleParty(store, caller.user, id)?.type !== 'organisation')
      throw notFound('organisation not found')
    return () => id
  }
  const name = text(given, 'name', 'party', 255)
  if (!name) throw invalid('organisation not found', 'party', 'organisation')
  return () =>
    store.organisationNamed(name)?.id ?? createParty(store, caller, { type: 'organisation', name }, now).id
}

function differs(a: Party, b: Party): boolean {
  const keys: readonly (keyof Party)[] = [
    'title',
    'firstName',
    'lastName',
    'jobTitle',
    'organisationId',
    'name',
    'about',
    'ownerId',
    'teamId',
    'addresses',
    'phoneNumbers',
    'emailAddresses',
    'websites',
    'tagIds',
    'fields',
  ]
  return keys.some((key) => a[key] !== b[key])
}
