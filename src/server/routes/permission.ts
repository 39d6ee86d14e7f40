import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { type Permission, roleMay } from '#core/model/permissions.ts'
import type { Access } from '#db/access.ts'
import type { Env } from '../app.ts'
import type { Principal } from '../context.ts'
import { notAll, notAllowed, signInFirst } from '../refusal.ts'

/** The signed-in person, whose role allows this. @throws Refusal 401 or 403 */
export function may(c: HonoContext<Env>, permission: Permission): Principal {
  const principal = c.get('principal')
  if (!principal) throw signInFirst()
  if (!roleMay(principal.role, permission)) throw notAllowed()
  return principal
}

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

/**
 * Somebody whose role allows this and who sees every record, since it concerns all of them.
 *
 * @throws Refusal 401 or 403
 */
export async function overseer(c: HonoContext<Env>, permission: Permission): Promise<Principal> {
  const { access, ...principal } = await reader(c, permission)
  if (access.viewerId !== null) throw notAll()
  return principal
}

/** What stands beside a route: whom it answers. `anybody` says why nobody has to be signed in. */
type Declared = { readonly needs: Permission; readonly unless: string | null } | { readonly anybody: string }
const declared = new WeakMap<object, Declared>()

/** Beside every route: refuses who may not, before anything of the request is read. */
export function needs(permission: Permission): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    may(c, permission)
    await next()
  }
  declared.set(guard, { needs: permission, unless: null })
  return guard
}

/** Beside a route that asks by itself, because in one case it answers others too, or refuses in a way of its own. */
export const itself = (permission: Permission, unless: string): MiddlewareHandler<Env> =>
  declaring({ needs: permission, unless })

/** Beside a route that answers without a session. */
export const anybody = (why: string): MiddlewareHandler<Env> => declaring({ anybody: why })

function declaring(what: Declared): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = (_c, next) => next()
  declared.set(guard, what)
  return guard
}

/** What a handler of the route table declares, if it does. */
export const declaredBy = (handler: object): Declared | undefined => declared.get(handler)
