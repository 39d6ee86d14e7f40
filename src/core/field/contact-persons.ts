import type { XeroContactPerson } from '../model/contact.ts'
import { tooLong, xeroLimits } from '../normal/limits.ts'
import { shownOrNull } from '../normal/shown.ts'
import { byText } from '../normal/text.ts'
import { emailFault, emailForm } from './email.ts'
import type { Field, Normal, Subject } from './field.ts'
import { refused, xeroFit } from './fit.ts'
import { behindComma, behindEmail, behindText, closed, isFollowed, opened } from './followed.ts'
import { primaryOf } from './person.ts'
import { parsedJson, structured, wordsOf } from './structured.ts'

/** As two of them are compared. */
interface Person {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
}

/** What Capsule can say of an organisation's other people. */
interface People {
  readonly persons: readonly Person[]
  /** People beyond the five Xero takes, the last made. */
  readonly more: number
}

/**
 * The people of an organisation besides the primary one who have an e-mail, the first made five of them:
 * JSON [[first, last, e-mail], …] in a fixed order, and at its end how many more Capsule has.
 *
 * Persons of whom only Xero knows stay on its list while there is room: then Xero reads as more than what was
 * written (`lost` names them), and writing the same again changes nothing. Who is e-mailed with invoices is
 * Xero's own business and stays as it is.
 *
 * @source reference/xero.md §7: at most five, a supplied list replaces the old one
 */
export const contactPersons: Field = {
  key: 'contact_persons',
  label: 'other people',
  readCapsule(subject, _, likely) {
    // An organisation of which Capsule knows nobody says nothing about whom Xero names.
    if (subject.party.type === 'person' || subject.people.length === 0) return undefined
    if (subject.people.length === 1) return null
    return likely && isOnly(likely, onlyOther(subject)) ? likely : normalOf(chosen(subject))
  },
  readXero(contact, _, likely) {
    if (contact.contactPersons.length === 0) return null
    const only = contact.contactPersons.length === 1 ? contact.contactPersons[0] : undefined
    if (likely && isOnly(likely, only ?? null)) return likely
    return normalOf({ persons: contact.contactPersons.map(personOf).filter(isSomebody), more: 0 })
  },
  toXero(value, contact, setting) {
    const people = value === null ? null : peopleIn(value)
    if (value !== null && people === null) return refused('This is no list of people.')
    const fit = people?.persons.filter((person) => personFault(person) === null) ?? []
    const unfit = people?.persons.filter((person) => personFault(person) !== null) ?? []
    if (people === null || people.persons.length === 0)
      return refused('Xero gives no sure way of emptying its list of people: remove them there.')
    const [worst] = unfit
    if (fit.length === 0 && worst) return refused(personFault(worst) ?? '')
    const { list, kept, dropped } = merged(contact.contactPersons, fit)
    const lost = [
      people.more > 0
        ? `Xero takes ${xeroLimits.contactPersons} people; Capsule has ${people.more} more.`
        : null,
      unfit.length > 0 ? `Left out: ${namesOf(unfit)}. ${personFault(unfit[0] ?? nobody) ?? ''}` : null,
      kept.length > 0 ? `Only Xero knows ${namesOf(kept)}: kept there.` : null,
      dropped.length > 0 ? `There is no room in Xero for ${namesOf(dropped)} any more.` : null,
    ].filter((words) => words !== null)
    return xeroFit(contactPersons, value, contact, { contactPersons: list }, setting, lost.join(' ') || null)
  },
  toCapsule: () => refused('Capsule keeps these people as records of their own: change them in Capsule.'),
  words: (value) => peopleWords(value),
}

const nobody: Person = { firstName: null, lastName: null, email: null }

/** Whether a normal form names this one person and nobody else. */
function isOnly(likely: string, person: Person | null): boolean {
  if (person === null) return false
  let at = behindText(likely, opened(likely, opened(likely)), person.firstName)
  at = behindText(likely, behindComma(likely, at), person.lastName)
  at = behindEmail(likely, behindComma(likely, at), person.email)
  return isFollowed(likely, closed(likely, closed(likely, at)))
}

/** The other one of two people, when they have one e-mail. */
function onlyOther(subject: Subject): Person | null {
  const [one, two] = subject.people
  if (one === undefined || two === undefined || subject.people.length > 2) return null
  const other = primaryOf(subject) === one ? two : one
  const row = other.emails.length === 1 ? other.emails[0] : undefined
  return row === undefined
    ? null
    : { firstName: other.firstName, lastName: other.lastName, email: row.address }
}

function chosen(subject: Subject): People {
  const primary = primaryOf(subject)
  const others: Person[] = []
  for (const each of inOrder(subject.people)) {
    if (each === primary) continue
    const row = each.emails.find(({ address }) => emailForm(address) !== '')
    if (row === undefined) continue
    others.push(personOf({ firstName: each.firstName, lastName: each.lastName, email: row.address }))
  }
  const distinct = distinctPersons(others)
  const most = xeroLimits.contactPersons
  return { persons: distinct.slice(0, most), more: Math.max(0, distinct.length - most) }
}

/** By their ids, as they mostly come. */
function inOrder(people: Subject['people']): Subject['people'] {
  const isInOrder = people.every((person, i) => i === 0 || (people[i - 1]?.id ?? 0) <= person.id)
  return isInOrder ? people : people.toSorted((a, b) => a.id - b.id)
}

function personOf({ firstName, lastName, email }: Person): Person {
  return {
    firstName: shownOrNull(firstName),
    lastName: shownOrNull(lastName),
    email: email === null ? null : emailForm(email) || null,
  }
}

function isSomebody(person: Person): boolean {
  return person.firstName !== null || person.lastName !== null || person.email !== null
}

function keyOf({ firstName, lastName, email }: Person): string {
  return structured([firstName, lastName, email]) ?? '[null,null,null]'
}

function distinctPersons(persons: readonly Person[]): readonly Person[] {
  if (persons.length < 2) return persons
  return [...new Map(persons.map((person) => [keyOf(person), person])).values()]
}

function normalOf({ persons, more }: People): Normal {
  const [only] = persons
  if (only === undefined) return null
  const rows = persons.length === 1 ? [keyOf(only)] : [...new Set(persons.map(keyOf))].sort(byText)
  return `[${rows.join(',')}${more > 0 ? `,${more}` : ''}]`
}

function peopleIn(value: string): People | null {
  const rows = parsedJson(value)
  if (!Array.isArray(rows)) return null
  const last: unknown = rows.at(-1)
  const more = typeof last === 'number' && Number.isInteger(last) && last > 0 ? last : 0
  const persons: Person[] = []
  for (const row of more > 0 ? rows.slice(0, -1) : rows) {
    const person = personIn(row)
    if (person === null) return null
    if (isSomebody(person)) persons.push(person)
  }
  const distinct = distinctPersons(persons)
  const most = xeroLimits.contactPersons
  return { persons: distinct.slice(0, most), more: more + Math.max(0, distinct.length - most) }
}

function personIn(row: unknown): Person | null {
  if (!Array.isArray(row) || row.length !== 3) return null
  const texts: (string | null)[] = []
  for (const part of row) {
    if (part !== null && typeof part !== 'string') return null
    texts.push(part)
  }
  const [firstName = null, lastName = null, email = null] = texts
  return personOf({ firstName, lastName, email })
}

function personFault({ firstName, lastName, email }: Person): string | null {
  return (
    tooLong('Xero', 'first name', firstName ?? '', xeroLimits.personName) ??
    tooLong('Xero', 'last name', lastName ?? '', xeroLimits.personName) ??
    (email === null ? null : emailFault(email))
  )
}

interface Merged {
  readonly list: readonly XeroContactPerson[]
  /** Only Xero knows them. */
  readonly kept: readonly Person[]
  readonly dropped: readonly Person[]
}

/** Whom Capsule names in the places of those they are, new ones behind; nobody else moves or goes while five fit. */
function merged(now: readonly XeroContactPerson[], wanted: readonly Person[]): Merged {
  const same = pairs(now, wanted)
  const placed = now.map((held, i) => ({ held, person: same.get(i) ?? null }))
  const added = wanted.filter((person) => ![...same.values()].includes(person))
  let room = xeroLimits.contactPersons - wanted.length
  const kept: Person[] = []
  const dropped: Person[] = []
  const list: XeroContactPerson[] = []
  for (const { held, person } of placed) {
    if (person !== null) list.push({ ...person, includeInEmails: held.includeInEmails })
    else if (room-- > 0) {
      list.push(held)
      if (isSomebody(personOf(held))) kept.push(personOf(held))
    } else dropped.push(personOf(held))
  }
  for (const person of added) list.push({ ...person, includeInEmails: false })
  return { list, kept, dropped: dropped.filter(isSomebody) }
}

/** Which of Capsule's people stands at which place of Xero's list: by everything, by e-mail, by full name. */
function pairs(now: readonly XeroContactPerson[], wanted: readonly Person[]): ReadonlyMap<number, Person> {
  const found = new Map<number, Person>()
  const free = new Set(wanted)
  const held = now.map(personOf)
  const kinds: readonly ((a: Person, b: Person) => boolean)[] = [
    (a, b) => keyOf(a) === keyOf(b),
    (a, b) => a.email !== null && a.email === b.email,
    (a, b) => nameOf(a) !== '' && nameOf(a) === nameOf(b),
  ]
  for (const isSame of kinds) {
    for (const [i, person] of held.entries()) {
      if (found.has(i)) continue
      for (const other of free) {
        if (!isSame(person, other)) continue
        found.set(i, other)
        free.delete(other)
        break
      }
    }
  }
  return found
}

function nameOf({ firstName, lastName }: Person): string {
  return wordsOf([firstName, lastName]).toLowerCase()
}

function namesOf(persons: readonly Person[]): string {
  return persons.map((person) => nameWords(person)).join(', ')
}

function nameWords(person: Person): string {
  return wordsOf([person.firstName, person.lastName]) || (person.email ?? '')
}

function peopleWords(value: string): string {
  const people = peopleIn(value)
  if (people === null) return value
  const lines = people.persons.map(({ firstName, lastName, email }) => {
    const name = wordsOf([firstName, lastName])
    return name !== '' && email !== null ? `${name} <${email}>` : name || (email ?? '')
  })
  return [...lines, ...(people.more > 0 ? [`and ${people.more} more`] : [])].join('\n')
}
