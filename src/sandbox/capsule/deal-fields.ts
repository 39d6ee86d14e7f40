import type { Caller } from './access.ts'
import { visibleParty } from './access.ts'
import { assignment } from './assignment.ts'
import type { Kase, Opportunity } from './deal-entities.ts'
import { applyFields } from './field-values.ts'
import { idOf, reference, rows, text } from './input.ts'
import type { Entity } from './labels.ts'
import { planTags } from './party-tags.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import type { Store } from './store.ts'
import { isDay } from './time.ts'

type Deal = Opportunity | Kase

/** What opportunities and projects have in common, as sent over as it was; nothing is made until `tags` is called. */
export function commonFields(
  store: Store,
  caller: Caller,
  entity: Exclude<Entity, 'parties'>,
  before: Deal,
  sent: JsonObject,
) {
  const resource = entity === 'kases' ? 'kase' : 'opportunity'
  const nextId = () => store.nextId()
  const labels = store.labels[entity]
  const name = text(sent, 'name', resource, 255)
  const newName = name === undefined ? before.name : name
  const partyId = partyOf(store, caller, before, sent, resource)
  if (!newName) throw invalid('name is required', resource, 'name')
  const description = text(sent, 'description', resource, 100_000)
  const assigned = assignment(store, before, sent, resource)
  if (assigned.ownerId === null && assigned.teamId === null)
    throw invalid('owner or team is required', resource, 'owner')
  const { fields, touched } = applyFields(labels, before, rows(sent, 'fields', resource) ?? [], nextId)
  return {
    touched,
    tags: planTags(labels, before.tagIds, rows(sent, 'tags', resource) ?? [], nextId),
    values: {
      ...assigned,
      name: newName,
      partyId,
      fields,
      description: description === undefined ? before.description : description,
      expectedCloseOn: dayOf(sent, 'expectedCloseOn', resource, before.expectedCloseOn),
    },
  }
}

function partyOf(store: Store, caller: Caller, before: Deal, sent: JsonObject, resource: string): number {
  const given = reference(sent, 'party', resource)
  if (given === undefined && before.partyId !== 0) return before.partyId
  const id = given ? idOf(given, resource) : undefined
  if (id === undefined) throw invalid('party is required', resource, 'party')
  if (!visibleParty(store, caller.user, id)) throw notFound('party not found')
  return id
}

export function dayOf(
  sent: JsonObject,
  field: string,
  resource: string,
  before: string | null,
): string | null {
  const day = text(sent, field, resource)
  if (day === undefined) return before
  if (day !== null && !isDay(day)) throw invalid(`${field} is not a valid date`, resource, field)
  return day
}

/** The row a reference names: undefined when nothing was sent, null when it is cleared. */
export function chosen<Row>(
  sent: JsonObject,
  field: string,
  resource: string,
  rowsById: { get(id: number): Row | undefined },
): Row | null | undefined {
  const given = reference(sent, field, resource)
  if (given === undefined || given === null) return given
  const id = idOf(given, resource)
  const row = id === undefined ? undefined : rowsById.get(id)
  if (!row) throw notFound(`${words(field)} not found`)
  return row
}

function words(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** True when the two differ in anything but their stamp. */
export function differs(a: Deal, b: Deal): boolean {
  return JSON.stringify({ ...a, updatedAt: 0 }) !== JSON.stringify({ ...b, updatedAt: 0 })
}
