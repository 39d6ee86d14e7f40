import { queryProblem } from './errors.ts'

/** Values a filter can meet: text, number, boolean, null, a guid, an instant. */
export type Value = string | number | boolean | null | { readonly guid: string } | { readonly ms: number }

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'field'; readonly path: string }
  | {
      readonly kind: 'method'
      readonly of: Expression
      readonly name: Method
      readonly argument: Expression | null
    }
  | {
      readonly kind: 'compare'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }

type Operator = '==' | '!=' | '>' | '>=' | '<' | '<='
type Method = 'contains' | 'startswith' | 'endswith' | 'tolower' | 'toupper'
const methods: Readonly<Record<Method, string>> = {
  contains: 'Contains',
  startswith: 'StartsWith',
  endswith: 'EndsWith',
  tolower: 'ToLower',
  toupper: 'ToUpper',
}

const methodNames: readonly Method[] = ['contains', 'startswith', 'endswith', 'tolower', 'toupper']

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const operators = new Map<string, Operator>([
  ['==', '=='],
  ['=', '=='],
  ['!=', '!='],
  ['>', '>'],
  ['>=', '>='],
  ['<', '<'],
  ['<=', '<='],
])

const signs = ['==', '!=', '>=', '<=', '&&', '||', '=', '>', '<', '(', ')', ',', '.', '!', '-']

function tokens(source: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < source.length) {
    const rest = source.slice(at)
    const space = /^\s+/.exec(rest)?.[0]
    if (space) {
      at += space.length
      continue
    }
    if (rest.startsWith('"')) {
      const end = source.indexOf('"', at + 1)
      if (end < 0) throw queryProblem('Unterminated string literal')
      found.push({ kind: 'text', text: source.slice(at + 1, end), at })
      at = end + 1
      continue
    }
    const number = /^\d+(\.\d+)?/.exec(rest)?.[0]
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0]
    const sign = signs.find((s) => rest.startsWith(s))
    const text = name ?? number ?? sign
    if (!text) throw queryProblem(`Syntax error '${rest[0]}' at position ${at}`)
    found.push({ kind: name ? 'name' : number ? 'number' : 'sign', text, at })
    at += text.length
  }
  found.push({ kind: 'end', text: '', at })
  return found
}

/**
 * Reads a `where` expression into a tree.
 *
 * @throws Refusal QueryParseException for anything the grammar does not have
 * @source xero.md, "5. Reading"
 */
export function parseWhere(source: string): Expression {
  if (source.length > 8_000) throw queryProblem('Expression is too long')
  const list = tokens(source)
  let position = 0
  let depth = 0
  const peek = (): Token => list[position] ?? { kind: 'end', text: '', at: source.length }
  const next = (): Token => {
    const token = peek()
    position++
    return token
  }
  const unexpected = (token: Token) =>
    queryProblem(
      token.kind === 'end' ? 'Expression expected' : `Syntax error '${token.text}' at position ${token.at}`,
    )
  const expect = (text: string) => {
    const token = next()
    if (token.kind !== 'sign' || token.text !== text) throw unexpected(token)
  }
  const takes = (...words: string[]) => {
    const token = peek()
    if ((token.kind !== 'sign' && token.kind !== 'name') || !words.includes(token.text.toLowerCase()))
      return false
    position++
    return true
  }

  const either = (): Expression => {
    if (++depth > 100) throw queryProblem('Expression is nested too deeply')
    let left = both()
    while (takes('or', '||')) left = { kind: 'or', left, right: both() }
    depth--
    return left
  }
  const both = (): Expression => {
    let left = comparison()
    while (takes('and', '&&')) left = { kind: 'and', left, right: comparison() }
    return left
  }
  const comparison = (): Expression => {
    let negations = 0
    while (takes('!', 'not')) negations++
    const inner = plainComparison()
    return negations % 2 === 1 ? { kind: 'not', of: inner } : inner
  }
  const plainComparison = (): Expression => {
    const left = postfix()
    const token = peek()
    const operator = token.kind === 'sign' ? operators.get(token.text) : undefined
    if (operator === undefined) return left
    position++
    return { kind: 'compare', operator, left, right: postfix() }
  }
  const postfix = (): Expression => {
    let of = primary()
    while (peek().kind === 'sign' && peek().text === '.') {
      position++
      const token = next()
      if (token.kind !== 'name') throw unexpected(token)
      if (peek().text !== '(') {
        if (of.kind !== 'field') throw unexpected(token)
        of = { kind: 'field', path: `${of.path}.${token.text.toLowerCase()}` }
        continue
      }
      of = call(of, token)
    }
    return of
  }
  const call = (of: Expression, token: Token): Expression => {
    const name = methodNames.find((m) => m === token.text.toLowerCase())
    if (!name) throw queryProblem(`No applicable method '${token.text}' exists`)
    expect('(')
    const argument = peek().text === ')' && peek().kind === 'sign' ? null : either()
    expect(')')
    const wantsArgument = name !== 'tolower' && name !== 'toupper'
    if (wantsArgument !== (argument !== null))
      throw queryProblem(`No applicable method '${token.text}' exists`)
    return { kind: 'method', of, name, argument }
  }
  const primary = (): Expression => {
    const token = next()
    if (token.kind === 'text') return { kind: 'literal', value: token.text }
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) }
    if (token.kind === 'sign' && token.text === '-' && peek().kind === 'number') {
      return { kind: 'literal', value: -Number(next().text) }
    }
    if (token.kind === 'sign' && token.text === '(') {
      const inner = either()
      expect(')')
      return inner
    }
    if (token.kind !== 'name') throw unexpected(token)
    const word = token.text.toLowerCase()
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' }
    if (word === 'null') return { kind: 'literal', value: null }
    if (word === 'guid' && peek().text === '(') return { kind: 'literal', value: guid() }
    if (word === 'datetime' && (peek().text === '(' || peek().text === '.')) {
      return { kind: 'literal', value: dateTime() }
    }
    return { kind: 'field', path: word }
  }
  const guid = (): Value => {
    expect('(')
    const token = next()
    if (token.kind !== 'text' || !/^[0-9a-f-]{36}$/i.test(token.text)) {
      throw queryProblem(
        'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
      )
    }
    expect(')')
    return { guid: token.text.toLowerCase() }
  }
  const dateTime = (): Value => {
    if (takes('.')) {
      const parse = next()
      expect('(')
      const token = next()
      expect(')')
      const ms = Date.parse(/Z|[+-]\d\d:?\d\d$/.test(token.text) ? token.text : `${token.text}Z`)
      const dayOnly = Date.parse(token.text)
      const at = Number.isNaN(ms) ? dayOnly : ms
      if (parse.text.toLowerCase() !== 'parse' || token.kind !== 'text' || Number.isNaN(at)) {
        throw queryProblem('String was not recognized as a valid DateTime.')
      }
      return { ms: at }
    }
    expect('(')
    const parts: number[] = []
    do {
      const token = next()
      if (token.kind !== 'number') throw unexpected(token)
      parts.push(Number(token.text))
    } while (takes(','))
    expect(')')
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    const ms = Date.UTC(year, month - 1, day, hour, minute, second)
    if (parts.length < 3 || parts.length > 6 || new Date(ms).getUTCDate() !== day) {
      throw queryProblem('Year, Month, and Day parameters describe an un-representable DateTime.')
    }
    return { ms }
  }

  const whole = either()
  if (peek().kind !== 'end') throw unexpected(peek())
  return whole
}

/** The value of a field (path in lower case); undefined when the resource has no such field. */
export type Read<T> = (record: T, path: string) => Value | undefined

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const kindOf = (value: Value) =>
  value === null ? 'null' : typeof value !== 'object' ? typeof value : 'guid' in value ? 'guid' : 'date'

const typeNames: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Decimal',
  boolean: 'Boolean',
  guid: 'Guid',
  date: 'DateTime',
}

const plain = (value: Value): string | number | boolean | null => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return folded(value)
  return 'guid' in value ? value.guid : value.ms
}

function compare(operator: Operator, left: Value, right: Value): boolean {
  const [a, b] = [kindOf(left), kindOf(right)]
  if (a !== b && a !== 'null' && b !== 'null') {
    throw queryProblem(
      `Operator '${operator}' incompatible with operand types '${typeNames[a]}' and '${typeNames[b]}'`,
    )
  }
  const [x, y] = [plain(left), plain(right)]
  if (operator === '==') return x === y
  if (operator === '!=') return x !== y
  if (x === null || y === null) return false
  if (operator === '>') return x > y
  if (operator === '>=') return x >= y
  if (operator === '<') return x < y
  return x <= y
}

function evaluate<T>(expression: Expression, record: T, read: Read<T>): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'field': {
      const value = read(record, expression.path)
      if (value === undefined) throw queryProblem(`No property or field '${expression.path}' exists`)
      return value
    }
    case 'and':
      return truth(expression.left, record, read) && truth(expression.right, record, read)
    case 'or':
      return truth(expression.left, record, read) || truth(expression.right, record, read)
    case 'not':
      return !truth(expression.of, record, read)
    case 'compare':
      return compare(
        expression.operator,
        evaluate(expression.left, record, read),
        evaluate(expression.right, record, read),
      )
    case 'method':
      return invoke(expression.name, evaluate(expression.of, record, read), expression.argument, record, read)
  }
}

function invoke<T>(name: Method, of: Value, argument: Expression | null, record: T, read: Read<T>): Value {
  if (typeof of !== 'string') throw queryProblem(`Where clause invocation error: ${methods[name]}`)
  if (argument === null) return name === 'tolower' ? of.toLowerCase() : of.toUpperCase()
  const text = evaluate(argument, record, read)
  if (typeof text !== 'string') throw queryProblem(`Where clause invocation error: ${methods[name]}`)
  const [whole, part] = [folded(of), folded(text)]
  if (name === 'contains') return whole.includes(part)
  return name === 'startswith' ? whole.startsWith(part) : whole.endsWith(part)
}

function truth<T>(expression: Expression, record: T, read: Read<T>): boolean {
  const value = evaluate(expression, record, read)
  if (typeof value !== 'boolean') throw queryProblem('Expression of type Boolean expected')
  return value
}

/** @throws Refusal QueryParseException, e.g. for a method called on a null field */
export const matches = <T>(expression: Expression, record: T, read: Read<T>) =>
  truth(expression, record, read)
