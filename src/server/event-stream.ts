import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ChangeEvent } from '#api/events.ts'
import type { Env } from './app.ts'

/** Proxies cut silent connections; a comment this often keeps them open. */
const keepAliveMs = 20_000

interface Hearing {
  readonly subscribe: (hear: (event: ChangeEvent) => void) => () => void
  /** What this person hears of a change; null for nothing. */
  readonly heard: (event: ChangeEvent) => Promise<string | null>
  /** Whether whoever opened the stream may go on listening. */
  readonly mayStill: () => Promise<boolean>
  /** What is said now and then whether or not anything was heard; null for nothing. */
  readonly rest: () => Promise<string | null>
  /** How often; as usual when left out. */
  readonly everyMs: number | undefined
}

/** Server-sent events for one person, one after the other; it ends when their access does. */
export function eventStream(c: HonoContext<Env>, hearing: Hearing): Response {
  c.header('cache-control', 'no-store')
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    let turn: Promise<void> = Promise.resolve()
    const say = async (data: string | null) => {
      if (data !== null && !stream.aborted && !stream.closed) await stream.writeSSE({ data })
    }
    const end = async () => {
      stop()
      await stream.close()
    }
    const stop = hearing.subscribe((event) => {
      turn = turn
        .then(async () => {
          if (stream.aborted || stream.closed) return
          // Roles, policies and people's access are settings: the stream of somebody who lost theirs ends.
          if (event.topics.includes('settings') && !(await hearing.mayStill())) return end()
          await say(await hearing.heard(event))
        })
        .catch(end)
    })
    stream.onAbort(stop)
    await stream.write(': hello\n\n')
    while (!stream.aborted && !stream.closed) {
      await stream.sleep(hearing.everyMs ?? keepAliveMs)
      if (stream.aborted || stream.closed) break
      if (!(await hearing.mayStill())) break
      await say(await hearing.rest())
      await stream.write(': still here\n\n')
    }
    stop()
  })
}
