import type { WorkspaceId } from '#core/model/ids.ts'
import { failureTable } from '#core/remote/failure-table.ts'
import type { RemoteError } from '#core/remote/remote-error.ts'
import type { openOperations } from '#db/operations.ts'
import type { CurrentRules } from '#db/rules.ts'
import type { StoredError } from '#db/tables.ts'
import type { CapsuleAccount, XeroAccount } from '../accounts.ts'
import type { Progress } from '../progress.ts'

export interface Application {
  readonly runId: string
  readonly workspaceId: WorkspaceId
  /** Who approved: a person, or the standing rules. */
  readonly actor: string
  readonly accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount }
  readonly rules: CurrentRules
  readonly progress: Progress
  readonly lane: 'backfill' | 'event' | 'sweep'
  /**
   * `undo`: puts back what was, whatever the records are linked to now. `first`: both sides were read as a whole
   * just before. `usual`: what is to be written is read again before.
   */
  readonly manner: 'first' | 'usual' | 'undo'
}

export type StoredOperation = Awaited<ReturnType<typeof openOperations>>[number]

export const changedSincePlan: StoredError = {
  kind: 'changed',
  message: 'The record changed after the plan was made, so this part of the plan was left out.',
  next: 'It is looked at again by itself.',
}

export const goneSincePlan: StoredError = {
  kind: 'gone',
  message: 'The record is not there any more, so this part of the plan was left out.',
  next: 'Nothing needs to be done.',
}

export function storedError(error: RemoteError): StoredError {
  const row = failureTable[error.kind]
  return {
    kind: error.kind,
    message: row.says(error.side, error),
    next: row.next,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    details: error.details.map(({ message, resource, field }) => ({ message, resource, field })),
  }
}

export const refused = (side: 'Capsule' | 'Xero', messages: readonly string[]): StoredError => ({
  kind: 'invalid',
  message: `${side} refused the data: ${messages.join(' ')}`,
  next: failureTable.invalid.next,
  details: messages.map((message) => ({ message })),
})
