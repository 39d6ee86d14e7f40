import type { Caller } from './access.ts'
import { chosen, dayOf } from './deal-fields.ts'
import { fileEntry } from './entry-write.ts'
import { idOf, isObject, reference, text } from './input.ts'
import { linkCount, noLink, readLinks } from './links.ts'
import { invalid, type JsonObject } from './refusal.ts'
import { taskCompletedTypeId } from './settings.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'
import { isDay, toDay } from './time.ts'
import type { Repeat, Task } from './work-entities.ts'

const resource = 'task'

export function createTask(store: Store, caller: Caller, sent: JsonObject, now: number): Task {
  const planned = readTask(store, caller, sent, blankTask(caller.user.id, now))
  const task = { ...completion(planned, blankTask(caller.user.id, now), caller, now), id: store.nextId() }
  store.tasks.put(task)
  store.tell('task/created', task.id)
  if (task.status === 'COMPLETED') completed(store, caller, task, now)
  return store.tasks.get(task.id) ?? task
}

/** Changes only what was sent; `OPEN` on an open task changes nothing. */
export function updateTask(store: Store, caller: Caller, before: Task, sent: JsonObject, now: number): Task {
  const planned = readTask(store, caller, sent, before)
  if (JSON.stringify(planned) === JSON.stringify(before)) return before
  const task = { ...completion(planned, before, caller, now), updatedAt: now }
  store.tasks.put(task)
  store.tell('task/updated', task.id)
  if (task.status === 'COMPLETED' && before.status !== 'COMPLETED') completed(store, caller, task, now)
  return store.tasks.get(task.id) ?? task
}

export function blankTask(ownerId: number, now: number): Task {
  return {
    ...noLink,
    id: 0,
    description: '',
    detail: null,
    categoryId: null,
    dueOn: '',
    dueTime: null,
    status: 'OPEN',
    ownerId,
    completedById: null,
    completedAt: null,
    repeat: null,
    nextTaskId: null,
    trackId: null,
    createdAt: now,
    updatedAt: now,
  }
}

function readTask(store: Store, caller: Caller, sent: JsonObject, before: Task): Task {
  const description = text(sent, 'description', resource, 1000)
  const newDescription = description === undefined ? before.description : description
  if (!newDescription) throw invalid('description is required', resource, 'description')
  const dueOn = dayOf(sent, 'dueOn', resource, before.dueOn || null)
  if (dueOn === null) throw invalid('due on is required', resource, 'dueOn')
  const detail = text(sent, 'detail', resource, 100_000)
  const links = readLinks(store, caller.user, sent, before, resource)
  if (linkCount(links) > 1) throw invalid('task can be related to at most one entity', resource)
  const category = chosen(sent, 'category', resource, store.categories)
  return {
    ...before,
    ...links,
    description: newDescription,
    dueOn,
    dueTime: timeOf(sent, before.dueTime),
    detail: detail === undefined ? before.detail : detail,
    categoryId: category === undefined ? before.categoryId : (category?.id ?? null),
    ownerId: ownerOf(store, sent, before),
    repeat: repeatOf(sent, before.repeat),
    status: statusOf(sent, before.status),
  }
}

function statusOf(sent: JsonObject, before: Task['status']): Task['status'] {
  const status = text(sent, 'status', resource) ?? before
  if (status === 'PENDING' && before !== 'PENDING')
    throw invalid('cannot set task status to PENDING', resource, 'status')
  if (status !== 'OPEN' && status !== 'COMPLETED' && status !== 'PENDING')
    throw invalid('unknown status', resource, 'status')
  return status
}

function timeOf(sent: JsonObject, before: string | null): string | null {
  const time = text(sent, 'dueTime', resource)
  if (time === undefined || time === null) return time === undefined ? before : null
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time))
    throw invalid('dueTime is not a valid time', resource, 'dueTime')
  return time.length === 5 ? `${time}:00` : time
}

function ownerOf(store: Store, sent: JsonObject, before: Task): number | null {
  const owner = reference(sent, 'owner', resource)
  if (owner === undefined || owner === null) return owner === undefined ? before.ownerId : null
  const id = idOf(owner, resource)
  if (id === undefined || !store.users.has(id)) throw invalid('owner not found', resource, 'owner')
  return id
}

function repeatOf(sent: JsonObject, before: Repeat | null): Repeat | null {
  const { repeat } = sent
  if (repeat === undefined || repeat === null) return repeat === undefined ? before : null
  if (!isObject(repeat)) throw invalid('repeat must be an object', resource, 'repeat')
  const { interval, frequency, on } = repeat
  if (typeof interval !== 'number' || !Number.isInteger(interval) || interval < 1 || interval > 1000)
    throw invalid('interval must be a whole number', 'repeat', 'interval')
  if (frequency !== 'YEARLY' && frequency !== 'MONTHLY' && frequency !== 'WEEKLY')
    throw invalid('unknown frequency', 'repeat', 'frequency')
  return { interval, frequency, on: typeof on === 'string' ? on : null }
}

function completion(task: Task, before: Task, caller: Caller, now: number): Task {
  if (task.status === before.status) return task
  return task.status === 'COMPLETED'
    ? { ...task, completedById: caller.user.id, completedAt: now }
    : { ...task, completedById: null, completedAt: null }
}

/** Files what was done on the record, and sets up the next of a repeated task. */
function completed(store: Store, caller: Caller, task: Task, now: number): void {
  store.tell('task/completed', task.id)
  if (switches.completedTaskMakesEntry && linkCount(task) > 0)
    fileEntry(
      store,
      {
        ...{ partyId: task.partyId, opportunityId: task.opportunityId, kaseId: task.kaseId },
        type: 'task',
        subject: task.description,
        content: task.detail,
        attachments: [],
        creatorId: caller.user.id,
        activityTypeId: taskCompletedTypeId,
        entryAt: now,
      },
      now,
    )
  if (!task.repeat || task.nextTaskId !== null) return
  const next: Task = {
    ...task,
    id: store.nextId(),
    dueOn: laterDay(task.dueOn, task.repeat),
    status: 'OPEN',
    completedById: null,
    completedAt: null,
    createdAt: now,
    updatedAt: now,
  }
  store.tasks.put(next)
  store.tasks.put({ ...task, nextTaskId: next.id })
  store.tell('task/created', next.id)
}

/** A day that the later month lacks becomes that month's last. */
function laterDay(day: string, { interval, frequency }: Repeat): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  if (frequency === 'WEEKLY') return toDay(Date.UTC(year, month - 1, date + 7 * interval))
  const months = month - 1 + interval * (frequency === 'YEARLY' ? 12 : 1)
  const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate()
  const later = toDay(Date.UTC(year, months, Math.min(date, last)))
  return isDay(later) ? later : day
}
