import type { Context } from 'hono'
import type { Caller } from '../access.ts'
import { isObject } from '../input.ts'
import { Refusal } from '../refusal.ts'
import type { Store } from '../store.ts'

export type Form = ReadonlyMap<string, string>

export async function readForm(c: Context): Promise<Form> {
  return new Map(new URLSearchParams(await c.req.text()))
}

/** Applies a change as the account owner; answers why not, in words, when it is refused. */
export function asOwner(store: Store, work: (owner: Caller) => void): string | undefined {
  const user = store.owner()
  if (!user) return 'This sandbox has no users yet. Seed it first.'
  try {
    work({ user, scopes: new Set(['read', 'write']), clientId: undefined })
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return refusalWords(error)
    throw error
  }
}

function refusalWords(refusal: Refusal): string {
  const body = isObject(refusal.body) ? refusal.body : {}
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : undefined
  const words = isObject(first) ? first.message : body.message
  return typeof words === 'string' ? `This was not accepted: ${words}.` : 'This was not accepted.'
}
