import { invalid } from './refusal.ts'
import { isDay, toDay } from './time.ts'

export type FilterType = 'text' | 'number' | 'boolean' | 'date' | 'tag'
export type FilterValue = string | number | boolean

type Test = (values: readonly FilterValue[]) => boolean

const dayMs = 86_400_000

/**
 * A test over all values a record has in one field; dates are days as text. A record without a value fails every
 * operator but `is` null and `is not` something.
 *
 * @source reference capsule.md §5; that text is compared without case is unconfirmed
 */
export function compare(type: FilterType, operator: string, value: unknown, now: number): Test {
  if (operator === 'is' || operator === 'is not') {
    const equal = equality(type, value)
    return operator === 'is' ? equal : (values) => !equal(values)
  }
  if (type === 'text') return textTest(operator, value)
  if (type === 'number') return numberTest(operator, value)
  if (type === 'date') return dateTest(operator, value, now)
  throw wrongOperator()
}

function equality(type: FilterType, value: unknown): Test {
  if (value === null) return (values) => values.length === 0
  if (type === 'boolean') {
    if (typeof value !== 'boolean') throw wrongValue()
    return (values) => values.includes(value)
  }
  if (type === 'number') {
    const number = toNumber(value)
    return (values) => values.includes(number)
  }
  if (type === 'date') {
    const day = toDayText(value)
    return (values) => values.includes(day)
  }
  if (type === 'tag' && typeof value === 'number') return (values) => values.includes(value)
  const wanted = toText(value)
  return (values) => values.some((v) => typeof v === 'string' && v.toLowerCase() === wanted)
}

function textTest(operator: string, value: unknown): Test {
  const wanted = toText(value)
  const tests: Readonly<Record<string, (text: string) => boolean>> = {
    'starts with': (text) => text.startsWith(wanted),
    'ends with': (text) => text.endsWith(wanted),
    contains: (text) => text.includes(wanted),
  }
  const test = Object.hasOwn(tests, operator) ? tests[operator] : undefined
  if (!test) throw wrongOperator()
  return (values) => values.some((v) => test(String(v).toLowerCase()))
}

function numberTest(operator: string, value: unknown): Test {
  const wanted = toNumber(value)
  if (operator === 'is greater than') return (values) => values.some((v) => Number(v) > wanted)
  if (operator === 'is less than') return (values) => values.some((v) => Number(v) < wanted)
  throw wrongOperator()
}

function dateTest(operator: string, value: unknown, now: number): Test {
  const today = toDay(now)
  const shifted = (sign: 1 | -1) => {
    const days = toNumber(value)
    if (!Number.isInteger(days) || days < 0 || days > 100_000) throw wrongValue()
    return toDay(now + sign * days * dayMs)
  }
  const some =
    (test: (day: string) => boolean): Test =>
    (values) =>
      values.some((v) => test(String(v)))
  switch (operator) {
    case 'is after': {
      const day = toDayText(value)
      return some((d) => d > day)
    }
    case 'is before': {
      const day = toDayText(value)
      return some((d) => d < day)
    }
    case 'is older than': {
      const day = shifted(-1)
      return some((d) => d < day)
    }
    case 'is within last': {
      const day = shifted(-1)
      return some((d) => d >= day && d <= today)
    }
    case 'is within next': {
      const day = shifted(1)
      return some((d) => d >= today && d <= day)
    }
    default:
      throw wrongOperator()
  }
}

function toNumber(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongValue()
  return number
}

function toText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw wrongValue()
  return String(value).toLowerCase()
}

function toDayText(value: unknown): string {
  const day = typeof value === 'string' ? value.slice(0, 10) : ''
  if (!isDay(day)) throw wrongValue()
  return day
}

function wrongOperator() {
  return invalid('invalid operator', 'condition', 'operator')
}

function wrongValue() {
  return invalid('invalid value', 'condition', 'value')
}
