import type { CapsuleParty } from '../model/party.ts'
import { capsuleLimits, tooLong, xeroLimits } from '../normal/limits.ts'
import { hasPlainSign, shown, shownOrNull } from '../normal/shown.ts'
import type { Field, Normal, Subject } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'
import { behindComma, behindText, closed, isFollowed, opened } from './followed.ts'
import { partsOf, structured, wordsOf } from './structured.ts'

/**
 * Who stands for an organisation as the contact's own first name, last name and e-mail: of its people the first
 * made who has an e-mail, else the first made.
 */
export function primaryOf({ party, people }: Subject): CapsuleParty | null {
  if (party.type === 'person') return party
  if (people.length < 2) return people[0] ?? null
  let primary: CapsuleParty | null = null
  let isReached = false
  for (const person of people) {
    const isReachable = hasEmail(person)
    const isBetter = primary === null || (isReachable === isReached ? person.id < primary.id : isReachable)
    if (!isBetter) continue
    primary = person
    isReached = isReachable
  }
  return primary
}

function hasEmail(person: CapsuleParty): boolean {
  for (const { address } of person.emails) if (hasPlainSign(address) || shown(address) !== '') return true
  return false
}

/** First and last name of the primary person: JSON [first, last]. */
export const primaryPerson: Field = {
  key: 'primary_person',
  label: 'first and last name',
  readCapsule(subject, _, likely) {
    const person = primaryOf(subject)
    // An organisation of which Capsule knows nobody says nothing about whom Xero names.
    return person === null ? undefined : namesOf(person.firstName, person.lastName, likely)
  },
  readXero: (contact, _, likely) => namesOf(contact.firstName, contact.lastName, likely),
  toXero(value, contact, setting) {
    const names = parsed(value)
    if (typeof names === 'string') return refused(names)
    const fault = longName('Xero', names)
    return fault === null ? xeroFit(primaryPerson, value, contact, names, setting) : refused(fault)
  },
  toCapsule(value, subject, setting) {
    const { party } = subject
    if (party.type !== 'person')
      return refused(
        'Capsule keeps this name with a person of the organisation: change that person in Capsule.',
      )
    const names = parsed(value)
    if (typeof names === 'string') return refused(names)
    if (names.firstName === null && names.lastName === null)
      return refused('Capsule needs a first or a last name.')
    const fault = longName('Capsule', names)
    return fault === null ? capsuleFit(primaryPerson, value, subject, names, setting) : refused(fault)
  },
  words: (value) => wordsOf(partsOf(value, 2) ?? [value]),
}

function namesOf(first: string | null, last: string | null, likely: Normal = null): Normal {
  if (likely !== null) {
    const at = behindText(likely, behindComma(likely, behindText(likely, opened(likely), first)), last)
    if (isFollowed(likely, closed(likely, at))) return likely
  }
  return first === null && last === null ? null : structured([shownOrNull(first), shownOrNull(last)])
}

interface Names {
  readonly firstName: string | null
  readonly lastName: string | null
}

/** Both names, or why the value has none, in words. */
function parsed(value: Normal): Names | string {
  if (value === null) return { firstName: null, lastName: null }
  const parts = partsOf(value, 2)
  if (parts === null) return 'This is no first and last name.'
  return { firstName: shownOrNull(parts[0] ?? null), lastName: shownOrNull(parts[1] ?? null) }
}

function longName(side: 'Xero' | 'Capsule', { firstName, lastName }: Names): string | null {
  const most = side === 'Xero' ? xeroLimits.personName : capsuleLimits.name
  return (
    tooLong(side, 'first name', firstName ?? '', most) ?? tooLong(side, 'last name', lastName ?? '', most)
  )
}
