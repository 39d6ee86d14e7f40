import { type Clock, manualClock } from '../kernel/clock.ts'
import { createKernel, type Kernel } from '../kernel/kernel.ts'
import type { XeroSeed } from '../seed.ts'
import type { Limits } from './limits.ts'
import { createXero, type XeroSandbox } from './xero.ts'

export const origin = 'http://localhost:4002'
export const redirectUri = 'http://localhost:3000/callback'
const startMs = Date.UTC(2026, 10, 22, 1, 30)

export const allScopes =
  'offline_access openid profile email accounting.contacts accounting.settings.read accounting.invoices accounting.payments'

/** For everything around invoices too. */
export const documentScopes = `${allScopes} accounting.attachments accounting.banktransactions accounting.reports.aged.read`

export const smallSeed: XeroSeed = {
  organisation: {
    name: 'Harbour Joinery',
    legalName: 'Harbour Joinery Pty Ltd',
    countryCode: 'AU',
    baseCurrency: 'AUD',
    timezone: 'AUSEASTERNSTANDARDTIME',
    shortCode: '!Ab1c2',
    currencies: ['AUD', 'USD'],
  },
  users: [
    {
      key: 'ada',
      firstName: 'Ada',
      lastName: 'Advisor',
      email: 'ada@harbour.example',
      role: 'FINANCIALADVISER',
    },
    { key: 'bo', firstName: 'Bo', lastName: 'Books', email: 'bo@harbour.example', role: 'STANDARD' },
  ],
  contacts: [
    {
      key: 'acme',
      name: 'Acme Cafés Pty Ltd',
      email: 'accounts@acme.example',
      contactNumber: { party: 'p1' },
      createdDaysAgo: 400,
    },
    { key: 'birch', name: 'Birch & Co', createdDaysAgo: 300 },
    { key: 'old', name: 'Old Mill', archived: true, contactNumber: 'LEGACY-7', createdDaysAgo: 500 },
    { key: 'gone', name: 'Acme Coffee', mergedInto: 'acme', createdDaysAgo: 450 },
  ],
  invoices: [
    {
      contact: 'acme',
      type: 'ACCREC',
      status: 'AUTHORISED',
      number: 'INV-0100',
      daysAgo: 40,
      termDays: 14,
      lines: [{ description: 'Bench', quantity: 2, unitAmount: 100 }],
    },
    {
      contact: 'birch',
      type: 'ACCPAY',
      status: 'AUTHORISED',
      number: 'B-9',
      daysAgo: 20,
      termDays: 30,
      lines: [{ description: 'Timber', quantity: 1, unitAmount: 50 }],
      payments: [{ daysAgo: 5, share: 1 }],
    },
  ],
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Follows keys and indexes through the JSON body; undefined where it ends early. */
  at(...path: readonly (string | number)[]): unknown
}

export async function reply(response: Response): Promise<Reply> {
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    at(...path) {
      let value: unknown = JSON.parse(text)
      for (const key of path) value = value && typeof value === 'object' ? Reflect.get(value, key) : undefined
      return value
    },
  }
}

export interface World {
  readonly kernel: Kernel
  readonly clock: Clock
  readonly xero: XeroSandbox
  readonly ids: ReadonlyMap<string, string>
  /** Contact id of a seed key. */
  id(key: string): string
  form(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  page(path: string): Promise<Reply>
  /** Goes through consent and answers the code. */
  consent(scope?: string, extra?: string): Promise<string>
  token(fields: Readonly<Record<string, string>>): Promise<Reply>
  /** `path` without a leading slash is below the Accounting root. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>
  /** Consent, token, tenant: what `api` then uses. */
  connect(scope?: string): Promise<void>
  /** What `api` sends as bearer and tenant. */
  session: { token: string; tenant: string }
}

export const basic = (id: string, secret: string) => `Basic ${btoa(`${id}:${secret}`)}`
export const demoAuth = basic('counterpart-demo', 'counterpart-demo-secret')
export const customAuth = basic('counterpart-custom', 'counterpart-custom-secret')

export const authorizePath = (fields: Readonly<Record<string, string>>) =>
  `/identity/connect/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: 'counterpart-demo',
    redirect_uri: redirectUri,
    scope: allScopes,
    state: 's1',
    ...fields,
  })}`

/** A sandbox with the small seed, connected through real consent unless `connect` is false. */
export async function createWorld(
  options: {
    fetch?: typeof fetch
    limits?: Partial<Limits>
    quotas?: boolean
    connect?: boolean
    scope?: string
  } = {},
): Promise<World> {
  const clock = manualClock(startMs)
  const refuse: typeof fetch = () => Promise.reject(new TypeError('no network in this test'))
  const kernel = createKernel({
    clock,
    seed: 7,
    fetch: options.fetch ?? refuse,
    quotas: options.quotas ?? true,
  })
  const xero = createXero(kernel, { url: origin, ...(options.limits && { limits: options.limits }) })
  const ids = xero.seed(smallSeed, new Map([['p1', 4711]]))
  const session = { token: '', tenant: '' }
  const world: World = {
    kernel,
    clock,
    xero,
    ids,
    session,
    id(key) {
      const id = ids.get(key)
      if (!id) throw new Error(`no contact ${key}`)
      return id
    },
    form: (path, fields, headers = {}) =>
      xero.fetch(
        new Request(`${origin}${path}`, {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers,
          redirect: 'manual',
        }),
      ),
    page: async (path) => reply(await xero.fetch(new Request(`${origin}${path}`))),
    async consent(scope = allScopes, extra = '') {
      const path = `${authorizePath({ scope })}${extra}`
      const page = await world.page(path)
      const user = /option value="([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? ''
      const answer = await world.form(path, { user, decision: 'allow' })
      return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
    },
    token: async (fields) => reply(await world.form('/connect/token', fields, { authorization: demoAuth })),
    async connect(scope) {
      const code = await world.consent(scope)
      const answer = await world.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
      session.token = String(answer.at('access_token'))
      session.tenant = String((await world.api('GET', '/connections')).at(0, 'tenantId'))
      kernel.calls.clear()
    },
    async api(method, path, body, headers = {}) {
      const request = new Request(`${origin}${path.startsWith('/') ? path : `/api.xro/2.0/${path}`}`, {
        method,
        headers: {
          authorization: `Bearer ${session.token}`,
          'xero-tenant-id': session.tenant,
          accept: 'application/json',
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return reply(await xero.fetch(request))
    },
  }
  if (options.connect ?? true) await world.connect(options.scope)
  return world
}
