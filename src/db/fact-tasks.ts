import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** Begins a spell whose task is planned. */
export async function openSpell(
  tx: Db,
  workspaceId: string,
  spell: { readonly partyId: number; readonly number: number; readonly operationId: string },
): Promise<void> {
  await tx
    .insertInto('fact_task')
    .values({
      workspace_id: workspaceId,
      party_id: spell.partyId,
      spell: spell.number,
      state: 'wanted',
      operation_id: spell.operationId,
    })
    .execute()
}

/** The task stands in Capsule. */
export async function spellMade(
  tx: Db,
  workspaceId: string,
  operationId: string,
  taskId: number,
): Promise<void> {
  await tx
    .updateTable('fact_task')
    .set({ state: 'made', task_id: taskId })
    .where('workspace_id', '=', workspaceId)
    .where('operation_id', '=', operationId)
    .where('state', '=', 'wanted')
    .execute()
}

export async function setSpell(
  tx: Db,
  workspaceId: string,
  partyId: number,
  number: number,
  state: 'ending' | 'ended',
): Promise<void> {
  await tx
    .updateTable('fact_task')
    .set({ state })
    .where('workspace_id', '=', workspaceId)
    .where('party_id', '=', partyId)
    .where('spell', '=', number)
    .execute()
}

/** Spells whose task was refused, or is closed by now, are over. */
export async function endSpellsOf(tx: Db, workspaceId: string, taskIds: readonly number[]): Promise<void> {
  if (taskIds.length === 0) return
  await sql`update fact_task set state = 'ended' where workspace_id = ${workspaceId}::uuid
    and task_id in (select json_array_elements_text(${jsonText(taskIds)}::json)::bigint)`.execute(tx)
}

export interface OpenFactOperation {
  readonly id: string
  readonly run_id: string
  readonly kind: string
  readonly state: 'planned' | 'sent'
  readonly party_id: number
}

/** Writes of these parties that are planned or under way. */
export async function openFactOperations(
  tx: Db,
  workspaceId: string,
  partyIds: readonly number[],
): Promise<OpenFactOperation[]> {
  if (partyIds.length === 0) return []
  const result = await sql<OpenFactOperation>`select id, run_id, kind, state, party_id from operation
    where workspace_id = ${workspaceId}::uuid and state in ('planned', 'sent') and (kind in ('capsule.party.facts', 'capsule.note.create') or kind like 'capsule.task.%')
      and party_id in (select json_array_elements_text(${jsonText(partyIds)}::json)::bigint)`.execute(tx)
  return result.rows
}

/** Takes back what was planned and not begun. */
export async function dropPlanned(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.deleteFrom('operation').where('id', 'in', ids).where('state', '=', 'planned').execute()
}

/** A task of ours waits to be closed one day. */
export async function hasOpenSpell(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('fact_task')
    .select('party_id')
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['wanted', 'made'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Facts whose custom field is about to be made. */
export async function fieldsUnderWay(tx: Db, workspaceId: string): Promise<Set<string>> {
  const result = await sql<{ fact: string }>`select after ->> 'fact' as fact from operation
    where workspace_id = ${workspaceId}::uuid and state in ('planned', 'sent') and kind = 'capsule.fact.field'`.execute(
    tx,
  )
  return new Set(result.rows.map((row) => row.fact))
}
