import { nameKey } from '#core/field/name-key.ts'
import { connectionById, saveDetails, type XeroDetails } from '#db/connections.ts'
import { membersSeen } from '#db/mirrors.ts'
import { loadRules, markLinksUnplanned } from '#db/rules.ts'
import { listGroups, listMembers } from '#xero/contact-groups.ts'
import { getContacts } from '#xero/contacts.ts'
import type { XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { observeContacts, type Touched } from './observe.ts'

const dayMs = 24 * 60 * 60_000

/**
 * Learns the contact groups that mapped tags stand for: one call after the rules were saved, and one a day. Without
 * mapped tags none. Links are planned again when a mapped group is another one than it was. Where members are to
 * reach Capsule, they are listed as well, a call for each mapped group: Xero tells nobody of them.
 *
 * @throws RemoteError when Xero cannot be asked
 * @source reference/xero.md §7, ContactGroups; §10: no events
 */
export async function learnGroups(engine: Engine, account: XeroAccount, touched: Touched): Promise<void> {
  const { db } = engine
  const { id, workspaceId } = account.connection
  const { tagGroups, changedAt, rules } = await loadRules(db, workspaceId)
  if (tagGroups.length === 0) return
  const before = await connectionById(db, id)
  if (before?.side !== 'xero') return
  const listedMs = Date.parse(before.details.groupsAt ?? '')
  if (listedMs > engine.now() - dayMs && listedMs >= (changedAt?.getTime() ?? 0)) return
  const at = new Date(engine.now()).toISOString()
  const groups = await listGroups(account.http('sweep'))
  const details = { ...before.details, groups }
  const names = tagGroups.map(({ group }) => nameKey(group))
  await db.transaction().execute(async (tx) => {
    await saveDetails(tx, id, details)
    const isOther = idsOf(names, before.details).join() !== idsOf(names, details).join()
    if (before.details.groups !== undefined && isOther) await markLinksUnplanned(tx, workspaceId)
  })
  const { direction } = rules.fields.tags
  if (direction === 'both' || direction === 'xero_to_capsule')
    await readMembers(engine, account, idsOf(names, details).filter(Boolean), touched)
  await saveDetails(db, id, { ...details, groupsAt: at })
}

/** Contacts that joined or left one of these groups unnoticed are read again. */
async function readMembers(
  engine: Engine,
  account: XeroAccount,
  groupIds: readonly string[],
  touched: Touched,
): Promise<void> {
  const http = account.http('sweep')
  const { connection } = account
  const moved = new Set<Awaited<ReturnType<typeof listMembers>>[number]>()
  for (const groupId of groupIds) {
    const now = new Set(await listMembers(http, groupId))
    const before = await membersSeen(engine.db, connection.workspaceId, connection.id, groupId)
    for (const id of now) if (!before.has(id)) moved.add(id)
    for (const id of before) if (!now.has(id)) moved.add(id)
  }
  if (moved.size === 0) return
  const contacts = await getContacts(http, [...moved])
  await observeContacts(engine.db, connection, new Date(engine.now()), contacts, touched)
}

function idsOf(names: readonly string[], { groups = [] }: XeroDetails): string[] {
  const ids = new Map(groups.map((group) => [nameKey(group.name), group.id]))
  return names.map((name) => ids.get(name) ?? '')
}

/** A group turned out to be gone: they are listed anew before the next plan. */
export async function forgetGroups(engine: Engine, { connection }: XeroAccount): Promise<void> {
  const now = await connectionById(engine.db, connection.id)
  if (now?.side !== 'xero') return
  const { groupsAt: _, ...details } = now.details
  await saveDetails(engine.db, connection.id, details)
}
