import { capsuleHookPath } from '#sync/hooks.ts'
import type { IntakeAnswer } from '#sync/intake.ts'
import type { Process } from './engine.ts'
import { count, type Reach } from './reach.ts'
import { CommitRefused } from './store.ts'
import { short, type Trace, withoutSecrets } from './trace.ts'

/** Where the vendors' webhooks arrive; nobody answers while the product is down. */
export interface Listener {
  take(request: Request, process: Process | null): Promise<Response>
}

const xeroHookPath = '/hooks/xero'

export function createListener(trace: Trace, reach: Reach): Listener {
  return {
    async take(request, process) {
      const raw = new Uint8Array(await request.arrayBuffer())
      const { pathname } = new URL(request.url)
      const text = `${withoutSecrets(pathname)} ${short(Buffer.from(raw).toString('latin1'))}`
      if (!process) {
        trace.note(`hook ${text} nobody listens`)
        count(reach, 'webhook late')
        throw new TypeError('fetch failed')
      }
      const answer = await Promise.race([
        handle(process, pathname, raw, request.headers.get('x-xero-signature')),
        process.life.died,
      ])
      if (answer === undefined) throw new TypeError('fetch failed')
      trace.note(`hook ${text} ${answer}`)
      return new Response(null, { status: answer })
    },
  }
}

async function handle(
  process: Process,
  path: string,
  raw: Uint8Array,
  signature: string | null,
): Promise<number> {
  try {
    if (path === xeroHookPath) return status(await process.intake.xero(raw, signature), 401)
    if (path.startsWith(capsuleHookPath))
      return status(await process.intake.capsule(raw, path.slice(capsuleHookPath.length)), 410)
    return 404
  } catch (fault) {
    // What could not be kept is refused, so that the vendor sends it again.
    if (fault instanceof CommitRefused) return 503
    throw fault
  }
}

const status = (answer: IntakeAnswer, refused: number) => (answer === 'stored' ? 200 : refused)
