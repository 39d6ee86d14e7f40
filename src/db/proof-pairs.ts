import type { XeroContact } from '#core/model/contact.ts'
import { type LinkId, linkId } from '#core/model/ids.ts'
import type { Db } from './open.ts'
import type { DifferingField } from './tables.ts'

/** A linked pair, with what is known to differ. */
export interface ActivePair {
  readonly id: LinkId
  readonly partyId: number
  readonly contact: XeroContact
  readonly differing: readonly DifferingField[]
}

/** Pairs of an organisation whose records are both there, in order of their links. @param after a link's id */
export async function listActivePairs(
  db: Db,
  { workspaceId, id: connectionId }: { readonly workspaceId: string; readonly id: string },
  after: string | null,
  rowsMax: number,
): Promise<ActivePair[]> {
  const rows = await db
    .selectFrom('link as l')
    .innerJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'l.workspace_id').onRef('c.id', '=', 'l.contact_id'),
    )
    .innerJoin('mirror_party as p', (j) =>
      j.onRef('p.workspace_id', '=', 'l.workspace_id').onRef('p.id', '=', 'l.party_id'),
    )
    .select(['l.id', 'p.id as partyId', 'c.data as contact', 'l.differing'])
    .where('l.workspace_id', '=', workspaceId)
    .where('l.connection_id', '=', connectionId)
    .where('l.state', '=', 'active')
    .where('p.state', '=', 'active')
    .where('c.status', '=', 'ACTIVE')
    .$if(after !== null, (q) => q.where('l.id', '>', after ?? ''))
    .orderBy('l.id')
    .limit(rowsMax)
    .execute()
  return rows.map((row) => ({ ...row, id: linkId(row.id) }))
}

/** Contacts about which a person is asked, or of which a write is under way or failed. */
export async function unsettledContacts(db: Db, workspaceId: string): Promise<string[]> {
  const asked = await db
    .selectFrom('review')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .execute()
  const written = await db
    .selectFrom('operation')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['planned', 'sent', 'failed'])
    .execute()
  return [...asked, ...written].flatMap((row) => row.contact_id ?? [])
}

/** Ids of the parties we believe to be there and to be seen. */
export async function partiesSeen(db: Db, workspaceId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('mirror_party')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'active')
    .execute()
  return rows.map((row) => row.id)
}
