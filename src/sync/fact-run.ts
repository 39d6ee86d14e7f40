import { factKinds, fieldDescription } from '#core/fact/fact.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { XeroConnection } from '#db/connections.ts'
import type { FactSetting } from '#db/fact-settings.ts'
import { fieldsUnderWay } from '#db/fact-tasks.ts'
import { jsonText } from '#db/json-text.ts'
import type { Db } from '#db/open.ts'
import { insertOperations, type NewOperation, nextSeq } from '#db/operations.ts'
import { insertRun } from '#db/runs.ts'
import type { Engine } from './engine.ts'
import { FactWriteShape, factKind } from './fact-operations.ts'

export interface FactStore {
  readonly engine: Engine
  readonly tx: Db
  readonly workspaceId: WorkspaceId
  readonly setting: FactSetting
  readonly xero: XeroConnection
}

export type PlannedFact = Pick<NewOperation, 'id' | 'kind' | 'contactId' | 'partyId' | 'after'>

/** Adds writes to the run of facts that is under way, or begins one. Fields they need are made first. */
export async function storeFacts(store: FactStore, planned: readonly PlannedFact[], at: Date): Promise<void> {
  const { tx, workspaceId } = store
  const run = (await runUnderWay(tx, workspaceId)) ?? (await beginFactsRun(store, null, at))
  const fields = await missingFields(store, planned)
  const first = await nextSeq(tx, run.id)
  await insertOperations(
    tx,
    workspaceId,
    run.id,
    [...fields, ...planned].map((each, index) => ({
      ...each,
      seq: first + index,
      side: 'capsule',
      approvedBy: null,
      before: null,
      idempotencyKey: each.id,
    })),
  )
  const count = fields.length + planned.length
  const steps = run.steps.map((step) =>
    step.id === 'capsule_writes' ? { ...step, total: (step.total ?? 0) + count } : step,
  )
  await tx
    .updateTable('run')
    .set({ steps: jsonText(steps) })
    .where('id', '=', run.id)
    .execute()
}

/** @param by who switched something on and saw what will be written; null where the standing switches say so */
export async function beginFactsRun(
  { engine, tx, workspaceId, xero }: Pick<FactStore, 'engine' | 'tx' | 'workspaceId' | 'xero'>,
  by: string | null,
  at: Date,
) {
  const id = engine.uuid()
  const steps = [
    { id: 'capsule_writes', done: 0, total: 0, state: 'running' },
    { id: 'xero_writes', done: 0, total: 0, state: 'running' },
  ] as const
  const connectionId = xero.id
  await insertRun(tx, {
    ...{ id, workspaceId, connectionId, at, steps },
    kind: 'facts',
    state: 'applying',
    requestedBy: by,
  })
  if (by !== null)
    await tx.updateTable('run').set({ approved_by: by, approved_at: at }).where('id', '=', id).execute()
  return { id, steps }
}

function runUnderWay(tx: Db, workspaceId: string) {
  return tx
    .selectFrom('run')
    .select(['id', 'steps'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'facts')
    .where('state', '=', 'applying')
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst()
}

async function missingFields(
  { engine, tx, workspaceId, setting, xero }: FactStore,
  planned: readonly PlannedFact[],
): Promise<PlannedFact[]> {
  const needed = new Set(
    planned.flatMap(({ kind, after }) =>
      kind === factKind.facts ? FactWriteShape.parse(after).changes.map(({ fact }) => fact) : [],
    ),
  )
  const missing = [...needed].filter((fact) => setting.fieldIds[fact] === undefined)
  if (missing.length === 0) return []
  const coming = await fieldsUnderWay(tx, workspaceId)
  return missing.flatMap((fact) =>
    coming.has(fact)
      ? []
      : [
          {
            id: engine.uuid(),
            kind: factKind.field,
            contactId: null,
            partyId: null,
            after: {
              fact,
              name: setting.settings.fields[fact].name,
              type: factKinds[fact].type,
              description: fieldDescription(fact, xero.details.baseCurrency),
            },
          },
        ],
  )
}
