import { kaseReference, named, opportunityReference } from './deal-wire.ts'
import { nestedUser, partyReference, type Wire } from './party-wire.ts'
import { toIso } from './time.ts'
import type { Entry, Linked, Task } from './work-entities.ts'

/** A task as the API answers it; `nextTask` only when embedded. @source reference capsule.md §10 */
export function taskJson(wire: Wire, task: Task) {
  const { store, url } = wire
  const category = task.categoryId === null ? undefined : store.categories.get(task.categoryId)
  const user = (id: number | null) => (id === null ? null : nestedUser(store, url, id))
  return {
    id: task.id,
    description: task.description,
    detail: task.detail,
    category: category ?? null,
    dueOn: task.dueOn,
    dueTime: task.dueTime,
    status: task.status,
    ...linkJson(wire, task),
    owner: user(task.ownerId),
    completedBy: user(task.completedById),
    completedAt: task.completedAt === null ? null : toIso(task.completedAt),
    repeat: task.repeat,
    hasTrack: task.trackId !== null,
    active: task.status === 'OPEN',
    daysAfter: null,
    taskDelayRule: null,
    taskDayDelayRule: null,
    createdAt: toIso(task.createdAt),
    updatedAt: toIso(task.updatedAt),
    ...(wire.embed.has('nextTask') ? { nextTask: nextTask(wire, task.nextTaskId) } : {}),
  }
}

/** An entry as the API answers it. @source reference capsule.md §11 */
export function entryJson(wire: Wire, entry: Entry) {
  const { store, url, embed } = wire
  return {
    id: entry.id,
    type: entry.type,
    createdAt: toIso(entry.createdAt),
    updatedAt: toIso(entry.updatedAt),
    entryAt: toIso(entry.entryAt),
    subject: entry.subject,
    content: entry.content,
    attachments: entry.attachments.map(({ id, filename, contentType, bytes }) => ({
      id,
      filename,
      contentType,
      size: bytes.length,
    })),
    creator: nestedUser(store, url, entry.creatorId),
    activityType: named(store.activityTypes, entry.activityTypeId),
    ...linkJson(wire, entry),
    parties: entry.partyId === null ? [] : [partyReference(wire, entry.partyId)],
    ...(embed.has('participants') ? { participants: [] } : {}),
  }
}

export function linkJson(wire: Wire, linked: Linked) {
  return {
    party: partyReference(wire, linked.partyId),
    opportunity: opportunityReference(wire, linked.opportunityId),
    kase: kaseReference(wire, linked.kaseId),
  }
}

function nextTask(wire: Wire, id: number | null) {
  const task = id === null ? undefined : wire.store.tasks.get(id)
  return task ? { id: task.id, description: task.description, dueOn: task.dueOn } : null
}
