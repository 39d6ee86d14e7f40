import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { type Permission, roleMay } from '#core/model/permissions.ts'
import type { Access } from '#db/access.ts'
import type { Env } from '../app.ts'
import type { Principal } from '../context.ts'
import { notAllowed, signInFirst } from '../refusal.ts'

/** The signed-in person, whose role allows this. @throws Refusal 401 or 403 */
export function may(c: HonoContext<Env>, permission: Permission): Principal {
  const principal = c.get('principal')
  if (!principal) throw signInFirst()
  if (!roleMay(principal.role, permission)) throw notAllowed()
  return principal
}

/** The signed-in administrator. @throws Refusal 401 or 403 */
export const admin = (c: HonoContext<Env>): Principal => may(c, 'settings.change')

/**
 * Somebody whose role allows this, with what they may see.
 *
 * @throws Refusal 401 or 403
 */
export async function reader(
  c: HonoContext<Env>,
  permission: Permission = 'look',
): Promise<Principal & { readonly access: Access }> {
  const principal = may(c, permission)
  return { ...principal, access: await principal.lookUp() }
}

/** What stands beside a route: whom it answers. `anybody` says why nobody has to be signed in. */
type Declared = Permission | { readonly anybody: string }
const declared = new WeakMap<object, Declared>()

/** Beside every route: refuses who may not, before anything of the request is read. */
export function needs(permission: Permission): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    may(c, permission)
    await next()
  }
  declared.set(guard, permission)
  return guard
}

/** Beside a route that answers without a session, or asks by itself who is there. */
export function anybody(why: string): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = (_c, next) => next()
  declared.set(guard, { anybody: why })
  return guard
}

/** What a handler of the route table declares, if it does. */
export const declaredBy = (handler: object): Declared | undefined => declared.get(handler)
