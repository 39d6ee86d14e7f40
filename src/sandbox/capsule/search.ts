import { displayName, type Party } from './entities.ts'

/**
 * The global search: every word must be found in the name, job title, an e-mail, website, town or postcode; a number is
 * also looked for in phone numbers, whatever their spacing.
 *
 * @source reference capsule.md §4.3
 */
export function matchesSearch(q: string): (party: Party) => boolean {
  const words = q.toLowerCase().split(/\s+/)
  const digits = q.replace(/[\s()+-]/g, '')
  const isNumber = /^\d{3,}$/.test(digits)
  return (party) => {
    if (isNumber && party.phoneNumbers.some((p) => p.number.replace(/\D/g, '').includes(digits))) return true
    const haystack = searchText(party)
    return words.every((word) => haystack.includes(word))
  }
}

function searchText(party: Party): string {
  const parts = [
    displayName(party),
    party.jobTitle ?? '',
    ...party.emailAddresses.map((e) => e.address),
    ...party.websites.map((w) => w.address),
    ...party.addresses.flatMap((a) => [a.city ?? '', a.zip ?? '']),
  ]
  return parts.join('\n').toLowerCase()
}
