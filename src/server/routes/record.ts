import type { Context as HonoContext } from 'hono'
import type { ContactAction } from '#api/contacts.ts'
import type { Permission } from '#core/model/permissions.ts'
import { type Access, fieldsOfPeople } from '#db/access.ts'
import type { Db } from '#db/open.ts'
import { contactRow, hasHiddenEmployer, partyOfKey, withHiddenPeople } from '#db/read-contacts.ts'
import type { Engine } from '#sync/engine.ts'
import type { Env } from '../app.ts'
import { Refusal } from '../refusal.ts'
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

/**
 * Whether they see what an action names: the record, the other one it is to be linked with, the field it is to settle.
 *
 * @throws Refusal when it would be done to an organisation that they do not see
 */
export async function mayAct(
  { db }: Pick<Engine, 'db'>,
  access: Access,
  key: string,
  action: ContactAction,
): Promise<boolean> {
  if (access.viewerId === null) return true
  const keys = action.action === 'link' ? [key, action.other] : [key]
  const rows = []
  for (const each of keys) rows.push(await contactRow(db, access, each))
  if (rows.some((row) => row === undefined)) return false
  const partyId = rows[0]?.party_id ?? null
  if (action.action === 'add_to_xero') await seesEmployer(db, access, partyId)
  if (action.action !== 'take' || partyId === null || !speaksOfPeople(action.field)) return true
  return !(await withHiddenPeople(db, access, [partyId])).has(partyId)
}

const speaksOfPeople = (field: string): boolean => fieldsOfPeople.some((one) => one === field)

/**
 * Invoices of a person are made out to their organisation: that is for those who see it.
 *
 * @throws Refusal which does not name the organisation
 */
export async function seesEmployer(db: Db, access: Access, partyId: number | null): Promise<void> {
  if (access.viewerId === null || partyId === null) return
  if (!(await hasHiddenEmployer(db, access, partyId))) return
  throw new Refusal(
    422,
    'not_possible',
    'This can be done by somebody who sees everything that belongs to this customer in Capsule.',
    'Ask an administrator.',
  )
}
