import type { Wire } from '../envelope.ts'
import { fromCents } from '../money.ts'
import type { Project, Task, TimeEntry } from './records.ts'

/** ISO 8601 UTC; milliseconds only when there are some. */
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')

/** Minutes and money of one task, as its time stands. */
function taskSums(project: Project, task: Task) {
  let minutes = 0
  for (const entry of project.time.values()) if (entry.taskId === task.id) minutes += entry.minutes
  const timed = Math.round((task.rateCents * minutes) / 60)
  const cents = { TIME: timed, FIXED: task.rateCents, NON_CHARGEABLE: 0 }[task.chargeType]
  return { minutes, cents }
}

/** Nothing is ever invoiced from a project here, so every invoiced sum is 0. */
export function projectWire(project: Project, currency: string): Wire {
  const amount = (cents: number) => ({ currency, value: fromCents(cents) })
  let minutesLogged = 0
  let minutesToBeInvoiced = 0
  let taskCents = 0
  for (const task of project.tasks.values()) {
    const { minutes, cents } = taskSums(project, task)
    minutesLogged += minutes
    if (task.chargeType !== 'NON_CHARGEABLE') minutesToBeInvoiced += minutes
    taskCents += cents
  }
  return {
    projectId: project.id,
    contactId: project.contactId,
    name: project.name,
    currencyCode: currency,
    minutesLogged,
    totalTaskAmount: amount(taskCents),
    totalExpenseAmount: amount(0),
    ...(project.estimateCents !== undefined && { estimate: amount(project.estimateCents) }),
    minutesToBeInvoiced,
    taskAmountToBeInvoiced: amount(taskCents),
    taskAmountInvoiced: amount(0),
    expenseAmountToBeInvoiced: amount(0),
    expenseAmountInvoiced: amount(0),
    projectAmountInvoiced: amount(0),
    deposit: amount(0),
    depositApplied: amount(0),
    creditNoteAmount: amount(0),
    ...(project.deadlineMs !== undefined && { deadlineUtc: iso(project.deadlineMs) }),
    totalInvoiced: amount(0),
    totalToBeInvoiced: amount(taskCents),
    status: project.status,
  }
}

export function taskWire(project: Project, task: Task, currency: string): Wire {
  const amount = (cents: number) => ({ currency, value: fromCents(cents) })
  const { minutes, cents } = taskSums(project, task)
  const of = (type: Task['chargeType']) => (task.chargeType === type ? minutes : 0)
  return {
    taskId: task.id,
    projectId: project.id,
    name: task.name,
    rate: amount(task.rateCents),
    chargeType: task.chargeType,
    status: 'ACTIVE',
    ...(task.estimateMinutes !== undefined && { estimateMinutes: task.estimateMinutes }),
    totalMinutes: minutes,
    totalAmount: amount(cents),
    minutesInvoiced: 0,
    minutesToBeInvoiced: of('TIME'),
    fixedMinutes: of('FIXED'),
    nonChargeableMinutes: of('NON_CHARGEABLE'),
    amountToBeInvoiced: amount(cents),
    amountInvoiced: amount(0),
  }
}

export const timeWire = (project: Project, entry: TimeEntry): Wire => ({
  timeEntryId: entry.id,
  userId: entry.userId,
  projectId: project.id,
  taskId: entry.taskId,
  dateUtc: iso(entry.dateMs),
  dateEnteredUtc: iso(entry.enteredMs),
  duration: entry.minutes,
  ...(entry.description !== undefined && { description: entry.description }),
  status: 'ACTIVE',
})
