import {
  type XeroContactOutcome,
  XeroContactsReply,
  XeroContactsWriteReply,
  XeroWireContact,
} from '#contracts/xero/contacts.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { fromWire } from './contact-wire.ts'
import { accounting, type XeroHttp } from './http.ts'
import { getByIds, listPages, type XeroListPage } from './paging.ts'

const path = `${accounting}/Contacts`
const Page = XeroContactsReply.transform(({ Contacts, ...envelope }) => ({ ...envelope, rows: Contacts }))

/** All contacts, archived ones included, or those changed since (ISO 8601), 1,000 a call. */
export function listContacts(
  http: XeroHttp,
  { since }: { readonly since?: string | undefined } = {},
): AsyncGenerator<XeroListPage<XeroContact>> {
  return listPages(http, { path, order: 'ContactID ASC', since, schema: Page, fromWire })
}

/** The named contacts, archived ones included, 40 a call; unknown ids are left out. */
export function getContacts(http: XeroHttp, ids: readonly XeroContactId[]): Promise<XeroContact[]> {
  return getByIds(http, { path, ids, schema: Page, fromWire })
}

/** Fields left out keep their value. */
export interface ContactUpdate {
  readonly contactId: XeroContactId
  readonly contactNumber?: string
}

export type ContactOutcome = { readonly contactId: XeroContactId } & (
  | { readonly outcome: 'written'; readonly contact: XeroContact; readonly warnings: readonly string[] }
  | { readonly outcome: 'refused'; readonly messages: readonly string[] }
  /** The answer does not mention it: look before trying again. */
  | { readonly outcome: 'unknown' }
)

/** About 50 are recommended. @source reference/xero.md "3. Limits" */
export const contactsPerBatch = 50

/**
 * Updates up to 50 contacts in one call; one outcome per element, in the order asked for. One bad element never
 * stops the others: where Xero refuses the whole request for it, the halves are sent by themselves.
 *
 * @param idempotencyKey one per logical write, kept across its retries
 * @throws RemoteError when nothing is known about the elements; `ambiguous` when they may have been written
 * @source reference/xero.md §6.1, §6.2
 */
export async function updateContacts(
  http: XeroHttp,
  batch: readonly ContactUpdate[],
  { idempotencyKey }: { readonly idempotencyKey: string },
): Promise<ContactOutcome[]> {
  const [first] = batch
  if (!first) return []
  try {
    const reply = await http.call(
      {
        method: 'POST',
        path,
        query: { summarizeErrors: false },
        body: { Contacts: batch.map(toWire) },
        idempotencyKey,
      },
      XeroContactsWriteReply,
    )
    return outcomes(batch, reply.Contacts)
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'invalid')) throw error
    if (batch.length === 1) {
      const messages = error.details.map((d) => d.message)
      const why = error.kind === 'missing' ? 'The contact does not exist in Xero any more.' : error.message
      return [
        { contactId: first.contactId, outcome: 'refused', messages: messages.length ? messages : [why] },
      ]
    }
    const middle = Math.ceil(batch.length / 2)
    // Another body needs another key.
    const left = await updateContacts(http, batch.slice(0, middle), { idempotencyKey: `${idempotencyKey}.0` })
    const right = await updateContacts(http, batch.slice(middle), { idempotencyKey: `${idempotencyKey}.1` })
    return [...left, ...right]
  }
}

function toWire(update: ContactUpdate) {
  return {
    ContactID: update.contactId,
    ...(update.contactNumber === undefined ? {} : { ContactNumber: update.contactNumber }),
  }
}

/** The order of elements is not promised: matched by ContactID, or by the unique ContactNumber. */
function outcomes(
  batch: readonly ContactUpdate[],
  elements: readonly XeroContactOutcome[],
): ContactOutcome[] {
  const byId = new Map(elements.map((e) => [e.ContactID?.toLowerCase(), e]))
  const byNumber = new Map(elements.flatMap((e) => (e.ContactNumber ? [[e.ContactNumber, e] as const] : [])))
  return batch.map((update) => {
    const { contactId } = update
    const element =
      byId.get(contactId) ??
      (update.contactNumber === undefined ? undefined : byNumber.get(update.contactNumber))
    if (!element) return { contactId, outcome: 'unknown' }
    const messages = texts(element.ValidationErrors)
    const refused =
      element.StatusAttributeString === 'ERROR' ||
      element.HasErrors ||
      element.HasValidationErrors ||
      messages.length
    if (refused)
      return {
        contactId,
        outcome: 'refused',
        messages: messages.length ? messages : ['Xero gave no reason.'],
      }
    const wire = XeroWireContact.safeParse(element)
    if (!wire.success) return { contactId, outcome: 'unknown' }
    return { contactId, outcome: 'written', contact: fromWire(wire.data), warnings: texts(element.Warnings) }
  })
}

function texts(
  messages: readonly { readonly Message?: string | null | undefined }[] | null | undefined,
): string[] {
  return (messages ?? []).flatMap((m) => (m.Message ? [m.Message] : []))
}
