import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { ContactDetail, ContactRow, FieldRow } from '#api/contacts.ts'
import { partyUrl } from '#capsule/site.ts'
import { xeroContactId } from '#core/model/ids.ts'
import { type Role, roleMay } from '#core/model/permissions.ts'
import { type Access, fieldsOfPeople } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { lastRunOf } from '#db/read-activity.ts'
import {
  auditOf,
  contactOf,
  contactRow,
  contactsOfParty,
  failuresOf,
  linkOfContact,
  partyOf,
  peopleOf,
  withHiddenPeople,
} from '#db/read-contacts.ts'
import { visibleReviewsOf } from '#db/read-reviews.ts'
import type { ContactRowTable } from '#db/tables.ts'
import { contactUrl } from '#xero/links.ts'
import { fieldRows } from './contact-fields.ts'
import { type Sides, xeroOf } from './sides.ts'
import { auditWords } from './words.ts'

export function contactRowView(
  row: Selectable<ContactRowTable>,
  { amounts }: Access,
): z.infer<typeof ContactRow> {
  return {
    key: row.key,
    name: row.name,
    type: row.type,
    state: row.state,
    role: { customer: row.is_customer, supplier: row.is_supplier },
    owner: row.owner,
    archived: row.archived,
    differing: row.differing,
    outstanding: amounts ? row.outstanding : null,
    overdue: amounts ? row.overdue : null,
    owes: row.overdue.length > 0 ? 'overdue' : row.outstanding.length > 0 ? 'outstanding' : 'nothing',
    changedAt: row.changed_at.toISOString(),
  }
}

const historyMax = 20

const ofPeople: ReadonlySet<string> = new Set(fieldsOfPeople)

/** One customer with both sides; null when there is no such line. */
export async function contactDetail(
  db: Db,
  { access, role }: { readonly access: Access; readonly role: Role },
  all: Sides,
  key: string,
  asked?: string,
): Promise<z.infer<typeof ContactDetail> | null> {
  const { workspaceId } = access
  const line = await contactRow(db, access, key)
  if (!line) return null
  const { row, sides, organisations } = await inOrganisation(db, workspaceId, all, line, asked)
  const party = row.party_id === null ? undefined : await partyOf(db, workspaceId, row.party_id)
  const contact = row.contact_id === null ? undefined : await contactOf(db, workspaceId, row.contact_id)
  const link = row.contact_id === null ? undefined : await linkOfContact(db, workspaceId, row.contact_id)
  const failures = row.contact_id === null ? [] : await failuresOf(db, access, row.contact_id)
  const [review] = row.contact_id === null ? [] : await visibleReviewsOf(db, access, row.contact_id)
  const asks = roleMay(role, 'review.decide')
  const subjects = [
    ...(row.contact_id === null ? [] : [`contact:${row.contact_id}`]),
    ...(row.party_id === null ? [] : [`party:${row.party_id}`]),
  ]
  const history = await auditOf(db, workspaceId, subjects, historyMax)
  const people = party?.type === 'organisation' ? await peopleOf(db, access, party.id) : []
  // What both sides hold of people they may not see is no part of what they may.
  const hidesPeople = party !== undefined && (await withHiddenPeople(db, access, [party.id])).has(party.id)
  const employer = party?.data.organisation ?? null
  const organisation = employer && (await contactRow(db, access, `p${employer.id}`)) ? employer : null
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
          people: people
            .filter((person) => person.visible)
            .map((person) => ({ key: `p${person.id}`, name: person.name })),
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
    ...(organisations.length > 0 ? { organisations } : {}),
    fields: (
      await fieldRows(db, workspaceId, sides, {
        partyId: row.party_id,
        contact: contact?.data ?? null,
        excluded: row.state === 'excluded',
      })
    )
      .filter(({ field }) => !hidesPeople || !ofPeople.has(field))
      .map((field) => fieldFor(role, field)),
    link: link
      ? {
          since: link.activated_at?.toISOString() ?? null,
          by: linkedBy(link),
          reasons: hidesPeople ? [] : link.reasons.map((reason) => reason.words),
          failures: failures.map(({ error }) => ({
            message: error?.message ?? 'It was refused.',
            next: error?.next ?? 'Try again.',
          })),
        }
      : null,
    review: review && asks ? { id: review.id, why: review.why } : null,
    actions: roleMay(role, 'record.change')
      ? (await actionsOf(db, workspaceId, row, contact?.status === 'ACTIVE', link)).filter(
          (action) => action !== 'undo' || (roleMay(role, 'undo') && access.viewerId === null),
        )
      : [],
    history: history.map((entry) => ({ at: entry.at.toISOString(), words: auditWords(entry, !hidesPeople) })),
  }
}

type Organisations = NonNullable<z.infer<typeof ContactDetail>['organisations']>

/** The line as it is about one organisation: the one that is asked for, or the first one the party is linked in. */
async function inOrganisation(
  db: Db,
  workspaceId: string,
  all: Sides,
  row: Selectable<ContactRowTable>,
  asked: string | undefined,
): Promise<{ row: Selectable<ContactRowTable>; sides: Sides; organisations: Organisations }> {
  if (all.xeros.length < 2) return { row, sides: all, organisations: [] }
  const contacts =
    row.party_id === null
      ? row.contact_id === null
        ? []
        : [
            {
              contactId: row.contact_id,
              connectionId: (await contactOf(db, workspaceId, row.contact_id))?.connection_id,
            },
          ]
      : await contactsOfParty(db, workspaceId, row.party_id)
  const chosen = xeroOf(all, row.party_id === null || !asked ? contacts[0]?.connectionId : asked)
  const organisations = all.xeros.map(({ id, organisationName: name }) => ({
    id,
    name,
    linked: contacts.some(({ connectionId }) => connectionId === id),
    shown: id === chosen?.id,
  }))
  const contact = contacts.find(({ connectionId }) => connectionId === chosen?.id)
  return {
    row: { ...row, contact_id: contact?.contactId ?? null },
    sides: { ...all, xero: chosen },
    organisations: row.party_id === null ? organisations.filter(({ shown }) => shown) : organisations,
  }
}

function linkedBy(link: { state: string; confidence: string; score: number }): string {
  if (link.state === 'proposed') return 'Proposed; nothing is linked before the plan is approved'
  if (link.confidence === 'created') return 'Created from the other side'
  if (link.confidence === 'decided') return 'Linked by a person'
  if (link.confidence === 'name_only') return 'Same name, confirmed with the plan'
  return `Matched with a score of ${link.score}`
}

/** What somebody may neither decide nor look up is not offered to them. */
const fieldFor = (role: Role, row: FieldRow): FieldRow => ({
  ...row,
  takes: roleMay(role, 'record.change') ? row.takes : [],
  provenance:
    row.provenance && !roleMay(role, 'activity.look') ? { ...row.provenance, runId: null } : row.provenance,
})

type Action = z.infer<typeof ContactDetail>['actions'][number]

/** What may be done with the record as it stands. */
async function actionsOf(
  db: Db,
  workspaceId: string,
  row: Selectable<ContactRowTable>,
  active: boolean,
  link: { readonly state: string } | undefined,
): Promise<Action[]> {
  const mark: Action = row.state === 'excluded' ? 'include' : 'exclude'
  if (link && link.state !== 'proposed') {
    const written = await lastRunOf(db, workspaceId, { partyId: row.party_id, contactId: row.contact_id })
    return ['resync', 'unlink', mark, ...(written === null ? [] : (['undo'] as const))]
  }
  const add: Action = row.party_id === null ? 'add_to_capsule' : 'add_to_xero'
  return ['resync', ...(row.party_id !== null || active ? ([add, 'link'] as const) : []), mark]
}
