import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { ContactDetail, ContactRow, FieldRow } from '#api/contacts.ts'
import { partyUrl } from '#capsule/site.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { normalEmail } from '#core/normal/emails.ts'
import { nameForm } from '#core/normal/names.ts'
import { phoneKey } from '#core/normal/phones.ts'
import type { Db } from '#db/open.ts'
import {
  auditOf,
  contactOf,
  contactRow,
  failuresOf,
  linkOfContact,
  openReviewOf,
  partyOf,
  peopleOf,
} from '#db/read-contacts.ts'
import type { ContactRowTable } from '#db/tables.ts'
import { contactUrl } from '#xero/links.ts'
import type { Sides } from './sides.ts'
import { auditWords } from './words.ts'

export function contactRowView(row: Selectable<ContactRowTable>): z.infer<typeof ContactRow> {
  return {
    key: row.key,
    name: row.name,
    type: row.type,
    state: row.state,
    role: { customer: row.is_customer, supplier: row.is_supplier },
    owner: row.owner,
    archived: row.archived,
    differing: row.differing,
    outstanding: row.outstanding,
    overdue: row.overdue,
    changedAt: row.changed_at.toISOString(),
  }
}

const historyMax = 20

/** One customer with both sides; null when there is no such line. */
export async function contactDetail(
  db: Db,
  workspaceId: string,
  sides: Sides,
  key: string,
): Promise<z.infer<typeof ContactDetail> | null> {
  const row = await contactRow(db, workspaceId, key)
  if (!row) return null
  const party = row.party_id === null ? undefined : await partyOf(db, workspaceId, row.party_id)
  const contact = row.contact_id === null ? undefined : await contactOf(db, workspaceId, row.contact_id)
  const link = row.contact_id === null ? undefined : await linkOfContact(db, workspaceId, row.contact_id)
  const failures = row.contact_id === null ? [] : await failuresOf(db, workspaceId, row.contact_id)
  const review = row.contact_id === null ? undefined : await openReviewOf(db, workspaceId, row.contact_id)
  const history =
    row.contact_id === null ? [] : await auditOf(db, workspaceId, `contact:${row.contact_id}`, historyMax)
  const people = party?.type === 'organisation' ? await peopleOf(db, workspaceId, party.id) : []
  const organisation = party?.data.organisation ?? null
  return {
    key: row.key,
    name: row.name,
    type: row.type,
    state: row.state,
    capsule: party
      ? {
          id: party.id,
          url: partyUrl(sides.capsule?.details.siteUrl ?? '', party.id),
          name: party.name,
          owner: party.owner_name,
          tags: party.data.tags.map((tag) => tag.name),
          updatedAt: party.updated_at.toISOString(),
          organisation: organisation ? { key: `p${organisation.id}`, name: organisation.name } : null,
          people: people.map((person) => ({ key: `p${person.id}`, name: person.name })),
        }
      : null,
    xero: contact
      ? {
          id: contact.id,
          url: contactUrl(
            { appUrl: sides.xeroAppUrl, shortCode: sides.xero?.details.shortCode ?? '' },
            xeroContactId(contact.id),
          ),
          name: contact.name,
          archived: contact.status !== 'ACTIVE',
          customer: contact.data.isCustomer,
          supplier: contact.data.isSupplier,
          updatedAt: contact.updated_at.toISOString(),
        }
      : null,
    fields: fieldRows(party?.data ?? null, contact?.data ?? null),
    link: link
      ? {
          since: link.activated_at?.toISOString() ?? null,
          by: linkedBy(link),
          reasons: link.reasons.map((reason) => reason.words),
          failures: failures.map(({ error }) => ({
            message: error?.message ?? 'It was refused.',
            next: error?.next ?? 'Try again.',
          })),
        }
      : null,
    review: review ?? null,
    actions: [],
    history: history.map((entry) => ({ at: entry.at.toISOString(), words: auditWords(entry) })),
  }
}

function linkedBy(link: { state: string; confidence: string; score: number }): string {
  if (link.state === 'proposed') return 'Proposed; nothing is linked before the plan is approved'
  if (link.confidence === 'created') return 'Created in Capsule from the Xero contact'
  if (link.confidence === 'name_only') return 'Same name, confirmed with the plan'
  return `Matched with a score of ${link.score}`
}

interface Compared {
  readonly label: string
  readonly capsule: string | null
  readonly xero: string | null
  readonly same: boolean
}

/** The fields people look at on both sides; differing ones first. */
function fieldRows(party: CapsuleParty | null, contact: XeroContact | null): z.infer<typeof FieldRow>[] {
  const rows = [
    name(party, contact),
    person(party, contact),
    email(party, contact),
    ...phones(party, contact),
    ...addresses(party, contact),
    ...numbers(party, contact),
  ]
  const both = party !== null && contact !== null
  return rows
    .filter((row) => row.capsule !== null || row.xero !== null)
    .map(({ same, ...row }) => ({
      ...row,
      field: row.label,
      agreed: null,
      state: !both ? ('only' as const) : same ? ('agrees' as const) : ('differs' as const),
      why: null,
      direction: 'capsule_to_xero' as const,
      takes: [],
      provenance: null,
      history: [],
    }))
    .sort((a, b) => Number(b.state === 'differs') - Number(a.state === 'differs'))
}

function name(party: CapsuleParty | null, contact: XeroContact | null): Compared {
  const same = nameForm(party?.name ?? '').key === nameForm(contact?.name ?? '').key
  return { label: 'Name', capsule: party?.name ?? null, xero: contact?.name ?? null, same }
}

function person(party: CapsuleParty | null, contact: XeroContact | null): Compared {
  const capsule = party?.type === 'person' ? party.name : null
  const xero = [contact?.firstName, contact?.lastName].filter(Boolean).join(' ') || null
  return {
    label: 'Primary person',
    capsule,
    xero,
    same: nameForm(capsule ?? '').key === nameForm(xero ?? '').key,
  }
}

function email(party: CapsuleParty | null, contact: XeroContact | null): Compared {
  const xero = contact?.email ?? null
  const match = party?.emails.find((row) => xero !== null && normalEmail(row.address) === normalEmail(xero))
  return {
    label: 'E-mail',
    capsule: (match ?? party?.emails[0])?.address ?? null,
    xero,
    same: match !== undefined,
  }
}

const phoneSlots = [
  { type: 'DEFAULT', label: 'Phone', capsule: ['Work', null, 'Home'] },
  { type: 'DDI', label: 'Direct', capsule: ['Direct'] },
  { type: 'MOBILE', label: 'Mobile', capsule: ['Mobile'] },
  { type: 'FAX', label: 'Fax', capsule: ['Fax'] },
] as const

function phones(party: CapsuleParty | null, contact: XeroContact | null): Compared[] {
  return phoneSlots.map(({ type, label, capsule }) => {
    const slot = contact?.phones.find((phone) => phone.type === type)
    const xero = slot
      ? [slot.countryCode && `+${slot.countryCode.replace(/^\+/, '')}`, slot.areaCode, slot.number]
          .filter(Boolean)
          .join(' ')
      : null
    const row = party?.phones.find((phone) => capsule.some((t) => t === phone.type))
    const same = xero !== null && row !== undefined && phoneKey(xero) === phoneKey(row.number)
    return { label, capsule: row?.number ?? null, xero, same }
  })
}

const addressSlots = [
  { type: 'STREET', label: 'Street address', capsule: ['Office', null, 'Home'] },
  { type: 'POBOX', label: 'Postal address', capsule: ['Postal', 'Billing'] },
] as const

function addresses(party: CapsuleParty | null, contact: XeroContact | null): Compared[] {
  return addressSlots.map(({ type, label, capsule }) => {
    const slot = contact?.addresses.find((address) => address.type === type)
    const row = party?.addresses.find((address) => capsule.some((t) => t === address.type))
    const xero = slot ? oneLine([...slot.lines, slot.city, slot.region, slot.postalCode, slot.country]) : null
    const ours = row
      ? oneLine([...(row.street ?? '').split('\n'), row.city, row.state, row.zip, row.country])
      : null
    return { label, capsule: ours, xero, same: squeezed(ours) === squeezed(xero) }
  })
}

function numbers(party: CapsuleParty | null, contact: XeroContact | null): Compared[] {
  const field = (pattern: RegExp) => {
    const value = party?.fields.find((f) => pattern.test(f.name))?.value
    return typeof value === 'string' ? value : null
  }
  const tax = field(/\b(abn|vat|gst|tax)\b/i)
  const company = field(/\b(acn|company (no|number))\b/i)
  const digits = (text: string | null) => (text ?? '').replace(/\W/g, '')
  return [
    {
      label: 'Tax number',
      capsule: tax,
      xero: contact?.taxNumber ?? null,
      same: digits(tax) === digits(contact?.taxNumber ?? null),
    },
    {
      label: 'Company number',
      capsule: company,
      xero: contact?.companyNumber ?? null,
      same: digits(company) === digits(contact?.companyNumber ?? null),
    },
    { label: 'Account number', capsule: null, xero: contact?.accountNumber ?? null, same: true },
  ]
}

const oneLine = (parts: readonly (string | null)[]): string | null =>
  parts
    .map((p) => p?.trim())
    .filter(Boolean)
    .join(', ') || null
const squeezed = (text: string | null): string => (text ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
