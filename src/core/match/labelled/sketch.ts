import type { XeroAddress, XeroContact } from '../../model/contact.ts'
import { capsuleFieldId, capsulePartyId, xeroContactId } from '../../model/ids.ts'
import type { CapsuleAddress, CapsuleParty } from '../../model/party.ts'

/**
 * What a careful bookkeeper says of a pair who sees these records and nothing else. `same`: would join them
 * without asking anybody. `doubtful`: would ask. `different`: would keep them apart.
 */
export type Label = 'same' | 'doubtful' | 'different'

/** What a case is about; everything else is empty. Places are written "Perth WA 6000" or "Leeds, UK". */
export interface PartySketch {
  readonly name: string
  readonly kind?: 'person'
  /** Index of the party in the case that this person works for. */
  readonly at?: number
  readonly email?: string | readonly string[]
  readonly phone?: string
  readonly tax?: string
  readonly company?: string
  readonly site?: string
  readonly place?: string
  /** Index of the contact in the case whose id our custom field holds; `gone`: of one that is not there. */
  readonly reference?: number | 'gone'
}

export interface ContactSketch {
  readonly name: string
  /** First and last name of the primary person. */
  readonly person?: readonly [first: string, last: string]
  readonly email?: string
  /** E-mail addresses of further contact persons. */
  readonly others?: readonly string[]
  readonly phone?: string
  readonly tax?: string
  readonly company?: string
  readonly site?: string
  readonly place?: string
  /** Index of the party in the case whose id ContactNumber holds, or another app's text. */
  readonly number?: number | string
  readonly status?: 'ARCHIVED'
}

export interface LabelledCase {
  readonly why: string
  readonly parties: readonly PartySketch[]
  readonly contacts: readonly ContactSketch[]
  readonly labels: readonly LabelledPair[]
}

/** Indexes into the case's contacts and parties. */
export type LabelledPair = readonly [label: Label, contact: number, party: number]

type Text<Sketch> = string | Sketch
const told = <Sketch extends { readonly name: string }>(
  text: Text<Sketch>,
): Sketch | { readonly name: string } => (typeof text === 'string' ? { name: text } : text)

const pairOf =
  (label: Label) =>
  (why: string, party: Text<PartySketch>, contact: Text<ContactSketch>): LabelledCase => ({
    why,
    parties: [told(party)],
    contacts: [told(contact)],
    labels: [[label, 0, 0]],
  })

export const same = pairOf('same')
export const doubtful = pairOf('doubtful')
export const different = pairOf('different')

export function cluster(
  why: string,
  parties: readonly Text<PartySketch>[],
  contacts: readonly Text<ContactSketch>[],
  labels: readonly LabelledPair[],
): LabelledCase {
  return { why, parties: parties.map(told), contacts: contacts.map(told), labels }
}

const then = '2026-03-01T00:00:00.000Z'
const gone = 'ffffffff-0000-4000-8000-000000000000'
export const contactIdAt = (index: number) =>
  xeroContactId(`${(index + 1).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`)
/** Far from small numbers, so that no other text is one by chance. */
export const partyIdAt = (index: number) => capsulePartyId(310_001 + index)

export function partyOf(sketch: PartySketch, index: number, all: readonly PartySketch[]): CapsuleParty {
  const id = partyIdAt(index)
  const isPerson = sketch.kind === 'person' || sketch.at !== undefined
  const [first = '', ...last] = sketch.name.split(' ')
  const emails = typeof sketch.email === 'string' ? [sketch.email] : (sketch.email ?? [])
  const fields = { ABN: sketch.tax, 'Company number': sketch.company, 'Xero contact ID': referenceOf(sketch) }
  const employer = sketch.at === undefined ? undefined : all[sketch.at]
  return {
    id,
    type: isPerson ? 'person' : 'organisation',
    name: sketch.name,
    firstName: isPerson ? first : null,
    lastName: isPerson ? last.join(' ') : null,
    jobTitle: null,
    organisation:
      employer === undefined || sketch.at === undefined
        ? null
        : { id: partyIdAt(sketch.at), name: employer.name },
    emails: emails.map((address, i) => ({ id: i + 1, type: 'Work', address })),
    phones: sketch.phone === undefined ? [] : [{ id: 1, type: 'Work', number: sketch.phone }],
    addresses: sketch.place === undefined ? [] : [capsuleAddress(sketch.place)],
    websites:
      sketch.site === undefined
        ? []
        : [{ id: 1, type: 'Work', service: 'URL', address: sketch.site, url: null }],
    owner: null,
    team: null,
    tags: [],
    fields: Object.entries(fields).flatMap(([name, value], i) =>
      value === undefined ? [] : [{ id: i + 1, definitionId: capsuleFieldId(i + 1), name, value }],
    ),
    createdAt: then,
    updatedAt: then,
  }
}

function referenceOf({ reference }: PartySketch): string | undefined {
  return reference === 'gone' ? gone : reference === undefined ? undefined : contactIdAt(reference)
}

export function contactOf(sketch: ContactSketch, index: number): XeroContact {
  const [firstName, lastName] = sketch.person ?? [null, null]
  return {
    id: contactIdAt(index),
    status: sketch.status ?? 'ACTIVE',
    name: sketch.name,
    firstName,
    lastName,
    email: sketch.email ?? null,
    contactNumber:
      typeof sketch.number === 'number' ? String(partyIdAt(sketch.number)) : (sketch.number ?? null),
    accountNumber: null,
    companyNumber: sketch.company ?? null,
    taxNumber: sketch.tax ?? null,
    contactPersons: (sketch.others ?? []).map((email) => ({
      firstName: null,
      lastName: null,
      email,
      includeInEmails: false,
    })),
    addresses: sketch.place === undefined ? [] : [xeroAddress(sketch.place)],
    phones:
      sketch.phone === undefined
        ? []
        : [{ type: 'DEFAULT', countryCode: null, areaCode: null, number: sketch.phone }],
    website: sketch.site ?? null,
    defaultCurrency: null,
    isCustomer: true,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: then,
  }
}

interface Place {
  readonly town: string
  readonly region: string | null
  readonly code: string | null
  readonly country: string | null
}

function placeOf(text: string): Place {
  const [before = '', country] = text.split(', ')
  const [, town = before, region, code] = /^(.*?)(?: ([A-Z]{2,3}))?(?: (\d{4,5}))?$/.exec(before) ?? []
  return { town, region: region ?? null, code: code ?? null, country: country ?? null }
}

function capsuleAddress(text: string): CapsuleAddress {
  const { town, region, code, country } = placeOf(text)
  return { id: 1, type: 'Office', street: null, city: town, state: region, zip: code, country }
}

function xeroAddress(text: string): XeroAddress {
  const { town, region, code, country } = placeOf(text)
  return { type: 'STREET', lines: [], city: town, region, postalCode: code, country, attentionTo: null }
}
