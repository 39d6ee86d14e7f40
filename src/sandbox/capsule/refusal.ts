type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: unknown }

/** Thrown by a handler to answer anything but success; the text goes to the caller as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: Json, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }

  toResponse(): Response {
    return Response.json(this.body, { status: this.status, headers: this.headers })
  }
}

/**
 * 422 in the vendor's form; `resource` is the singular lowerCamel name of the object that failed.
 *
 * @source reference capsule.md §3.11
 */
export function invalid(message: string, resource?: string, field?: string): Refusal {
  const error = { message, ...(resource ? { resource } : {}), ...(field ? { field } : {}) }
  return new Refusal(422, { message: 'Validation Failed', errors: [error] })
}

export function notFound(message = 'Could not find resource'): Refusal {
  return new Refusal(404, { message })
}

/**
 * The token is missing, unknown, revoked or expired. Exact wording of the real answer is unconfirmed.
 *
 * @source reference capsule.md §2.3
 */
export function unauthorised(description = 'The access token is invalid or has expired'): Refusal {
  return bearerRefusal(401, 'invalid_token', description)
}

/** The token is good, but its scope or its user's role does not allow this. */
export function forbidden(error: 'insufficient_scope' | 'access_denied', description: string): Refusal {
  return bearerRefusal(403, error, description)
}

function bearerRefusal(status: number, error: string, description: string): Refusal {
  const challenge = `Bearer realm="capsule", error="${error}", error_description="${description}"`
  return new Refusal(status, { error, error_description: description }, { 'WWW-Authenticate': challenge })
}
