import type { FieldDefinition, Party, Site, TagDefinition, Team, User } from './entities.ts'

export type PartyEvent = 'party/created' | 'party/updated' | 'party/deleted'

/** What remains of a deleted party: enough for the deleted feed and for who may hear of it. */
interface Tombstone {
  readonly id: number
  readonly deletedAt: number
  readonly ownerId: number | null
  readonly teamId: number | null
}

/** A change of owner or team, kept so that those who lost sight of the party can be told. */
interface Reassignment {
  readonly partyId: number
  readonly at: number
  readonly ownerId: number | null
  readonly teamId: number | null
}

/**
 * One account's records. Ids come from one rising counter. Reads are by id or in id order; indexes keep writes and
 * lookups off the length of the list.
 */
export class Store {
  site: Site = { subdomain: 'sandbox', name: 'Sandbox' }
  readonly users = new Map<number, User>()
  readonly teams = new Map<number, Team>()
  readonly tags = new Map<number, TagDefinition>()
  readonly definitions = new Map<number, FieldDefinition>()
  readonly tombstones: Tombstone[] = []
  readonly reassignments: Reassignment[] = []
  readonly #parties = new Map<number, Party>()
  readonly #people = new Map<number, Set<number>>()
  readonly #organisationsByName = new Map<string, Set<number>>()
  readonly #tagIds = new Map<string, number>()
  readonly #listeners: ((event: PartyEvent, party: Party) => void)[] = []
  #lastId = 1000

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  onParty(listener: (event: PartyEvent, party: Party) => void): void {
    this.#listeners.push(listener)
  }

  party(id: number): Party | undefined {
    return this.#parties.get(id)
  }

  get partyCount(): number {
    return this.#parties.size
  }

  /** In id order, because ids only rise and a changed record keeps its place. */
  parties(): Iterable<Party> {
    return this.#parties.values()
  }

  peopleOf(organisationId: number): readonly Party[] {
    const ids = [...(this.#people.get(organisationId) ?? [])].sort((a, b) => a - b)
    return ids.flatMap((id) => this.#parties.get(id) ?? [])
  }

  hasPeople(organisationId: number): boolean {
    return (this.#people.get(organisationId)?.size ?? 0) > 0
  }

  /** The oldest organisation of this name, whatever its case. */
  organisationNamed(name: string): Party | undefined {
    const ids = this.#organisationsByName.get(name.toLowerCase())
    const first = ids && ids.size > 0 ? Math.min(...ids) : undefined
    return first === undefined ? undefined : this.#parties.get(first)
  }

  /** Puts a party in without telling anyone: for seeding. */
  load(party: Party): void {
    const before = this.#parties.get(party.id)
    if (before) this.#unindex(before)
    this.#parties.set(party.id, party)
    this.#index(party)
  }

  create(party: Party): void {
    this.load(party)
    this.#tell('party/created', party)
  }

  update(party: Party, now: number): void {
    const before = this.#parties.get(party.id)
    if (before && (before.ownerId !== party.ownerId || before.teamId !== party.teamId))
      this.reassignments.push({ partyId: party.id, at: now, ownerId: before.ownerId, teamId: before.teamId })
    this.load(party)
    this.#tell('party/updated', party)
  }

  /** People of a deleted organisation stay, without their organisation. */
  remove(id: number, now: number): void {
    const party = this.#parties.get(id)
    if (!party) return
    for (const person of this.peopleOf(id))
      this.update({ ...person, organisationId: null, updatedAt: now }, now)
    this.#unindex(party)
    this.#parties.delete(id)
    this.tombstones.push({ id, deletedAt: now, ownerId: party.ownerId, teamId: party.teamId })
    this.#tell('party/deleted', party)
  }

  tagNamed(name: string): TagDefinition | undefined {
    const id = this.#tagIds.get(name.toLowerCase())
    return id === undefined ? undefined : this.tags.get(id)
  }

  putTag(tag: TagDefinition): void {
    const before = this.tags.get(tag.id)
    if (before) this.#tagIds.delete(before.name.toLowerCase())
    this.tags.set(tag.id, tag)
    this.#tagIds.set(tag.name.toLowerCase(), tag.id)
  }

  removeTag(tag: TagDefinition): void {
    this.tags.delete(tag.id)
    this.#tagIds.delete(tag.name.toLowerCase())
    for (const party of this.#parties.values())
      if (party.tagIds.includes(tag.id))
        this.#parties.set(party.id, { ...party, tagIds: party.tagIds.filter((id) => id !== tag.id) })
  }

  removeDefinition(id: number): void {
    this.definitions.delete(id)
    for (const party of this.#parties.values())
      if (party.fields.some((f) => f.definitionId === id))
        this.#parties.set(party.id, { ...party, fields: party.fields.filter((f) => f.definitionId !== id) })
  }

  /** The account owner: the first user. */
  owner(): User | undefined {
    return this.users.values().next().value
  }

  #tell(event: PartyEvent, party: Party): void {
    for (const listener of this.#listeners) listener(event, party)
  }

  #index(party: Party): void {
    if (party.organisationId !== null) addTo(this.#people, party.organisationId, party.id)
    if (party.type === 'organisation' && party.name)
      addTo(this.#organisationsByName, party.name.toLowerCase(), party.id)
  }

  #unindex(party: Party): void {
    if (party.organisationId !== null) this.#people.get(party.organisationId)?.delete(party.id)
    if (party.name) this.#organisationsByName.get(party.name.toLowerCase())?.delete(party.id)
  }
}

function addTo<K>(index: Map<K, Set<number>>, key: K, id: number): void {
  const ids = index.get(key)
  if (ids) ids.add(id)
  else index.set(key, new Set([id]))
}
