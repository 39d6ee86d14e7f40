import type { CapsuleHttp } from '#capsule/http.ts'
import { getOpportunities, listDeletedOpportunities, listOpportunities } from '#capsule/opportunities.ts'
import { dealsOn } from '#core/deal/settings.ts'
import { capsuleOpportunityId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { loadRules } from '#db/rules.ts'
import type { Viewer } from '#db/viewers.ts'
import {
  addVisibleDeals,
  holdsDeal,
  keepVisibleDeals,
  removeVisibleDeals,
  saveDealsLook,
} from '#db/visible-deals.ts'
import type { Engine } from './engine.ts'
import { overlapped } from './overlap.ts'

/** A set that could not be renewed for this long shows nothing. */
const staleMs = 12 * 3_600_000

/**
 * Brings the opportunities a person's own Capsule account shows them up to date, with their token. An opportunity has
 * an owner and a team of its own. Without a rule about deals none are kept, and nothing is asked.
 *
 * @param whole reads the whole list again: teams change without a word in any feed
 * @throws RemoteError `auth`; after other faults the set is as it was, and is brought up to date another time
 */
export async function renewDeals(
  engine: Pick<Engine, 'db' | 'now'>,
  http: CapsuleHttp,
  viewer: Viewer,
  whole: boolean,
): Promise<void> {
  const { db } = engine
  const { deals } = await loadRules(db, viewer.workspaceId)
  const at = new Date(engine.now())
  if (!dealsOn(deals)) {
    if (viewer.dealsAt === null) return
    await keepVisibleDeals(db, viewer, [])
    return saveDealsLook(db, viewer, null)
  }
  try {
    await (whole || viewer.dealsAt === null
      ? readWhole(engine, http, viewer)
      : readChanges(engine, http, viewer, viewer.dealsAt))
  } catch (error) {
    // A token that is not taken any more is the end of everything else, too.
    if (!isRemoteError(error) || error.kind === 'auth') throw error
    // Somebody may be kept from opportunities and see parties all the same.
    const isKept = isRemoteError(error, 'forbidden', 'scope', 'missing')
    const isOld = viewer.dealsAt === null || engine.now() - viewer.dealsAt.getTime() > staleMs
    if (isKept || isOld) await keepVisibleDeals(db, viewer, [])
    if (!isKept) return
  }
  await saveDealsLook(db, viewer, at)
}

async function readWhole({ db }: Pick<Engine, 'db'>, http: CapsuleHttp, viewer: Viewer): Promise<void> {
  const seen: number[] = []
  for await (const { opportunities } of listOpportunities(http)) {
    const ids = opportunities.map(({ id }) => id)
    seen.push(...ids)
    await addVisibleDeals(db, viewer, ids)
  }
  await keepVisibleDeals(db, viewer, seen)
}

async function readChanges(
  { db }: Pick<Engine, 'db'>,
  http: CapsuleHttp,
  viewer: Viewer,
  dealsAt: Date,
): Promise<void> {
  const since = overlapped(dealsAt)
  const { deleted, restricted } = await listDeletedOpportunities(http, since)
  const gone = new Set<number>([...deleted, ...restricted])
  const there = new Set<number>()
  for await (const page of listOpportunities(http, { since })) {
    for (const id of page.restricted) gone.add(id)
    for (const { id } of page.opportunities) there.add(id)
  }
  await removeVisibleDeals(
    db,
    viewer,
    [...gone].filter((id) => !there.has(id)),
  )
  await addVisibleDeals(db, viewer, [...there])
}

/**
 * Whether a person sees an opportunity now: by their set, or asked with their token where the set may be wrong.
 *
 * @throws RemoteError
 */
export async function seesDeal(
  { db }: Pick<Engine, 'db'>,
  http: () => CapsuleHttp,
  viewer: Viewer,
  id: number,
): Promise<boolean> {
  if (viewer.dealsAt !== null && (await holdsDeal(db, viewer, id, viewer.dealsAt))) return true
  if (viewer.look !== 'ready' && viewer.look !== 'reading') return false
  const { opportunities } = await getOpportunities(http(), [capsuleOpportunityId(id)])
  if (opportunities.length > 0) await addVisibleDeals(db, viewer, [id])
  else await removeVisibleDeals(db, viewer, [id])
  return opportunities.length > 0
}
