import type { z } from 'zod'
import type { RecordCard } from '#api/runs.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'

export type Card = z.infer<typeof RecordCard>

const factsMax = 4

/** A party as a person compares it: who, where, how to reach. */
export function partyCard(party: CapsuleParty): Card {
  const address = party.addresses[0]
  return {
    side: 'capsule',
    id: String(party.id),
    href: `/contacts/p${party.id}`,
    name: party.name,
    kind: party.type,
    facts: facts([
      party.organisation ? `at ${party.organisation.name}` : null,
      party.emails[0]?.address,
      party.phones[0]?.number,
      address ? [address.city, address.state].filter(Boolean).join(' ') : null,
      ...party.fields
        .filter((f) => /abn|acn|tax|vat|gst|nzbn/i.test(f.name))
        .map((f) => `${f.name} ${f.value ?? ''}`),
    ]),
    outstanding: [],
  }
}

export function contactCard(contact: XeroContact, outstanding: Card['outstanding']): Card {
  const address = contact.addresses.find((a) => a.city) ?? contact.addresses[0]
  const phone = contact.phones[0]
  return {
    side: 'xero',
    id: contact.id,
    href: `/contacts/x${contact.id}`,
    name: contact.name,
    kind: 'contact',
    facts: facts([
      [contact.firstName, contact.lastName].filter(Boolean).join(' '),
      contact.email,
      phone
        ? [phone.countryCode && `+${phone.countryCode.replace(/^\+/, '')}`, phone.areaCode, phone.number]
            .filter(Boolean)
            .join(' ')
        : null,
      address ? [address.city, address.region].filter(Boolean).join(' ') : null,
      contact.taxNumber ? `Tax number ${contact.taxNumber}` : null,
    ]),
    outstanding,
  }
}

function facts(candidates: readonly (string | null | undefined)[]): string[] {
  return candidates.filter((fact): fact is string => Boolean(fact?.trim())).slice(0, factsMax)
}
