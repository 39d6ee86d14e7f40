import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { FieldKey } from '#core/field/field.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Role } from '#core/model/permissions.ts'
import type { Workspace } from './workspaces.ts'

export type { Role } from '#core/model/permissions.ts'

/** What one person may see of a workspace's customers and money. Every query for such rows takes one. */
export interface Access {
  readonly workspaceId: WorkspaceId
  /** Whose visible set decides (`visible_party`); null for somebody who sees every record. */
  readonly viewerId: string | null
  /** Bills and other purchases are shown. */
  readonly bills: boolean
  /** Contacts that are suppliers and not customers are shown. */
  readonly suppliers: boolean
  /** Questions, problems and writes about such contacts are shown: those who administer answer them in any case. */
  readonly supplierWork: boolean
  /** Amounts are shown; otherwise the states of documents alone. */
  readonly amounts: boolean
}

/** What somebody may see under the workspace's settings. @param viewerId null for who sees every record */
export function accessOf(workspace: Workspace, role: Role, viewerId: string | null): Access {
  const { suppliers, suppliersFor, statesOnly } = workspace.settings
  return {
    workspaceId: workspace.id,
    viewerId,
    bills: suppliers === 'show' && suppliersFor.includes(role),
    suppliers: suppliers !== 'hide_suppliers',
    supplierWork: suppliers !== 'hide_suppliers' || role === 'admin',
    amounts: !statesOnly.some((one) => one === role),
  }
}

/** Every record, every amount: the product's own work. */
export const seesAll = (workspaceId: WorkspaceId): Access => ({
  workspaceId,
  viewerId: null,
  bills: true,
  suppliers: true,
  supplierWork: true,
  amounts: true,
})

/** Whose view of records it is, for what is kept of it: nobody's set, which is empty, is not that of who sees all. */
export const whoSees = ({ viewerId }: Access): string => (viewerId === null ? 'all' : `set ${viewerId}`)

/** A row whose party is in the column may be seen. A row without a party is for those who see everything. */
export function partyVisible(access: Access, partyId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (select 1 from visible_party seen where seen.workspace_id = ${access.workspaceId}
    and seen.user_id = ${access.viewerId} and seen.party_id = ${partyId})`
}

/**
 * An opportunity may be seen: Capsule shows it to them, which its own owner and team decide, and the party it belongs to.
 */
export function dealVisible(
  access: Access,
  deal: { readonly id: RawBuilder<unknown>; readonly partyId: RawBuilder<unknown> },
): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`true`
  return sql<SqlBool>`(${dealShown(access, deal.id)} and ${partyVisible(access, deal.partyId)})`
}

/** The opportunity in the column is in what Capsule shows to the person. */
const dealShown = (access: Access, id: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`exists (select 1 from visible_deal shown where shown.workspace_id = ${access.workspaceId}
    and shown.user_id = ${access.viewerId} and shown.opportunity_id = ${id})`

/** A row whose Xero contact is in the column may be seen: the party it is linked with decides. */
export function contactVisible(access: Access, contactId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (select 1 from link l join visible_party seen
    on seen.workspace_id = l.workspace_id and seen.party_id = l.party_id
    where l.workspace_id = ${access.workspaceId} and l.contact_id = ${contactId} and seen.user_id = ${access.viewerId})`
}

/** A line of the Contacts page may be seen. @param row how the query names `contact_row` */
export function rowVisible(access: Access, row: string): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${row}.${name}`)
  const seen = partyVisible(access, column('party_id'))
  return access.suppliers
    ? seen
    : sql<SqlBool>`(${seen} and not (${column('is_supplier')} and not ${column('is_customer')}))`
}

/**
 * A document may be seen: by its contact, whatever its side. @param document its alias
 */
export function documentVisible(access: Access, document: string): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${document}.${name}`)
  const seen = contactVisible(access, column('contact_id'))
  return access.suppliers
    ? seen
    : sql<SqlBool>`(${seen} and not exists (select 1 from mirror_contact of_document
        where of_document.workspace_id = ${access.workspaceId} and of_document.id = ${column('contact_id')}
          and (of_document.data ->> 'isSupplier')::boolean and not (of_document.data ->> 'isCustomer')::boolean))`
}

/** Fields that speak of the people of an organisation. */
export const fieldsOfPeople: readonly FieldKey[] = ['primary_person', 'contact_persons', 'email']

/**
 * An organisation has people whom they do not see.
 *
 * @param when `ever` counts deleted people, too: whether those could be seen is not known any more
 */
export function hasHiddenPeople(
  access: Access,
  partyId: RawBuilder<unknown>,
  when: 'now' | 'ever',
): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`false`
  return sql<SqlBool>`exists (select 1 from mirror_party person where person.workspace_id = ${access.workspaceId}
    and person.organisation_id = ${partyId} and (${when === 'ever'} or person.state <> 'deleted')
    and not ${partyVisible(access, sql`person.id`)})`
}

/** A list of changes or differences inside `json` names a field of people. @param path of the list */
const namesPeople = (json: RawBuilder<unknown>, path: '$.changes' | '$.fields' | '$.operation.changes') =>
  sql<SqlBool>`jsonb_path_exists(${json}, ${`${path}[*] ? (${fieldsOfPeople
    .map((field) => `@.field == "${field}"`)
    .join(' || ')})`}::jsonpath)`

/** Work about a contact that is a supplier only, hidden by policy; by its contact, or its party where none is named. */
function isHiddenSupplier(
  access: Access,
  of: { readonly contactId: RawBuilder<unknown>; readonly partyId: RawBuilder<unknown> },
): RawBuilder<SqlBool> {
  if (access.supplierWork) return sql<SqlBool>`false`
  return sql<SqlBool>`(exists (select 1 from mirror_contact of_work
      where of_work.workspace_id = ${access.workspaceId} and of_work.id = ${of.contactId}
        and (of_work.data ->> 'isSupplier')::boolean and not (of_work.data ->> 'isCustomer')::boolean)
    or exists (select 1 from contact_row row_of_work
      where row_of_work.workspace_id = ${access.workspaceId} and row_of_work.party_id = ${of.partyId}
        and row_of_work.is_supplier and not row_of_work.is_customer))`
}

/**
 * A write may be seen: by the party it is about, or the one its contact is linked with. One that holds values of people
 * they do not see, or is about an opportunity that they do not see, is none of theirs.
 *
 * @param operation its alias
 */
export function operationVisible(access: Access, operation: string): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${operation}.${name}`)
  const [partyId, contactId, after] = [column('party_id'), column('contact_id'), column('after')]
  const supplier = isHiddenSupplier(access, { contactId, partyId })
  if (access.viewerId === null) return sql<SqlBool>`not ${supplier}`
  const dealId = sql`(${after} ->> 'opportunityId')::bigint`
  const ofParty = sql`coalesce(${partyId}, (select of_contact.party_id from link of_contact
    where of_contact.workspace_id = ${access.workspaceId} and of_contact.contact_id = ${contactId}))`
  return sql<SqlBool>`(case when ${partyId} is not null then ${partyVisible(access, partyId)}
      else ${contactVisible(access, contactId)} end
    and (${after} ->> 'opportunityId' is null or ${dealShown(access, dealId)})
    and not ((${column('kind')} in ('xero.contact.create', 'capsule.party.create')
      or ${namesPeople(after, '$.changes')}) and ${hasHiddenPeople(access, ofParty, 'ever')})
    and not ${supplier})`
}

/**
 * A question may be seen: one that is about a single pair, by its party, unless it holds values of people they do not
 * see. Others concern records all over the workspace.
 */
export function reviewVisible(access: Access, review: string): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${review}.${name}`)
  const [partyId, details] = [column('party_id'), column('details')]
  const supplier = isHiddenSupplier(access, { contactId: column('contact_id'), partyId })
  if (access.viewerId === null) return sql<SqlBool>`not ${supplier}`
  return sql<SqlBool>`(${column('kind')} in ('conflict', 'approval') and ${partyVisible(access, partyId)}
    and not ((${namesPeople(details, '$.fields')} or ${namesPeople(details, '$.operation.changes')})
      and ${hasHiddenPeople(access, partyId, 'now')})
    and not ${supplier})`
}

/** An audit entry may be seen: about a record they see, or about no record. @param audit its alias */
export function auditVisible(access: Access, audit: string): RawBuilder<SqlBool> {
  const subject = sql.ref(`${audit}.subject`)
  const id = (kind: 'party' | 'contact', type: 'bigint' | 'uuid') =>
    sql`case when split_part(${subject}, ':', 1) = ${kind} then split_part(${subject}, ':', 2)::${sql.raw(type)} end`
  const supplier = isHiddenSupplier(access, {
    contactId: id('contact', 'uuid'),
    partyId: id('party', 'bigint'),
  })
  if (access.viewerId === null) return sql<SqlBool>`not ${supplier}`
  return sql<SqlBool>`(case split_part(${subject}, ':', 1)
    when 'party' then ${partyVisible(access, sql`split_part(${subject}, ':', 2)::bigint`)}
    when 'contact' then ${contactVisible(access, sql`split_part(${subject}, ':', 2)::uuid`)}
    else false end and not ${supplier})`
}
