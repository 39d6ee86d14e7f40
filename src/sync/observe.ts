import type { CivilDate } from '#core/civil-date.ts'
import { civilDateIn } from '#core/civil-date.ts'
import { contactKeys, partyKeys } from '#core/match/keys.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { XeroDocument } from '#core/model/document.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Connection } from '#db/connections.ts'
import { replaceMatchKeys } from '#db/match-keys.ts'
import { upsertContacts, upsertDocuments, upsertParties } from '#db/mirrors.ts'
import type { Db } from '#db/open.ts'

/** Records that changed and whose lines, links or plans may follow. */
export interface Touched {
  readonly parties: Set<number>
  readonly contacts: Set<string>
}

export const nothingTouched = (): Touched => ({ parties: new Set(), contacts: new Set() })

/** Stores what was read, with the keys by which it is matched; adds what really changed to `touched`. */
export async function observeParties(
  db: Db,
  connection: Connection,
  at: Date,
  parties: readonly CapsuleParty[],
  touched: Touched,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const changed = new Set(await upsertParties(tx, seen(connection, at), parties))
    for (const id of changed) touched.parties.add(id)
    const records = parties
      .filter((party) => changed.has(party.id))
      .map((party) => ({ recordId: String(party.id), keys: partyKeys(party) }))
    await replaceMatchKeys(tx, connection.workspaceId, 'capsule', records)
  })
}

export async function observeContacts(
  db: Db,
  connection: Connection,
  at: Date,
  contacts: readonly XeroContact[],
  touched: Touched,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const changed = new Set(await upsertContacts(tx, seen(connection, at), contacts))
    for (const id of changed) touched.contacts.add(id)
    const records = contacts
      .filter((contact) => changed.has(contact.id))
      .map((contact) => ({ recordId: contact.id, keys: contactKeys(contact) }))
    await replaceMatchKeys(tx, connection.workspaceId, 'xero', records)
  })
}

export async function observeDocuments(
  db: Db,
  connection: Connection,
  at: Date,
  documents: readonly XeroDocument[],
  touched: Touched,
): Promise<void> {
  for (const { contactId } of await upsertDocuments(db, seen(connection, at), documents)) {
    touched.contacts.add(contactId)
  }
}

const seen = (connection: Connection, at: Date) => ({
  workspaceId: connection.workspaceId,
  connectionId: connection.id,
  at,
})

/** The organisation's day, which decides what is overdue; UTC before Xero is connected. */
export const todayOf = (timeZone: string | null, nowMs: number): CivilDate =>
  civilDateIn(timeZone ?? 'UTC', nowMs)
