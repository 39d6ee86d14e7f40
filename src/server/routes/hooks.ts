import { capsuleHookPath } from '#sync/hooks.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { xeroHookPath } from '../paths.ts'

/**
 * Webhooks. No session and no permission: Xero signs the bytes, Capsule knows an unguessable path. The answers
 * have neither body nor cookie, as Xero demands (reference/xero.md §10).
 */
export function hookRoutes(app: App, context: Context): void {
  app.post(xeroHookPath, async (c) => {
    const raw = new Uint8Array(await c.req.raw.arrayBuffer())
    const answer = await context.intake.xero(raw, c.req.header('x-xero-signature') ?? null)
    return c.body(null, answer === 'stored' ? 200 : 401)
  })
  app.post(`${capsuleHookPath}:secret`, async (c) => {
    const raw = new Uint8Array(await c.req.raw.arrayBuffer())
    const answer = await context.intake.capsule(raw, c.req.param('secret'))
    // 410 makes Capsule forget a hook of a connection that is gone.
    return c.body(null, answer === 'stored' ? 200 : 410)
  })
}
