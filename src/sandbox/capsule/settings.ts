import type { Store } from './store.ts'
import type { TrackDefinition } from './work-entities.ts'

/** Built-in activity types have ids below zero. @source reference capsule.md §11 */
export const noteTypeId = -1
export const taskCompletedTypeId = -4

const milestones = [
  { name: 'New', complete: false, probability: 10, daysUntilStale: 30 },
  { name: 'Bid', complete: false, probability: 50, daysUntilStale: 30 },
  { name: 'Won', complete: true, probability: 100, daysUntilStale: null },
  { name: 'Lost', complete: true, probability: 0, daysUntilStale: null },
] as const

interface StepNames {
  readonly name: string
  readonly steps?: readonly { readonly name: string; readonly probability: number }[]
}

/**
 * What a new account has before anybody changed it.
 *
 * @source reference capsule.md §8 for the pipeline; the other names are unconfirmed
 */
export function addSettings(store: Store, now: number, renews: { note: boolean; task: boolean }): void {
  const stamps = { createdAt: now, updatedAt: now }
  addPipeline(store, { name: 'Sales Pipeline' }, now)
  for (const name of ['Price', 'Chose a competitor', 'No budget', 'Timing'])
    add(store, store.lostReasons, (id) => ({ id, name, includedForConversion: true, ...stamps }))
  addBoard(store, { name: 'Projects', stages: ['Scheduled', 'In progress', 'Waiting', 'Finishing'] }, now)
  for (const [name, colour] of [
    ['Call', '#1f6f8b'],
    ['Email', '#5b6876'],
    ['Follow-up', '#7a5ea8'],
    ['Meeting', '#2e7d32'],
    ['To Do', '#b26a00'],
  ] as const)
    add(store, store.categories, (id) => ({ id, name, colour }))
  store.activityTypes.set(noteTypeId, { id: noteTypeId, name: 'Note', updateLastContacted: renews.note })
  store.activityTypes.set(taskCompletedTypeId, {
    id: taskCompletedTypeId,
    name: 'Task completed',
    updateLastContacted: renews.task,
  })
  for (const [name, updateLastContacted] of [
    ['Call', true],
    ['Meeting', true],
    ['Internal note', false],
  ] as const)
    add(store, store.activityTypes, (id) => ({ id, name, updateLastContacted }))
  add<TrackDefinition>(store, store.trackDefinitions, (id) => ({
    id,
    name: 'Welcome a new customer',
    captureRule: 'party',
    tasks: [
      { description: 'Call to say hello', daysAfter: 1 },
      { description: 'Ask how it is going', daysAfter: 30 },
    ],
  }))
  add<TrackDefinition>(store, store.trackDefinitions, (id) => ({
    id,
    name: 'Hand over a project',
    captureRule: 'kase',
    tasks: [
      { description: 'Send the manuals', daysAfter: 2 },
      { description: 'Book the first service', daysAfter: 14 },
    ],
  }))
}

/** Open steps before the two that every pipeline ends with. */
export function addPipeline(store: Store, { name, steps }: StepNames, now: number): number {
  const stamps = { createdAt: now, updatedAt: now }
  const pipelineId = add(store, store.pipelines, (id) => ({ id, name, description: null, ...stamps }))
  const open = (steps ?? []).map((step) => ({ ...step, complete: false, daysUntilStale: 30 }))
  const all = steps ? [...open, ...milestones.filter((m) => m.complete)] : milestones
  for (const step of all)
    add(store, store.milestones, (id) => ({ id, ...step, pipelineId, description: null, ...stamps }))
  return pipelineId
}

function addBoard(
  store: Store,
  { name, stages }: { readonly name: string; readonly stages: readonly string[] },
  now: number,
): number {
  const stamps = { createdAt: now, updatedAt: now }
  const boardId = add(store, store.boards, (id) => ({ id, name, description: null, ...stamps }))
  stages.forEach((stage, displayOrder) => {
    add(store, store.stages, (id) => ({
      id,
      boardId,
      name: stage,
      description: null,
      displayOrder,
      ...stamps,
    }))
  })
  return boardId
}

function add<Row>(store: Store, rows: Map<number, Row>, make: (id: number) => Row): number {
  const id = store.nextId()
  rows.set(id, make(id))
  return id
}
