import type { Party, User } from './entities.ts'
import { type FilterField, filterField } from './filter-fields.ts'
import { compare } from './filter-operators.ts'
import { isObject } from './input.ts'
import { invalid, type JsonObject } from './refusal.ts'
import type { World } from './world.ts'

type Test = (party: Party) => boolean

/**
 * Turns a structured search into one test. Conditions are joined by AND, those of a nested group by OR. `orderBy` is
 * accepted and has no effect, as observed.
 *
 * @throws Refusal 422 `invalid field name` for an unknown field, and for an operator or value that does not fit it
 * @source reference capsule.md §5
 */
export function compileFilter(world: World, viewer: User, filter: JsonObject): Test {
  const { conditions } = filter
  if (!Array.isArray(conditions)) throw invalid('conditions is required', 'filter', 'conditions')
  const tests = conditions.map((condition: unknown) => compileCondition(world, viewer, condition, 0))
  return (party) => tests.every((test) => test(party))
}

const depthMax = 5

function compileCondition(world: World, viewer: User, condition: unknown, depth: number): Test {
  const group = Array.isArray(condition) ? condition : isObject(condition) ? condition.conditions : undefined
  if (Array.isArray(group)) {
    if (depth >= depthMax) throw invalid('conditions are nested too deep', 'filter', 'conditions')
    const tests = group.map((inner: unknown) => compileCondition(world, viewer, inner, depth + 1))
    return (party) => tests.some((test) => test(party))
  }
  if (!isObject(condition)) throw invalid('invalid condition', 'filter', 'conditions')
  const { field, operator, value = null } = condition
  const found = typeof field === 'string' ? filterField(world, viewer, field) : undefined
  if (!found) throw invalid('invalid field name', 'condition', 'field')
  if (typeof operator !== 'string') throw invalid('invalid operator', 'condition', 'operator')
  return overField(found, operator, value, world.kernel.clock.now())
}

function overField(field: FilterField, operator: string, value: unknown, now: number): Test {
  const test = compare(field.type, operator, value, now)
  return (party) => test(field.values(party))
}
