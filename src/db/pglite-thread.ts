import { Worker } from 'node:worker_threads'
import type { Compiling } from './pglite-compiler.ts'
import { type Embedded, embed } from './pglite-embedded.ts'
import type { Rows, Session } from './pglite-session.ts'

/** What the thread begins with. */
export interface Opening {
  readonly folder: string
  readonly compiling: Compiling
}

export type Question = { readonly id: number } & Task
type Task =
  | { readonly do: 'open' | 'close' }
  | {
      readonly do: 'query'
      readonly text: string
      readonly params: readonly unknown[]
      readonly tx?: number | undefined
    }
  | { readonly do: 'exec'; readonly text: string }
  | { readonly do: 'begin'; readonly tx: number }
  | { readonly do: 'end'; readonly tx: number; readonly how: 'commit' | 'rollback' }
  | { readonly do: 'listen'; readonly listener: number; readonly channel: string }
  | { readonly do: 'unlisten'; readonly listener: number }

export type Answer<Value = unknown> =
  | { readonly id: number; readonly value: Value }
  | { readonly id: number; readonly error: { readonly message: string; readonly facts: object } }
  | { readonly listener: number; readonly payload: string }

/** What crosses over is short-lived: little room for it keeps the whole process small. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 }

interface Waiting {
  // Whoever asks knows what kind of value comes back.
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Tells what happened and does not come back. */
type OnLost = (error: Error) => void

/**
 * The embedded database on disk, in a thread of its own: it works without ever giving way, and meanwhile requests are
 * heard and answered here.
 *
 * @param onLost the thread ended by itself, and nothing can be stored any more
 */
export async function openInThread(
  folder: string,
  onLost: OnLost,
  compiling: Compiling = 'busy twice',
  script = new URL('pglite-worker.ts', import.meta.url),
): Promise<Embedded> {
  const worker = new Worker(script, { workerData: { folder, compiling } satisfies Opening, resourceLimits })
  const waiting = new Map<number, Waiting>()
  const hearing = new Map<number, (payload: string) => void>()
  let state: 'opening' | 'ready' | 'closed' = 'opening'
  let last = 0

  const ask = <T>(task: Task): Promise<T> =>
    new Promise((resolve, reject) => {
      if (state === 'closed') {
        reject(new Error('the embedded database is closed'))
        return
      }
      const id = ++last
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...task } satisfies Question)
    })

  function hear(answer: Answer<never>): void {
    if ('listener' in answer) {
      hearing.get(answer.listener)?.(answer.payload)
      return
    }
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(Object.assign(new Error(answer.error.message), answer.error.facts))
    else asked?.resolve(answer.value)
  }

  function lose(error: Error): void {
    if (state === 'closed') return
    const wasReady = state === 'ready'
    state = 'closed'
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    if (wasReady) onLost(error)
  }

  worker.on('message', hear)
  worker.on('error', (error: unknown) => lose(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => lose(new Error('the thread of the embedded database ended')))

  await ask({ do: 'open' })
  state = 'ready'
  const session: Session = {
    query: (text, params, tx) => ask<Rows>({ do: 'query', text, params, tx }),
    exec: (text) => ask<Rows[]>({ do: 'exec', text }),
    begin: (tx) => ask({ do: 'begin', tx }),
    end: (tx, how) => ask({ do: 'end', tx, how }),
    async listen(channel, onPayload) {
      const listener = ++last
      hearing.set(listener, onPayload)
      await ask({ do: 'listen', listener, channel })
      return async () => {
        hearing.delete(listener)
        await ask({ do: 'unlisten', listener })
      }
    },
    async close() {
      await ask({ do: 'close' })
      state = 'closed'
      await worker.terminate()
    },
  }
  return embed(session, () => state === 'closed')
}
