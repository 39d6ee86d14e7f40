import { type RawBuilder, sql } from 'kysely'
import { type Access, operationVisible } from './access.ts'
import type { Db } from './open.ts'
import type { ProblemTable } from './tables.ts'

const visible = (access: Access) => operationVisible(access, 'o')

/** A problem of records none of which may be seen is not there for this person. */
const shown = (access: Access) =>
  sql<boolean>`(p.source = 'connection' or ${
    !isPart(access)
      ? sql`true`
      : sql`exists (select 1 from problem_record r join operation o on o.id = r.operation_id
        where r.problem_id = p.id and ${visible(access)})`
  })`

export async function countProblems(db: Db, access: Access): Promise<Map<ProblemTable['state'], number>> {
  const rows = await sql<{ state: ProblemTable['state']; count: number }>`
    select p.state, count(*)::int as count from problem p
    where p.workspace_id = ${access.workspaceId} and ${shown(access)}
    group by p.state`.execute(db)
  return new Map(rows.rows.map((row) => [row.state, Number(row.count)]))
}

/** Newest first; those about the most records before others of the same moment. */
export async function listProblems(db: Db, access: Access, state: ProblemTable['state'], limit: number) {
  const rows = await problems(db, access)
    .where('p.state', '=', state)
    .orderBy(sql`coalesce(${ofOwn(access, sql`max(r.at)`)}, p.last_at)`, 'desc')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  return rows.map(told)
}

export async function readProblem(db: Db, access: Access, id: string) {
  const row = await problems(db, access).where('p.id', '=', id).executeTakeFirst()
  return row && told(row)
}

/** Somebody who does not see every record is told when and how those that they see failed. */
const told = ({ own_first, own_last, own_message, ...row }: Row) => ({
  ...row,
  first_at: own_first ?? row.first_at,
  last_at: own_last ?? row.last_at,
  message: own_message ?? row.message,
})

type Row = Awaited<ReturnType<ReturnType<typeof problems>['executeTakeFirstOrThrow']>>

const isPart = (access: Access) => access.viewerId !== null || !access.supplierWork

/** Of those that they see, when they see some alone. */
const ofOwn = <T>(access: Access, what: RawBuilder<unknown>) =>
  isPart(access)
    ? sql<T | null>`(select ${what} from problem_record r join operation o on o.id = r.operation_id
        where r.problem_id = p.id and ${visible(access)})`
    : sql<T | null>`null`

function problems(db: Db, access: Access) {
  return db
    .selectFrom('problem as p')
    .selectAll('p')
    .select([
      ofOwn<Date>(access, sql`min(r.at)`).as('own_first'),
      ofOwn<Date>(access, sql`max(r.at)`).as('own_last'),
      ofOwn<string>(
        access,
        sql`(array_agg(coalesce(o.error ->> 'message', '') order by r.at desc, o.id))[1]`,
      ).as('own_message'),
    ])
    .select(
      sql<number>`(select count(distinct coalesce(o.contact_id::text, o.party_id::text, o.id::text))::int
        from problem_record r join operation o on o.id = r.operation_id
        where r.problem_id = p.id and r.state = 'open' and ${visible(access)})`.as('count'),
    )
    .where('p.workspace_id', '=', access.workspaceId)
    .where(shown(access))
}

export type ShownProblem = Awaited<ReturnType<typeof listProblems>>[number]

/** Writes of a problem with the names of their records, those that still fail first. */
export async function recordsOfProblem(db: Db, access: Access, problemId: string, limit: number) {
  return db
    .selectFrom('problem_record as r')
    .innerJoin('operation as o', 'o.id', 'r.operation_id')
    .leftJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'o.workspace_id').onRef('c.id', '=', 'o.contact_id'),
    )
    .leftJoin('link as l', (j) =>
      j.onRef('l.workspace_id', '=', 'o.workspace_id').onRef('l.contact_id', '=', 'o.contact_id'),
    )
    .leftJoin('mirror_party as p', (j) =>
      j
        .onRef('p.workspace_id', '=', 'o.workspace_id')
        .on((e) => e('p.id', '=', sql<number>`coalesce(o.party_id, l.party_id)`)),
    )
    .selectAll('o')
    .select([
      'r.state as record_state',
      'r.at as failed_at',
      'r.how',
      'r.resolved_at',
      'c.name as contact_name',
      'p.name as party_name',
      'p.id as known_party',
    ])
    .where('r.workspace_id', '=', access.workspaceId)
    .where('r.problem_id', '=', problemId)
    .where('r.state', '<>', 'again')
    .where(visible(access))
    .orderBy(sql`r.state = 'open' desc`)
    .orderBy('r.at', 'desc')
    .limit(limit)
    .execute()
}

export type ProblemOperation = Awaited<ReturnType<typeof recordsOfProblem>>[number]

/** Every try to write this record that may be seen, oldest first. */
export async function attemptsOn(
  db: Db,
  access: Access,
  record: { readonly contactId: string | null; readonly partyId: number | null; readonly kind: string },
  limit: number,
) {
  const rows = await db
    .selectFrom('operation as o')
    .innerJoin('run', 'run.id', 'o.run_id')
    .select(['o.id', 'o.state', 'o.attempts', 'o.error', 'o.sent_at', 'o.ended_at', 'run.started_at'])
    .where('o.workspace_id', '=', access.workspaceId)
    .where(operationVisible(access, 'o'))
    .where('o.kind', '=', record.kind)
    .where((e) =>
      record.contactId === null
        ? e.and([e('o.contact_id', 'is', null), e('o.party_id', '=', record.partyId ?? 0)])
        : e('o.contact_id', '=', record.contactId),
    )
    .orderBy(sql`coalesce(o.ended_at, o.sent_at, run.started_at)`, 'desc')
    .limit(limit)
    .execute()
  return rows.reverse()
}

/** Names of people of the workspace, for giving a problem to somebody. */
export async function namesOfViewers(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('viewer as v')
    .innerJoin('auth_user as u', 'u.id', 'v.user_id')
    .select('u.name')
    .where('v.workspace_id', '=', workspaceId)
    .where('v.role', 'in', ['admin', 'finance'])
    .orderBy('u.name')
    .execute()
  return [...new Set(rows.map((row) => row.name))]
}
