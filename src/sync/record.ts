import type { Selectable } from 'kysely'
import { isUuid } from '#core/model/ids.ts'
import type { Db } from '#db/open.ts'
import { contactOf, partyOf } from '#db/read-contacts.ts'
import type { RecordRef } from '#db/record-marks.ts'
import type { LinkTable, MirrorContact, MirrorParty } from '#db/tables.ts'

/** A customer as a page shows it: the party, the contact, or both when they are linked. */
export interface CustomerRecord {
  readonly key: string
  readonly party: Selectable<MirrorParty> | null
  readonly contact: Selectable<MirrorContact> | null
  /** Null while it is only proposed. */
  readonly link: Selectable<LinkTable> | null
  /** Further links of the party, in other Xero organisations. */
  readonly others: readonly Selectable<LinkTable>[]
}

/**
 * @param key `p{partyId}` or `x{contactId}`; null when there is no such record in this workspace
 * @param organisation the connection of the Xero organisation that is meant, of a party linked in several; the one
 *   that was added first when left out
 */
export async function findRecord(
  db: Db,
  workspaceId: string,
  key: string,
  organisation?: string | null,
): Promise<CustomerRecord | null> {
  const id = key.slice(1)
  if (key.startsWith('p') && /^\d{1,15}$/.test(id)) {
    const party = await partyOf(db, workspaceId, Number(id))
    if (!party) return null
    const all = await links(db, workspaceId).where('party_id', '=', party.id).execute()
    const link = organisation ? all.find((one) => one.connection_id === organisation) : all[0]
    const contact = link ? await contactOf(db, workspaceId, link.contact_id) : undefined
    return {
      key,
      party,
      contact: contact ?? null,
      link: link ?? null,
      others: all.filter((one) => one !== link),
    }
  }
  if (key.startsWith('x') && isUuid(id)) {
    const contact = await contactOf(db, workspaceId, id.toLowerCase())
    if (!contact) return null
    const link = await links(db, workspaceId).where('contact_id', '=', contact.id).executeTakeFirst()
    const party = link?.party_id ? await partyOf(db, workspaceId, link.party_id) : undefined
    const others = party
      ? await links(db, workspaceId)
          .where('party_id', '=', party.id)
          .where('contact_id', '<>', contact.id)
          .execute()
      : []
    return { key: party ? `p${party.id}` : key, party: party ?? null, contact, link: link ?? null, others }
  }
  return null
}

const links = (db: Db, workspaceId: string) =>
  db
    .selectFrom('link')
    .leftJoin('connection', 'connection.id', 'link.connection_id')
    .selectAll('link')
    .where('link.workspace_id', '=', workspaceId)
    .where('link.state', 'in', ['pending', 'active'])
    .orderBy('connection.added_at')
    .orderBy('link.contact_id')

/** Both sides of the record, as far as there are any. */
export const refsOf = ({ party, contact }: Pick<CustomerRecord, 'party' | 'contact'>): RecordRef[] => [
  ...(party ? [{ side: 'capsule' as const, id: String(party.id) }] : []),
  ...(contact ? [{ side: 'xero' as const, id: contact.id }] : []),
]

export const idsOf = ({ party, contact }: Pick<CustomerRecord, 'party' | 'contact'>) => ({
  parties: party ? [party.id] : [],
  contacts: contact ? [contact.id] : [],
})

export const nameOf = ({ party, contact }: CustomerRecord): string => party?.name ?? contact?.name ?? ''
