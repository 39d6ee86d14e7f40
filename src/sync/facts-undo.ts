import { z } from 'zod'
import { defaultFactSettings } from '#core/fact/fact.ts'
import { type DoneFact, type FactUndo, planFactsUndo } from '#core/fact/undo.ts'
import { type CapsulePartyId, capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Kept } from '#core/plan/undo.ts'
import { loadFactSetting } from '#db/fact-settings.ts'
import type { Db } from '#db/open.ts'
import { loadSubjects } from './apply/pairs.ts'
import type { StoredRow } from './done-operations.ts'
import { FactWriteShape, factKind, TaskRefShape } from './fact-operations.ts'

/** What taking back the facts among these operations does, and what of them stays. */
export async function undoOfFacts(
  db: Db,
  workspaceId: WorkspaceId,
  rows: readonly StoredRow[],
): Promise<{ readonly operations: readonly FactUndo[]; readonly kept: readonly Kept[] }> {
  const done = rows.flatMap((row) => doneFact(row) ?? [])
  const fields = rows.flatMap(({ id, kind }) =>
    kind === factKind.field
      ? [{ operationId: id, field: null, why: 'Custom fields stay defined in Capsule.' }]
      : [],
  )
  if (done.length === 0) return { operations: [], kept: fields }
  const setting = await loadFactSetting(db, workspaceId)
  const ids = [...new Set(done.map(({ partyId }) => partyId))]
  const subjects = await loadSubjects(db, workspaceId, ids)
  const parties = new Map<CapsulePartyId, CapsuleParty>(
    [...subjects].map(([id, { party }]) => [capsulePartyId(id), party]),
  )
  const { operations, kept } = planFactsUndo(
    done,
    parties,
    setting?.fieldIds ?? {},
    setting?.settings ?? defaultFactSettings,
  )
  return { operations, kept: [...fields, ...kept.map((each) => ({ ...each, field: null }))] }
}

const Result = z.object({ taskId: z.int() })

function doneFact(row: StoredRow): DoneFact | null {
  const { id, kind, after } = row
  if (row.contact_id === null || row.party_id === null) return null
  const of = { id, contactId: xeroContactId(row.contact_id), partyId: capsulePartyId(row.party_id) }
  switch (kind) {
    case factKind.facts:
      return { ...of, kind: 'facts', write: FactWriteShape.parse(after) }
    case factKind.task: {
      const result = Result.safeParse(row.result)
      return result.success ? { ...of, kind: 'task_made', taskId: result.data.taskId } : null
    }
    case factKind.complete:
      return { ...of, kind: 'task_closed', taskId: TaskRefShape.parse(after).taskId }
    case factKind.note:
      return { ...of, kind: 'note' }
    default:
      return null
  }
}
