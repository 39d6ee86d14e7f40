import {
  CapsuleDeletedPartiesReply,
  CapsulePartiesReply,
  CapsulePartyOrPartiesReply,
  CapsulePartyReply,
  type CapsuleWireParty,
} from '#contracts/capsule/parties.ts'
import { chunksOf } from '#core/chunks.ts'
import { type CapsuleFieldId, type CapsulePartyId, capsulePartyId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { NewParty } from '#core/plan/plan.ts'
import { type Apart, readApart } from '#core/remote/read-apart.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import type { CapsuleHttp, CapsulePage } from './http.ts'
import { editToWire, type FieldEdit, fieldToWire, type PartyEdit, rowsNamed } from './party-edit.ts'
import { fromWire } from './party-wire.ts'

export type { PartyEdit } from './party-edit.ts'

const embed = 'tags,fields'
/** @source reference/capsule.md §3.8 */
const idsPerCall = 10
/** A list that does not end is a fault: 10,000 pages are a million parties. */
const pagesMax = 10_000

export interface PartyPage {
  readonly parties: readonly CapsuleParty[]
  /** Records the token's user may not see; they exist. */
  readonly restricted: readonly CapsulePartyId[]
}

/**
 * All parties, or those changed at or after `since` (ISO 8601), 100 a call.
 *
 * @source reference/capsule.md §3.5, §3.6: the boundary is not documented, so let `since` overlap
 */
export async function* listParties(
  http: CapsuleHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<PartyPage> {
  for await (const value of pages(http, {
    method: 'GET',
    path: '/parties',
    query: { since, perPage: 100, embed },
  })) {
    yield sorted(value.parties)
  }
}

/** The ids alone of what the token's user sees, all or since (ISO 8601), 100 a call. */
export async function* listPartyIds(
  http: CapsuleHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<{ readonly ids: readonly number[]; readonly restricted: readonly number[] }> {
  for await (const { parties } of pages(http, {
    method: 'GET',
    path: '/parties',
    query: { since, perPage: 100 },
  })) {
    yield {
      ids: parties.filter((wire) => !wire.isRestricted).map((wire) => wire.id),
      restricted: parties.filter((wire) => wire.isRestricted).map((wire) => wire.id),
    }
  }
}

/**
 * The named parties, 10 a call. `missing` are deleted, or invisible without a trace.
 *
 * @param apart for parties over which Capsule fails; without it one of them is a fault of the whole
 */
export async function getParties(
  http: CapsuleHttp,
  ids: readonly CapsulePartyId[],
  apart?: Apart<CapsulePartyId>,
): Promise<PartyPage & { readonly missing: readonly CapsulePartyId[] }> {
  const wanted = [...new Set(ids)]
  const unreadable = new Set<CapsulePartyId>()
  const note: Apart<CapsulePartyId>['unreadable'] = (id, error) => {
    unreadable.add(id)
    apart?.unreadable(id, error)
  }
  const read = (chunk: readonly CapsulePartyId[], attemptsMax?: number) => getChunk(http, chunk, attemptsMax)
  const { parties, restricted } = sorted(
    (
      await Promise.all(
        chunksOf(wanted, idsPerCall).map((chunk) =>
          apart ? readApart(chunk, read, { ...apart, unreadable: note }) : read(chunk),
        ),
      )
    ).flat(),
  )
  const found = new Set([...parties.map((p) => p.id), ...restricted, ...unreadable])
  return { parties, restricted, missing: wanted.filter((id) => !found.has(id)) }
}

/**
 * Parties deleted since, and parties that became invisible to the token's user: never treat these as deleted.
 *
 * @source reference/capsule.md §3.7
 */
export async function listDeletedParties(
  http: CapsuleHttp,
  since: string,
): Promise<{ readonly deleted: readonly CapsulePartyId[]; readonly restricted: readonly CapsulePartyId[] }> {
  const deleted: CapsulePartyId[] = []
  const restricted: CapsulePartyId[] = []
  let path: string | null = '/parties/deleted'
  for (let page = 1; path !== null && page <= pagesMax; page++) {
    const query: Record<string, string | number> = page === 1 ? { since, perPage: 100 } : {}
    const answer: CapsulePage<CapsuleDeletedPartiesReply> = await http.call(
      { method: 'GET', path, query },
      CapsuleDeletedPartiesReply,
    )
    deleted.push(...answer.value.parties.map((p) => capsulePartyId(p.id)))
    restricted.push(...(answer.value.restrictedParties ?? []).map((p) => capsulePartyId(p.id)))
    path = answer.next
  }
  return { deleted, restricted }
}

/**
 * Parties whose custom field holds exactly this text: the look-up after a lost answer.
 *
 * @source reference/capsule.md §5
 */
export async function findPartiesByField(
  http: CapsuleHttp,
  definitionId: CapsuleFieldId,
  value: string,
): Promise<readonly CapsuleParty[]> {
  const body = { filter: { conditions: [{ field: `custom:${definitionId}`, operator: 'is', value }] } }
  const found: CapsuleParty[] = []
  const request = { method: 'POST', path: '/parties/filters/results', body, repetition: 'read' } as const
  for await (const page of pages(http, { ...request, query: { perPage: 100, embed } })) {
    // The comparison may ignore case there; here it does not.
    found.push(
      ...sorted(page.parties).parties.filter((p) =>
        p.fields.some((f) => f.definitionId === definitionId && f.value === value),
      ),
    )
  }
  return found
}

export interface CreateParty {
  readonly party: NewParty
  readonly contactIdField: CapsuleFieldId
  readonly contactLinkField: CapsuleFieldId
  /** Always sent together; both null leaves the record unassigned. @source reference/capsule.md §4.4 */
  readonly ownerId?: number | null
  readonly teamId?: number | null
  /** The organisation a person belongs to. */
  readonly organisationId?: CapsulePartyId | null
  /** Further custom fields; an empty value is left out. */
  readonly fields?: readonly FieldEdit[]
  /** By name, whatever its case; an unknown name makes a new tag. */
  readonly tags?: readonly string[]
}

/** @throws RemoteError; when `ambiguous`, look up by the contact id field before trying again */
export async function createParty(http: CapsuleHttp, create: CreateParty): Promise<CapsuleParty> {
  const { party } = create
  const names =
    party.type === 'organisation'
      ? { name: party.name }
      : { firstName: party.firstName, lastName: party.lastName }
  const body = {
    party: {
      type: party.type,
      ...names,
      emailAddresses: party.emails,
      phoneNumbers: party.phones,
      addresses: party.addresses,
      websites: party.websites,
      owner: create.ownerId ? { id: create.ownerId } : null,
      team: create.teamId ? { id: create.teamId } : null,
      organisation: create.organisationId ? { id: create.organisationId } : undefined,
      tags: create.tags?.map((name) => ({ name })),
      fields: [
        { definitionId: create.contactIdField, value: party.contactId },
        { definitionId: create.contactLinkField, value: party.contactLink },
        ...(create.fields ?? []).filter(({ value }) => value !== null && value !== ''),
      ].map(fieldToWire),
    },
  }
  const { value } = await http.call(
    { method: 'POST', path: '/parties', query: { embed }, body },
    CapsulePartyReply,
  )
  return fromWire(value.party)
}

/** Sets custom field values; null clears. Other fields and rows stay as they are. */
export function updatePartyFields(
  http: CapsuleHttp,
  partyId: CapsulePartyId,
  values: readonly { readonly definitionId: CapsuleFieldId; readonly value: string | null }[],
): Promise<CapsuleParty> {
  return updateParty(http, partyId, { fields: values })
}

/**
 * Changes what the edit names and nothing else.
 *
 * @throws RemoteError
 *   `missing` when the party itself is gone or invisible;
 *   `clash` when the party is there, but a row, tag or organisation the edit names is not (any more): read it again
 *   and plan anew;
 *   `ambiguous` when the answer was lost: read the party before trying again, or new rows are appended twice
 * @source reference/capsule.md §3.2, §3.3, §3.11, §4.4
 */
export async function updateParty(
  http: CapsuleHttp,
  partyId: CapsulePartyId,
  edit: PartyEdit,
): Promise<CapsuleParty> {
  const path = `/parties/${partyId}`
  try {
    const body = { party: editToWire(edit) }
    const { value } = await http.call({ method: 'PUT', path, query: { embed }, body }, CapsulePartyReply)
    return fromWire(value.party)
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    throw (await isOutdated(http, partyId, edit, error)) ? clash(error) : error
  }
}

/**
 * Whether a refused edit names what is not there any more. Rows and organisations that are gone answer 404 as the
 * party does, tags 422; what the words say does not decide.
 */
async function isOutdated(
  http: CapsuleHttp,
  partyId: CapsulePartyId,
  edit: PartyEdit,
  refusal: RemoteError,
): Promise<boolean> {
  const rows = rowsNamed(edit)
  const tags = edit.tags?.remove ?? []
  const named = refusal.kind === 'missing' ? rows.length > 0 || Boolean(edit.organisationId) : tags.length > 0
  if (!named) return false
  const [party] = (await getParties(http, [partyId])).parties
  if (!party) return false
  if (refusal.kind === 'invalid') return tags.some((id) => !party.tags.some((tag) => tag.id === id))
  // The party is there, so 404 speaks of what the edit names.
  return true
}

function clash(refusal: RemoteError): RemoteError {
  const { side, status, requestId, details } = refusal
  const message = 'capsule: the edit names what is not on the party any more'
  return new RemoteError({ side, kind: 'clash', message, status, requestId, details, cause: refusal })
}

/**
 * Deletes a party, with all its notes, tasks, opportunities and projects: only to undo a creation. People of a
 * deleted organisation stay.
 *
 * @returns false when it was gone already, or is invisible
 * @source reference/capsule.md §4.4
 */
export async function deleteParty(http: CapsuleHttp, partyId: CapsulePartyId): Promise<boolean> {
  try {
    // Deleting twice is deleting once.
    await http.send({ method: 'DELETE', path: `/parties/${partyId}`, repetition: 'idempotent' })
    return true
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return false
  }
}

async function* pages(http: CapsuleHttp, first: Parameters<CapsuleHttp['call']>[0]) {
  let request = first
  for (let page = 1; page <= pagesMax; page++) {
    const answer = await http.call(request, CapsulePartiesReply)
    yield answer.value
    if (answer.next === null) return
    // The next address carries the query already.
    request = { ...first, path: answer.next, query: {} }
  }
  throw new RemoteError({
    side: 'capsule',
    kind: 'bad_reply',
    message: 'capsule: a list of parties does not end',
  })
}

async function getChunk(
  http: CapsuleHttp,
  ids: readonly CapsulePartyId[],
  attemptsMax?: number,
): Promise<CapsuleWireParty[]> {
  try {
    const path = `/parties/${ids.join(',')}`
    const request = { method: 'GET', path, query: { embed }, attemptsMax } as const
    const { value } = await http.call(request, CapsulePartyOrPartiesReply)
    return value.parties ?? (value.party ? [value.party] : [])
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    if (ids.length === 1) return []
    // Whether one unknown id spoils a multi-get is not documented: ask one by one.
    return (await Promise.all(ids.map((id) => getChunk(http, [id])))).flat()
  }
}

function sorted(wires: readonly CapsuleWireParty[]): PartyPage {
  const parties: CapsuleParty[] = []
  const restricted: CapsulePartyId[] = []
  for (const wire of wires) {
    if (wire.isRestricted) restricted.push(capsulePartyId(wire.id))
    else parties.push(fromWire(wire))
  }
  return { parties, restricted }
}
