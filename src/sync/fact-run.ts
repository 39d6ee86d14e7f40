import { sql } from 'kysely'
import { type FactKey, factKinds, fieldDescription, fieldsOn } from '#core/fact/fact.ts'
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

/**
 * Adds writes to the run of facts that is under way, or begins one. Fields they need are made first. What goes to a
 * party that another run is about to write to joins that run: one call carries both.
 */
export async function storeFacts(store: FactStore, planned: readonly PlannedFact[], at: Date): Promise<void> {
  const { tx, workspaceId, setting } = store
  const writing = await runsWriting(
    tx,
    workspaceId,
    planned.flatMap(({ partyId }) => partyId ?? []),
  )
  const joins = ({ kind, partyId, after }: PlannedFact): boolean =>
    kind === factKind.facts &&
    writing.has(partyId ?? 0) &&
    FactWriteShape.parse(after).changes.every(({ fact }) => setting.fieldIds[fact] !== undefined)
  const joining = Map.groupBy(planned.filter(joins), ({ partyId }) => writing.get(partyId ?? 0) ?? '')
  for (const [runId, some] of joining) await append(tx, workspaceId, runId, some)
  const own = planned.filter((each) => !joins(each))
  if (own.length === 0) return
  const runId = (await runUnderWay(tx, workspaceId)) ?? (await beginFactsRun(store, null, at))
  await append(tx, workspaceId, runId, [...(await missingFields(store, own)), ...own])
}

async function append(
  tx: Db,
  workspaceId: string,
  runId: string,
  planned: readonly PlannedFact[],
): Promise<void> {
  const first = await nextSeq(tx, runId)
  await insertOperations(
    tx,
    workspaceId,
    runId,
    planned.map((each, index) => ({
      ...each,
      seq: first + index,
      side: 'capsule',
      approvedBy: null,
      before: null,
      idempotencyKey: each.id,
    })),
  )
  const { steps } = await tx
    .selectFrom('run')
    .select('steps')
    .where('id', '=', runId)
    .executeTakeFirstOrThrow()
  const more = steps.map((step) =>
    step.id === 'capsule_writes' ? { ...step, total: (step.total ?? 0) + planned.length } : step,
  )
  await tx
    .updateTable('run')
    .set({ steps: jsonText(more) })
    .where('id', '=', runId)
    .execute()
}

/** @param by who switched something on and saw what will be written; null where the standing switches say so */
async function beginFactsRun(
  { engine, tx, workspaceId, xero }: Pick<FactStore, 'engine' | 'tx' | 'workspaceId' | 'xero'>,
  by: string | null,
  at: Date,
): Promise<string> {
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
  return id
}

async function runUnderWay(tx: Db, workspaceId: string): Promise<string | undefined> {
  const run = await tx
    .selectFrom('run')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'facts')
    .where('state', '=', 'applying')
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst()
  return run?.id
}

/** Runs that are about to write mapped values to these parties. */
async function runsWriting(
  tx: Db,
  workspaceId: string,
  partyIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const result = await sql<{ party_id: number; run_id: string }>`select o.party_id, o.run_id
    from operation o join run r on r.id = o.run_id
    where o.workspace_id = ${workspaceId}::uuid and o.state = 'planned' and o.kind = 'capsule.party.update'
      and r.state = 'applying' and r.kind = 'events'
      and o.party_id in (select json_array_elements_text(${jsonText(partyIds)}::json)::bigint)`.execute(tx)
  return new Map(result.rows.map((row) => [row.party_id, row.run_id]))
}

const missingFields = (store: FactStore, planned: readonly PlannedFact[]): Promise<PlannedFact[]> =>
  fieldOperations(
    store,
    planned.flatMap(({ kind, after }) =>
      kind === factKind.facts ? FactWriteShape.parse(after).changes.map(({ fact }) => fact) : [],
    ),
  )

/** Makes the custom fields of these facts that are not known and not being made. */
async function fieldOperations(
  { engine, tx, workspaceId, setting, xero }: FactStore,
  facts: readonly FactKey[],
): Promise<PlannedFact[]> {
  const missing = [...new Set(facts)].filter((fact) => setting.fieldIds[fact] === undefined)
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

/** The run of somebody who switched facts on: their fields are made even where nobody has a value yet. */
export async function beginSwitchedRun(store: FactStore, by: string, at: Date): Promise<string> {
  const runId = await beginFactsRun(store, by, at)
  await append(
    store.tx,
    store.workspaceId,
    runId,
    await fieldOperations(store, fieldsOn(store.setting.settings)),
  )
  return runId
}
