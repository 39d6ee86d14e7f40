import { CapsuleTaskReply, CapsuleTasksReply, type CapsuleWireTask } from '#contracts/capsule/tasks.ts'
import type { CapsulePartyId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleTask {
  readonly id: number
  readonly detail: string | null
  /** A task that waits for another one of its track is `PENDING`. */
  readonly status: 'OPEN' | 'COMPLETED' | 'PENDING'
}

export interface NewTask {
  readonly partyId: CapsulePartyId
  readonly description: string
  readonly detail: string
  /** YYYY-MM-DD. */
  readonly dueOn: string
  /** Null: the user the connection acts for. */
  readonly ownerId: number | null
}

/** @throws RemoteError; `ambiguous` when the answer was lost: look for it by its text first @source reference/capsule.md §10 */
export async function createTask(http: CapsuleHttp, task: NewTask): Promise<CapsuleTask> {
  const { partyId, ownerId, description, detail, dueOn } = task
  const owner = ownerId === null ? {} : { owner: { id: ownerId } }
  const body = { task: { description, detail, dueOn, party: { id: partyId }, ...owner } }
  const { value } = await http.call({ method: 'POST', path: '/tasks', body }, CapsuleTaskReply)
  return fromWire(value.task)
}

/** Null when it was deleted, or is invisible. */
export async function getTask(http: CapsuleHttp, id: number): Promise<CapsuleTask | null> {
  try {
    const { value } = await http.call({ method: 'GET', path: `/tasks/${id}` }, CapsuleTaskReply)
    return fromWire(value.task)
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return null
  }
}

/** Closes a task or opens it again; saying so twice is saying it once. @throws RemoteError `missing` */
export async function setTaskStatus(
  http: CapsuleHttp,
  id: number,
  status: 'OPEN' | 'COMPLETED',
): Promise<CapsuleTask> {
  const { value } = await http.call(
    { method: 'PUT', path: `/tasks/${id}`, body: { task: { status } }, repetition: 'idempotent' },
    CapsuleTaskReply,
  )
  return fromWire(value.task)
}

/** @returns false when it was gone already */
export async function deleteTask(http: CapsuleHttp, id: number): Promise<boolean> {
  try {
    await http.send({ method: 'DELETE', path: `/tasks/${id}`, repetition: 'idempotent' })
    return true
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return false
  }
}

const pagesMax = 200

/** A task whose detail holds this text. Lists have no filter for it, so all are read: only after a lost answer. */
export async function findTask(http: CapsuleHttp, text: string): Promise<CapsuleTask | null> {
  let next: string | null = '/tasks'
  for (let page = 1; next !== null && page <= pagesMax; page++) {
    const query = page === 1 ? { perPage: 100 } : {}
    const answer: { value: { tasks: CapsuleWireTask[] }; next: string | null } = await http.call(
      { method: 'GET', path: next, query },
      CapsuleTasksReply,
    )
    const found = answer.value.tasks.find(({ detail }) => detail?.includes(text))
    if (found) return fromWire(found)
    next = answer.next
  }
  return null
}

const fromWire = ({ id, detail, status }: CapsuleWireTask): CapsuleTask => ({
  id,
  detail: detail ?? null,
  status: status === 'COMPLETED' || status === 'PENDING' ? status : 'OPEN',
})
