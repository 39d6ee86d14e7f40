import type { ApiCall } from '../envelope.ts'
import { type Answer, json, noContent, notFound } from '../errors.ts'
import { toCents } from '../money.ts'
import { switches } from '../switches.ts'
import { listed, parameter, parameters } from './listing.ts'
import { type Model, modelOf } from './model.ts'
import { addProject, type Project, projectStates } from './records.ts'
import { projectWire } from './wire.ts'

export function projectAt(call: ApiCall): Project {
  const project = call.store.projects.projects.get(call.params[0]?.toLowerCase() ?? '')
  if (!project) throw notFound()
  return project
}

const currencyOf = (call: ApiCall) => call.store.organisation.baseCurrency

export function listProjects(call: ApiCall): Answer {
  const ids = parameters(call, 'projectIds')
  const contact = parameter(call, 'contactID')?.toLowerCase() || null
  const states = parameters(call, 'states')
  const rows = [...call.store.projects.projects.values()].filter(
    (project) =>
      (ids === null || ids.has(project.id)) &&
      (contact === null || project.contactId === contact) &&
      (states === null || states.has(project.status.toLowerCase())),
  )
  return listed(call, rows, (project) => projectWire(project, currencyOf(call)))
}

export const getProject = (call: ApiCall) => json(200, projectWire(projectAt(call), currencyOf(call)))

function readDetails(model: Model) {
  const name = model.text('name')?.trim() ?? ''
  const estimate = model.number('estimateAmount')
  if (name === '') model.problem('name', 'The Project Name cannot be empty')
  if (estimate !== undefined && estimate < 0)
    model.problem('estimateAmount', 'The EstimateAmount cannot be negative')
  return {
    name,
    estimateCents: estimate === undefined ? undefined : toCents(estimate),
    deadlineMs: model.instant('deadlineUtc'),
  }
}

/** @source xero.md, "9. Projects API": the estimate goes in as a bare number and comes out as an Amount */
export function postProject(call: ApiCall): Answer {
  const { store } = call
  const model = modelOf(call)
  const details = readDetails(model)
  const contactId = model.guid('contactId') ?? ''
  if (contactId === '') model.problem('contactId', 'The ContactId cannot be null or empty')
  else if (!store.contacts.get(contactId)) model.problem('contactId', 'The Contact could not be found')
  model.check()
  const project = addProject(store.projects, store.kernel, { ...details, contactId })
  return json(201, projectWire(project, currencyOf(call)))
}

export function putProject(call: ApiCall): Answer {
  const project = projectAt(call)
  const model = modelOf(call)
  const { name, estimateCents, deadlineMs } = readDetails(model)
  model.check()
  const clears = switches.projectPutClearsMissing
  project.name = name
  project.estimateCents = estimateCents ?? (clears ? undefined : project.estimateCents)
  project.deadlineMs = deadlineMs ?? (clears ? undefined : project.deadlineMs)
  return noContent
}

export function patchProject(call: ApiCall): Answer {
  const project = projectAt(call)
  const model = modelOf(call)
  const text = model.text('status')?.toUpperCase()
  const status = projectStates.find((state) => state === text)
  if (!status) model.problem('status', 'The Status must be INPROGRESS or CLOSED')
  model.check()
  project.status = status ?? project.status
  return noContent
}

/** The users of the organisation as Projects shows them. */
export const listProjectUsers = (call: ApiCall) =>
  listed(call, call.store.users, (user) => ({
    userId: user.id,
    name: `${user.firstName} ${user.lastName}`,
    email: user.email,
  }))
