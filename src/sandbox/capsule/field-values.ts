import type { FieldDefinition, FieldValue, Labelled, Party } from './entities.ts'
import { idOf, isObject } from './input.ts'
import type { Labels } from './labels.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import { isDay } from './time.ts'

/** A record with custom fields; only a party has a type, on which a definition's capture rule may depend. */
interface Carrier extends Pick<Labelled, 'fields'> {
  readonly type?: Party['type']
}

interface Applied {
  readonly fields: readonly FieldValue[]
  /** True also when an empty field was cleared, which the vendor counts as a change. */
  readonly touched: boolean
}

/**
 * Applies the values sent for custom fields; a value is addressed by its row id or by its definition.
 *
 * @source reference capsule.md §13.2
 */
export function applyFields(
  labels: Labels,
  record: Carrier,
  sent: readonly JsonObject[],
  nextId: () => number,
): Applied {
  let fields = record.fields
  let touched = false
  for (const item of sent) {
    const rowId = idOf(item, 'field')
    const row = rowId === undefined ? undefined : fields.find((f) => f.id === rowId)
    if (rowId !== undefined && !row) throw notFound('field not found')
    const definition = row
      ? labels.definitions.get(row.definitionId)
      : findDefinition(labels, item.definition)
    if (!definition) throw invalid('definition not found', 'field', 'definition')
    if (definition.captureRule && definition.captureRule !== record.type)
      throw invalid(`field is only for a ${definition.captureRule}`, 'field', 'definition')
    if (item._delete !== true && item.value === undefined) {
      if (row) continue
      throw invalid('value is required', 'field', 'value')
    }
    const value = item._delete === true ? undefined : readValue(definition, item.value)
    const old = fields.find((f) => f.definitionId === definition.id)
    if (value === undefined) {
      fields = fields.filter((f) => f.definitionId !== definition.id)
      touched = true
    } else if (!same(old?.value, value)) {
      const next = { id: old?.id ?? nextId(), definitionId: definition.id, value }
      fields = old ? fields.map((f) => (f === old ? next : f)) : [...fields, next]
      touched = true
    }
  }
  return { fields, touched }
}

function findDefinition(labels: Labels, reference: unknown): FieldDefinition | undefined {
  if (typeof reference === 'number') return labels.definitions.get(reference)
  if (!isObject(reference)) throw invalid('definition is required', 'field', 'definition')
  const id = idOf(reference, 'field')
  if (id !== undefined) return labels.definitions.get(id)
  const { name } = reference
  if (typeof name !== 'string') return undefined
  return [...labels.definitions.values()].find((d) => d.name.toLowerCase() === name.toLowerCase())
}

function same(a: FieldValue['value'] | undefined, b: FieldValue['value']): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The value as kept; undefined clears the field. */
function readValue(definition: FieldDefinition, value: unknown): FieldValue['value'] | undefined {
  const wrong = invalid('invalid type for field', 'field', 'value')
  if (definition.type === 'boolean') {
    if (typeof value !== 'boolean') throw wrong
    return value || undefined
  }
  if (value === null || value === '') return undefined
  if (definition.type === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong
    return String(number)
  }
  if (definition.type === 'multiselect') {
    if (!Array.isArray(value)) throw wrong
    const chosen = definition.options.filter((option) => value.includes(option))
    if (chosen.length !== value.length) throw wrong
    return chosen.length === 0 ? undefined : chosen
  }
  if (typeof value !== 'string') throw wrong
  if (definition.type === 'date' && !isDay(value)) throw wrong
  if (definition.type === 'list' && !definition.options.includes(value)) throw wrong
  return value
}

/** True when a field marked important applies to the record and has no value. */
export function missesImportant(labels: Labels, record: Carrier): boolean {
  for (const definition of labels.definitions.values()) {
    if (!definition.important || (definition.captureRule && definition.captureRule !== record.type)) continue
    if (!record.fields.some((f) => f.definitionId === definition.id)) return true
  }
  return false
}
