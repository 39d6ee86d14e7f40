import {
  type XeroContactOutcome,
  XeroContactsReply,
  XeroContactsWriteReply,
  XeroWireContact,
} from '#contracts/xero/contacts.ts'
import { chunksOf } from '#core/chunks.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import type { Apart } from '#core/remote/read-apart.ts'
import { isOwnFault, isRemoteError, type RemoteError } from '#core/remote/remote-error.ts'
import { type Evidence, inHalves, refusalOf, textsOf } from './batch.ts'
import { type ContactUpdate, type NewContact, newToWire, updateToWire } from './contact-edit.ts'
import { fromWire } from './contact-wire.ts'
import { accounting, type XeroHttp } from './http.ts'
import { getByIds, listPages, type XeroListPage } from './paging.ts'

export type { ContactUpdate, NewContact } from './contact-edit.ts'

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
export function getContacts(
  http: XeroHttp,
  ids: readonly XeroContactId[],
  apart?: Apart<string>,
): Promise<XeroContact[]> {
  return getByIds(http, { path, ids, schema: Page, fromWire, apart })
}

/** Keeps the address of the call short enough. */
const numbersPerCall = 40

/**
 * Contacts with these numbers, archived ones included, 40 a call: the look-up after a lost answer. Numbers nobody
 * has are left out.
 *
 * @source reference/xero.md "5. Reading" (no escape for quotes inside a filter), "7. Contacts" (number as path)
 */
export async function findContactsByNumber(
  http: XeroHttp,
  numbers: readonly string[],
): Promise<XeroContact[]> {
  const wanted = new Set(numbers.filter((number) => number !== ''))
  const plain = [...wanted].filter((number) => !/["\\]/.test(number))
  const odd = [...wanted].filter((number) => /["\\]/.test(number))
  const calls = [
    ...odd.map((number) => getByNumber(http, number)),
    ...chunksOf(plain, numbersPerCall).map((chunk) => filterByNumber(http, chunk)),
  ]
  // Filters compare without case; here it counts.
  return (await Promise.all(calls)).flat().filter((c) => c.contactNumber && wanted.has(c.contactNumber))
}

async function filterByNumber(http: XeroHttp, numbers: readonly string[]): Promise<XeroContact[]> {
  const where = numbers.map((number) => `ContactNumber=="${number}"`).join(' OR ')
  try {
    const query = { where, includeArchived: true, page: 1, pageSize: 1_000 }
    const reply = await http.call({ method: 'GET', path, query }, Page)
    return reply.rows.map(fromWire)
  } catch (error) {
    // Very large organisations refuse filters that are not optimised, and which are is not documented.
    if (!isRemoteError(error, 'invalid')) throw error
    return (await Promise.all(numbers.map((number) => getByNumber(http, number)))).flat()
  }
}

async function getByNumber(http: XeroHttp, number: string): Promise<XeroContact[]> {
  try {
    const request = { method: 'GET', path: `${path}/${encodeURIComponent(number)}` } as const
    return (await http.call(request, Page)).rows.map(fromWire)
  } catch (error) {
    if (!isRemoteError(error, 'missing')) throw error
    return []
  }
}

type Written<Identity> = Identity &
  (
    | { readonly outcome: 'written'; readonly contact: XeroContact; readonly warnings: readonly string[] }
    | { readonly outcome: 'refused'; readonly messages: readonly string[] }
    /** Xero takes others, and fails over this one. */
    | { readonly outcome: 'faulted'; readonly error: RemoteError }
    /** The answer does not mention it: look before trying again. */
    | { readonly outcome: 'unknown' }
  )

export type ContactOutcome = Written<{ readonly contactId: XeroContactId }>
export type CreateOutcome = Written<{ readonly contactNumber: string }>

interface Sending {
  /** One per logical write, kept across its retries. */
  readonly idempotencyKey: string
  /** Where it is left out, a batch over which Xero fails is never looked into. */
  readonly evidence?: Evidence
}

/** About 50 are recommended. @source reference/xero.md "3. Limits" */
export const contactsPerBatch = 50

/**
 * Updates up to 50 contacts in one call, each named once; one outcome per element, in the order asked for. One bad
 * element never stops the others: where Xero refuses the whole request for it, the halves are sent by themselves.
 *
 * @throws RemoteError when nothing is known about the elements; `ambiguous` when they may have been written
 * @source reference/xero.md §6.1, §6.2
 */
export function updateContacts(
  http: XeroHttp,
  batch: readonly ContactUpdate[],
  { idempotencyKey, evidence }: Sending,
): Promise<ContactOutcome[]> {
  return inHalves<ContactUpdate, ContactOutcome>(batch, idempotencyKey, {
    send: async (part, key, attemptsMax) =>
      updated(part, await write(http, 'POST', part.map(updateToWire), { key, attemptsMax })),
    refused: ({ contactId }, messages) => ({ contactId, outcome: 'refused', messages }),
    missing: 'The contact does not exist in Xero any more.',
    ...(evidence && {
      faults: { ...evidence, faulted: ({ contactId }, error) => ({ contactId, outcome: 'faulted', error }) },
    }),
  })
}

/**
 * Creates up to 50 contacts in one call; one outcome per element, in the order asked for. A name of an active
 * contact, or a number of any contact, is refused, never written over.
 *
 * Xero knows the key for six minutes, later `findContactsByNumber` tells.
 *
 * @throws RemoteError when nothing is known about the elements; when `ambiguous`, look them up by number before
 *         trying again
 * @source reference/xero.md §6.1, §6.2, "7. Contacts", matching and update rules
 */
export async function createContacts(
  http: XeroHttp,
  batch: readonly NewContact[],
  { idempotencyKey, evidence }: Sending,
): Promise<CreateOutcome[]> {
  let doubtful = false
  const outcomes = await inHalves<NewContact, CreateOutcome>(batch, idempotencyKey, {
    send: async (part, key, attemptsMax) => {
      try {
        return created(part, await write(http, 'PUT', part.map(newToWire), { key, attemptsMax }))
      } catch (error) {
        doubtful ||= isOwnFault(error)
        throw error
      }
    },
    refused: ({ contactNumber }, messages) => ({ contactNumber, outcome: 'refused', messages }),
    missing: 'Xero did not find what the contact refers to.',
    ...(evidence && {
      faults: {
        ...evidence,
        faulted: ({ contactNumber }, error) => ({ contactNumber, outcome: 'faulted', error }),
      },
    }),
  })
  return doubtful ? withMade(http, outcomes) : outcomes
}

/** A call over which Xero failed may have made the contact all the same, and then it is refused a second time. */
async function withMade(http: XeroHttp, outcomes: readonly CreateOutcome[]): Promise<CreateOutcome[]> {
  const open = outcomes.filter(({ outcome }) => outcome !== 'written')
  if (open.length === 0) return [...outcomes]
  const made = await findContactsByNumber(
    http,
    open.map(({ contactNumber }) => contactNumber),
  )
  const byNumber = new Map(made.map((contact) => [contact.contactNumber, contact]))
  return outcomes.map((each): CreateOutcome => {
    const contact = each.outcome === 'written' ? undefined : byNumber.get(each.contactNumber)
    if (!contact) return each
    return { contactNumber: each.contactNumber, outcome: 'written', contact, warnings: [] }
  })
}

async function write(
  http: XeroHttp,
  method: 'PUT' | 'POST',
  contacts: readonly unknown[],
  { key, attemptsMax }: { readonly key: string; readonly attemptsMax: number | undefined },
): Promise<readonly XeroContactOutcome[]> {
  const reply = await http.call(
    {
      ...{ method, path, query: { summarizeErrors: false }, body: { Contacts: contacts } },
      idempotencyKey: key,
      attemptsMax,
    },
    XeroContactsWriteReply,
  )
  return reply.Contacts
}

/** The order of elements is not promised: matched by ContactID, or by the unique ContactNumber. */
function updated(batch: readonly ContactUpdate[], elements: readonly XeroContactOutcome[]): ContactOutcome[] {
  const byId = new Map(elements.map((e) => [e.ContactID?.toLowerCase(), e]))
  const byNumber = onlyOnes(elements, (e) => e.ContactNumber)
  return batch.map((update) => {
    const { contactId, contactNumber, contactPersons } = update
    const element = byId.get(contactId) ?? (contactNumber ? byNumber.get(contactNumber) : undefined)
    const outcome = written({ contactId }, element)
    const stubborn =
      outcome.outcome === 'written' &&
      contactPersons?.length === 0 &&
      outcome.contact.contactPersons.length > 0
    return stubborn ? { ...outcome, warnings: [...outcome.warnings, personsKept] } : outcome
  })
}

/** An empty list is reported not to clear them. @source reference/xero.md "7. Contacts", ContactPersons */
const personsKept = 'Xero kept the other contact persons: the last of them can only be removed in Xero.'

/** A created element has an id we do not know yet: matched by number, or by a name that occurs once. */
function created(batch: readonly NewContact[], elements: readonly XeroContactOutcome[]): CreateOutcome[] {
  const byNumber = onlyOnes(elements, (e) => e.ContactNumber)
  const nameless = elements.filter((e) => !e.ContactNumber)
  const byName = onlyOnes(nameless, (e) => e.Name)
  const names = onlyOnes(batch, (c) => c.name)
  return batch.map((contact) => {
    const { contactNumber, name } = contact
    const element =
      byNumber.get(contactNumber) ?? (names.get(name) === contact ? byName.get(name) : undefined)
    return written({ contactNumber }, element)
  })
}

function written<Identity>(identity: Identity, element: XeroContactOutcome | undefined): Written<Identity> {
  if (!element) return { ...identity, outcome: 'unknown' }
  const messages = refusalOf(element)
  if (messages) return { ...identity, outcome: 'refused', messages }
  const wire = XeroWireContact.safeParse(element)
  if (!wire.success) return { ...identity, outcome: 'unknown' }
  return {
    ...identity,
    outcome: 'written',
    contact: fromWire(wire.data),
    warnings: textsOf(element.Warnings),
  }
}

/** Items by key, without those that share it. */
function onlyOnes<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null | undefined,
): Map<string, Item> {
  const found = new Map<string, Item>()
  const shared = new Set<string>()
  for (const item of items) {
    const key = keyOf(item)
    if (!key) continue
    if (found.has(key)) shared.add(key)
    found.set(key, item)
  }
  for (const key of shared) found.delete(key)
  return found
}
