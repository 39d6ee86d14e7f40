import type { FieldDefinition, FieldValue, Party } from './entities.ts'
import { idOf, isObject } from './input.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import type { Store } from './store.ts'
import { isDay } from './time.ts'

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
export function applyFields(store: Store, party: Party, sent: readonly JsonObject[]): Applied {
  let fields = party.fields
  let touched = false
  for (const item of sent) {
    const rowId = idOf(item, 'field')
    const row = rowId === undefined ? undefined : fields.find((f) => f.id === rowId)
    if (rowId !== undefined && !row) throw notFound('field not found')
    const definition = row ? store.definitions.get(row.definitionId) : findDefinition(store, item.definition)
    if (!definition) throw invalid('definition not found', 'field', 'definition')
    if (definition.captureRule && definition.captureRule !== party.type)
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
    } else if (old?.value !== value) {
      const next = { id: old?.id ?? store.nextId(), definitionId: definition.id, value }
      fields = old ? fields.map((f) => (f === old ? next : f)) : [...fields, next]
      touched = true
    }
  }
  return { fields, touched }
}

function findDefinition(store: Store, reference: unknown): FieldDefinition | undefined {
  if (typeof reference === 'number') return store.definitions.get(reference)
  if (!isObject(reference)) throw invalid('definition is required', 'field', 'definition')
  const id = idOf(reference, 'field')
  if (id !== undefined) return store.definitions.get(id)
  const { name } = reference
  if (typeof name !== 'string') return undefined
  return [...store.definitions.values()].find((d) => d.name.toLowerCase() === name.toLowerCase())
}

/** The value as kept; undefined clears the field. */
function readValue(definition: FieldDefinition, value: unknown): string | true | undefined {
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
  if (typeof value !== 'string') throw wrong
  if (definition.type === 'date' && !isDay(value)) throw wrong
  if (definition.type === 'list' && !definition.options.includes(value)) throw wrong
  return value
}

/** True when a field marked important applies to the party and has no value. */
export function missesImportant(store: Store, party: Party): boolean {
  for (const definition of store.definitions.values()) {
    if (!definition.important || (definition.captureRule && definition.captureRule !== party.type)) continue
    if (!party.fields.some((f) => f.definitionId === definition.id)) return true
  }
  return false
}
