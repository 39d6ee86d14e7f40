import type { Context as HonoContext } from 'hono'
import type { ContactAction } from '#api/contacts.ts'
import type { Permission } from '#core/model/permissions.ts'
import type { Access } from '#db/access.ts'
import { contactRow, partyOfKey } from '#db/read-contacts.ts'
import type { Engine } from '#sync/engine.ts'
import type { Env } from '../app.ts'
import { reader } from './permission.ts'

/**
 * Somebody who may look, after their set was brought up to date for the very record they ask for. A record that is
 * not in their set is asked for with their token, whether we know of it or not.
 *
 * @throws Refusal 401 or 403
 */
export async function readerOf(
  engine: Engine,
  c: HonoContext<Env>,
  key: string,
  permission: Permission = 'look',
): Promise<Awaited<ReturnType<typeof reader>>> {
  const who = await reader(c, permission)
  const partyId = await partyOfKey(engine.db, who.access, key)
  if (partyId !== null) await who.sees(partyId)
  return who
}

/** Whether they see what an action names: the record, and the other one it is to be linked with. */
export async function mayAct(
  engine: Engine,
  access: Access,
  key: string,
  action: ContactAction,
): Promise<boolean> {
  if (access.viewerId === null) return true
  const keys = action.action === 'link' ? [key, action.other] : [key]
  for (const each of keys) if (!(await contactRow(engine.db, access, each))) return false
  return true
}
