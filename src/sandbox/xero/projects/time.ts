import type { ApiCall } from '../envelope.ts'
import { type Answer, json, noContent, notFound } from '../errors.ts'
import { listed, parameter, parameters } from './listing.ts'
import { instantMs, invalidModel, modelOf } from './model.ts'
import { projectAt } from './projects.ts'
import type { Project, TimeEntry } from './records.ts'
import { checkOpen } from './tasks.ts'
import { timeWire } from './wire.ts'

const minutesMax = 59_940

function entryAt(call: ApiCall, project: Project): TimeEntry {
  const entry = project.time.get(call.params[1]?.toLowerCase() ?? '')
  if (!entry) throw notFound()
  return entry
}

function instantParameter(call: ApiCall, name: string): number | null {
  const text = parameter(call, name)
  if (text === null || text === '') return null
  const ms = instantMs(text)
  if (ms === null)
    throw invalidModel({ [name]: [`The value '${text.slice(0, 100)}' is not valid for ${name}.`] })
  return ms
}

export function listTime(call: ApiCall): Answer {
  const project = projectAt(call)
  const id = (name: string) => parameter(call, name)?.toLowerCase() || null
  const [user, task, contact] = [id('userId'), id('taskId'), id('contactId')]
  const states = parameters(call, 'states')
  const chargeable = id('isChargeable')
  const [after, before] = [instantParameter(call, 'dateAfterUtc'), instantParameter(call, 'dateBeforeUtc')]
  const isChargeable = (entry: TimeEntry) => project.tasks.get(entry.taskId)?.chargeType !== 'NON_CHARGEABLE'
  // Nothing is invoiced from a project here, so no entry has an invoice.
  const rows = [...project.time.values()].filter(
    (entry) =>
      id('invoiceId') === null &&
      (user === null || entry.userId === user) &&
      (task === null || entry.taskId === task) &&
      (contact === null || project.contactId === contact) &&
      (states === null || states.has('active')) &&
      (chargeable === null || isChargeable(entry) === (chargeable === 'true')) &&
      (after === null || entry.dateMs >= after) &&
      (before === null || entry.dateMs <= before),
  )
  return listed(call, rows, (entry) => timeWire(project, entry))
}

export function getTime(call: ApiCall): Answer {
  const project = projectAt(call)
  return json(200, timeWire(project, entryAt(call, project)))
}

function readEntry(call: ApiCall, project: Project, id: string, enteredMs: number): TimeEntry {
  const model = modelOf(call)
  const userId = model.guid('userId') ?? ''
  if (!call.store.users.some((user) => user.id === userId))
    model.problem('userId', 'The UserId must be of a user of the organisation')
  const taskId = model.guid('taskId') ?? ''
  if (!project.tasks.has(taskId)) model.problem('taskId', 'The TaskId must be of a task of the project')
  const dateMs = model.instant('dateUtc')
  if (dateMs === undefined) model.problem('dateUtc', 'The DateUtc cannot be null or empty')
  const minutes = model.number('duration') ?? 0
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > minutesMax)
    model.problem('duration', `The Duration must be between 1 and ${minutesMax}`)
  const description = model.text('description')
  model.check()
  return { id, userId, taskId, dateMs: dateMs ?? 0, enteredMs, minutes, description }
}

/** @source xero.md, "9. Projects API": creating time answers 200, not 201 */
export function postTime(call: ApiCall): Answer {
  const project = projectAt(call)
  checkOpen(project)
  const { chance, clock } = call.store.kernel
  const entry = readEntry(call, project, chance.uuid(), clock.now())
  project.time.set(entry.id, entry)
  return json(200, timeWire(project, entry))
}

/** A description that is left out is gone. */
export function putTime(call: ApiCall): Answer {
  const project = projectAt(call)
  const entry = entryAt(call, project)
  checkOpen(project)
  Object.assign(entry, readEntry(call, project, entry.id, entry.enteredMs))
  return noContent
}

export function deleteTime(call: ApiCall): Answer {
  const project = projectAt(call)
  checkOpen(project)
  project.time.delete(entryAt(call, project).id)
  return noContent
}
