import { manualClock } from '../kernel/clock.ts'
import { createKernel } from '../kernel/kernel.ts'
import type { CapsuleSeed } from '../seed.ts'
import { createCapsule } from './capsule.ts'

export const url = 'http://capsule.test'
export const start = Date.UTC(2026, 5, 1, 12)

export const smallSeed: CapsuleSeed = {
  site: { subdomain: 'tryout', name: 'Tryout Ltd' },
  users: [
    {
      key: 'ann',
      firstName: 'Ann',
      lastName: 'Owner',
      email: 'ann@tryout.test',
      role: 'super_administrator',
    },
    { key: 'bob', firstName: 'Bob', lastName: 'Standard', email: 'bob@tryout.test', role: 'standard' },
    { key: 'cy', firstName: 'Cy', lastName: 'Restricted', email: 'cy@tryout.test', role: 'restricted' },
  ],
  teams: [
    { key: 'sales', name: 'Sales', members: ['bob'] },
    { key: 'board', name: 'Board', members: ['ann'] },
  ],
  fieldDefinitions: [
    { name: 'ABN', type: 'text' },
    { name: 'Credit limit', type: 'number' },
    { name: 'Tier', type: 'list', options: ['Gold', 'Silver'] },
    { name: 'On hold', type: 'boolean' },
    { name: 'Since', type: 'date' },
  ],
  parties: [
    {
      key: 'acme',
      type: 'organisation',
      name: 'Acme Pty Ltd',
      emails: [{ type: 'Work', address: 'hello@acme.test' }],
      phones: [{ type: 'Work', number: '+61 2 9000 0001' }],
      addresses: [{ type: 'Office', street: '1 Pitt St', city: 'Sydney', zip: '2000', country: 'Australia' }],
      tags: ['Customer'],
      fields: { ABN: '51824753556' },
      createdDaysAgo: 30,
      updatedDaysAgo: 10,
    },
    {
      key: 'jo',
      type: 'person',
      firstName: 'Jo',
      lastName: 'Wren',
      organisation: 'acme',
      createdDaysAgo: 20,
    },
    { key: 'sales', type: 'organisation', name: 'For Sales', team: 'sales', createdDaysAgo: 15 },
    { key: 'board', type: 'organisation', name: 'For the board', team: 'board', createdDaysAgo: 15 },
    { key: 'cys', type: 'organisation', name: 'Of Cy', owner: 'cy', createdDaysAgo: 15 },
  ],
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** A seeded account with short ways to call it; time stands still until a test moves it. */
export function account(options: { deliver?: typeof fetch; quotas?: boolean; seed?: CapsuleSeed } = {}) {
  const clock = manualClock(start)
  const deliver = options.deliver ?? (async () => new Response(null, { status: 200 }))
  const kernel = createKernel({ clock, seed: 1, fetch: deliver, quotas: options.quotas ?? true })
  const capsule = createCapsule(kernel, { url })
  const ids = capsule.seed(options.seed ?? smallSeed)

  const request = (method: string, path: string, init: RequestInit = {}) =>
    capsule.fetch(new Request(`${url}${path}`, { method, ...init }))

  const call = async (
    method: string,
    path: string,
    sent?: unknown,
    token = 'sandbox-pat',
  ): Promise<Answer> => {
    const body = sent === undefined || typeof sent === 'string' ? sent : JSON.stringify(sent)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const response = await request(method, `/api/v2${path}`, {
      headers,
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  const form = (path: string, values: Record<string, string>, headers: Record<string, string> = {}) =>
    request('POST', path, { body: new URLSearchParams(values), headers })

  const userId = async (email: string): Promise<number> => {
    const { body } = await call('GET', '/users')
    const index = smallSeed.users.findIndex((user) => user.email === email)
    return number(body, `users.${index}.id`)
  }

  /** Goes through consent as this user; answers the tokens. */
  const signIn = async (email: string, scope = 'read write') => {
    const consent = {
      ...client,
      response_type: 'code',
      scope,
      decision: 'allow',
      user: String(await userId(email)),
    }
    const code = codeOf(await form('/oauth/authorise', consent))
    const response = await form('/oauth/token', { grant_type: 'authorization_code', code, ...secrets })
    const body: unknown = await response.json()
    return { access: text(body, 'access_token'), refresh: text(body, 'refresh_token') }
  }

  const idOf = (key: string): number => {
    const id = ids.get(key)
    if (id === undefined) throw new Error(`no party ${key}`)
    return id
  }

  return { kernel, clock, capsule, request, call, form, signIn, userId, idOf }
}

export const secrets = { client_id: 'counterpart-demo', client_secret: 'counterpart-demo-secret' }
export const client = { client_id: 'counterpart-demo', redirect_uri: 'http://localhost:4000/back' }

export function codeOf(response: Response): string {
  return new URL(response.headers.get('Location') ?? '').searchParams.get('code') ?? ''
}

/** The value at `users.0.id` and the like. */
export function at(body: unknown, path: string): unknown {
  return path.split('.').reduce((value: unknown, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Reflect.get(value, key)
  }, body)
}

export function number(body: unknown, path: string): number {
  const value = at(body, path)
  if (typeof value !== 'number') throw new Error(`${path} is no number`)
  return value
}

export function text(body: unknown, path: string): string {
  const value = at(body, path)
  if (typeof value !== 'string') throw new Error(`${path} is no text`)
  return value
}

/** The names in a list of parties. */
export function names(answer: Answer): readonly unknown[] {
  const list = at(answer.body, 'parties')
  if (!Array.isArray(list)) return []
  return list.map((party: unknown) => at(party, 'name') ?? at(party, 'lastName'))
}

/** A 422 with this one message. */
export function refusal(message: string, resource?: string, field?: string) {
  const error = { message, ...(resource ? { resource } : {}), ...(field ? { field } : {}) }
  return { status: 422, body: { message: 'Validation Failed', errors: [error] } }
}
