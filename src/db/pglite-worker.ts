import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type PGliteOptions, types as pgliteTypes } from '@electric-sql/pglite'
import { goBehindRequests } from './behind-requests.ts'
import { createQuickening } from './pglite-compiler.ts'
import { DurableNodeFS } from './pglite-fs.ts'
import { createSession } from './pglite-session.ts'
import type { Answer, Opening, Question } from './pglite-thread.ts'

/** The embedded database in a thread of its own; does what `pglite-thread.ts` asks for. */
if (!parentPort) throw new Error('this file runs as a worker')
const { folder, compiling }: Opening = workerData
const port = parentPort

// Elsewhere it would hold for the whole process.
if (process.platform === 'linux') goBehindRequests()

/** Without `-F` (PGlite's default), which would turn every fsync of the database off. */
const durableStart = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
]

const create = compiling === 'once' ? (options: PGliteOptions) => PGlite.create(options) : createQuickening
const session = createSession(
  await create({
    fs: new DurableNodeFS(folder),
    startParams: durableStart,
    parsers: { [pgliteTypes.DATE]: (text) => text },
  }),
)
const listening = new Map<number, () => Promise<void>>()

async function answerTo(question: Question): Promise<unknown> {
  switch (question.do) {
    case 'open':
      return null
    case 'query':
      return session.query(question.text, question.params, question.tx)
    case 'exec':
      return session.exec(question.text)
    case 'begin':
      return session.begin(question.tx)
    case 'end':
      return session.end(question.tx, question.how)
    case 'listen': {
      const { listener, channel } = question
      listening.set(listener, await session.listen(channel, (payload) => say({ listener, payload })))
      return null
    }
    case 'unlisten':
      await listening.get(question.listener)?.()
      listening.delete(question.listener)
      return null
    case 'close':
      return session.close()
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
