import type { Log } from '#sync/engine.ts'
import { capsuleHookPath } from '#sync/hooks.ts'
import type { Intake, IntakeAnswer } from '#sync/intake.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { xeroHookPath } from '../paths.ts'
import { anybody } from './permission.ts'

/**
 * Webhooks. No session and no permission: Xero signs the bytes, Capsule knows an unguessable path. The answers
 * have neither body nor cookie, as Xero demands (reference/xero.md §10).
 */
export function hookRoutes(app: App, context: Context): void {
  const hooks = hookAnswers(context.intake, context.engine.log)
  const bytes = async (request: Request) => new Uint8Array(await request.arrayBuffer())
  app.post(xeroHookPath, anybody('Xero signs what it sends'), async (c) =>
    c.body(null, await hooks.xero(await bytes(c.req.raw), c.req.header('x-xero-signature') ?? null)),
  )
  app.post(`${capsuleHookPath}:secret`, anybody('Capsule knows a path nobody can guess'), async (c) =>
    c.body(null, await hooks.capsule(await bytes(c.req.raw), c.req.param('secret'))),
  )
}

export interface HookAnswers {
  xero(raw: Uint8Array, signature: string | null): Promise<200 | 401 | 503>
  capsule(raw: Uint8Array, secret: string): Promise<200 | 410 | 503>
}

/** The status each delivery is answered with. */
export function hookAnswers(intake: Intake, log: Log): HookAnswers {
  /** What could not be kept is refused, so that the vendor sends it again. */
  async function taken<R extends number>(refused: R, take: () => Promise<IntakeAnswer>) {
    try {
      return (await take()) === 'stored' ? 200 : refused
    } catch (error) {
      log.error({ error: String(error) }, 'a webhook could not be stored')
      return 503
    }
  }
  return {
    xero: (raw, signature) => taken(401, () => intake.xero(raw, signature)),
    // 410 makes Capsule forget a hook of a connection that is gone.
    capsule: (raw, secret) => taken(410, () => intake.capsule(raw, secret)),
  }
}
