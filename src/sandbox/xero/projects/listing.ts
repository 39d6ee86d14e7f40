import type { ApiCall, Wire } from '../envelope.ts'
import { type Answer, json } from '../errors.ts'
import { invalidModel } from './model.ts'

/** A query parameter without regard to case; null when absent. */
export function parameter(call: ApiCall, name: string): string | null {
  for (const [key, value] of call.query) if (key.toLowerCase() === name.toLowerCase()) return value
  return null
}

/** A parameter that may be repeated or comma separated, lowered; null when absent or empty. */
export function parameters(call: ApiCall, name: string): ReadonlySet<string> | null {
  const values: string[] = []
  for (const [key, value] of call.query) {
    if (key.toLowerCase() === name.toLowerCase()) values.push(...value.toLowerCase().split(','))
  }
  const filled = values.map((value) => value.trim()).filter(Boolean)
  return filled.length > 0 ? new Set(filled) : null
}

function whole(call: ApiCall, name: string, fallback: number, max: number): number {
  const text = parameter(call, name)
  if (text === null || text === '') return fallback
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= max) return number
  throw invalidModel({ [name]: [`The value '${text.slice(0, 100)}' is not valid for ${name}.`] })
}

/** @source xero.md, "9. Projects API": default 50 a page, at most 500; itemCount counts all */
export function listed<T>(call: ApiCall, rows: readonly T[], wire: (row: T) => Wire): Answer {
  const page = whole(call, 'page', 1, 1_000_000_000)
  const pageSize = whole(call, 'pageSize', 50, 500)
  const shown = rows.slice((page - 1) * pageSize, page * pageSize)
  return json(200, {
    pagination: { page, pageSize, pageCount: Math.ceil(rows.length / pageSize), itemCount: rows.length },
    items: shown.map(wire),
  })
}
