import type { Reason } from '../plan/plan.ts'
import type { Evidence } from './evidence.ts'

/** How sure one agreeing key makes, each by itself; together they make surer, never certain. */
const weights = {
  reference: 0.99,
  number: 0.95,
  email: 0.8,
  sharedEmail: 0.5,
  personEmail: 0.3,
  sameName: 0.7,
  closeName: 0.55,
  similarName: 0.4,
  fittingName: 0.3,
  domain: 0.3,
  phone: 0.3,
} as const

/** What remains of it when something speaks against. */
const doubts = {
  reference: 0.5,
  number: 0.5,
  name: 0.6,
  akinName: 0.75,
  domain: 0.7,
  email: 0.8,
  kind: 0.8,
} as const

/** 0 to 100. */
export function score(evidence: Evidence): number {
  const agreeing: number[] = []
  if (evidence.reference !== null) agreeing.push(weights.reference)
  if (evidence.sharedNumbers.length > 0) agreeing.push(weights.number)
  if (evidence.email !== null) agreeing.push(evidence.emailUnique ? weights.email : weights.sharedEmail)
  if (evidence.personEmail !== null) agreeing.push(weights.personEmail)
  if (evidence.name === 'same') agreeing.push(weights.sameName)
  if (evidence.name === 'close') agreeing.push(weights.closeName)
  if (evidence.name === 'similar') agreeing.push(weights.similarName)
  if (evidence.name === 'fits') agreeing.push(weights.fittingName)
  if (evidence.domain !== null && evidence.email === null) agreeing.push(weights.domain)
  if (evidence.phone) agreeing.push(weights.phone)
  let left = 1
  for (const weight of agreeing) left *= 1 - weight
  let sure = 1 - left
  if (evidence.referenceElsewhere) sure *= doubts.reference
  if (evidence.otherNumber !== null) sure *= doubts.number
  if (evidence.name === 'different' && evidence.reference === null) sure *= doubts.name
  if (evidence.name === 'akin' && evidence.reference === null) sure *= doubts.akinName
  if (evidence.otherDomain) sure *= doubts.domain
  else if (evidence.otherEmail) sure *= doubts.email
  if (evidence.otherKind !== null) sure *= doubts.kind
  return Math.round(sure * 100)
}

/** What a person reads about the pair, the strongest first, what agrees before what does not. */
export function reasons(evidence: Evidence): Reason[] {
  return [...agreeing(evidence), ...disagreeing(evidence)]
}

function agreeing(evidence: Evidence): Reason[] {
  const found: Reason[] = []
  const add = (key: Reason['key'], words: string) => found.push({ key, agrees: true, words })
  if (evidence.reference === 'both') add('cross_reference', 'each already carries the other’s id')
  if (evidence.reference === 'field') add('cross_reference', 'the Capsule record carries this contact’s id')
  if (evidence.reference === 'number') add('cross_reference', 'the contact carries this Capsule record’s id')
  const number = evidence.sharedNumbers.find((each) => !each.derived) ?? evidence.sharedNumbers[0]
  if (number) add(number.kind, `same ${number.label} ${number.value}`)
  if (evidence.email !== null) {
    const whose = evidence.emailOf === null ? '' : ` as ${evidence.emailOf.party.name}, who works there`
    add(
      'email',
      `same e-mail ${evidence.email}${whose}${evidence.emailUnique ? '' : ', which others have too'}`,
    )
  }
  if (evidence.personEmail !== null) add('email', `e-mail of a contact person, ${evidence.personEmail}`)
  if (evidence.name === 'same') add('name', 'same name')
  if (evidence.name === 'close') add('name', 'nearly the same name')
  if (evidence.name === 'similar') add('name', 'similar name')
  if (evidence.name === 'fits') {
    const person = evidence.facts.party.type === 'person'
    add('name', person ? 'name of the contact’s primary person' : 'name of somebody who works there')
  }
  if (evidence.domain !== null && evidence.email === null)
    add('domain', `same e-mail or web domain ${evidence.domain}`)
  if (evidence.phone) add('phone', 'same telephone number')
  return found
}

/** Also the list of what contradicts a match by name alone, but for the name itself. */
export function disagreeing(evidence: Evidence): Reason[] {
  const found: Reason[] = []
  const add = (key: Reason['key'], words: string) => found.push({ key, agrees: false, words })
  if (evidence.referenceElsewhere) add('cross_reference', 'the Capsule record carries another contact’s id')
  if (evidence.otherNumber) add(evidence.otherNumber.kind, `different ${evidence.otherNumber.label}`)
  if (evidence.otherDomain) add('domain', 'different e-mail domain')
  else if (evidence.otherEmail) add('email', 'different e-mail')
  if (evidence.otherKind === 'xero') add('name', 'a company in Xero, a person in Capsule')
  if (evidence.otherKind === 'capsule') add('name', 'a person in Xero, a company in Capsule')
  if (evidence.name === 'akin') add('name', 'name differs in a part that tells')
  if (evidence.name === 'different') add('name', 'different name')
  return found
}
