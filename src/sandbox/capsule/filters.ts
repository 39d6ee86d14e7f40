import type { FilterField } from './filter-fields.ts'
import { compare } from './filter-operators.ts'
import { isObject } from './input.ts'
import { invalid, type JsonObject } from './refusal.ts'

type Test<Row> = (row: Row) => boolean

/** The field of a name in the filter's own spelling (`addedOn`, not `createdAt`); undefined when there is none. */
type FieldNamed<Row> = (name: string) => FilterField<Row> | undefined

/**
 * Turns a structured search into one test. Conditions are joined by AND, those of a nested group by OR. `orderBy` is
 * accepted and has no effect, as observed.
 *
 * @throws Refusal 422 `invalid field name` for an unknown field, and for an operator or value that does not fit it
 * @source reference capsule.md §5
 */
export function compileFilter<Row>(fieldNamed: FieldNamed<Row>, filter: JsonObject, now: number): Test<Row> {
  const { conditions } = filter
  if (!Array.isArray(conditions)) throw invalid('conditions is required', 'filter', 'conditions')
  const tests = conditions.map((condition: unknown) => compileCondition(fieldNamed, condition, now, 0))
  return (row) => tests.every((test) => test(row))
}

const depthMax = 5

function compileCondition<Row>(
  fieldNamed: FieldNamed<Row>,
  condition: unknown,
  now: number,
  depth: number,
): Test<Row> {
  const group = Array.isArray(condition) ? condition : isObject(condition) ? condition.conditions : undefined
  if (Array.isArray(group)) {
    if (depth >= depthMax) throw invalid('conditions are nested too deep', 'filter', 'conditions')
    const tests = group.map((inner: unknown) => compileCondition(fieldNamed, inner, now, depth + 1))
    return (row) => tests.some((test) => test(row))
  }
  if (!isObject(condition)) throw invalid('invalid condition', 'filter', 'conditions')
  const { field, operator, value = null } = condition
  const found = typeof field === 'string' ? fieldNamed(field) : undefined
  if (!found) throw invalid('invalid field name', 'condition', 'field')
  if (typeof operator !== 'string') throw invalid('invalid operator', 'condition', 'operator')
  const test = compare(found.type, operator, value, now)
  return (row) => test(found.values(row))
}
