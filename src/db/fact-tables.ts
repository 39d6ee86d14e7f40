import type { ColumnType } from 'kysely'
import type { FactKey, FactSettings, NoteKind, Written } from '#core/fact/fact.ts'

type Json<T> = ColumnType<T, string, string>
type JsonOrEmpty<T> = ColumnType<T, string | undefined, string>
type Int8 = ColumnType<number, number | string, number | string>
type MaybeInt8 = ColumnType<number | null, number | string | null | undefined, number | string | null>

/** What of a customer's money is written into Capsule. */
export interface FactTables {
  fact_setting: {
    workspace_id: string
    settings: Json<FactSettings>
    field_ids: JsonOrEmpty<Partial<Record<FactKey, number>>>
    activity_type_id: MaybeInt8
    notes_since: JsonOrEmpty<Partial<Record<NoteKind, StoredNoteStart>>>
    day: ColumnType<string | null, string | null | undefined, string | null>
    changed_by: string
    changed_at: ColumnType<Date, Date | string, Date | string>
  }
  fact_party: { workspace_id: string; party_id: Int8; contacts: string; written: Json<Written> }
  fact_due: {
    workspace_id: string
    contact_id: string
    since: ColumnType<Date, Date | string, Date | string>
  }
  fact_task: {
    workspace_id: string
    party_id: Int8
    spell: number
    state: 'wanted' | 'made' | 'ending' | 'ended'
    operation_id: string
    task_id: MaybeInt8
  }
  fact_note: {
    workspace_id: string
    document_id: string
    kind: NoteKind
    party_id: Int8
    operation_id: string
  }
}

export interface StoredNoteStart {
  readonly at: string
  readonly day: string
}
