import { type CivilDate, civilDate } from '#core/civil-date.ts'
import { defaultFactSettings, type FactKey, type FactSettings, factKeys } from '#core/fact/fact.ts'
import type { NoteStart, NotesSince } from '#core/fact/notes.ts'
import type { FactFieldIds } from '#core/fact/writes.ts'
import { capsuleFieldId } from '#core/model/ids.ts'
import type { StoredNoteStart } from './fact-tables.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface FactSetting {
  readonly settings: FactSettings
  readonly fieldIds: FactFieldIds
  /** The activity type of our notes; null while none was needed. */
  readonly activityTypeId: number | null
  readonly notesSince: NotesSince
  /** The organisation's day for which the facts were last worked out. */
  readonly day: CivilDate | null
  readonly changedBy: string
  readonly changedAt: Date
}

/** Null: nothing was ever switched on. */
export async function loadFactSetting(db: Db, workspaceId: string): Promise<FactSetting | null> {
  const row = await db
    .selectFrom('fact_setting')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) return null
  const { paid, overdue } = row.notes_since
  return {
    settings: { ...defaultFactSettings, ...row.settings },
    fieldIds: fieldIdsOf(row.field_ids),
    activityTypeId: row.activity_type_id,
    notesSince: { paid: startOf(paid), overdue: startOf(overdue) },
    day: row.day === null ? null : civilDate(row.day),
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  }
}

function fieldIdsOf(stored: Partial<Record<FactKey, number>>): FactFieldIds {
  return Object.fromEntries(
    factKeys.flatMap((key) => {
      const id = stored[key]
      return id === undefined ? [] : [[key, capsuleFieldId(id)]]
    }),
  )
}

const startOf = (stored: StoredNoteStart | undefined): NoteStart | null =>
  stored ? { at: stored.at, day: civilDate(stored.day) } : null

export async function saveFactSetting(
  db: Db,
  workspaceId: string,
  setting: Pick<FactSetting, 'settings' | 'fieldIds' | 'notesSince'> & {
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  const values = {
    settings: jsonText(setting.settings),
    field_ids: jsonText(setting.fieldIds),
    notes_since: jsonText(
      Object.fromEntries(Object.entries(setting.notesSince).filter(([, start]) => start !== null)),
    ),
    changed_by: setting.by,
    changed_at: setting.at,
  }
  await db
    .insertInto('fact_setting')
    .values({ workspace_id: workspaceId, ...values })
    .onConflict((c) => c.column('workspace_id').doUpdateSet(values))
    .execute()
}

export async function saveFactDay(db: Db, workspaceId: string, day: CivilDate): Promise<void> {
  await db.updateTable('fact_setting').set({ day }).where('workspace_id', '=', workspaceId).execute()
}

/** A custom field that now holds the fact. */
export async function saveFactField(
  db: Db,
  workspaceId: string,
  fact: FactKey,
  fieldId: number,
): Promise<void> {
  const current = await loadFactSetting(db, workspaceId)
  await db
    .updateTable('fact_setting')
    .set({ field_ids: jsonText({ ...current?.fieldIds, [fact]: fieldId }) })
    .where('workspace_id', '=', workspaceId)
    .execute()
}

export async function saveActivityType(db: Db, workspaceId: string, id: number): Promise<void> {
  await db
    .updateTable('fact_setting')
    .set({ activity_type_id: id })
    .where('workspace_id', '=', workspaceId)
    .execute()
}
