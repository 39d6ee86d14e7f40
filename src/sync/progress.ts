import type { WorkspaceId } from '#core/model/ids.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { notifyChange } from '#db/notify.ts'
import { saveProgress } from '#db/runs.ts'
import type { RunStep } from '#db/tables.ts'
import type { Engine } from './engine.ts'

/** Steps and calls of a run, written at most a few times a second, always at the end. */
export interface Progress {
  step(id: RunStep['id'], change: Partial<Omit<RunStep, 'id'>>): Promise<void>
  advance(id: RunStep['id'], count: number): Promise<void>
  stepOf(id: RunStep['id']): RunStep | undefined
  readonly onCall: (call: CallRecord) => void
  save(): Promise<void>
}

const saveEveryMs = 250

export function trackProgress(
  engine: Engine,
  run: {
    readonly id: string
    readonly workspaceId: WorkspaceId
    readonly steps: readonly RunStep[]
    readonly calls: { readonly capsule: number; readonly xero: number }
  },
): Progress {
  const steps = new Map(run.steps.map((step) => [step.id, step]))
  const calls = { ...run.calls }
  let savedAt = 0

  async function save() {
    savedAt = engine.now()
    await saveProgress(engine.db, run.id, [...steps.values()], calls)
    await notifyChange(engine.db, { workspaceId: run.workspaceId, topics: ['run'], keys: [] })
  }

  const set = async (id: RunStep['id'], change: Partial<Omit<RunStep, 'id'>>, urgent: boolean) => {
    steps.set(id, { ...(steps.get(id) ?? { id, done: 0, total: null, state: 'waiting' }), ...change })
    if (urgent || engine.now() - savedAt >= saveEveryMs) await save()
  }

  return {
    step: (id, change) => set(id, change, change.state !== undefined),
    advance: (id, count) => set(id, { done: (steps.get(id)?.done ?? 0) + count }, false),
    stepOf: (id) => steps.get(id),
    onCall: (call) => {
      calls[call.side]++
    },
    save,
  }
}
