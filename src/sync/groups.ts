import { nameKey } from '#core/field/name-key.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import { forgetBase } from '#db/base-values.ts'
import { connectionById, saveDetails, type XeroDetails } from '#db/connections.ts'
import { membersSeen } from '#db/mirrors.ts'
import { type CurrentRules, loadRules, markLinksUnplanned } from '#db/rules.ts'
import { listGroups, listMembers } from '#xero/contact-groups.ts'
import { getContacts } from '#xero/contacts.ts'
import type { OnCall, XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { observeContacts, type Touched } from './observe.ts'

const dayMs = 24 * 60 * 60_000

/**
 * Learns the contact groups that mapped tags stand for: one call after the rules were saved, and one a day. Without
 * mapped tags none. When a mapped group is another one than it was, its members are read again, what was agreed is forgotten
 * and all links are planned again. Where members are to reach Capsule, they are listed as well, a call for each mapped
 * group: Xero tells nobody of them.
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
  const groupsAt = new Date(engine.now()).toISOString()
  const groups = await listGroups(account.http('sweep'))
  const details = { ...before.details, groups, groupsAt }
  const names = tagGroups.map(({ group }) => nameKey(group))
  const [known, now] = [idsOf(names, before.details), idsOf(names, details)]
  const gone = known.filter((groupId, n) => groupId !== '' && groupId !== now[n])
  const orphans = await membersOfAny(engine, account, gone)
  const { direction } = rules.fields.tags
  const isHeard = direction === 'both' || direction === 'xero_to_capsule'
  const moved = isHeard ? await movedMembers(engine, account, now.filter(Boolean)) : []
  await readAgain(engine, account, new Set([...orphans, ...moved]), touched)
  // Last, so that a fault or a crash before has all of it done again.
  await db.transaction().execute(async (tx) => {
    await saveDetails(tx, id, details)
    // That a group was deleted or renamed says nothing about who was in it.
    if (gone.length > 0) await forgetBase(tx, workspaceId, 'tags', id)
    if (known.join() !== now.join()) await markLinksUnplanned(tx, workspaceId)
  })
}

async function membersOfAny(
  { db }: Engine,
  { connection }: XeroAccount,
  groupIds: readonly string[],
): Promise<Set<XeroContactId>> {
  const members = new Set<XeroContactId>()
  for (const groupId of groupIds)
    for (const id of await membersSeen(db, connection.workspaceId, connection.id, groupId)) members.add(id)
  return members
}

/** Contacts that joined or left one of these groups unnoticed. */
async function movedMembers(
  engine: Engine,
  account: XeroAccount,
  groupIds: readonly string[],
): Promise<XeroContactId[]> {
  const moved: XeroContactId[] = []
  for (const groupId of groupIds) {
    const now = new Set(await listMembers(account.http('sweep'), groupId))
    const before = await membersOfAny(engine, account, [groupId])
    moved.push(...[...now].filter((id) => !before.has(id)), ...[...before].filter((id) => !now.has(id)))
  }
  return moved
}

async function readAgain(
  engine: Engine,
  account: XeroAccount,
  ids: ReadonlySet<XeroContactId>,
  touched: Touched,
): Promise<void> {
  if (ids.size === 0) return
  const contacts = await getContacts(account.http('sweep'), [...ids])
  await observeContacts(engine.db, account.connection, new Date(engine.now()), contacts, touched)
}

function idsOf(names: readonly string[], { groups = [] }: XeroDetails): string[] {
  const ids = new Map(groups.map((group) => [nameKey(group.name), group.id]))
  return names.map((name) => ids.get(name) ?? '')
}

/**
 * Whether a mapped group was deleted, renamed or made anew since they were listed: then nobody left it by intent.
 *
 * @throws RemoteError when Xero cannot be asked
 */
export async function groupsChanged(
  engine: Engine,
  account: XeroAccount,
  { tagGroups }: Pick<CurrentRules, 'tagGroups'>,
  onCall: OnCall,
): Promise<boolean> {
  const now = await connectionById(engine.db, account.connection.id)
  if (now?.side !== 'xero') return false
  const names = tagGroups.map(({ group }) => nameKey(group))
  const groups = await listGroups(account.http('event', onCall))
  return idsOf(names, now.details).join() !== idsOf(names, { ...now.details, groups }).join()
}

/** A group turned out to be gone: they are listed anew before the next plan. */
export async function forgetGroups(engine: Engine, { connection }: XeroAccount): Promise<void> {
  const now = await connectionById(engine.db, connection.id)
  if (now?.side !== 'xero') return
  const { groupsAt: _, ...details } = now.details
  await saveDetails(engine.db, connection.id, details)
}
