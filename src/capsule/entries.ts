import {
  CapsuleActivityTypeReply,
  CapsuleActivityTypesReply,
  CapsuleEntriesReply,
  CapsuleEntryReply,
} from '#contracts/capsule/entries.ts'
import type { CapsulePartyId } from '#core/model/ids.ts'
import type { CapsuleHttp } from './http.ts'

export interface ActivityType {
  /** Below zero for built-in ones. */
  readonly id: number
  readonly name: string
  /** An entry of this type counts as a contact with the person. */
  readonly countsAsContact: boolean
}

/** @source reference/capsule.md §11 */
export async function listActivityTypes(http: CapsuleHttp): Promise<ActivityType[]> {
  const types: ActivityType[] = []
  let next: string | null = '/activitytypes'
  for (let page = 1; next !== null && page <= 20; page++) {
    const query = page === 1 ? { perPage: 100 } : {}
    const answer: { value: TypesReply; next: string | null } = await http.call(
      { method: 'GET', path: next, query },
      CapsuleActivityTypesReply,
    )
    types.push(...answer.value.activityTypes.map(typeFromWire))
    next = answer.next
  }
  return types
}

/** One whose entries do not count as a contact. @throws RemoteError `forbidden` unless the user is an administrator */
export async function createActivityType(http: CapsuleHttp, name: string): Promise<ActivityType> {
  const body = { activityType: { name, updateLastContacted: false } }
  const { value } = await http.call(
    { method: 'POST', path: '/activitytypes', body },
    CapsuleActivityTypeReply,
  )
  return typeFromWire(value.activityType)
}

type TypesReply = { activityTypes: WireType[] }
type WireType = {
  id: number
  name?: string | null | undefined
  updateLastContacted?: boolean | null | undefined
}

/** A type that does not say counts as a contact, as Capsule's own note does. */
const typeFromWire = ({ id, name, updateLastContacted }: WireType): ActivityType => ({
  id,
  name: name ?? '',
  countsAsContact: updateLastContacted ?? true,
})

/**
 * A note on a party; its text is Markdown and its author the connection's user.
 *
 * @returns its id
 * @throws RemoteError; `ambiguous` when the answer was lost: look for it first
 * @source reference/capsule.md §11
 */
export async function createNote(
  http: CapsuleHttp,
  note: { readonly partyId: CapsulePartyId; readonly content: string; readonly activityTypeId: number },
): Promise<number> {
  const { partyId, content, activityTypeId } = note
  const entry = { type: 'note', content, party: { id: partyId }, activityType: { id: activityTypeId } }
  const { value } = await http.call({ method: 'POST', path: '/entries', body: { entry } }, CapsuleEntryReply)
  return value.entry.id
}

/** The newest note of a party with just this text, among its latest entries; null without one. */
export async function findNote(
  http: CapsuleHttp,
  partyId: CapsulePartyId,
  content: string,
): Promise<number | null> {
  const { value } = await http.call(
    { method: 'GET', path: `/parties/${partyId}/entries`, query: { perPage: 100 } },
    CapsuleEntriesReply,
  )
  const found = value.entries.find((entry) => (entry.type ?? 'note') === 'note' && entry.content === content)
  return found?.id ?? null
}
