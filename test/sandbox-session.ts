import { z } from 'zod'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'

export const capsuleUrl = 'http://localhost:4001'
const xeroUrl = 'http://localhost:4002'

/** 22 November 2026, 12:30 in Melbourne. */
const startMs = Date.UTC(2026, 10, 22, 1, 30)

export interface Sent {
  /** Sent as it is when text or bytes, else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const Token = z.object({ access_token: z.string(), scope: z.string() })
const Connections = z.array(z.object({ tenantId: z.string() })).min(1)

/** A sandbox without network on a clock that stands still. */
export function quietSandbox(seed = 1, options: { quotas?: boolean } = {}): Sandbox {
  const silent: typeof fetch = async () => new Response(null, { status: 200 })
  return createSandbox({
    clock: manualClock(startMs),
    seed,
    fetch: silent,
    capsuleUrl,
    xeroUrl,
    quotas: options.quotas ?? false,
  })
}

function encoded(sent: Sent): RequestInit {
  const { body, headers } = sent
  if (body === undefined) return { headers: { ...headers } }
  const raw = typeof body === 'string' || body instanceof Uint8Array
  return {
    body:
      typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers },
  }
}

/** Calls Capsule's API as the account owner; the path is what follows `/api/v2`. */
export function capsuleCaller(sandbox: Sandbox, token = 'sandbox-pat') {
  return (method: string, path: string, sent: Sent = {}): Promise<Response> => {
    const init = encoded(sent)
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)
    return sandbox.capsuleFetch(new Request(`${capsuleUrl}/api/v2${path}`, { ...init, method, headers }))
  }
}

/** Signs in as the preset custom connection with these scopes; paths start with `/`, under the Accounting root unless they name another. */
export async function xeroCaller(sandbox: Sandbox, scope: string) {
  const token = await sandbox.xeroFetch(
    new Request(`${xeroUrl}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('counterpart-custom:counterpart-custom-secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    }),
  )
  const authorization = `Bearer ${Token.parse(await token.json()).access_token}`
  const connections = await sandbox.xeroFetch(
    new Request(`${xeroUrl}/connections`, { headers: { authorization } }),
  )
  const tenant = Connections.parse(await connections.json())[0]?.tenantId ?? ''
  return (method: string, path: string, sent: Sent = {}): Promise<Response> => {
    const init = encoded(sent)
    const headers = new Headers(init.headers)
    const defaults = { authorization, 'xero-tenant-id': tenant, accept: 'application/json' }
    for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value)
    const rooted = /^\/(api\.xro|projects\.xro|connections)/.test(path) ? path : `/api.xro/2.0${path}`
    return sandbox.xeroFetch(new Request(`${xeroUrl}${rooted}`, { ...init, method, headers }))
  }
}
