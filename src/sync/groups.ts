import { nameKey } from '#core/field/name-key.ts'
import { connectionById, saveDetails, type XeroDetails } from '#db/connections.ts'
import { loadRules, markLinksUnplanned } from '#db/rules.ts'
import { listGroups } from '#xero/contact-groups.ts'
import type { XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'

const dayMs = 24 * 60 * 60_000

/**
 * Learns the contact groups that mapped tags stand for: one call after the rules were saved, and one a day. Without
 * mapped tags none. Links are planned again when a mapped group is another one than it was.
 *
 * @throws RemoteError when Xero cannot be asked
 */
export async function learnGroups(engine: Engine, account: XeroAccount): Promise<void> {
  const { db } = engine
  const { id, workspaceId } = account.connection
  const { tagGroups, changedAt } = await loadRules(db, workspaceId)
  if (tagGroups.length === 0) return
  const before = await connectionById(db, id)
  if (before?.side !== 'xero') return
  const listedMs = Date.parse(before.details.groupsAt ?? '')
  if (listedMs > engine.now() - dayMs && listedMs >= (changedAt?.getTime() ?? 0)) return
  const groups = await listGroups(account.http('sweep'))
  const details = { ...before.details, groups, groupsAt: new Date(engine.now()).toISOString() }
  const names = tagGroups.map(({ group }) => nameKey(group))
  await db.transaction().execute(async (tx) => {
    await saveDetails(tx, id, details)
    const isOther = idsOf(names, before.details) !== idsOf(names, details)
    if (before.details.groups !== undefined && isOther) await markLinksUnplanned(tx, workspaceId)
  })
}

function idsOf(names: readonly string[], { groups = [] }: XeroDetails): string {
  const ids = new Map(groups.map((group) => [nameKey(group.name), group.id]))
  return names.map((name) => ids.get(name) ?? '').join(' ')
}

/** A group turned out to be gone: they are listed anew before the next plan. */
export async function forgetGroups(engine: Engine, { connection }: XeroAccount): Promise<void> {
  const now = await connectionById(engine.db, connection.id)
  if (now?.side !== 'xero') return
  const { groupsAt: _, ...details } = now.details
  await saveDetails(engine.db, connection.id, details)
}
