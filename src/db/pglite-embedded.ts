import type { PGliteDialectConfig } from 'kysely'
import type { fromPglite } from 'pg-boss'
import type { Rows, Session } from './pglite-session.ts'

/** What Kysely, pg-boss and live updates need of the embedded database, wherever it runs. */
export type Embedded = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown> &
  Required<Pick<Parameters<typeof fromPglite>[0], 'exec' | 'listen'>>

/**
 * The session as the database's own interface.
 *
 * @param isLost true once it ended by itself
 */
export function embed(session: Session, isLost: () => boolean = () => false): Embedded {
  let state: 'ready' | 'closing' | 'closed' = 'ready'
  let last = 0
  const query = async <T>(text: string, params: readonly unknown[] = [], tx?: number) =>
    withNames<T>(await session.query(text, params, tx))
  return {
    get ready() {
      return state === 'ready' && !isLost()
    },
    get closed() {
      return state === 'closed' || isLost()
    },
    waitReady: Promise.resolve(),
    query: (text, params) => query(text, params),
    exec: async (text) => (await session.exec(text)).map((each) => withNames(each)),
    async transaction(work) {
      const tx = ++last
      let open = true
      const end = async (how: 'commit' | 'rollback') => {
        if (!open) return
        open = false
        await session.end(tx, how)
      }
      await session.begin(tx)
      try {
        const result = await work({
          query: (text, params) => query(text, params, tx),
          rollback: () => end('rollback'),
        })
        await end('commit')
        return result
      } catch (error) {
        await end('rollback')
        throw error
      }
    },
    listen: (channel, onPayload) => session.listen(channel, onPayload),
    async close() {
      if (state !== 'ready' || isLost()) return
      state = 'closing'
      await session.close()
      state = 'closed'
    },
  }
}

/** @source PostgreSQL's pg_type: json and jsonb */
const documentTypes: readonly number[] = [114, 3802]

function withNames<T>({ rows, fields, affectedRows }: Rows) {
  const names = fields.map(({ name }) => name)
  const isDocument = fields.map(({ dataTypeID }) => documentTypes.includes(dataTypeID))
  const named = rows.map(
    (row): T =>
      Object.fromEntries(
        row.map((value, n): unknown[] => [
          names[n],
          isDocument[n] && typeof value === 'string' ? JSON.parse(value) : value,
        ]),
      ),
  )
  return { rows: named, fields: [...fields], ...(affectedRows === undefined ? {} : { affectedRows }) }
}
