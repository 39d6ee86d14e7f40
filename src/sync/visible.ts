import { listHooks } from '#capsule/hooks.ts'
import type { CapsuleHttp } from '#capsule/http.ts'
import { getParties, listDeletedParties, listPartyIds } from '#capsule/parties.ts'
import { capsulePartyId } from '#core/model/ids.ts'
import { isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { notifyChange } from '#db/notify.ts'
import { type Viewer, viewerOf } from '#db/viewers.ts'
import {
  addVisible,
  anyNewer,
  emptyVisible,
  endLook,
  keepVisible,
  removeVisible,
  saveLook,
  visibleAmong,
} from '#db/visible.ts'
import type { Engine } from './engine.ts'
import { overlapped } from './overlap.ts'
import { viewerHttp } from './viewer-account.ts'
import { renewDeals, seesDeal } from './visible-deals.ts'

/** A look older than this is renewed before anything is shown. */
const lookFreshMs = 60_000
/** Teams change without a word in any feed: the whole list is read again this often. */
const listFreshMs = 6 * 3_600_000
/** A set that could not be renewed for this long shows nothing. */
export const lookStaleMs = 12 * 3_600_000
/** Somebody who waits sees what these first pages of a long list hold; the rest comes by itself. */
const pagesAwaited = 3

/** What people's own Capsule accounts show them, kept as sets of parties. */
export interface Looks {
  /**
   * Brings a person's set up to date where it may be old; a failure of Capsule leaves it as it was.
   *
   * @param freshMs how old the last look may be
   * @returns the person as they stand now, with the parties that left their set
   */
  renew(
    viewer: Viewer,
    freshMs?: number,
  ): Promise<{ readonly viewer: Viewer; readonly left: readonly number[] }>
  /** Whether a person sees a party now: by their set, or asked with their token where the set may be wrong. */
  sees(viewer: Viewer, partyId: number): Promise<boolean>
  /** Whether a person sees an opportunity now, in the same way. */
  seesDeal(viewer: Viewer, opportunityId: number): Promise<boolean>
  /** Brings the set up to date for parties that changed, and says which of them were or are in it. */
  concerned(viewer: Viewer, partyIds: readonly number[]): Promise<Set<number>>
  /** Their token was replaced. */
  forget(userId: string): void
}

interface Running {
  readonly done: Promise<readonly number[]>
  /** Ends with the look, or as soon as there is enough to show. */
  readonly soon: Promise<void>
}

export function createLooks(engine: Engine): Looks {
  const { db } = engine
  const clients = new Map<string, CapsuleHttp>()
  const running = new Map<string, Running>()

  function httpOf(viewer: Viewer): CapsuleHttp {
    const known = clients.get(viewer.userId) ?? viewerHttp(engine, viewer)
    clients.set(viewer.userId, known)
    return known
  }

  /** One look of a person at a time; the others wait for the same. */
  function look(viewer: Viewer, work: (enough: () => void) => Promise<readonly number[]>): Running {
    const known = running.get(viewer.userId)
    if (known) return known
    const { promise: soon, resolve, reject } = Promise.withResolvers<void>()
    const done = work(resolve)
      .catch(async (error: unknown) => {
        if (!isRemoteError(error)) throw error
        return failed(viewer, error)
      })
      .finally(() => running.delete(viewer.userId))
    done.then(() => resolve(), reject)
    // Whoever waits for the end hears of a failure there.
    soon.catch(() => {})
    const begun = { done, soon }
    running.set(viewer.userId, begun)
    return begun
  }

  async function failed(viewer: Viewer, error: RemoteError): Promise<readonly number[]> {
    const { kind, code, status } = error
    engine.log.warn({ kind, code, status }, 'what a person sees in Capsule could not be read')
    if (!isOver(error)) return []
    clients.delete(viewer.userId)
    await db.transaction().execute(async (tx) => {
      await endLook(tx, viewer)
      const subject = `viewer:${viewer.userId}`
      await appendAudit(tx, viewer.workspaceId, [
        { at: new Date(engine.now()), actor: 'system', action: 'viewer.ended', subject, details: {} },
      ])
      await notifyChange(tx, { workspaceId: viewer.workspaceId, topics: ['settings'], keys: [] })
    })
    return []
  }

  /** Everything the person's token lists; the set grows page by page. */
  async function list(viewer: Viewer, enough = () => {}): Promise<readonly number[]> {
    const at = new Date(engine.now())
    const http = httpOf(viewer)
    if (await isAdministrator(http)) {
      await saveLook(db, viewer, { seesAll: true, look: 'ready', lookedAt: at, listedAt: at })
      return []
    }
    await saveLook(db, viewer, { seesAll: false })
    const seen: number[] = []
    let pages = 0
    for await (const { ids } of listPartyIds(http)) {
      seen.push(...ids)
      pages += 1
      await addVisible(db, viewer, ids)
      if (viewer.look === 'reading') await saveLook(db, viewer, { partiesRead: seen.length })
      if (pages === pagesAwaited) enough()
    }
    const left = await keepVisible(db, viewer, seen)
    await renewDeals(engine, http, viewer, true)
    await saveLook(db, viewer, { look: 'ready', partiesRead: seen.length, lookedAt: at, listedAt: at })
    return left
  }

  /** What changed since the last look. */
  async function delta(viewer: Viewer, lookedAt: Date): Promise<readonly number[]> {
    const at = new Date(engine.now())
    const http = httpOf(viewer)
    if (viewer.seesAll) {
      if (!(await isAdministrator(http))) {
        // What is in the set is from before they saw everything.
        await emptyVisible(db, viewer)
        await saveLook(db, viewer, { seesAll: false, look: 'reading', partiesRead: 0 })
        return list({ ...viewer, seesAll: false, look: 'reading' })
      }
      await saveLook(db, viewer, { lookedAt: at })
      return []
    }
    const since = overlapped(lookedAt)
    const { deleted, restricted } = await listDeletedParties(http, since)
    const gone = new Set<number>([...deleted, ...restricted])
    const there: number[] = []
    for await (const page of listPartyIds(http, { since })) {
      there.push(...page.ids)
      for (const id of page.restricted) gone.add(id)
    }
    for (const id of there) gone.delete(id)
    const left = await removeVisible(db, viewer, [...gone])
    await addVisible(db, viewer, there)
    await renewDeals(engine, http, viewer, false)
    await saveLook(db, viewer, { lookedAt: at })
    return left
  }

  const again = async (viewer: Viewer): Promise<Viewer> => (await viewerOf(db, viewer.userId)) ?? viewer

  async function renew(viewer: Viewer, freshMs = lookFreshMs) {
    if (viewer.way !== 'capsule' || viewer.look === 'none' || viewer.look === 'ended')
      return { viewer, left: [] }
    const { lookedAt, listedAt } = viewer
    const now = engine.now()
    if (viewer.look === 'reading' || lookedAt === null || listedAt === null) {
      await look(viewer, (enough) => list(viewer, enough)).soon
      return { viewer: await again(viewer), left: [] }
    }
    if (now - lookedAt.getTime() <= freshMs) return { viewer, left: [] }
    const isOld = now - listedAt.getTime() > listFreshMs
    const left = await look(viewer, () => (isOld ? list(viewer) : delta(viewer, lookedAt))).done
    return { viewer: await again(viewer), left }
  }

  return {
    renew,
    async sees(viewer, partyId) {
      const inSet = (await visibleAmong(db, viewer, [partyId])).has(partyId)
      const { lookedAt } = viewer
      if (inSet && lookedAt && !(await anyNewer(db, viewer.workspaceId, [partyId], lookedAt))) return true
      if (viewer.look !== 'ready' && viewer.look !== 'reading') return false
      try {
        const { parties } = await getParties(httpOf(viewer), [capsulePartyId(partyId)])
        if (parties.length === 0) await removeVisible(db, viewer, [partyId])
        else await addVisible(db, viewer, [partyId])
        return parties.length > 0
      } catch (error) {
        if (!isRemoteError(error)) throw error
        await failed(viewer, error)
        // In doubt nothing is shown.
        return false
      }
    },
    async seesDeal(viewer, opportunityId) {
      try {
        return await seesDeal(engine, () => httpOf(viewer), viewer, opportunityId)
      } catch (error) {
        if (!isRemoteError(error)) throw error
        // A right to opportunities that they lack takes nothing else away.
        if (!isRemoteError(error, 'forbidden', 'scope')) await failed(viewer, error)
        return false
      }
    },
    async concerned(viewer, partyIds) {
      const before = await visibleAmong(db, viewer, partyIds)
      const { lookedAt } = viewer
      if (lookedAt && (await anyNewer(db, viewer.workspaceId, partyIds, lookedAt))) await renew(viewer, 0)
      return new Set([...before, ...(await visibleAmong(db, viewer, partyIds))])
    },
    forget(userId) {
      clients.delete(userId)
    },
  }
}

/** Only administrators may ask for hooks, and asking changes nothing. @source reference/capsule.md §6, §17 */
async function isAdministrator(http: CapsuleHttp): Promise<boolean> {
  try {
    await listHooks(http)
    return true
  } catch (error) {
    if (isRemoteError(error, 'forbidden', 'scope')) return false
    throw error
  }
}

/** Capsule will not take this person's token again; a fault of our own app's registration is nobody's fault. */
const isOver = ({ kind, code }: RemoteError): boolean =>
  kind === 'forbidden' ||
  kind === 'scope' ||
  (kind === 'auth' && code !== 'invalid_client' && code !== 'sealed')
