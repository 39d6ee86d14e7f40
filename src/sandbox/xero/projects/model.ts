import { elementOf, type Fields, isGuid } from '../body.ts'
import type { ApiCall } from '../envelope.ts'
import { json, Refusal } from '../errors.ts'

type Problems = Readonly<Record<string, readonly string[]>>

/** @source xero.md, "4. Errors", Projects errors */
export const invalidModel = (modelState: Problems) =>
  new Refusal(json(400, { message: 'The request is invalid.', modelState }))

function fieldsOf(text: string): Fields {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = null
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidModel({ model: ['The request body cannot be null or empty'] })
  }
  try {
    return elementOf({ ...parsed }).fields
  } catch (error) {
    if (error instanceof Refusal) throw invalidModel({ model: ['The request body could not be read'] })
    throw error
  }
}

/** A camelCase body; every fault is collected under `model.<Field>` until `check` refuses with all of them. */
export interface Model {
  problem(field: string, message: string): void
  text(field: string): string | undefined
  number(field: string): number | undefined
  /** Epoch milliseconds of an ISO 8601 instant; without a zone it is UTC. */
  instant(field: string): number | undefined
  guid(field: string): string | undefined
  inner(field: string): Model | undefined
  /** @throws Refusal 400 with modelState */
  check(): void
}

export const modelOf = (call: ApiCall): Model => readerOf(fieldsOf(call.body), 'model', {})

function readerOf(fields: Fields, prefix: string, problems: Record<string, string[]>): Model {
  const label = (field: string) => `${prefix}.${field.slice(0, 1).toUpperCase()}${field.slice(1)}`
  const problem = (field: string, message: string) => {
    const key = label(field)
    const list = problems[key] ?? []
    list.push(message)
    problems[key] = list
  }
  const misfit = (field: string, value: unknown) =>
    problem(field, `Error converting value ${JSON.stringify(value).slice(0, 100)} to the type of '${field}'.`)
  const sent = (field: string): unknown => fields[field.toLowerCase()] ?? undefined
  const text = (field: string) => {
    const value = sent(field)
    if (value === undefined || typeof value === 'string') return value
    misfit(field, value)
    return undefined
  }
  return {
    problem,
    text,
    number(field) {
      const value = sent(field)
      if (value === undefined) return undefined
      if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e13) return value
      misfit(field, value)
      return undefined
    },
    instant(field) {
      const value = text(field)
      if (value === undefined) return undefined
      const ms = instantMs(value)
      if (ms === null) misfit(field, value)
      return ms ?? undefined
    },
    guid(field) {
      const value = text(field)
      if (value === undefined || value === '') return undefined
      if (isGuid(value)) return value.toLowerCase()
      misfit(field, value)
      return undefined
    },
    inner(field) {
      const value = sent(field)
      if (value === undefined) return undefined
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return readerOf({ ...value }, label(field), problems)
      }
      misfit(field, value)
      return undefined
    },
    check() {
      if (Object.keys(problems).length > 0) throw invalidModel(problems)
    },
  }
}

/** Null when the text is no ISO 8601 date or instant. */
export function instantMs(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null
  const zoned = !text.includes('T') || /(Z|[+-]\d{2}:?\d{2})$/.test(text)
  const ms = Date.parse(zoned ? text : `${text}Z`)
  return Number.isNaN(ms) ? null : ms
}
