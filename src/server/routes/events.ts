import { streamSSE } from 'hono/streaming'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { admin } from './permission.ts'

/** Proxies cut silent connections; a comment this often keeps them open. */
export const keepAliveMs = 20_000

export function eventRoutes(app: App, context: Context): void {
  /** Administrators: says what changed, never the values. */
  app.get('/api/events', (c) => {
    const { workspaceId } = admin(c)
    c.header('cache-control', 'no-store')
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async (stream) => {
      const stop = context.live.subscribe(workspaceId, (event) => {
        void stream.writeSSE({ data: JSON.stringify(event) })
      })
      stream.onAbort(stop)
      await stream.write(': hello\n\n')
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(keepAliveMs)
        if (!stream.aborted) await stream.write(': still here\n\n')
      }
      stop()
    })
  })
}
