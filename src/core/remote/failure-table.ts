import type { RemoteError, RemoteErrorKind, Side } from './remote-error.ts'

export interface FailureRule {
  /** `backoff`: soon again, with growing pauses; `wait`: when the vendor's quota allows; `never`: not by itself. */
  readonly retry: 'backoff' | 'wait' | 'never'
  readonly whoActs: 'nobody' | 'admin' | 'user'
  /** What happened and why, one or two sentences for people. */
  says(side: Side, error: RemoteError): string
  /** What to do next, for people. */
  readonly next: string
}

const names: Record<Side, string> = { capsule: 'Capsule', xero: 'Xero' }

/** What each kind of failure of a vendor call means: the only place where this is decided. */
export const failureTable: Readonly<Record<RemoteErrorKind, FailureRule>> = {
  offline: {
    retry: 'backoff',
    whoActs: 'nobody',
    says: (side, error) =>
      `${names[side]} could not be reached${error.ambiguous ? ', and its answer to a change was lost' : ''}.`,
    next: 'It is tried again by itself. If it lasts, check the internet connection of this machine.',
  },
  timeout: {
    retry: 'backoff',
    whoActs: 'nobody',
    says: (side) => `${names[side]} did not answer in time.`,
    next: 'It is tried again by itself.',
  },
  limited: {
    retry: 'wait',
    whoActs: 'nobody',
    says: (side, error) =>
      `The number of calls ${names[side]} allows ${limitWords(error)} is used up${waitWords(error.retryAfterSeconds)}.`,
    next: 'Work goes on by itself as soon as calls are allowed again.',
  },
  auth: {
    retry: 'never',
    whoActs: 'admin',
    says: (side, error) =>
      error.code === 'sealed'
        ? `The stored access to ${names[side]} cannot be opened, because the key of this installation has changed.`
        : error.code === 'invalid_client'
          ? `${names[side]} does not accept the app's client id or secret.`
          : `${names[side]} no longer accepts this connection: the access was revoked or has expired.`,
    next: 'Check the app id and secret, then reconnect on the Connections page.',
  },
  scope: {
    retry: 'never',
    whoActs: 'admin',
    says: (side) => `The connection to ${names[side]} lacks a permission this work needs.`,
    next: 'Reconnect on the Connections page and grant every permission asked for.',
  },
  forbidden: {
    retry: 'never',
    whoActs: 'admin',
    says: (side) =>
      side === 'xero'
        ? 'Xero does not let this connection into the organisation: it was disconnected there, or the role of the person who connected is too low.'
        : 'Capsule does not let this user do that: the role is too low, or the token is read-only.',
    next: 'Reconnect on the Connections page as an administrator.',
  },
  invalid: {
    retry: 'never',
    whoActs: 'user',
    says: (side, error) => {
      const messages = error.details.map((d) => d.message).join(' ')
      return messages ? `${names[side]} refused the data: ${messages}` : `${names[side]} refused the data.`
    },
    next: 'Correct the record, then try again.',
  },
  missing: {
    retry: 'never',
    whoActs: 'user',
    says: (side) => `The record does not exist in ${names[side]}, or is not visible to this connection.`,
    next: 'Check whether it was deleted, merged or restricted.',
  },
  clash: {
    retry: 'never',
    whoActs: 'user',
    says: (side) =>
      `The record changed in ${names[side]} at the same time, or another one already has this name or number.`,
    next: 'Look at both records, then try again.',
  },
  remote_fault: {
    retry: 'backoff',
    whoActs: 'nobody',
    says: (side, error) =>
      `${names[side]} had a fault of its own${error.status ? ` (status ${error.status})` : ''}.`,
    next: 'It is tried again by itself. If it lasts, look at the vendor’s status page.',
  },
  bad_reply: {
    retry: 'never',
    whoActs: 'admin',
    says: (side) => `${names[side]} answered in a form this version does not understand.`,
    next: 'Check that the address is right and that no proxy stands between; otherwise update Counterpart.',
  },
}

/**
 * How a call may be repeated: `read` changes nothing; `idempotent` carries a key by which the vendor
 * recognises a repetition; `once` would happen twice.
 */
export type Repetition = 'read' | 'idempotent' | 'once'

/** Whether a failed call may be sent again without asking anybody. */
export function mayRepeat(error: RemoteError, repetition: Repetition): boolean {
  if (failureTable[error.kind].retry === 'never') return false
  return repetition !== 'once' || !error.ambiguous
}

function limitWords(error: RemoteError): string {
  switch (error.limit) {
    case 'minute':
      return 'per minute'
    case 'hour':
      return 'per hour'
    case 'day':
      return 'per day'
    case 'concurrent':
      return 'at the same time'
    default:
      return 'for now'
  }
}

function waitWords(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  if (seconds < 90) return ` for another ${Math.max(1, Math.ceil(seconds))} seconds`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 90) return ` for another ${minutes} minutes`
  return ` for another ${Math.ceil(minutes / 60)} hours`
}
