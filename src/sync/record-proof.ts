import { listParties } from '#capsule/parties.ts'
import { planFields } from '#core/plan/link-plan.ts'
import { loadBase } from '#db/base-values.ts'
import { inChunks } from '#db/chunks.ts'
import { markDirty } from '#db/dirty.ts'
import { notifyChange } from '#db/notify.ts'
import { type ActivePair, listActivePairs, partiesSeen, unsettledContacts } from '#db/proof-pairs.ts'
import { isUncompared, lastReading, saveComparison, saveReading } from '#db/record-proof.ts'
import { loadRules } from '#db/rules.ts'
import { markUnplanned } from '#db/unplanned.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { loadSubjects } from './apply/pairs.ts'
import type { Engine } from './engine.ts'
import { isSameNight } from './nights.ts'
import { observeParties, type Touched } from './observe.ts'
import { fieldSetting } from './setting.ts'

/** A change younger than this may simply not have been told of yet. */
const freshMs = 15 * 60_000

/** Of records that turned out to have changed, those of which we should have heard long ago. */
export function unheardOf(
  records: readonly { readonly id: string | number; readonly updatedAt: string }[],
  changed: ReadonlySet<string | number>,
  nowMs: number,
): number {
  return records.filter(({ id, updatedAt }) => changed.has(id) && Date.parse(updatedAt) < nowMs - freshMs)
    .length
}

/**
 * Once a night everything in Capsule is read again, a call for each hundred records. What had changed unheard is taken
 * over like any change; parties that are in no list any more are looked at one by one.
 *
 * @throws RemoteError
 */
export async function rereadParties(
  engine: Engine,
  account: CapsuleAccount,
  timeZone: string,
  touched: Touched,
): Promise<void> {
  const { connection } = account
  const { workspaceId, id: connectionId } = connection
  // The first comparison has just read all of it.
  const last = (await lastReading(engine.db, connectionId)) ?? connection.connectedAt
  if (isSameNight(timeZone, last.getTime(), engine.now())) return
  const seen = new Set<number>()
  const http = account.http('sweep')
  let unheard = 0
  for await (const { parties, restricted } of listParties(http)) {
    const at = new Date(engine.now())
    const changed = new Set<string | number>(
      await observeParties(engine.db, connection, at, parties, touched),
    )
    unheard += unheardOf(parties, changed, engine.now())
    for (const { id } of parties) seen.add(id)
    for (const id of restricted) seen.delete(id)
  }
  const absent = (await partiesSeen(engine.db, workspaceId)).filter((id) => !seen.has(id))
  const at = new Date(engine.now())
  await engine.db.transaction().execute(async (tx) => {
    await inChunks(absent, (chunk) =>
      markDirty(
        tx,
        workspaceId,
        at,
        chunk.map((id) => ({ side: 'capsule', kind: 'party', recordId: String(id) })),
      ),
    )
    await saveReading(
      tx,
      { workspaceId, connectionId },
      { at, read: seen.size, unheard: unheard + absent.length },
    )
  })
}

/** Pairs held in memory at a time. */
const pairsAtOnce = 1_000

/**
 * Once all of an organisation was read again, and nothing is left to be done: compares every linked pair, field by
 * field. What differs although no rule, no decision and no open question says so is planned for anew.
 *
 * @returns whether there is something to be planned now
 */
export async function proveLinks(
  engine: Engine,
  { capsule, xero }: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
): Promise<boolean> {
  const { workspaceId, id: connectionId } = xero.connection
  if (!(await isUncompared(engine.db, connectionId))) return false
  const rules = await loadRules(engine.db, workspaceId)
  const setting = fieldSetting(capsule.connection.details, xero.connection.details, rules)
  const context = { rules: rules.rules, setting, nameTaken: () => null }
  const unsettled = new Set(await unsettledContacts(engine.db, workspaceId))
  const drifting: string[] = []
  let equal = 0
  let explained = 0
  let after: string | null = null
  for (;;) {
    const pairs: readonly ActivePair[] = await listActivePairs(engine.db, xero.connection, after, pairsAtOnce)
    const base = await loadBase(
      engine.db,
      workspaceId,
      pairs.map(({ id }) => id),
    )
    const subjects = await loadSubjects(
      engine.db,
      workspaceId,
      pairs.map(({ partyId }) => partyId),
    )
    for (const { id, partyId, contact, differing } of pairs) {
      const subject = subjects.get(partyId)
      if (subject === undefined) continue
      const outcomes = planFields(subject, contact, base.get(id) ?? null, context)
      const told = new Set(differing.map(({ field }) => field))
      const isOpen = ({ state, field }: (typeof outcomes)[number]) =>
        (state === 'write' || state === 'conflict') && !told.has(field)
      if (outcomes.length === 0) equal++
      else if (unsettled.has(contact.id) || !outcomes.some(isOpen)) explained++
      else drifting.push(contact.id)
    }
    const last = pairs.at(-1)
    if (last === undefined || pairs.length < pairsAtOnce) break
    after = last.id
  }
  await engine.db.transaction().execute(async (tx) => {
    await saveComparison(tx, connectionId, { equal, explained, drifting: drifting.length })
    await inChunks(drifting, (contacts) => markUnplanned(tx, workspaceId, { parties: [], contacts }))
    await notifyChange(tx, { workspaceId, topics: ['overview'], keys: [] })
  })
  return drifting.length > 0
}
