import type { XeroContact } from '../model/contact.ts'
import {
  type CapsulePartyId,
  capsuleFieldId,
  capsulePartyId,
  linkId,
  type XeroContactId,
  xeroContactId,
} from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { defaultRules } from './default-rules.ts'
import type {
  Base,
  CapsuleSide,
  DocumentCounts,
  MatchReview,
  NewParty,
  Plan,
  Rules,
  XeroSide,
} from './plan.ts'

/** Records for tests of the planner: complete, with only what a case is about written out. */

export const fieldIds = { contactId: capsuleFieldId(71), contactLink: capsuleFieldId(72) } as const
const abnField = capsuleFieldId(73)
const then = '2026-03-01T00:00:00.000Z'

export interface PartyText {
  readonly id: number
  readonly name: string
  readonly type?: CapsuleParty['type']
  readonly worksFor?: { readonly id: number; readonly name: string }
  readonly emails?: readonly string[]
  readonly phones?: readonly string[]
  readonly abn?: string
  /** Values of our two fields. */
  readonly contactId?: string
  readonly contactLink?: string
}

export function party(text: PartyText): CapsuleParty {
  const [first = '', ...last] = text.name.split(' ')
  const isPerson = text.type === 'person' || text.worksFor !== undefined
  const field = (definitionId: typeof abnField, name: string, value: string | undefined) =>
    value === undefined ? [] : [{ id: Number(definitionId), definitionId, name, value }]
  return {
    id: capsulePartyId(text.id),
    type: isPerson ? 'person' : 'organisation',
    name: text.name,
    firstName: isPerson ? first : null,
    lastName: isPerson ? last.join(' ') : null,
    jobTitle: null,
    organisation: text.worksFor ? { id: capsulePartyId(text.worksFor.id), name: text.worksFor.name } : null,
    emails: (text.emails ?? []).map((address, i) => ({ id: i + 1, type: 'Work', address })),
    phones: (text.phones ?? []).map((number, i) => ({ id: i + 1, type: 'Work', number })),
    addresses: [],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: [
      ...field(abnField, 'ABN', text.abn),
      ...field(fieldIds.contactId, 'Xero contact ID', text.contactId),
      ...field(fieldIds.contactLink, 'Xero contact link', text.contactLink),
    ],
    createdAt: then,
    updatedAt: then,
  }
}

/** The id of the contact number `n` of a test. */
export function contactIdOf(n: number): XeroContactId {
  return xeroContactId(`${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`)
}

export function contact(
  n: number,
  name: string,
  rest: Partial<Omit<XeroContact, 'id' | 'name'>> = {},
): XeroContact {
  return {
    id: contactIdOf(n),
    status: 'ACTIVE',
    name,
    firstName: null,
    lastName: null,
    email: null,
    contactNumber: null,
    accountNumber: null,
    companyNumber: null,
    taxNumber: null,
    contactPersons: [],
    addresses: [],
    phones: [],
    website: null,
    defaultCurrency: null,
    isCustomer: false,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: then,
    ...rest,
  }
}

const emptyBase: Base = {
  links: [],
  rejected: [],
  values: new Map(),
  excluded: { parties: new Set(), contacts: new Set() },
  wanted: { parties: new Set(), contacts: new Set() },
  decided: new Map(),
}

export interface TestWorld {
  readonly capsule: CapsuleSide
  readonly xero: XeroSide
  readonly base: Base
}

export function world(
  parties: readonly CapsuleParty[],
  contacts: readonly XeroContact[],
  rest: {
    readonly links?: readonly Link[]
    readonly rejected?: Base['rejected']
    readonly withoutDocuments?: readonly number[]
  } = {},
): TestWorld {
  const bare = new Set((rest.withoutDocuments ?? []).map(contactIdOf))
  const counts = contacts
    .filter((each) => !bare.has(each.id))
    .map(({ id }): [XeroContactId, DocumentCounts] => [id, { sales: 1, purchases: 0 }])
  return {
    capsule: {
      parties,
      contactIdField: fieldIds.contactId,
      contactLinkField: fieldIds.contactLink,
      absent: new Map(),
      customFields: { tax_number: abnField, company_number: null, account_number: null, currency: null },
    },
    xero: { contacts, documentCounts: new Map(counts), shortCode: '!Ab12', country: 'AU' },
    base: { ...emptyBase, links: rest.links ?? [], rejected: rest.rejected ?? [] },
  }
}

export function link(partyId: number, n: number, state: Link['state'] = 'active'): Link {
  return { id: linkId(contactIdOf(n)), partyId: capsulePartyId(partyId), contactId: contactIdOf(n), state }
}

export const firstPlan: Rules = { ...defaultRules, focus: 'all', nameOnly: 'group', gate: 'whole' }

/** The party Capsule would hold after creating it; fields as our two definitions. */
export function createdParty(id: CapsulePartyId, made: NewParty): CapsuleParty {
  return {
    ...party({
      id,
      name: made.name ?? `${made.firstName ?? ''} ${made.lastName ?? ''}`.trim(),
      type: made.type,
    }),
    firstName: made.firstName,
    lastName: made.lastName,
    emails: made.emails.map((row, i) => ({ id: i + 1, ...row })),
    phones: made.phones.map((row, i) => ({ id: i + 1, ...row })),
    addresses: made.addresses.map((row, i) => ({ id: i + 1, ...row })),
    websites: made.websites.map((row, i) => ({
      id: i + 1,
      type: null,
      service: 'URL',
      address: row.address,
      url: row.address,
    })),
    fields: referenceFields(made.contactId, made.contactLink),
  }
}

export function referenceFields(contactId: string, contactLink: string): CapsuleParty['fields'] {
  return [
    { id: 71, definitionId: fieldIds.contactId, name: 'Xero contact ID', value: contactId },
    { id: 72, definitionId: fieldIds.contactLink, name: 'Xero contact link', value: contactLink },
  ]
}

export const matchReviews = (made: Pick<Plan, 'reviews'>): MatchReview[] =>
  made.reviews.flatMap((each) => (each.kind === 'match' ? [each] : []))
