import type { XeroContact } from '../model/contact.ts'
import type { CapsuleFieldId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { Reason } from '../plan/plan.ts'
import { type ContactFacts, contactFacts, furtherContactIds, type PartyFacts, partyFacts } from './facts.ts'

/** Two records can only match when they share a key: a record's neighbours are those with an equal key. */
export interface MatchKey {
  readonly kind: Reason['key']
  readonly value: string
}

/**
 * The keys of a party. A person has the own key of their organisation too, so that the two are neighbours:
 * what its people have counts for an organisation, and a small pass must see both.
 *
 * @param contactIdField  our custom field; found by its name when null
 */
export function partyKeys(party: CapsuleParty, contactIdField: CapsuleFieldId | null = null): MatchKey[] {
  const further = furtherContactIds(party).map(
    (id): MatchKey => ({ kind: 'cross_reference', value: `contact:${id}` }),
  )
  return keysOfParty(partyFacts(party, contactIdField)).concat(further)
}

export function contactKeys(contact: XeroContact): MatchKey[] {
  return keysOfContact(contactFacts(contact))
}

export function keysOfParty(facts: PartyFacts): MatchKey[] {
  const keys: MatchKey[] = [{ kind: 'cross_reference', value: `party:${facts.party.id}` }]
  const { organisation } = facts.party
  if (organisation !== null) keys.push({ kind: 'cross_reference', value: `party:${organisation.id}` })
  if (facts.contactId !== null) keys.push({ kind: 'cross_reference', value: `contact:${facts.contactId}` })
  return keys.concat(sharedKeys(facts, facts.emails))
}

function keysOfContact(facts: ContactFacts): MatchKey[] {
  const keys: MatchKey[] = [{ kind: 'cross_reference', value: `contact:${facts.contact.id}` }]
  if (facts.partyId !== null) keys.push({ kind: 'cross_reference', value: `party:${facts.partyId}` })
  return keys.concat(
    sharedKeys(facts, facts.email === null ? facts.personEmails : [facts.email, ...facts.personEmails]),
  )
}

function sharedKeys(facts: PartyFacts | ContactFacts, emails: readonly string[]): MatchKey[] {
  const numbers = new Set(facts.numbers.map((number) => `${number.kind} ${number.value}`))
  return [
    ...[...numbers].map((text): MatchKey => {
      const [kind = '', value = ''] = text.split(' ')
      return { kind: kind === 'tax_number' ? 'tax_number' : 'company_number', value }
    }),
    ...emails.map((value): MatchKey => ({ kind: 'email', value })),
    ...facts.names.map((form): MatchKey => ({ kind: 'name', value: form.key })),
    // Begins with "~", which no key of a name does.
    ...(facts.looseName === null ? [] : [{ kind: 'name', value: facts.looseName } as const]),
    ...facts.phones.map((value): MatchKey => ({ kind: 'phone', value })),
    ...facts.domains.map((value): MatchKey => ({ kind: 'domain', value })),
  ]
}
