import type { Board, Kase, LostReason, Milestone, Opportunity, Pipeline, Stage } from './deal-entities.ts'
import type { Labelled, Party, Site, TagDefinition, Team, User } from './entities.ts'
import { type Entity, Labels } from './labels.ts'
import { OwnedTable, type Reassignment, Table, type Tombstone } from './table.ts'
import type {
  ActivityType,
  Attachment,
  Category,
  Entry,
  Linked,
  Task,
  Track,
  TrackDefinition,
} from './work-entities.ts'

type Changed = 'created' | 'updated' | 'deleted'

/** What hooks can be told of, in the vendor's words. @source reference capsule.md §17 */
export type RecordEvent =
  | `${'party' | 'user'}/${Changed}`
  | `${'opportunity' | 'kase'}/${Changed | 'closed' | 'moved'}`
  | `task/${'created' | 'updated' | 'completed'}`

/**
 * One account's records. Ids come from one rising counter. Reads are by id or in id order; indexes keep writes and
 * lookups off the length of the list.
 */
export class Store {
  site: Site = { subdomain: 'sandbox', name: 'Sandbox' }
  readonly users = new Map<number, User>()
  readonly teams = new Map<number, Team>()
  readonly labels: Readonly<Record<Entity, Labels>> = {
    parties: new Labels(),
    opportunities: new Labels(),
    kases: new Labels(),
  }
  readonly pipelines = new Map<number, Pipeline>()
  readonly milestones = new Map<number, Milestone>()
  readonly lostReasons = new Map<number, LostReason>()
  readonly boards = new Map<number, Board>()
  readonly stages = new Map<number, Stage>()
  readonly categories = new Map<number, Category>()
  readonly activityTypes = new Map<number, ActivityType>()
  readonly trackDefinitions = new Map<number, TrackDefinition>()
  readonly tracks = new Table<Track>(linkKeys)
  /** Files sent and not yet filed on an entry, by token. */
  readonly uploads = new Map<string, Attachment>()
  /** What each finished job did, by its id. */
  readonly jobs = new Map<string, string>()
  readonly opportunities = new OwnedTable<Opportunity>((o) => [
    `party:${o.partyId}`,
    ...o.contactIds.map((id) => `contact:${id}`),
  ])
  readonly kases = new OwnedTable<Kase>((k) => [
    `party:${k.partyId}`,
    ...(k.opportunityId === null ? [] : [`opportunity:${k.opportunityId}`]),
    ...k.contactIds.map((id) => `contact:${id}`),
  ])
  readonly tasks = new Table<Task>(linkKeys)
  readonly entries = new Table<Entry>(linkKeys)
  readonly tombstones: Tombstone[] = []
  readonly reassignments: Reassignment[] = []
  readonly #parties = new Map<number, Party>()
  readonly #people = new Map<number, Set<number>>()
  readonly #organisationsByName = new Map<string, Set<number>>()
  readonly #listeners: ((event: RecordEvent, id: number) => void)[] = []
  #lastId = 1000

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  onEvent(listener: (event: RecordEvent, id: number) => void): void {
    this.#listeners.push(listener)
  }

  tell(event: RecordEvent, id: number): void {
    for (const listener of this.#listeners) listener(event, id)
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
    this.tell('party/created', party.id)
  }

  update(party: Party, now: number): void {
    const before = this.#parties.get(party.id)
    if (before && (before.ownerId !== party.ownerId || before.teamId !== party.teamId))
      this.reassignments.push({ recordId: party.id, at: now, ownerId: before.ownerId, teamId: before.teamId })
    this.load(party)
    this.tell('party/updated', party.id)
  }

  /**
   * Takes the party's opportunities, projects, tasks and entries with it. People of a deleted organisation stay, without
   * their organisation; tracks stay as orphans.
   *
   * @source reference capsule.md §4.4
   */
  remove(id: number, now: number): void {
    const party = this.#parties.get(id)
    if (!party) return
    for (const kase of this.kases.of(`party:${id}`)) this.removeKase(kase.id, now)
    for (const opportunity of this.opportunities.of(`party:${id}`))
      this.removeOpportunity(opportunity.id, now)
    withoutContact(this.opportunities, id)
    withoutContact(this.kases, id)
    this.#removeWork(`party:${id}`)
    for (const person of this.peopleOf(id))
      this.update({ ...person, organisationId: null, updatedAt: now }, now)
    this.#unindex(party)
    this.#parties.delete(id)
    this.tombstones.push({ id, deletedAt: now, ownerId: party.ownerId, teamId: party.teamId })
    this.tell('party/deleted', id)
  }

  removeOpportunity(id: number, now: number): void {
    for (const kase of this.kases.of(`opportunity:${id}`)) this.kases.put({ ...kase, opportunityId: null })
    this.#removeWork(`opportunity:${id}`)
    this.opportunities.bury(id, now)
    this.tell('opportunity/deleted', id)
  }

  removeKase(id: number, now: number): void {
    this.#removeWork(`kase:${id}`)
    this.kases.bury(id, now)
    this.tell('kase/deleted', id)
  }

  /** Detaches the tag from every record; none of them counts as updated. */
  removeTag(entity: Entity, tag: TagDefinition): void {
    this.labels[entity].dropTag(tag)
    this.#rewrite(entity, (row) =>
      row.tagIds.includes(tag.id) ? { ...row, tagIds: row.tagIds.filter((id) => id !== tag.id) } : row,
    )
  }

  removeDefinition(entity: Entity, id: number): void {
    this.labels[entity].definitions.delete(id)
    this.#rewrite(entity, (row) =>
      row.fields.some((f) => f.definitionId === id)
        ? { ...row, fields: row.fields.filter((f) => f.definitionId !== id) }
        : row,
    )
  }

  /** The account owner: the first user. */
  owner(): User | undefined {
    return this.users.values().next().value
  }

  #removeWork(key: string): void {
    for (const task of this.tasks.of(key)) this.tasks.delete(task.id)
    for (const entry of this.entries.of(key)) this.entries.delete(entry.id)
  }

  #rewrite(entity: Entity, change: <Row extends Labelled>(row: Row) => Row): void {
    if (entity === 'parties') {
      for (const party of this.#parties.values()) this.#parties.set(party.id, change(party))
      return
    }
    if (entity === 'opportunities')
      for (const row of this.opportunities.all()) this.opportunities.put(change(row))
    else for (const row of this.kases.all()) this.kases.put(change(row))
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

function linkKeys(row: Linked): readonly string[] {
  if (row.partyId !== null) return [`party:${row.partyId}`]
  if (row.opportunityId !== null) return [`opportunity:${row.opportunityId}`]
  return row.kaseId === null ? [] : [`kase:${row.kaseId}`]
}

function withoutContact<Row extends { readonly id: number; readonly contactIds: readonly number[] }>(
  table: Pick<Table<Row>, 'of' | 'put'>,
  partyId: number,
): void {
  for (const row of table.of(`contact:${partyId}`))
    table.put({ ...row, contactIds: row.contactIds.filter((id) => id !== partyId) })
}
