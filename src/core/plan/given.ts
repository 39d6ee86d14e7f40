import { referenceFieldNames, referenceValue } from '../match/facts.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { Records, Touches } from './merges.ts'
import type { Base, CapsuleSide, Rules, XeroSide } from './plan.ts'

export interface Given {
  readonly records: Records
  readonly parties: readonly CapsuleParty[]
  readonly contacts: readonly XeroContact[]
  /** Excluded people by organisation: they get no counterpart, and stay among the people of theirs. */
  readonly excludedPeople: ReadonlyMap<CapsulePartyId, readonly CapsuleParty[]>
}

/** The records that this plan is about: what is excluded is not there, nor is what is no longer seen. */
export function given(capsule: CapsuleSide, xero: XeroSide, base: Base): Given {
  const { excluded } = base
  const parties = capsule.parties.filter(
    ({ id }) => !excluded.parties.has(id) && !(capsule.absent.size > 0 && capsule.absent.has(id)),
  )
  const contacts = xero.contacts.filter(({ id }) => !excluded.contacts.has(id))
  return {
    parties,
    contacts,
    excludedPeople: peopleAmong(
      capsule.parties.filter(({ id }) => excluded.parties.has(id) && !capsule.absent.has(id)),
    ),
    records: {
      parties: newestById<CapsulePartyId, CapsuleParty>(parties),
      contacts: newestById<string, XeroContact>(contacts),
      absent: capsule.absent,
      rejected: base.rejected,
      referenceOf: (party) =>
        referenceValue(
          party,
          capsule.contactIdField,
          (capsule.referenceNames ?? referenceFieldNames).contactId,
        ),
    },
  }
}

function peopleAmong(parties: readonly CapsuleParty[]): Map<CapsulePartyId, CapsuleParty[]> {
  const people = new Map<CapsulePartyId, CapsuleParty[]>()
  for (const party of newestById<CapsulePartyId, CapsuleParty>(parties).values()) {
    if (party.type !== 'person' || party.organisation === null) continue
    const { id } = party.organisation
    people.set(id, [...(people.get(id) ?? []), party])
  }
  return people
}

/** Whether a link is about the records in focus: its two records, and the people of an organisation. */
export function touching(
  focus: Rules['focus'],
  records: Records,
  excludedPeople: Given['excludedPeople'] = new Map(),
): Touches {
  if (focus === 'all') return () => true
  const parties = new Set(focus.parties)
  for (const [employer, people] of excludedPeople) {
    if (people.some(({ id }) => focus.parties.has(id))) parties.add(employer)
  }
  for (const id of focus.parties) {
    const employer = records.parties.get(id)?.organisation
    if (employer) parties.add(employer.id)
  }
  for (const [organisation, people] of excludedPeople) {
    if (people.some((person) => focus.parties.has(person.id))) parties.add(organisation)
  }
  return ({ partyId, contactId }) =>
    focus.contacts.has(contactId) || (partyId !== null && parties.has(partyId))
}

/** A record read twice counts as it was read last. */
function newestById<Id, Row extends { readonly id: Id; readonly updatedAt: string }>(
  rows: readonly Row[],
): Map<Id, Row> {
  const byId = new Map<Id, Row>()
  for (const row of rows) {
    const known = byId.get(row.id)
    if (known === undefined || known.updatedAt < row.updatedAt) byId.set(row.id, row)
  }
  return byId
}
