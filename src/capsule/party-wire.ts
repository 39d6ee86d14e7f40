import type { CapsuleWireParty } from '#contracts/capsule/parties.ts'
import { capsuleFieldId, capsulePartyId } from '#core/model/ids.ts'
import type { CapsuleFieldValue, CapsuleParty } from '#core/model/party.ts'

/** @source reference/capsule.md §4.1, §4.2, §13.2 */
export function fromWire(wire: CapsuleWireParty): CapsuleParty {
  const person = wire.type === 'person'
  return {
    id: capsulePartyId(wire.id),
    type: wire.type,
    name: nameOf(wire),
    firstName: person ? text(wire.firstName) : null,
    lastName: person ? text(wire.lastName) : null,
    jobTitle: person ? text(wire.jobTitle) : null,
    organisation:
      person && wire.organisation
        ? { id: capsulePartyId(wire.organisation.id), name: wire.organisation.name ?? '' }
        : null,
    emails: (wire.emailAddresses ?? []).flatMap((row) =>
      row.address ? [{ id: row.id, type: text(row.type), address: row.address }] : [],
    ),
    phones: (wire.phoneNumbers ?? []).flatMap((row) =>
      row.number ? [{ id: row.id, type: text(row.type), number: row.number }] : [],
    ),
    addresses: (wire.addresses ?? []).map((row) => ({
      id: row.id,
      type: text(row.type),
      street: text(row.street),
      city: text(row.city),
      state: text(row.state),
      zip: text(row.zip),
      country: text(row.country),
    })),
    websites: (wire.websites ?? []).flatMap((row) =>
      row.address
        ? [
            {
              id: row.id,
              type: text(row.type),
              service: row.service || 'URL',
              address: row.address,
              url: text(row.url),
            },
          ]
        : [],
    ),
    owner: wire.owner ? { id: wire.owner.id, name: wire.owner.name || wire.owner.username || '' } : null,
    team: wire.team ? { id: wire.team.id, name: wire.team.name ?? '' } : null,
    tags: (wire.tags ?? []).map((tag) => ({ id: tag.id, name: tag.name ?? '' })),
    fields: (wire.fields ?? []).map((row) => ({
      id: row.id,
      definitionId: capsuleFieldId(row.definition.id),
      name: row.definition.name ?? '',
      value: fieldValue(row.value),
    })),
    createdAt: wire.createdAt ?? wire.updatedAt ?? unknownTime,
    updatedAt: wire.updatedAt ?? wire.createdAt ?? unknownTime,
  }
}

/** Older than anything, so that any dated version replaces it. */
const unknownTime = '1970-01-01T00:00:00Z'

function nameOf(wire: CapsuleWireParty): string {
  const name =
    wire.type === 'person'
      ? [text(wire.firstName), text(wire.lastName)].filter(Boolean).join(' ')
      : text(wire.name)
  return name || `Party ${wire.id}`
}

function text(value: string | null | undefined): string | null {
  return value ? value : null
}

function fieldValue(value: unknown): CapsuleFieldValue['value'] {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  // Multi-select lists and whatever comes next: readable, and stable for comparison.
  return Array.isArray(value) ? value.map(String).join(', ') : JSON.stringify(value)
}
