import { sql } from 'kysely'
import type { CivilDate } from '#core/civil-date.ts'
import { civilDateIn } from '#core/civil-date.ts'
import { contactKeys, partyKeys } from '#core/match/keys.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { ConnectionId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Connection } from '#db/connections.ts'
import { refreshContactMoney } from '#db/contact-money.ts'
import { daysOf } from '#db/contact-rows.ts'
import type { MirroredDocument, MirroredInvoice } from '#db/document-row.ts'
import { type CreditRef, pageKeysOf, retireTemplates, upsertDocuments } from '#db/documents.ts'
import { markFactsDue } from '#db/facts.ts'
import { replaceMatchKeys } from '#db/match-keys.ts'
import { markParties, upsertContacts, upsertParties } from '#db/mirrors.ts'
import { notifyChange } from '#db/notify.ts'
import type { Db } from '#db/open.ts'
import { markUnplanned } from '#db/unplanned.ts'
import { lockWorkspace } from '#db/workspaces.ts'

/** Records that changed and whose lines, links or plans may follow. */
export interface Touched {
  readonly parties: Set<number>
  readonly contacts: Set<string>
}

export const nothingTouched = (): Touched => ({ parties: new Set(), contacts: new Set() })

/**
 * Stores what was read, with the keys by which it is matched; adds what really changed to `touched` and notes, in
 * the same commit, that it is to be planned.
 *
 * @param touched null for what needs no plan of its own: a whole plan follows, or it is the echo of our own write
 * @param plannedFor the organisation whose plan that is; for the others the change is news
 * @returns what really changed
 */
export async function observeParties(
  db: Db,
  connection: Connection,
  at: Date,
  parties: readonly CapsuleParty[],
  touched: Touched | null,
  plannedFor: ConnectionId | null = null,
): Promise<readonly number[]> {
  return db.transaction().execute(async (tx) => {
    // The organisation that a person leaves is represented by others from now on.
    const left = touched === null && plannedFor === null ? [] : await employersOf(tx, connection, parties)
    const upserted = await upsertParties(tx, seen(connection, at), parties)
    const changed = new Set(upserted.changed)
    const employers = left.flatMap(({ id, organisation_id }) => (changed.has(id) ? organisation_id : []))
    const touchedNow = { parties: [...changed, ...employers], contacts: [] }
    if (touched === null && plannedFor !== null)
      await markUnplanned(tx, connection.workspaceId, touchedNow, { except: plannedFor })
    await note(tx, connection, touched, touchedNow)
    const records = parties
      .filter((party) => changed.has(party.id))
      .map((party) => ({ recordId: String(party.id), keys: partyKeys(party) }))
    await replaceMatchKeys(
      tx,
      connection.workspaceId,
      'capsule',
      records,
      new Set(upserted.fresh.map(String)),
    )
    return upserted.changed
  })
}

export async function observeContacts(
  db: Db,
  connection: Connection,
  at: Date,
  contacts: readonly XeroContact[],
  touched: Touched | null,
): Promise<readonly string[]> {
  return db.transaction().execute(async (tx) => {
    const upserted = await upsertContacts(tx, seen(connection, at), contacts)
    const changed = new Set(upserted.changed)
    await note(tx, connection, touched, { parties: [], contacts: [...changed] })
    const records = contacts
      .filter((contact) => changed.has(contact.id))
      .map((contact) => ({ recordId: contact.id, keys: contactKeys(contact) }))
    await replaceMatchKeys(tx, connection.workspaceId, 'xero', records, new Set(upserted.fresh))
    return upserted.changed
  })
}

/**
 * Invoices and bills. The pages that show them hear of them with the commit: no plan depends on an amount, so only
 * contacts with more or fewer documents than before are planned for.
 *
 * @param touched null for what is shown later anyway, as a whole
 * @returns credits of which another part is used now: they changed without being told of
 */
export async function observeDocuments(
  db: Db,
  connection: Connection,
  at: Date,
  documents: readonly MirroredInvoice[],
  touched: Touched | null,
): Promise<readonly CreditRef[]> {
  return db.transaction().execute(async (tx) => {
    const { workspaceId } = connection
    // Whoever computes lines of the Contacts page does so one after the other.
    if (touched !== null) await lockWorkspace(tx, workspaceId)
    const { changed, recounted, credits } = await upsertDocuments(tx, seen(connection, at), documents)
    const contacts = [...new Set(changed.map(({ contactId }) => contactId))]
    await note(tx, connection, touched, { parties: [], contacts: recounted })
    await markFactsDue(tx, workspaceId, contacts, at)
    if (touched !== null && contacts.length > 0) {
      const days = await daysOf(tx, workspaceId, at.getTime())
      const keys = await refreshContactMoney(tx, workspaceId, days, contacts)
      if (keys.length > 0) await notifyChange(tx, { workspaceId, topics: ['overview', 'documents'], keys })
    }
    return credits
  })
}

/**
 * Everything else a ledger shows: nothing is planned from it, only the open panels hear of it.
 *
 * @param whole true for a full list of templates: those it does not hold are gone
 */
export async function observeLedger(
  db: Db,
  connection: Connection,
  at: Date,
  documents: readonly MirroredDocument[],
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { changed } = await upsertDocuments(tx, seen(connection, at), documents)
    const ids = documents.map(({ id }) => id)
    const retired = whole ? await retireTemplates(tx, seen(connection, at), ids) : []
    const contacts = [...new Set([...changed.map(({ contactId }) => contactId), ...retired])]
    const { workspaceId } = connection
    await markFactsDue(tx, workspaceId, contacts, at)
    const keys = await pageKeysOf(tx, workspaceId, contacts)
    if (keys.length > 0) await notifyChange(tx, { workspaceId, topics: ['documents'], keys })
  })
}

/** Parties that are gone, or that we may not see any more; one is never taken for the other. */
export async function observeAbsence(
  db: Db,
  connection: Connection,
  at: Date,
  ids: readonly number[],
  state: 'deleted' | 'restricted',
  touched: Touched | null,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const gone = await markParties(tx, seen(connection, at), ids, state)
    const parties = gone.flatMap((party) =>
      party.organisationId === null ? [party.id] : [party.id, party.organisationId],
    )
    await note(tx, connection, touched, { parties, contacts: [] })
  })
}

/** Also of people who are an organisation now. */
async function employersOf(tx: Db, connection: Connection, parties: readonly CapsuleParty[]) {
  if (parties.length === 0) return []
  const rows = await tx
    .selectFrom('mirror_party')
    .select(['id', 'organisation_id'])
    .where('workspace_id', '=', connection.workspaceId)
    .where(sql<boolean>`id = any(${parties.map(({ id }) => id)}::bigint[])`)
    .where('organisation_id', 'is not', null)
    .execute()
  return rows.flatMap(({ id, organisation_id }) =>
    organisation_id === null ? [] : [{ id, organisation_id }],
  )
}

async function note(
  tx: Db,
  connection: Connection,
  touched: Touched | null,
  changed: { readonly parties: readonly number[]; readonly contacts: readonly string[] },
): Promise<void> {
  if (touched === null) return
  for (const id of changed.parties) touched.parties.add(id)
  for (const id of changed.contacts) touched.contacts.add(id)
  await markUnplanned(tx, connection.workspaceId, changed)
}

const seen = (connection: Connection, at: Date) => ({
  workspaceId: connection.workspaceId,
  connectionId: connection.id,
  at,
})

/** The organisation's day, which decides what is overdue; UTC before Xero is connected. */
export const todayOf = (timeZone: string | null, nowMs: number): CivilDate =>
  civilDateIn(timeZone ?? 'UTC', nowMs)
