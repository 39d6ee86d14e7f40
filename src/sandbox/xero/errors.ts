/** What an API call answers, before it becomes a Response. `body` null sends no bytes. */
export interface Answer {
  readonly status: number
  readonly contentType: string | null
  readonly body: string | Uint8Array<ArrayBuffer> | null
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown anywhere under a call: the whole request is answered with this. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: Answer
  constructor(answer: Answer) {
    super(`${answer.status} ${typeof answer.body === 'string' ? answer.body : ''}`)
    this.answer = answer
  }
}

/** Thrown while one element of a batch is checked; nothing of that element has been changed. */
export class Invalid extends Error {
  override readonly name = 'Invalid'
  readonly messages: readonly string[]
  constructor(messages: readonly string[]) {
    super(messages.join(' '))
    this.messages = messages
  }
}

const jsonType = 'application/json; charset=utf-8'

export const json = (status: number, body: unknown): Answer => ({
  status,
  contentType: jsonType,
  body: JSON.stringify(body),
})

export const noContent: Answer = { status: 204, contentType: null, body: null }

/** @source xero.md, "4. Errors": 404 is an empty text/html, never JSON */
export const notFound = () => new Refusal({ status: 404, contentType: 'text/html; charset=utf-8', body: '' })

export const notImplemented = (method: string, path: string): Answer => ({
  status: 501,
  contentType: 'text/plain; charset=utf-8',
  body: `Not implemented in this sandbox: ${method} ${path}`,
})

export const queryProblem = (message: string) =>
  new Refusal(json(400, { ErrorNumber: 16, Type: 'QueryParseException', Message: message }))

export const postDataInvalid = (message: string) =>
  new Refusal(json(400, { ErrorNumber: 14, Type: 'PostDataInvalidException', Message: message }))

export const noData = () =>
  new Refusal(
    json(400, { ErrorNumber: 10, Type: 'NoDataProcessedException', Message: 'No data was processed' }),
  )

export const validation = (elements: readonly unknown[]): Answer =>
  json(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: elements,
  })

/** The newer problem form that token, tenant and scope errors use. `instance` is a fresh guid. */
export const problem = (status: 401 | 403, detail: string, instance: string): Answer =>
  json(status, {
    Type: null,
    Title: status === 401 ? 'Unauthorized' : 'Forbidden',
    Status: status,
    Detail: detail,
    Instance: instance,
    Extensions: {},
  })
