import { type Day, parseDay } from './days.ts'
import { noData, postDataInvalid } from './errors.ts'

/** A JSON object whose keys were lowered all the way down: Xero reads names without regard to case. */
export type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const depthMax = 32

/** @throws Refusal when nested deeper than any document of the API */
function lowered(value: unknown, depth = 0): unknown {
  if (depth > depthMax) throw postDataInvalid('JSON for post data was invalid')
  if (Array.isArray(value)) return value.map((item) => lowered(item, depth + 1))
  if (!isObject(value)) return value
  // fromEntries makes own properties, also of a key called __proto__.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowered(inner, depth + 1)]),
  )
}

/** One element of a write: `raw` as sent, for the echo in errors; `fields` for reading. */
export interface Element {
  readonly raw: Readonly<Record<string, unknown>>
  readonly fields: Fields
}

const asElement = (value: unknown): Element => {
  if (!isObject(value)) throw postDataInvalid('Data for entity does not conform to the expected structure')
  const fields = lowered(value)
  return { raw: value, fields: isObject(fields) ? fields : {} }
}

export const elementOf = (raw: Record<string, unknown>): Element => asElement(raw)

/** Reads a body that is one object, a list, or `{"<collection>": […]}`. */
export function elementsOf(text: string, collection: string): readonly Element[] {
  if (text.trim() === '') throw noData()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw postDataInvalid('JSON for post data was invalid')
  }
  if (Array.isArray(parsed)) return parsed.map(asElement)
  if (!isObject(parsed)) throw postDataInvalid('JSON for post data was invalid')
  for (const [key, value] of Object.entries(parsed)) {
    if (key.toLowerCase() !== collection.toLowerCase()) continue
    const list = Array.isArray(value) ? value : [value]
    if (list.length === 0) throw noData()
    return list.map(asElement)
  }
  if (Object.keys(parsed).length === 0) throw noData()
  return [asElement(parsed)]
}

const misfit = (key: string, value: unknown) =>
  postDataInvalid(`Error converting value ${JSON.stringify(value)?.slice(0, 100)} to the type of '${key}'`)

/** Undefined when absent or null; "" is kept, it clears. */
export function textOf(fields: Fields, key: string): string | undefined {
  const value = fields[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw misfit(key, value)
}

export function numberOf(fields: Fields, key: string): number | undefined {
  const value = fields[key]
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || Math.abs(number) > 1e13)
    throw misfit(key, value)
  return number
}

export function booleanOf(fields: Fields, key: string): boolean | undefined {
  const value = fields[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  throw misfit(key, value)
}

export function dayOf(fields: Fields, key: string): Day | undefined {
  const value = textOf(fields, key)
  if (value === undefined || value === '') return undefined
  const day = parseDay(value)
  if (day === null) throw misfit(key, value)
  return day
}

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isGuid = (text: string) => guidForm.test(text.toLowerCase())

export const zeroGuid = '00000000-0000-0000-0000-000000000000'

/** A lower-case guid; the all-zero one counts as absent. */
export function guidOf(fields: Fields, key: string): string | undefined {
  const value = textOf(fields, key)?.toLowerCase()
  if (value === undefined || value === '' || value === zeroGuid) return undefined
  if (!isGuid(value)) throw misfit(key, value)
  return value
}

export function objectOf(fields: Fields, key: string): Fields | undefined {
  const value = fields[key]
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw misfit(key, value)
  return value
}

export function listOf(fields: Fields, key: string): readonly Fields[] | undefined {
  const value = fields[key]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw misfit(key, value)
  return value.map((item) => {
    if (!isObject(item)) throw misfit(key, item)
    return item
  })
}
