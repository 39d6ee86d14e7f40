import type { Context as HonoContext } from 'hono'
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
