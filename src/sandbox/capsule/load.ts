import type { CapsulePartySeed, CapsuleSeed } from '../seed.ts'
import { storedCountry } from './countries.ts'
import { blankParty, blankUser, type FieldValue, type Party, type User } from './entities.ts'
import { known, loadWork } from './load-work.ts'
import { addSettings } from './settings.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'

const dayMs = 86_400_000

/** Puts a seed's records into the store, telling no hook; answers the ids given to party keys. */
export function loadSeed(store: Store, seed: CapsuleSeed, now: number): ReadonlyMap<string, number> {
  store.site = seed.site
  const userIds = new Map(seed.users.map((user) => [user.key, loadUser(store, user, now)]))
  const teamIds = new Map(
    seed.teams.map((team) => {
      const id = store.nextId()
      const memberIds = new Set(team.members.map((key) => known(userIds, key, 'user')))
      store.teams.set(id, { id, name: team.name, createdAt: now, memberIds })
      return [team.key, id]
    }),
  )
  for (const { name, type, options } of seed.fieldDefinitions) {
    const id = store.labels.parties.nextDefinitionId()
    const plain = { description: null, tagId: null, captureRule: null, important: false }
    store.labels.parties.definitions.set(id, {
      id,
      name,
      type,
      options: options ?? [],
      displayOrder: store.labels.parties.definitions.size,
      ...plain,
    })
  }
  const definitionIds = new Map([...store.labels.parties.definitions.values()].map((d) => [d.name, d.id]))
  const ids = new Map<string, number>()
  for (const party of seed.parties) {
    const made = makeParty(store, party, now, { userIds, teamIds, definitionIds, partyIds: ids })
    ids.set(party.key, made.id)
    store.load(made)
  }
  if (store.pipelines.size === 0)
    addSettings(store, now, {
      note: switches.noteRenewsContact,
      task: switches.completedTaskRenewsContact,
    })
  loadWork(store, seed, { userIds, partyIds: ids }, now)
  return ids
}

type Keys = Readonly<
  Record<'userIds' | 'teamIds' | 'definitionIds' | 'partyIds', ReadonlyMap<string, number>>
>

/** The user and the contact record that stands for them; restricted users see their own. */
function loadUser(store: Store, seed: CapsuleSeed['users'][number], now: number): number {
  const id = store.nextId()
  const { firstName, lastName, email, role } = seed
  const party: Party = {
    ...blankParty(store.nextId(), 'person', now),
    firstName,
    lastName,
    jobTitle: seed.jobTitle ?? null,
    ownerId: id,
    emailAddresses: [{ id: store.nextId(), type: 'Work', address: email }],
  }
  const user: User = {
    ...blankUser(id, party.id),
    username: email,
    name: `${firstName} ${lastName}`,
    role,
  }
  store.users.set(id, user)
  store.load(party)
  return id
}

function makeParty(store: Store, seed: CapsulePartySeed, now: number, keys: Keys): Party {
  const createdAt = now - (seed.createdDaysAgo ?? 0) * dayMs
  const updatedAt = now - (seed.updatedDaysAgo ?? seed.createdDaysAgo ?? 0) * dayMs
  const row = () => store.nextId()
  const ref = (ids: ReadonlyMap<string, number>, key: string | undefined, kind: string) =>
    key === undefined ? null : known(ids, key, kind)
  return {
    ...blankParty(store.nextId(), seed.type, createdAt),
    updatedAt: Math.max(createdAt, updatedAt),
    name: seed.name ?? null,
    firstName: seed.firstName ?? null,
    lastName: seed.lastName ?? null,
    jobTitle: seed.jobTitle ?? null,
    about: seed.about ?? null,
    organisationId: ref(keys.partyIds, seed.organisation, 'organisation'),
    ownerId: ref(keys.userIds, seed.owner, 'user'),
    teamId: ref(keys.teamIds, seed.team, 'team'),
    emailAddresses: (seed.emails ?? []).map((e) => ({ id: row(), type: e.type ?? null, address: e.address })),
    phoneNumbers: (seed.phones ?? []).map((p) => ({ id: row(), type: p.type ?? null, number: p.number })),
    websites: (seed.websites ?? []).map((w) => ({
      id: row(),
      type: null,
      service: 'URL',
      address: w.address,
    })),
    addresses: (seed.addresses ?? []).map((a) => ({
      id: row(),
      type: a.type ?? null,
      street: a.street ?? null,
      city: a.city ?? null,
      state: a.state ?? null,
      zip: a.zip ?? null,
      country: a.country === undefined ? null : storedCountry(a.country),
    })),
    tagIds: (seed.tags ?? []).map((name) => tagId(store, name)),
    fields: Object.entries(seed.fields ?? {}).flatMap(([name, value]) =>
      fieldValue(store, keys, name, value),
    ),
  }
}

function tagId(store: Store, name: string): number {
  const tag = store.labels.parties.tagNamed(name) ?? {
    id: store.nextId(),
    name,
    description: null,
    dataTag: false,
  }
  store.labels.parties.putTag(tag)
  return tag.id
}

function fieldValue(store: Store, keys: Keys, name: string, value: string): readonly FieldValue[] {
  const definitionId = known(keys.definitionIds, name, 'custom field')
  if (store.labels.parties.definitions.get(definitionId)?.type !== 'boolean')
    return [{ id: store.nextId(), definitionId, value }]
  return value === 'true' ? [{ id: store.nextId(), definitionId, value: true }] : []
}
