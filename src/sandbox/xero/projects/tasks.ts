import type { ApiCall } from '../envelope.ts'
import { type Answer, json, noContent, notFound } from '../errors.ts'
import { toCents } from '../money.ts'
import { switches } from '../switches.ts'
import { listed, parameter, parameters } from './listing.ts'
import { invalidModel, type Model, modelOf } from './model.ts'
import { projectAt } from './projects.ts'
import { chargeTypes, type Project, type Task } from './records.ts'
import { taskWire } from './wire.ts'

const nameMax = 100

function taskAt(call: ApiCall, project: Project): Task {
  const task = project.tasks.get(call.params[1]?.toLowerCase() ?? '')
  if (!task) throw notFound()
  return task
}

/** @throws Refusal 400 when the project takes no more work */
export function checkOpen(project: Project) {
  if (project.status === 'CLOSED' && !switches.closedProjectTakesWork)
    throw invalidModel({ project: ['The Project is closed'] })
}

export function listTasks(call: ApiCall): Answer {
  const project = projectAt(call)
  const ids = parameters(call, 'taskIds')
  const type = parameter(call, 'chargeType')?.toUpperCase() || null
  const rows = [...project.tasks.values()].filter(
    (task) => (ids === null || ids.has(task.id)) && (type === null || task.chargeType === type),
  )
  return listed(call, rows, (task) => taskWire(project, task, call.store.organisation.baseCurrency))
}

export function getTask(call: ApiCall): Answer {
  const project = projectAt(call)
  return json(200, taskWire(project, taskAt(call, project), call.store.organisation.baseCurrency))
}

function rateCents(call: ApiCall, model: Model): number {
  const rate = model.inner('rate')
  const value = rate?.number('value')
  const currency = rate?.text('currency')?.toUpperCase()
  if (value === undefined) model.problem('rate', 'The Rate cannot be null or empty')
  else if (value < 0) model.problem('rate', 'The Rate cannot be negative')
  if (rate && currency !== call.store.organisation.baseCurrency && !switches.projectRateInAnyCurrency)
    model.problem('rate', `The Rate currency must be ${call.store.organisation.baseCurrency}`)
  return toCents(value ?? 0)
}

function readTask(call: ApiCall, id: string): Task {
  const model = modelOf(call)
  const name = model.text('name')?.trim() ?? ''
  if (name === '') model.problem('name', 'The Task Name cannot be empty')
  if (name.length > nameMax) model.problem('name', `The Task Name cannot exceed ${nameMax} characters`)
  const type = model.text('chargeType')?.toUpperCase()
  const chargeType = chargeTypes.find((known) => known === type)
  if (!chargeType) model.problem('chargeType', `The ChargeType must be one of ${chargeTypes.join(', ')}`)
  const estimateMinutes = model.number('estimateMinutes')
  if (estimateMinutes !== undefined && (!Number.isInteger(estimateMinutes) || estimateMinutes < 0))
    model.problem('estimateMinutes', 'The EstimateMinutes must be a whole number')
  const cents = rateCents(call, model)
  model.check()
  return { id, name, rateCents: cents, chargeType: chargeType ?? 'TIME', estimateMinutes }
}

export function postTask(call: ApiCall): Answer {
  const project = projectAt(call)
  checkOpen(project)
  const task = readTask(call, call.store.kernel.chance.uuid())
  project.tasks.set(task.id, task)
  return json(201, taskWire(project, task, call.store.organisation.baseCurrency))
}

export function putTask(call: ApiCall): Answer {
  const project = projectAt(call)
  const task = taskAt(call, project)
  checkOpen(project)
  Object.assign(task, readTask(call, task.id))
  return noContent
}

/** Its time goes with it. */
export function deleteTask(call: ApiCall): Answer {
  const project = projectAt(call)
  const task = taskAt(call, project)
  checkOpen(project)
  const entries = [...project.time.values()].filter((entry) => entry.taskId === task.id)
  if (entries.length > 0 && !switches.taskWithTimeDeletable)
    throw invalidModel({ task: ['The Task has time entries and cannot be deleted'] })
  for (const entry of entries) project.time.delete(entry.id)
  project.tasks.delete(task.id)
  return noContent
}
