import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import { type Access, contactVisible, dealVisible, partyVisible } from './access.ts'
import type { Db } from './open.ts'
import type { DealDocument } from './tables.ts'

export type DealShow = 'attention' | 'made' | 'without' | 'all'

export interface DealFilter {
  readonly show: DealShow
  readonly partyId: number | null
  readonly q: string | null
  /** Milestones at which a rule makes documents. */
  readonly milestones: readonly number[]
  readonly after: { readonly stageAt: string; readonly id: number } | null
}

export interface DealRowData {
  readonly id: number
  readonly party_id: number
  readonly milestone_id: number
  readonly stage_at: Date
  readonly data: CapsuleOpportunity
  readonly customer: string | null
  readonly claim_state: DealDocument['state'] | null
  readonly wait: string | null
  readonly why: string | null
  readonly next: string | null
  readonly document_id: string | null
  readonly document_kind: 'invoice' | 'quote' | null
  readonly document_status: string | null
  readonly connection_id: string | null
  readonly contact_id: string | null
  readonly number: string | null
  readonly total_minor: number | null
  readonly document_currency: string | null
  /** Who is billed may be seen, such as the organisation of a person. */
  readonly shows_billed: boolean
}

const shown = (show: DealShow, milestones: readonly number[]): RawBuilder<SqlBool> => {
  switch (show) {
    case 'attention':
      return sql<SqlBool>`(d.state in ('failed', 'refused', 'gone') or (d.state in ('wanted', 'planned') and d.wait is not null))`
    case 'made':
      return sql<SqlBool>`d.state = 'made'`
    case 'without':
      return sql<SqlBool>`d.id is null and o.milestone_id = any(${[...milestones]}::bigint[])`
    case 'all':
      return sql<SqlBool>`true`
  }
}

/** An opportunity counts to the organisation of its person, for those who see that organisation. */
const ofParty = (access: Access, partyId: number | null): RawBuilder<SqlBool> =>
  partyId === null
    ? sql<SqlBool>`true`
    : sql<SqlBool>`(o.party_id = ${partyId}::bigint or o.party_id in (select m.id from mirror_party m
        where m.workspace_id = o.workspace_id and m.organisation_id = ${partyId}::bigint
          and ${partyVisible(access, sql`m.organisation_id`)}))`

const named = (q: string | null): RawBuilder<SqlBool> =>
  q === null || q === ''
    ? sql<SqlBool>`true`
    : sql<SqlBool>`(position(lower(${q}::text) in lower(o.name)) > 0
        or position(lower(${q}::text) in lower(coalesce(p.name, ''))) > 0)`

const visible = (access: Access) => dealVisible(access, { id: sql`o.id`, partyId: sql`o.party_id` })

/** Who is billed is the organisation of a person, unless there is a document that says otherwise. */
const billedVisible = (access: Access) => {
  if (access.viewerId === null) return sql`true`
  return sql`(d.id is null or (${partyVisible(access, sql`coalesce(d.party_id, o.party_id)`)}
    and (d.contact_id is null or ${contactVisible(access, sql`d.contact_id`)})
    and not exists (select from mirror_party person where person.workspace_id = o.workspace_id
      and person.id = o.party_id and person.organisation_id is not null
      and not ${partyVisible(access, sql`person.organisation_id`)})))`
}

const from = (access: Access, filter: Omit<DealFilter, 'show' | 'after'>) => sql`
  from mirror_opportunity o
  left join mirror_party p on p.workspace_id = o.workspace_id and p.id = o.party_id and p.state = 'active'
  left join deal_document d on d.workspace_id = o.workspace_id and d.opportunity_id = o.id
  left join mirror_document m on m.workspace_id = o.workspace_id and m.id = d.document_id
  where o.workspace_id = ${access.workspaceId} and o.state = 'active' and ${visible(access)}
    and ${ofParty(access, filter.partyId)} and ${named(filter.q)}`

/** Opportunities with what was made of them, those that moved last first; one more than `limit` when there are more. */
export async function listDeals(
  db: Db,
  access: Access,
  filter: DealFilter,
  limit: number,
): Promise<DealRowData[]> {
  const after = filter.after
    ? sql`and (o.stage_at, o.id) < (${filter.after.stageAt}::timestamptz, ${filter.after.id}::bigint)`
    : sql``
  const result =
    await sql<DealRowData>`select o.id, o.party_id, o.milestone_id, o.stage_at, o.data, p.name as customer,
      d.state as claim_state, d.wait, d.why, d.next, d.document_id, d.document_kind,
      coalesce(m.status, d.document_status) as document_status, d.connection_id, d.contact_id, m.number,
      m.total_minor, m.currency as document_currency, ${billedVisible(access)} as shows_billed
    ${from(access, filter)} and ${shown(filter.show, filter.milestones)} ${after}
    order by o.stage_at desc, o.id desc limit ${limit + 1}`.execute(db)
  return result.rows
}

export async function countDeals(
  db: Db,
  access: Access,
  filter: Omit<DealFilter, 'show' | 'after'>,
): Promise<Record<DealShow, number>> {
  const count = (show: DealShow) => sql`count(*) filter (where ${shown(show, filter.milestones)})::int`
  const result = await sql<Record<DealShow, number>>`select ${count('attention')} as attention,
    ${count('made')} as made, ${count('without')} as without, ${count('all')} as "all"
    ${from(access, filter)}`.execute(db)
  return result.rows[0] ?? { attention: 0, made: 0, without: 0, all: 0 }
}

/** Documents that were made of opportunities somebody does not see: what stands on them may name those. */
export async function documentsOfHiddenDeals(db: Db, access: Access): Promise<ReadonlySet<string>> {
  if (access.viewerId === null) return new Set()
  const result = await sql<{ id: string }>`select made.id from deal_document d
    left join mirror_opportunity o on o.workspace_id = d.workspace_id and o.id = d.opportunity_id,
    lateral (select d.document_id::text as id where d.document_id is not null
      union select jsonb_array_elements_text(d.earlier)) made
    where d.workspace_id = ${access.workspaceId} and d.opportunity_id is not null
      and (o.id is null or not ${visible(access)})`.execute(db)
  return new Set(result.rows.map((row) => row.id))
}

/** One opportunity, when it may be seen. */
export async function dealPartyOf(db: Db, access: Access, opportunityId: number): Promise<number | null> {
  const result = await sql<{ party_id: number }>`select o.party_id from mirror_opportunity o
    where o.workspace_id = ${access.workspaceId} and o.id = ${opportunityId}::bigint and o.state = 'active'
      and ${visible(access)}`.execute(db)
  return result.rows[0]?.party_id ?? null
}
