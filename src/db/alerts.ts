import { sql } from 'kysely'
import type { AlertTopic } from '#core/model/alerts.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface AlertSetting {
  readonly quiet: { readonly from: number; readonly until: number } | null
  readonly timeZone: string
  readonly rollUpMinutes: number
}

export async function alertSetting(db: Db, workspaceId: string): Promise<AlertSetting> {
  const row = await db
    .selectFrom('alert_setting')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) return { quiet: null, timeZone: 'UTC', rollUpMinutes: 5 }
  const quiet =
    row.quiet_from === null || row.quiet_until === null
      ? null
      : { from: row.quiet_from, until: row.quiet_until }
  return { quiet, timeZone: row.time_zone, rollUpMinutes: row.roll_up_minutes }
}

export async function saveAlertSetting(db: Db, workspaceId: string, setting: AlertSetting): Promise<void> {
  const values = {
    quiet_from: setting.quiet?.from ?? null,
    quiet_until: setting.quiet?.until ?? null,
    time_zone: setting.timeZone,
    roll_up_minutes: setting.rollUpMinutes,
  }
  await db
    .insertInto('alert_setting')
    .values({ workspace_id: workspaceId, ...values })
    .onConflict((c) => c.column('workspace_id').doUpdateSet(values))
    .execute()
}

export async function listDestinations(db: Db, workspaceId: string) {
  return db
    .selectFrom('alert_destination')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function destinationById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('alert_destination')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type DestinationRow = Awaited<ReturnType<typeof listDestinations>>[number]

export async function noteSent(db: Db, id: string, at: Date, error: string | null): Promise<void> {
  await db
    .updateTable('alert_destination')
    .set(error === null ? { last_at: at, last_error: null } : { last_error: error })
    .where('id', '=', id)
    .execute()
}

/** Something that is so, and that people want to know of. */
export interface Condition {
  readonly topic: AlertTopic
  /** What it is about; empty where there is one for the workspace. */
  readonly subject: string
  readonly words: string
  /** Our page about it. */
  readonly href: string
}

export interface AlertStateRow extends Condition {
  readonly raised: boolean
  readonly since: Date
}

export async function alertStates(db: Db, workspaceId: string, raisedOnly = false): Promise<AlertStateRow[]> {
  const rows = await db
    .selectFrom('alert_state')
    .select(['topic', 'subject', 'raised', 'since', 'words', 'href'])
    .where('workspace_id', '=', workspaceId)
    .$if(raisedOnly, (q) => q.where('raised', '=', true))
    .orderBy('since')
    .execute()
  return rows.map((row) => ({ ...row, topic: topicOf(row.topic), href: row.href ?? '/' }))
}

/** Written by this program only. */
const topicOf = (text: string): AlertTopic => {
  switch (text) {
    case 'connection_lost':
    case 'approval':
    case 'budget':
    case 'no_webhook':
    case 'drift':
    case 'backup':
      return text
    default:
      return 'problem'
  }
}

/**
 * A state that changed, with a delivery for each destination that wants it.
 *
 * @param newId for each delivery
 * @returns false when somebody else noticed first
 */
export async function changeState(
  tx: Db,
  workspaceId: WorkspaceId,
  change: Condition & { readonly raised: boolean; readonly at: Date; readonly notBefore: Date },
  newId: () => string,
): Promise<boolean> {
  const { topic, subject, words, href, raised, at, notBefore } = change
  const moved =
    await sql`insert into alert_state as s (workspace_id, topic, subject, raised, since, words, href)
    values (${workspaceId}, ${topic}, ${subject}, ${raised}, ${at.toISOString()}::timestamptz, ${words}, ${href})
    on conflict (workspace_id, topic, subject) do update set raised = excluded.raised, since = excluded.since,
      words = excluded.words, href = excluded.href
    where s.raised <> excluded.raised
    returning 1`.execute(tx)
  if (moved.rows.length === 0) return false
  const destinations = (await listDestinations(tx, workspaceId)).filter(
    (each) => each.enabled && each.topics.includes(topic),
  )
  for (const { id } of destinations) {
    // Over before anybody was told of it: nobody needs to be told at all.
    if (!raised && (await takeBack(tx, id, topic, subject))) continue
    await tx
      .insertInto('alert_delivery')
      .values({
        id: newId(),
        workspace_id: workspaceId,
        destination_id: id,
        topic,
        subject,
        raised,
        words,
        href,
        at,
        not_before: notBefore,
        error: null,
      })
      .execute()
  }
  return true
}

async function takeBack(tx: Db, destinationId: string, topic: string, subject: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('alert_delivery')
    .where('destination_id', '=', destinationId)
    .where('topic', '=', topic)
    .where('subject', '=', subject)
    .where('raised', '=', true)
    .where('sent_at', 'is', null)
    .where('given_up_at', 'is', null)
    .where('taken_until', 'is', null)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export interface Delivery {
  readonly id: string
  readonly workspace_id: string
  readonly destination_id: string
  readonly topic: string
  readonly subject: string
  readonly raised: boolean
  readonly words: string
  readonly href: string | null
  readonly at: Date
  readonly tries: number
}

/** Takes what is due, for this node alone until then; a node that dies leaves it to the next one. */
export async function takeDue(db: Db, at: Date, takenUntil: Date, limit: number): Promise<Delivery[]> {
  const result = await sql<Delivery>`update alert_delivery d
    set taken_until = ${takenUntil.toISOString()}::timestamptz
    where d.id in (
      select w.id from alert_delivery w
      where w.sent_at is null and w.given_up_at is null
        and (w.taken_until is null or w.taken_until < ${at.toISOString()}::timestamptz)
        -- What waits for the same place goes with what is due.
        and exists (select 1 from alert_delivery due where due.destination_id = w.destination_id
          and due.sent_at is null and due.given_up_at is null
          and due.not_before <= ${at.toISOString()}::timestamptz)
        and w.not_before <= ${new Date(at.getTime() + 15 * 60_000).toISOString()}::timestamptz
      order by w.at limit ${limit} for update skip locked)
    returning d.id, d.workspace_id, d.destination_id, d.topic, d.subject, d.raised, d.words, d.href, d.at, d.tries`.execute(
    db,
  )
  return [...result.rows].sort((a, b) => a.at.getTime() - b.at.getTime())
}

export async function markDelivered(db: Db, ids: readonly string[], at: Date): Promise<void> {
  await sql`update alert_delivery set sent_at = ${at.toISOString()}::timestamptz, taken_until = null, error = null
    where id in (select json_array_elements_text(${jsonText(ids)}::json)::uuid)`.execute(db)
}

export async function putOff(
  db: Db,
  ids: readonly string[],
  error: string,
  next: { readonly at: Date; readonly giveUp: boolean },
): Promise<void> {
  const at = next.at.toISOString()
  await sql`update alert_delivery set taken_until = null, tries = tries + 1, error = ${error},
      not_before = ${at}::timestamptz, given_up_at = case when ${next.giveUp} then ${at}::timestamptz end
    where id in (select json_array_elements_text(${jsonText(ids)}::json)::uuid)`.execute(db)
}
