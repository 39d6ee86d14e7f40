import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { failureTable } from '#core/remote/failure-table.ts'
import type { RemoteError } from '#core/remote/remote-error.ts'

/** A refusal with its words; the only way a route says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly next: string | null

  constructor(status: ContentfulStatusCode, code: string, message: string, next: string | null) {
    super(message)
    this.status = status
    this.code = code
    this.next = next
  }
}

export const signInFirst = () =>
  new Refusal(401, 'signed_out', 'You are not signed in.', 'Sign in, then try again.')
export const notAllowed = () =>
  new Refusal(403, 'not_allowed', 'Your role does not allow this.', 'Ask an administrator of this workspace.')
export const notFound = (what: string) =>
  new Refusal(404, 'not_found', `${what} does not exist, or you may not see it.`, 'Go back to the list.')
export const notAll = () =>
  new Refusal(
    403,
    'not_all',
    'This concerns records that Capsule does not show you.',
    'Ask an administrator who sees every record in Capsule.',
  )
export const amountsHidden = () =>
  new Refusal(403, 'amounts_hidden', 'Your role does not show amounts.', 'Sort by name or by change.')

/** The vendor did not answer, in the words of the failure table. */
export function unavailable(error: RemoteError): Refusal {
  const row = failureTable[error.kind]
  return new Refusal(502, 'vendor', row.says(error.side, error), row.next)
}
