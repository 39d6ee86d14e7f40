import { isRefused, refusedMessage } from '../sentinels.ts'
import { invalid, type JsonObject, Refusal } from './refusal.ts'

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Body of a write: an object under the resource's own name. 400 when it is not JSON, 422 when the wrapper is missing. */
export async function readWrapped(request: Request, wrapper: string): Promise<JsonObject> {
  const body = await readJson(request)
  const inner = isObject(body) ? body[wrapper] : undefined
  if (!isObject(inner)) throw invalid(`${wrapper} is required`, wrapper)
  if (isRefused(inner)) throw invalid(refusedMessage, wrapper)
  return inner
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.text())
  } catch {
    throw new Refusal(400, { message: 'Malformed JSON' })
  }
}

/** Text of a property: undefined when absent, null when null or blank. */
export function text(
  from: JsonObject,
  field: string,
  resource: string,
  lengthMax = 10_000,
): string | null | undefined {
  const value = from[field]
  if (value === undefined) return undefined
  if (value === null) return null
  if (typeof value !== 'string') throw invalid(`${field} must be text`, resource, field)
  if (value.length > lengthMax) throw invalid(`${field} is too long`, resource, field)
  const trimmed = value.trim()
  return trimmed === '' ? null : trimmed
}

export function flag(from: JsonObject, field: string, resource: string): boolean | undefined {
  const value = from[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw invalid(`${field} must be true or false`, resource, field)
  return value
}

/** List property: undefined when absent, null or empty, because none of these changes a nested collection. */
export function rows(from: JsonObject, field: string, resource: string): readonly JsonObject[] | undefined {
  const value = from[field]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw invalid(`${field} must be a list`, resource, field)
  const list: readonly unknown[] = value
  if (!list.every(isObject)) throw invalid(`${field} must hold objects`, resource, field)
  return list.length === 0 ? undefined : list
}

/** Reference to another record, `{ "id": 5 }`: undefined when absent, null to clear. */
export function reference(from: JsonObject, field: string, resource: string): JsonObject | null | undefined {
  const value = from[field]
  if (value === undefined || value === null) return value
  if (!isObject(value)) throw invalid(`${field} must be an object`, resource, field)
  return value
}

export function idOf(from: JsonObject, resource: string): number | undefined {
  const id = from.id
  if (id === undefined || id === null) return undefined
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    throw invalid('id must be a number', resource, 'id')
  return id
}

/** Epoch milliseconds of an ISO 8601 instant or day in a query string. */
export function instant(value: string, field: string, resource: string): number {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
  const zoned = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(value) || !value.includes('T') ? value : `${value}Z`
  const at = form.test(value) ? Date.parse(zoned) : Number.NaN
  if (Number.isNaN(at)) throw invalid(`${field} is not a valid date`, resource, field)
  return at
}
