import { ApiError } from '#api/common.ts'

/** The part of a zod schema this module needs. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } }
}

/** A request of ours that was refused or could not be made, in the words the page shows. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly next: string | null

  constructor(status: number, code: string, message: string, next: string | null, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.code = code
    this.next = next
  }
}

/** @throws ApiFailure when refused, unreachable, or answered in a shape the schema does not know */
export async function read<T>(schema: Schema<T>, path: string, signal?: AbortSignal): Promise<T> {
  return parsed(schema, await send(path, signal ? { signal } : {}))
}

/** Sends a question or a change and reads its answer. @throws ApiFailure as `read` */
export async function ask<T>(
  schema: Schema<T>,
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return parsed(schema, await send(path, { ...jsonRequest(method, body), ...(signal ? { signal } : {}) }))
}

function parsed<T>(schema: Schema<T>, body: unknown): T {
  const known = schema.safeParse(body)
  if (known.success) return known.data
  throw new ApiFailure(
    200,
    'unknown_answer',
    'Counterpart answered in a way this page does not understand.',
    'Reload the page: it may be older than the program behind it.',
    known.error,
  )
}

/** Sends a change. Its answer is not used: what changed is read again. @throws ApiFailure */
export async function write(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: unknown = {},
): Promise<void> {
  await send(path, jsonRequest(method, body))
}

const jsonRequest = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function send(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, { ...init, credentials: 'same-origin' }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiFailure(
      0,
      'unreachable',
      'This page cannot reach Counterpart.',
      'Check that it is running, then try again.',
      cause,
    )
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  throw failureOf(response.status, body)
}

/** The failure to show for a refusing answer, whatever its body. */
export function failureOf(status: number, body: unknown): ApiFailure {
  const known = ApiError.safeParse(body)
  if (known.success) {
    const { code, message, next } = known.data.error
    return new ApiFailure(status, code, message, next)
  }
  if (status === 401)
    return new ApiFailure(status, 'signed_out', 'You are signed out.', 'Sign in again to go on.')
  if (status === 403) {
    return new ApiFailure(status, 'not_allowed', 'Your account may not do this.', 'Ask an admin for access.')
  }
  if (status === 404) {
    return new ApiFailure(
      status,
      'not_found',
      'There is nothing at this address.',
      'It may have been removed.',
    )
  }
  return new ApiFailure(
    status,
    'unexpected',
    'Counterpart could not answer.',
    'Try again. If it keeps happening, look at the log of the program.',
  )
}
