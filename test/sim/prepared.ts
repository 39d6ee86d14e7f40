import { messages, type PGlite, protocol } from '@electric-sql/pglite'

/** What Kysely and pg-boss need of an embedded database. */
export interface Prepared {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Answer<Row>>
  /** Several statements without parameters. */
  exec(text: string): Promise<Answer<unknown>[]>
  transaction<T>(work: (tx: PreparedTransaction) => Promise<T>): Promise<T>
  /** Forgets what was prepared when it has become too much: lists of every length are statements of their own. */
  tidy(): Promise<void>
}

export interface PreparedTransaction {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Answer<Row>>
  rollback(): Promise<void>
}

export interface Answer<Row> {
  readonly rows: Row[]
  readonly fields: { readonly name: string; readonly dataTypeID: number }[]
  readonly affectedRows?: number
}

interface Statement {
  readonly name: string
  readonly parameters: readonly number[]
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

const { serialize } = protocol

/**
 * The same database with every statement prepared once and sent in one go: a world asks the same few hundred
 * statements a thousand times, and PGlite alone parses, plans and crosses into its memory five times for each.
 */
export function prepared(pglite: PGlite): Prepared {
  const statements = new Map<string, Statement>()
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time, and nothing between the statements of a transaction. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  const send = (parts: readonly Uint8Array[]) => pglite.execProtocolStream(joined(parts), { syncToFs: false })

  async function prepare(text: string): Promise<Statement> {
    const known = statements.get(text)
    if (known) return known
    const name = `s${statements.size}`
    const replies = await send([
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ])
    const statement = {
      name,
      parameters: replies.flatMap((reply) =>
        reply instanceof messages.ParameterDescriptionMessage ? reply.dataTypeIDs : [],
      ),
      fields: replies.flatMap((reply) =>
        reply instanceof messages.RowDescriptionMessage ? reply.fields : [],
      ),
    }
    statements.set(text, statement)
    return statement
  }

  async function run<Row>(text: string, params: readonly unknown[]): Promise<Answer<Row>> {
    const { name, parameters, fields } = await prepare(text)
    const values = params.map((value, at) => {
      if (value === null || value === undefined) return null
      const toText = pglite.serializers[parameters[at] ?? 0]
      return toText ? toText(value) : String(value)
    })
    const replies = await send([
      serialize.bind({ statement: name, values }),
      serialize.execute({}),
      serialize.sync(),
    ])
    const rows: Row[] = []
    let affectedRows = 0
    for (const reply of replies) {
      if (reply instanceof messages.DataRowMessage) rows.push(rowOf<Row>(fields, reply.fields))
      else if (reply instanceof messages.CommandCompleteMessage) affectedRows = affectedBy(reply.text)
    }
    return { rows, fields: [...fields], affectedRows }
  }

  function rowOf<Row>(fields: Statement['fields'], values: readonly (string | null)[]): Row {
    const row: Record<string, unknown> = {}
    fields.forEach(({ name, dataTypeID }, at) => {
      const text = values[at] ?? null
      const parse = pglite.parsers[dataTypeID]
      row[name] = text === null || !parse ? text : parse(text, dataTypeID)
    })
    return row as Row
  }

  const simple = async (text: string) => {
    await send([serialize.query(text)])
  }

  async function transaction<T>(work: (tx: PreparedTransaction) => Promise<T>): Promise<T> {
    let open = true
    const still = () => {
      if (!open) throw new Error('the transaction is over')
    }
    await simple('begin')
    try {
      const result = await work({
        query(text, params = []) {
          still()
          return run(text, params)
        },
        async rollback() {
          still()
          open = false
          await simple('rollback')
        },
      })
      if (open) await simple('commit')
      open = false
      return result
    } catch (fault) {
      if (open) await simple('rollback')
      open = false
      throw fault
    }
  }

  return {
    query: (text, params = []) => alone(() => run(text, params)),
    exec: (text) => alone(() => pglite.exec(text)),
    transaction: (work) => alone(() => transaction(work)),
    tidy: () =>
      alone(async () => {
        if (statements.size < statementsMax) return
        statements.clear()
        await simple('deallocate all')
      }),
  }
}

const statementsMax = 600

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** `INSERT 0 3`, `UPDATE 3`, `DELETE 3`; nothing for the rest. */
function affectedBy(tag: string): number {
  const [command, first, second] = tag.split(' ')
  if (command === 'INSERT') return Number(second ?? 0)
  return command === 'UPDATE' || command === 'DELETE' || command === 'MERGE' ? Number(first ?? 0) : 0
}
