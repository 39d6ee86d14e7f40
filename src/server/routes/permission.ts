import type { Context as HonoContext } from 'hono'
import type { Access } from '#db/access.ts'
import type { Env } from '../app.ts'
import type { Principal } from '../context.ts'
import { notAllowed, signInFirst } from '../refusal.ts'

/** The signed-in person, whatever their role. @throws Refusal 401 */
function signedIn(c: HonoContext<Env>): Principal {
  const principal = c.get('principal')
  if (!principal) throw signInFirst()
  return principal
}

/** The signed-in administrator. @throws Refusal 401 or 403 */
export function admin(c: HonoContext<Env>): Principal {
  const principal = signedIn(c)
  if (principal.role !== 'admin') throw notAllowed()
  return principal
}

/** Somebody who may look at customers and their documents, with what they may see of them. @throws Refusal 401 or 403 */
export async function reader(c: HonoContext<Env>): Promise<Principal & { readonly access: Access }> {
  const principal = admin(c)
  const { workspaceId } = principal
  return {
    ...principal,
    access: { workspaceId, viewerId: null, bills: true, suppliers: true, amounts: true },
  }
}
