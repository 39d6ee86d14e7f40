import { capsuleHookPath } from '#sync/hooks.ts'
import type { IntakeAnswer } from '#sync/intake.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { xeroHookPath } from '../paths.ts'
import { anybody } from './permission.ts'

/**
 * Webhooks. No session and no permission: Xero signs the bytes, Capsule knows an unguessable path. The answers
 * have neither body nor cookie, as Xero demands (reference/xero.md §10).
 */
export function hookRoutes(app: App, context: Context): void {
  app.post(xeroHookPath, anybody('Xero signs what it sends'), async (c) => {
    const raw = new Uint8Array(await c.req.raw.arrayBuffer())
    const signature = c.req.header('x-xero-signature') ?? null
    const answer = await taken(context, () => context.intake.xero(raw, signature))
    return c.body(null, answer === 'refused' ? 401 : status[answer])
  })
  app.post(`${capsuleHookPath}:secret`, anybody('Capsule knows a path nobody can guess'), async (c) => {
    const raw = new Uint8Array(await c.req.raw.arrayBuffer())
    const answer = await taken(context, () => context.intake.capsule(raw, c.req.param('secret')))
    // 410 makes Capsule forget a hook of a connection that is gone.
    return c.body(null, answer === 'refused' ? 410 : status[answer])
  })
}

const status = { stored: 200, not_stored: 503 } as const

/** What could not be kept is refused, so that the vendor sends it again. */
async function taken(
  context: Context,
  take: () => Promise<IntakeAnswer>,
): Promise<IntakeAnswer | 'not_stored'> {
  try {
    return await take()
  } catch (error) {
    context.engine.log.error({ error: String(error) }, 'a webhook could not be stored')
    return 'not_stored'
  }
}
