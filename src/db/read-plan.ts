import { sql } from 'kysely'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Reason } from '#core/plan/plan.ts'
import type { Db } from './open.ts'

export interface MirrorCounts {
  readonly parties: number
  readonly contacts: number
  readonly documents: number
}

/** @param connectionId of one Xero organisation only */
export async function countMirrors(
  db: Db,
  workspaceId: string,
  connectionId: string | null,
): Promise<MirrorCounts> {
  const own = connectionId === null ? sql`true` : sql`connection_id = ${connectionId}`
  const result = await sql<MirrorCounts>`select
    (select count(*)::int from mirror_party where workspace_id = ${workspaceId} and state = 'active') as parties,
    (select count(*)::int from mirror_contact where workspace_id = ${workspaceId} and ${own}) as contacts,
    (select count(*)::int from mirror_document where workspace_id = ${workspaceId} and ${own} and kind in ('invoice', 'bill')) as documents`.execute(
    db,
  )
  return result.rows[0] ?? { parties: 0, contacts: 0, documents: 0 }
}

export async function countRunLinks(db: Db, workspaceId: string, runId: string) {
  const rows = await db
    .selectFrom('link')
    .select((e) => ['confidence', e.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', runId)
    .groupBy('confidence')
    .execute()
  const count = (confidence: string) => Number(rows.find((row) => row.confidence === confidence)?.count ?? 0)
  return { certain: count('certain'), nameOnly: count('name_only'), created: count('created') }
}

export async function countOpenReviews(
  db: Db,
  workspaceId: string,
  connectionId: string | null,
): Promise<number> {
  const row = await db
    .selectFrom('review')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .$if(connectionId !== null, (q) =>
      q.where('contact_id', 'in', (e) =>
        e
          .selectFrom('mirror_contact')
          .select('id')
          .where('connection_id', '=', connectionId ?? ''),
      ),
    )
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function countOperations(db: Db, runId: string) {
  const rows = await db
    .selectFrom('operation')
    .select((e) => ['kind', 'state', e.fn.countAll<number>().as('count')])
    .where('run_id', '=', runId)
    .groupBy(['kind', 'state'])
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

export interface PairRow {
  readonly contact: XeroContact
  readonly party: CapsuleParty | null
  readonly score: number
  readonly reasons: readonly Reason[]
}

/** Pairs of a plan, those with the most owed first: the ones a person recognises. */
export async function samplePairs(
  db: Db,
  workspaceId: string,
  runId: string,
  confidence: 'certain' | 'name_only' | 'created',
  limit: number,
): Promise<PairRow[]> {
  return db
    .selectFrom('link as l')
    .innerJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'l.workspace_id').onRef('c.id', '=', 'l.contact_id'),
    )
    .leftJoin('mirror_party as p', (j) =>
      j.onRef('p.workspace_id', '=', 'l.workspace_id').onRef('p.id', '=', 'l.party_id'),
    )
    .leftJoin('contact_row as r', (j) =>
      j.onRef('r.workspace_id', '=', 'l.workspace_id').onRef('r.contact_id', '=', 'l.contact_id'),
    )
    .select(['c.data as contact', 'p.data as party', 'l.score', 'l.reasons'])
    .where('l.workspace_id', '=', workspaceId)
    .where('l.run_id', '=', runId)
    .where('l.confidence', '=', confidence)
    .orderBy(sql`coalesce(r.outstanding_base, 0) desc`)
    .orderBy('c.name')
    .limit(limit)
    .execute()
}

export async function partiesById(
  db: Db,
  workspaceId: string,
  ids: readonly number[],
): Promise<CapsuleParty[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('mirror_party')
    .select('data')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => row.data)
}

/** Open questions, those about the most money first. */
export async function listOpenReviews(
  db: Db,
  workspaceId: string,
  connectionId: string | null,
  limit: number,
) {
  return db
    .selectFrom('review as v')
    .innerJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'v.workspace_id').onRef('c.id', '=', 'v.contact_id'),
    )
    .leftJoin('contact_row as r', (j) =>
      j
        .onRef('r.workspace_id', '=', 'v.workspace_id')
        .onRef('r.contact_id', '=', 'v.contact_id')
        .on('r.party_id', 'is', null),
    )
    .select(['v.id', 'v.why', 'v.candidates', 'v.created_at', 'c.data as contact', 'r.outstanding'])
    .where('v.workspace_id', '=', workspaceId)
    .where('v.state', '=', 'open')
    .$if(connectionId !== null, (q) => q.where('c.connection_id', '=', connectionId ?? ''))
    .orderBy(sql`coalesce(r.outstanding_base, 0) desc`)
    .orderBy('c.name')
    .limit(limit)
    .execute()
}

/** What is outstanding per contact, for the cards of samples. */
export async function outstandingOf(db: Db, workspaceId: string, contactIds: readonly string[]) {
  if (contactIds.length === 0) return new Map<string, { currency: string; minor: number }[]>()
  const rows = await db
    .selectFrom('contact_row')
    .select(['contact_id', 'outstanding'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contactIds)
    .execute()
  return new Map(rows.flatMap((row) => (row.contact_id ? [[row.contact_id, row.outstanding] as const] : [])))
}

export async function failedOperations(db: Db, workspaceId: string, runId: string, limit: number) {
  return db
    .selectFrom('operation as o')
    .leftJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'o.workspace_id').onRef('c.id', '=', 'o.contact_id'),
    )
    .select(['o.kind', 'o.contact_id', 'o.error', 'c.name'])
    .where('o.workspace_id', '=', workspaceId)
    .where('o.run_id', '=', runId)
    .where('o.state', '=', 'failed')
    .orderBy('o.seq')
    .limit(limit)
    .execute()
}

export interface GroupCalls {
  /** Contacts join a group many to a call, and leave it one a call. */
  readonly calls: number
  /** Updates of contacts that change nothing but groups, and so need no call besides. */
  readonly alone: number
}

/** What moving contacts between groups takes of calls to Xero in a run. */
export async function countGroupCalls(db: Db, runId: string, contactsPerCall: number): Promise<GroupCalls> {
  const result = await sql<GroupCalls>`
    with edit as (
      select after -> 'edit' as fields from operation
      where run_id = ${runId}::uuid and kind = 'xero.contact.update' and after -> 'edit' ? 'groups'
    ), joins as (
      select ceil(count(*)::numeric / ${contactsPerCall}::int) as calls
      from edit, jsonb_array_elements(edit.fields -> 'groups' -> 'add') g group by g ->> 'id'
    ), leaves as (
      select jsonb_array_length(edit.fields -> 'groups' -> 'remove') as calls from edit
    )
    select (coalesce((select sum(calls) from joins), 0) + coalesce((select sum(calls) from leaves), 0))::int as calls,
      (select count(*) from edit where edit.fields - 'groups' = '{}'::jsonb)::int as alone`.execute(db)
  return result.rows[0] ?? { calls: 0, alone: 0 }
}
