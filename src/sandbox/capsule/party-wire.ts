import { canSee } from './access.ts'
import { displayName, type Labelled, type Party, type User } from './entities.ts'
import { missesImportant } from './field-values.ts'
import type { Labels } from './labels.ts'
import type { Store } from './store.ts'
import { toIso } from './time.ts'
import { websiteUrl } from './websites.ts'

/** Tokens of `embed`; unknown ones are ignored without a word. */
export function embedTokens(value: string | null | undefined): ReadonlySet<string> {
  return new Set((value ?? '').split(',').map((token) => token.trim()))
}

export interface Wire {
  readonly store: Store
  readonly url: string
  /** Whose eyes: an organisation this user cannot see is named "Private". */
  readonly viewer: User
  readonly embed: ReadonlySet<string>
}

/** A party as the API answers it; `tags`, `fields` and `missingImportantFields` only when embedded. */
export function partyJson(wire: Wire, party: Party) {
  const { store, embed } = wire
  return {
    id: party.id,
    type: party.type,
    about: party.about,
    ...(party.type === 'organisation'
      ? { name: party.name }
      : {
          title: party.title,
          firstName: party.firstName,
          lastName: party.lastName,
          jobTitle: party.jobTitle,
          organisation: partyReference(wire, party.organisationId),
        }),
    createdAt: toIso(party.createdAt),
    updatedAt: toIso(party.updatedAt),
    lastContactedAt: party.lastContactedAt === null ? null : toIso(party.lastContactedAt),
    addresses: party.addresses,
    phoneNumbers: party.phoneNumbers,
    websites: party.websites.map((site) => ({ ...site, url: websiteUrl(site) })),
    emailAddresses: party.emailAddresses,
    pictureURL: pictureUrl(wire.url, party.type),
    owner: party.ownerId === null ? null : nestedUser(store, wire.url, party.ownerId),
    team: party.teamId === null ? null : nestedTeam(store, party.teamId),
    enrichment: null,
    ...(embed.has('tags') ? { tags: tagsJson(store.labels.parties, party) } : {}),
    ...(embed.has('fields') ? { fields: fieldsJson(store.labels.parties, party) } : {}),
    ...(embed.has('missingImportantFields')
      ? { missingImportantFields: missesImportant(store.labels.parties, party) }
      : {}),
  }
}

/** What is left of a party the caller may not see. */
export function privateParty(url: string, party: Party) {
  const name = party.type === 'person' ? { firstName: null, lastName: 'Private' } : { name: 'Private' }
  return {
    id: party.id,
    type: party.type,
    ...name,
    pictureURL: pictureUrl(url, party.type),
    isRestricted: true,
  }
}

/** A party inside another record. */
export function nestedParty(url: string, party: Party) {
  const name =
    party.type === 'person'
      ? { firstName: party.firstName, lastName: party.lastName }
      : { name: displayName(party) }
  return { id: party.id, type: party.type, ...name, pictureURL: pictureUrl(url, party.type) }
}

export function nestedUser(store: Store, url: string, id: number) {
  const user = store.users.get(id)
  if (!user) return null
  const { username, name } = user
  return {
    id,
    username,
    name,
    pictureURL: pictureUrl(url, 'person'),
    ...(user.deleted ? { deleted: true } : {}),
  }
}

export function nestedTeam(store: Store, id: number) {
  const team = store.teams.get(id)
  return team ? { id, name: team.name } : null
}

/** @source reference capsule.md §4.1: a static default image */
export function pictureUrl(url: string, type: Party['type']): string {
  return `${url}/theme/default/images/${type}_avatar_70.png`
}

export function partyReference(wire: Wire, id: number | null) {
  const party = id === null ? undefined : wire.store.party(id)
  if (!party) return null
  return canSee(wire.store, wire.viewer, party) ? nestedParty(wire.url, party) : privateParty(wire.url, party)
}

export function tagsJson(labels: Labels, record: Labelled) {
  return record.tagIds.flatMap((id) => {
    const tag = labels.tags.get(id)
    return tag ? [{ id, name: tag.name, dataTag: tag.dataTag }] : []
  })
}

export function fieldsJson(labels: Labels, record: Labelled) {
  return record.fields.flatMap(({ id, definitionId, value }) => {
    const definition = labels.definitions.get(definitionId)
    if (!definition) return []
    return [{ id, value, definition: { id: definitionId, name: definition.name }, tagId: definition.tagId }]
  })
}
