import {
  type PGlite,
  types as pgliteTypes,
  type QueryOptions,
  type Results,
  TransactionAbortedError,
} from '@electric-sql/pglite'
import { changesTables, createStatements } from './pglite-statements.ts'

/** Values in the order of the fields; documents as text. */
export interface Rows {
  readonly rows: readonly unknown[][]
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
  readonly affectedRows?: number
}

/** The one session of an embedded database, for many who take turns. */
export interface Session {
  /** @param tx the transaction it is in; none: in no transaction */
  query(text: string, params: readonly unknown[], tx?: number): Promise<Rows>
  /** Several statements at once, without parameters. */
  exec(text: string): Promise<readonly Rows[]>
  /** @param tx a number nobody used before */
  begin(tx: number): Promise<void>
  /** @throws when a commit comes after a statement that failed: nothing was kept */
  end(tx: number, how: 'commit' | 'rollback'): Promise<void>
  /** @returns ends it */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

const asText = (text: string) => text

/** As statements of their own read them too. */
const compact: QueryOptions = {
  rowMode: 'array',
  parsers: { [pgliteTypes.JSON]: asText, [pgliteTypes.JSONB]: asText },
}

export function createSession(pglite: PGlite): Session {
  const statements = createStatements(pglite)
  /** Transactions that are open, each with what ends its turn. */
  const open = new Map<number, () => void>()
  let turnBefore: Promise<void> = Promise.resolve()

  /** Waits until nobody else has the database. @returns gives it back */
  async function turn(): Promise<() => void> {
    const before = turnBefore
    let end = () => {}
    turnBefore = new Promise((resolve) => {
      end = resolve
    })
    await before
    return end
  }

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const end = await turn()
    try {
      return await work()
    } finally {
      end()
    }
  }

  return {
    async query(text, params, tx) {
      if (tx === undefined) return alone(() => statements.run(text, params))
      if (!open.has(tx)) throw new Error('Transaction is closed')
      return statements.run(text, params)
    },
    exec: (text) =>
      alone(async () => {
        const results = await pglite.exec(text, compact)
        if (results.some(({ command }) => changesTables(command ?? ''))) await statements.forgetAll()
        return results.map(rowsOf)
      }),
    async begin(tx) {
      const end = await turn()
      try {
        await statements.run('begin')
        open.set(tx, end)
      } catch (error) {
        end()
        throw error
      }
    },
    async end(tx, how) {
      const endTurn = open.get(tx)
      if (!endTurn) throw new Error('Transaction is closed')
      open.delete(tx)
      try {
        const { command } = await statements.run(how)
        if (how === 'commit' && command === 'ROLLBACK') throw new TransactionAbortedError()
      } finally {
        endTurn()
      }
    },
    async listen(channel, onPayload) {
      const stop = await alone(() => pglite.listen(channel, onPayload))
      return () => alone(() => stop())
    },
    close: () => alone(() => pglite.close()),
  }
}

const rowsOf = ({ rows, fields, affectedRows }: Results<unknown>): Rows => ({
  rows: rows.map((row) => {
    if (!Array.isArray(row)) throw new Error('rows come as lists')
    return row
  }),
  fields,
  ...(affectedRows === undefined ? {} : { affectedRows }),
})
