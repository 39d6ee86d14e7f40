import {
  CapsuleDeletedOpportunitiesReply,
  CapsuleEntriesReply,
  CapsuleEntryReply,
  CapsuleOpportunitiesReply,
  CapsuleOpportunityOrOpportunitiesReply,
  CapsuleOpportunityReply,
  type CapsuleWireOpportunity,
} from '#contracts/capsule/opportunities.ts'
import { chunksOf } from '#core/chunks.ts'
import { type CapsuleOpportunityId, capsuleOpportunityId } from '#core/model/ids.ts'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import type { CapsuleHttp, CapsulePage } from './http.ts'
import { opportunityFromWire } from './opportunity-wire.ts'

/** @source reference/capsule.md §3.8 */
const idsPerCall = 10
/** A list that does not end is a fault. */
const pagesMax = 10_000

export interface OpportunityPage {
  readonly opportunities: readonly CapsuleOpportunity[]
  /** Records the token's user may not see; they exist. */
  readonly restricted: readonly CapsuleOpportunityId[]
}

/**
 * All opportunities, or those changed at or after `since` (ISO 8601), 100 a call.
 *
 * @source reference/capsule.md §3.5, §3.6, §7
 */
export async function* listOpportunities(
  http: CapsuleHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<OpportunityPage> {
  let path: string | null = '/opportunities'
  for (let page = 1; page <= pagesMax; page++) {
    const query: Record<string, string | number | undefined> = page === 1 ? { since, perPage: 100 } : {}
    const answer: CapsulePage<{ opportunities: CapsuleWireOpportunity[] }> = await http.call(
      { method: 'GET', path, query },
      CapsuleOpportunitiesReply,
    )
    yield sorted(answer.value.opportunities)
    if (answer.next === null) return
    path = answer.next
  }
  throw new RemoteError({
    side: 'capsule',
    kind: 'bad_reply',
    message: 'capsule: a list of opportunities does not end',
  })
}

/** The named opportunities, 10 a call. `missing` are deleted, or invisible without a trace. */
export async function getOpportunities(
  http: CapsuleHttp,
  ids: readonly CapsuleOpportunityId[],
): Promise<OpportunityPage & { readonly missing: readonly CapsuleOpportunityId[] }> {
  const wanted = [...new Set(ids)]
  const wires = (await Promise.all(chunksOf(wanted, idsPerCall).map((chunk) => getChunk(http, chunk)))).flat()
  const { opportunities, restricted } = sorted(wires)
  const found = new Set([...opportunities.map((each) => each.id), ...restricted])
  return { opportunities, restricted, missing: wanted.filter((id) => !found.has(id)) }
}

/** Deleted since, and become invisible since: never take one for the other. @source reference/capsule.md §3.7 */
export async function listDeletedOpportunities(
  http: CapsuleHttp,
  since: string,
): Promise<{
  readonly deleted: readonly CapsuleOpportunityId[]
  readonly restricted: readonly CapsuleOpportunityId[]
}> {
  const deleted: CapsuleOpportunityId[] = []
  const restricted: CapsuleOpportunityId[] = []
  let path: string | null = '/opportunities/deleted'
  for (let page = 1; path !== null && page <= pagesMax; page++) {
    const query: Record<string, string | number> = page === 1 ? { since, perPage: 100 } : {}
    const answer: CapsulePage<CapsuleDeletedOpportunitiesReply> = await http.call(
      { method: 'GET', path, query },
      CapsuleDeletedOpportunitiesReply,
    )
    deleted.push(...answer.value.opportunities.map(({ id }) => capsuleOpportunityId(id)))
    restricted.push(...(answer.value.restrictedOpportunities ?? []).map(({ id }) => capsuleOpportunityId(id)))
    path = answer.next
  }
  return { deleted, restricted }
}

/**
 * Moves an opportunity to a milestone; a closing one closes it, another pipeline's moves it there.
 *
 * @throws RemoteError `missing` when it is gone or invisible; `ambiguous` may be sent again, moving twice is moving once
 * @source reference/capsule.md §7
 */
export async function moveOpportunity(
  http: CapsuleHttp,
  id: CapsuleOpportunityId,
  milestoneId: number,
): Promise<CapsuleOpportunity> {
  const body = { opportunity: { milestone: { id: milestoneId } } }
  const request = {
    method: 'PUT',
    path: `/opportunities/${id}`,
    body,
    repetition: 'idempotent',
  } as const
  const { value } = await http.call(request, CapsuleOpportunityReply)
  return opportunityFromWire(value.opportunity)
}

/**
 * Notes on an opportunity as far as the newest `limit`, at most 100: where a note whose answer was lost is looked for.
 *
 * @source reference/capsule.md §11
 */
export async function opportunityNotes(
  http: CapsuleHttp,
  id: CapsuleOpportunityId,
  limit = 100,
): Promise<readonly string[]> {
  const request = { method: 'GET', path: `/opportunities/${id}/entries`, query: { perPage: limit } } as const
  const { value } = await http.call(request, CapsuleEntriesReply)
  return value.entries.flatMap((entry) => (entry.type === 'note' && entry.content ? [entry.content] : []))
}

/**
 * Adds a note to an opportunity; its text is Markdown there.
 *
 * @param activityTypeId one that leaves the time of last contact alone; Capsule's own type when left out
 * @throws RemoteError; when `ambiguous`, look in `opportunityNotes` before trying again
 */
export async function noteOnOpportunity(
  http: CapsuleHttp,
  id: CapsuleOpportunityId,
  content: string,
  activityTypeId?: number,
): Promise<void> {
  const entry = {
    type: 'note',
    content,
    opportunity: { id },
    ...(activityTypeId === undefined ? {} : { activityType: { id: activityTypeId } }),
  }
  await http.call({ method: 'POST', path: '/entries', body: { entry } }, CapsuleEntryReply)
}

async function getChunk(
  http: CapsuleHttp,
  ids: readonly CapsuleOpportunityId[],
): Promise<CapsuleWireOpportunity[]> {
  try {
    const request = { method: 'GET', path: `/opportunities/${ids.join(',')}` } as const
    const { value } = await http.call(request, CapsuleOpportunityOrOpportunitiesReply)
    return value.opportunities ?? (value.opportunity ? [value.opportunity] : [])
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    if (ids.length === 1) return []
    // Whether one unknown id spoils a multi-get is not documented: ask one by one.
    return (await Promise.all(ids.map((id) => getChunk(http, [id])))).flat()
  }
}

function sorted(wires: readonly CapsuleWireOpportunity[]): OpportunityPage {
  const opportunities: CapsuleOpportunity[] = []
  const restricted: CapsuleOpportunityId[] = []
  for (const wire of wires) {
    // Without party and milestone nothing can be said of it.
    if (wire.isRestricted || !wire.party || !wire.milestone) restricted.push(capsuleOpportunityId(wire.id))
    else opportunities.push(opportunityFromWire(wire))
  }
  return { opportunities, restricted }
}
