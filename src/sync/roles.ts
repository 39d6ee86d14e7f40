import type { XeroContact } from '#core/model/contact.ts'
import type { XeroDocument } from '#core/model/document.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import type { Engine } from './engine.ts'

type Owned = Pick<XeroDocument, 'contactId' | 'kind'>
type Roles = Pick<XeroContact, 'id' | 'isCustomer' | 'isSupplier'>

/**
 * Contacts of documents that are not mirrored, or not yet known as the customer or supplier they now are: a first
 * document makes them one without touching the contact's own time of change, so no delta tells of it.
 *
 * @source reference/xero.md §6.3, "If-Modified-Since is not a full change feed"
 */
export async function contactsToRead(
  engine: Engine,
  workspaceId: string,
  documents: readonly Owned[],
): Promise<XeroContactId[]> {
  const ids = [...new Set(documents.map((document) => document.contactId))]
  if (ids.length === 0) return []
  const rows = await engine.db
    .selectFrom('mirror_contact')
    .select('data')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute()
  return ownersWithNewRoles(
    documents,
    rows.map((row) => row.data),
  )
}

export function ownersWithNewRoles(documents: readonly Owned[], known: readonly Roles[]): XeroContactId[] {
  const roles = new Map(known.map((contact) => [contact.id, contact]))
  const isNew = ({ contactId, kind }: Owned) => {
    const contact = roles.get(contactId)
    return kind === 'invoice' ? !contact?.isCustomer : !contact?.isSupplier
  }
  return [...new Set(documents.filter(isNew).map((document) => document.contactId))]
}
