import { XeroContactGroupReply, XeroContactGroupsReply } from '#contracts/xero/contact-groups.ts'
import { XeroContactsWriteReply } from '#contracts/xero/contacts.ts'
import { type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { inHalves, refusalOf } from './batch.ts'
import { accounting, type XeroHttp } from './http.ts'

export interface XeroContactGroup {
  readonly id: string
  readonly name: string
}

export type GroupOutcome = { readonly contactId: XeroContactId } & (
  | { readonly outcome: 'written' }
  | { readonly outcome: 'refused'; readonly messages: readonly string[] }
  /** The answer does not mention it: look before trying again. */
  | { readonly outcome: 'unknown' }
)

const path = `${accounting}/ContactGroups`

/** Active groups; at most 100 exist. @source reference/xero.md "7. Contacts", ContactGroups */
export async function listGroups(http: XeroHttp): Promise<XeroContactGroup[]> {
  const reply = await http.call({ method: 'GET', path }, XeroContactGroupsReply)
  return groupsIn(reply)
}

/** Who is in a group; nobody when it is gone. @source reference/xero.md "7. Contacts", ContactGroups */
export async function listMembers(http: XeroHttp, groupId: string): Promise<XeroContactId[]> {
  try {
    const of = `${path}/${encodeURIComponent(groupId)}`
    const reply = await http.call({ method: 'GET', path: of }, XeroContactGroupReply)
    return reply.ContactGroups.flatMap(({ Contacts }) =>
      (Contacts ?? []).map(({ ContactID }) => xeroContactId(ContactID)),
    )
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return []
  }
}

/** @throws RemoteError `invalid` when the name is taken or 100 groups exist; see `details` */
export async function createGroup(
  http: XeroHttp,
  name: string,
  { idempotencyKey }: { readonly idempotencyKey: string },
): Promise<XeroContactGroup> {
  const body = { ContactGroups: [{ Name: name }] }
  const reply = await http.call({ method: 'PUT', path, body, idempotencyKey }, XeroContactGroupsReply)
  const [group] = groupsIn(reply)
  if (group) return group
  throw new RemoteError({
    side: 'xero',
    kind: 'bad_reply',
    message: 'xero: the answer does not name the new contact group',
    ambiguous: true,
  })
}

/**
 * Adds contacts to a group; one outcome per contact, in the order asked for. One that is unknown or archived never
 * stops the others. Being in the group already is fine.
 *
 * @throws RemoteError `missing` when the group is gone
 * @source reference/xero.md "7. Contacts", ContactGroups; "4. Errors"
 */
export function addToGroup(
  http: XeroHttp,
  groupId: string,
  contactIds: readonly XeroContactId[],
  { idempotencyKey }: { readonly idempotencyKey: string },
): Promise<GroupOutcome[]> {
  let groupSeen = false
  return inHalves<XeroContactId, GroupOutcome>(contactIds, idempotencyKey, {
    send: (part, key) => assign(http, groupId, part, key),
    refused: (contactId, messages) => ({ contactId, outcome: 'refused', messages }),
    missing: 'The contact does not exist in Xero any more.',
    async splits(error) {
      // 404 speaks of the group or of a contact.
      if (error.kind === 'missing' && !groupSeen)
        groupSeen = (await listGroups(http)).some((group) => group.id === groupId.toLowerCase())
      return error.kind !== 'missing' || groupSeen
    },
  })
}

/** Takes a contact out of a group; also fine when it is not in there, so a lost answer may be asked for again. */
export async function removeFromGroup(
  http: XeroHttp,
  groupId: string,
  contactId: XeroContactId,
): Promise<void> {
  try {
    const of = `${path}/${encodeURIComponent(groupId)}/Contacts/${contactId}`
    await http.send({ method: 'DELETE', path: of })
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
  }
}

async function assign(
  http: XeroHttp,
  groupId: string,
  contactIds: readonly XeroContactId[],
  idempotencyKey: string,
): Promise<GroupOutcome[]> {
  const reply = await http.call(
    {
      method: 'PUT',
      path: `${path}/${encodeURIComponent(groupId)}/Contacts`,
      query: { summarizeErrors: false },
      body: { Contacts: contactIds.map((id) => ({ ContactID: id })) },
      idempotencyKey,
    },
    XeroContactsWriteReply,
  )
  const byId = new Map(reply.Contacts.map((e) => [e.ContactID?.toLowerCase(), e]))
  return contactIds.map((contactId) => {
    const element = byId.get(contactId)
    if (!element) return { contactId, outcome: 'unknown' }
    const messages = refusalOf(element)
    return messages ? { contactId, outcome: 'refused', messages } : { contactId, outcome: 'written' }
  })
}

function groupsIn(reply: { readonly ContactGroups: readonly WireGroup[] }): XeroContactGroup[] {
  return reply.ContactGroups.flatMap((wire) =>
    (wire.Status ?? 'ACTIVE') === 'ACTIVE'
      ? [{ id: wire.ContactGroupID.toLowerCase(), name: wire.Name ?? '' }]
      : [],
  )
}

interface WireGroup {
  readonly ContactGroupID: string
  readonly Name?: string | null | undefined
  readonly Status?: string | null | undefined
}
