import { messages, type PGlite, types as pgliteTypes, protocol } from '@electric-sql/pglite'
import type { Rows } from './pglite-session.ts'

/** So many are kept parsed, those used last; each takes some kilobytes of the database's memory. */
const keptMax = 200

/**
 * After so many changed rows plans are made anew: one made for a table that was empty then would be kept while it
 * grows, and nothing counts the rows of an embedded database by itself.
 */
const changesPerPlan = 2_000

interface Parsed {
  /** Empty: not kept. */
  readonly name: string
  readonly parameterTypes: readonly number[]
  readonly fields: Rows['fields']
}

export interface Ran extends Rows {
  /** What the database did: `INSERT`, or `ROLLBACK` where `commit` was asked for in vain. */
  readonly command: string
}

export interface Statements {
  /** @throws the database's error, with its code; what was asked for then did not happen */
  run(text: string, params?: readonly unknown[]): Promise<Ran>
  /** Tables changed: what was parsed before may not fit them. */
  forgetAll(): Promise<void>
}

/** What changes tables. */
export const changesTables = (command: string): boolean => /^(CREATE|ALTER|DROP)/.test(command)

const { serialize } = protocol

/**
 * The statements of one embedded database. What comes again is parsed once: most of the time of a small statement goes
 * into that. One runs after the other.
 */
export function createStatements(pglite: PGlite): Statements {
  const kept = new Map<string, Parsed>()
  /** Texts that came once; many that name their records one by one never come again. */
  const seen = new Set<string>()
  let last = 0
  let changes = 0

  const exchange = async (...parts: readonly Uint8Array[]) =>
    (await pglite.execProtocol(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false })).messages

  const forget = (all: readonly Parsed[]) =>
    exchange(...all.map(({ name }) => serialize.close({ type: 'S', name })))

  async function forgetAll(): Promise<void> {
    const all = [...kept.values()]
    kept.clear()
    if (all.length > 0) await forget(all)
  }

  async function parse(text: string): Promise<Parsed> {
    const isKept = seen.delete(text)
    const name = isKept ? `s${++last}` : ''
    const answers = await exchange(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }))
    const parsed: Parsed = {
      name,
      parameterTypes: answers.flatMap((one) =>
        one instanceof messages.ParameterDescriptionMessage ? one.dataTypeIDs : [],
      ),
      fields: answers.flatMap((one) =>
        one instanceof messages.RowDescriptionMessage
          ? one.fields.map((field) => ({ name: field.name, dataTypeID: field.dataTypeID }))
          : [],
      ),
    }
    if (isKept) {
      kept.set(text, parsed)
      const [oldest] = kept
      if (kept.size > keptMax && oldest) {
        kept.delete(oldest[0])
        await forget([oldest[1]])
      }
    } else {
      if (seen.size >= keptMax) seen.clear()
      seen.add(text)
    }
    return parsed
  }

  /** The one that is kept, now as the one used last. */
  async function find(text: string): Promise<Parsed> {
    const found = kept.get(text)
    if (!found) return parse(text)
    kept.delete(text)
    kept.set(text, found)
    return found
  }

  async function run(text: string, params: readonly unknown[]): Promise<Ran> {
    const { name, parameterTypes, fields } = await find(text)
    const values = params.map((value, n) => parameter(pglite, value, parameterTypes[n] ?? 0))
    const answers = await exchange(serialize.bind({ statement: name, values }), serialize.execute({}))
    const readers = fields.map(({ dataTypeID }) => reader(pglite, dataTypeID))
    const rows = answers.flatMap((one) =>
      one instanceof messages.DataRowMessage
        ? [one.fields.map((value, n) => (value === null ? null : readers[n]?.(value)))]
        : [],
    )
    const tag = answers.find((one) => one instanceof messages.CommandCompleteMessage)?.text ?? ''
    const [command = '', ...numbers] = tag.split(' ')
    if (changesTables(command)) await forgetAll()
    const affectedRows = isChange(command) ? Number(numbers.at(-1)) : 0
    changes += affectedRows
    if (changes >= changesPerPlan) {
      changes = 0
      await exchange(serialize.query('discard plans'))
    }
    return { rows, fields, command, affectedRows }
  }

  return {
    forgetAll: () => pglite.runExclusive(forgetAll),
    run: (text, params = []) => pglite.runExclusive(() => run(text, params)),
  }
}

const isChange = (command: string) => ['INSERT', 'UPDATE', 'DELETE', 'COPY', 'MERGE'].includes(command)

/** JSON as bytes goes in as it is: in its text form the database takes it as what it is in binary. */
function parameter(pglite: PGlite, value: unknown, type: number): string | Uint8Array | null {
  if (value === null || value === undefined) return null
  if (type === pgliteTypes.JSON && value instanceof Uint8Array) return value
  return pglite.serializers[type]?.(value) ?? String(value)
}

/** Documents stay the text they come in: crossing over as that costs less than copying what it says. */
function reader(pglite: PGlite, type: number): (text: string) => unknown {
  const parse = pglite.parsers[type]
  if (!parse || type === pgliteTypes.JSON || type === pgliteTypes.JSONB) return (text) => text
  return (text) => parse(text, type)
}
