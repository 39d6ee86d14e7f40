import { parentPort, workerData } from 'node:worker_threads'
import {
  PGlite,
  types as pgliteTypes,
  type QueryOptions,
  type Results,
  type Transaction,
} from '@electric-sql/pglite'
import { DurableNodeFS } from './pglite-fs.ts'
import type { Answer, Question, Rows } from './pglite-thread.ts'

/** The embedded database in a thread of its own; does what `pglite-thread.ts` asks for. */
const folder: unknown = workerData
if (!parentPort || typeof folder !== 'string') throw new Error('this file runs as a worker, with a folder')
const port = parentPort

/** Without `-F` (PGlite's default), which would turn every fsync of the database off. */
const durableStart = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
]

const asText = (text: string) => text

const pglite = await PGlite.create({
  fs: new DurableNodeFS(folder),
  startParams: durableStart,
  parsers: { [pgliteTypes.DATE]: asText },
})

/** Documents cross over as the text they come in, which costs less than copying what it says. */
const compact: QueryOptions = {
  rowMode: 'array',
  parsers: { [pgliteTypes.JSON]: asText, [pgliteTypes.JSONB]: asText },
}

interface Open {
  readonly tx: Transaction
  readonly commit: () => void
  readonly rollback: (reason: Error) => void
  readonly ended: Promise<void>
}
const open = new Map<number, Open>()
const listening = new Map<number, () => Promise<void>>()

/** What it is in: nothing, or a transaction that began. */
function sessionOf(id: number | undefined): Pick<PGlite, 'query'> {
  return id === undefined ? pglite : transactionOf(id).tx
}

function transactionOf(id: number): Open {
  const found = open.get(id)
  if (!found) throw new Error('Transaction is closed')
  return found
}

function begin(id: number): Promise<void> {
  return new Promise((begun, failed) => {
    const ended = pglite.transaction(
      (tx) =>
        new Promise<void>((commit, rollback) => {
          open.set(id, { tx, commit, rollback, ended: Promise.resolve().then(() => ended) })
          begun()
        }),
    )
    ended.catch(failed)
  })
}

async function end(id: number, how: 'commit' | 'rollback'): Promise<void> {
  const { commit, rollback, ended } = transactionOf(id)
  open.delete(id)
  if (how === 'commit') {
    commit()
    return ended
  }
  rollback(new Error('rolled back'))
  await ended.catch(() => {})
}

const rowsOf = ({ rows, fields, affectedRows }: Results<unknown>): Rows => ({
  rows,
  fields,
  ...(affectedRows === undefined ? {} : { affectedRows }),
})

async function answerTo(question: Question): Promise<unknown> {
  switch (question.do) {
    case 'open':
      return null
    case 'query':
      return rowsOf(await sessionOf(question.tx).query(question.text, question.params, compact))
    case 'exec':
      return (await pglite.exec(question.text, compact)).map(rowsOf)
    case 'begin':
      return begin(question.tx)
    case 'end':
      return end(question.tx, question.how)
    case 'listen':
      listening.set(
        question.listener,
        await pglite.listen(question.channel, (payload) => say({ listener: question.listener, payload })),
      )
      return null
    case 'unlisten':
      await listening.get(question.listener)?.()
      listening.delete(question.listener)
      return null
    case 'close':
      return pglite.close()
  }
}

/** An error loses what it carries on its way to another thread. */
function errorOf(error: unknown): { readonly message: string; readonly facts: object } {
  if (!(error instanceof Error)) return { message: String(error), facts: {} }
  const facts = Object.entries(error).filter(([, value]) => ['string', 'number'].includes(typeof value))
  return { message: error.message, facts: Object.fromEntries([['name', error.name], ...facts]) }
}

function say(answer: Answer): void {
  port.postMessage(answer)
}

port.on('message', (question: Question) => {
  answerTo(question).then(
    (value) => say({ id: question.id, value }),
    (error: unknown) => say({ id: question.id, error: errorOf(error) }),
  )
})
