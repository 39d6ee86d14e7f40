import type { Panel } from '#api/panel.ts'
import { civilDateIn } from '#core/civil-date.ts'
import { xeroContactId } from '#core/model/ids.ts'
import type { Access } from '#db/access.ts'
import type { XeroConnection } from '#db/connections.ts'
import { documentsOf, figuresRows } from '#db/documents.ts'
import type { Db } from '#db/open.ts'
import { contactOf, contactRow, heardAt, linkOfContact, partyOf } from '#db/read-contacts.ts'
import { contactUrl } from '#xero/links.ts'
import { documentFor, figuresFor } from './amounts.ts'
import { documentView } from './document.ts'
import { noFigures, panelFigures } from './panel-figures.ts'
import type { Sides } from './sides.ts'

const documentsMax = 500

/** The documents of one contact, with what is owed, in the organisation's own day. */
export async function panelView(
  db: Db,
  access: Access,
  sides: Sides,
  key: string,
  nowMs: number,
): Promise<Panel | null> {
  const { workspaceId } = access
  const row = await contactRow(db, access, key)
  if (!row) return null
  const own = row.contact_id
  const via = own === null ? await organisationOf(db, access, row.party_id) : null
  const contactId = own ?? via?.contactId ?? null
  const { xero } = sides
  if (contactId === null || !xero) return empty(row.name, row.state === 'waiting' ? 'waiting' : 'not_linked')
  const link = await linkOfContact(db, workspaceId, contactId)
  // A contact of Xero shows its own invoices whether or not it is linked; a party only once it is.
  if (row.party_id !== null && link?.state === 'proposed') return empty(row.name, 'waiting')
  const contact = await contactOf(db, workspaceId, contactId)
  const place = { appUrl: sides.xeroAppUrl, shortCode: xero.details.shortCode }
  const viewing = {
    place,
    today: civilDateIn(xero.details.timeZone, nowMs),
    baseCurrency: xero.details.baseCurrency,
  }
  const { rows, total, hidden } = await documentsOf(db, workspaceId, contactId, {
    limit: documentsMax,
    side: access.bills ? null : 'sales',
  })
  const asOf = await heardAt(db, xero.id)
  return {
    state: rows.length > 0 ? 'linked' : 'none',
    contactName: contact?.name ?? null,
    via: own === null && via ? { key: via.key, name: via.name } : null,
    xeroUrl: contactUrl(place, xeroContactId(contactId)),
    ...figuresFor(
      access,
      panelFigures(await figuresRows(db, workspaceId, contactId), viewing.today, access.bills),
    ),
    documents: rows.map((document) => documentFor(access, documentView(document, viewing))),
    older: total - rows.length,
    billsHidden: access.suppliers && hidden > 0,
    asOf: asOf?.toISOString() ?? null,
    unreachable: unreachable(xero, asOf, nowMs),
  }
}

const empty = (name: string, state: 'not_linked' | 'waiting'): Panel => ({
  state,
  contactName: name,
  via: null,
  xeroUrl: null,
  ...noFigures,
  documents: [],
  older: 0,
  billsHidden: false,
  asOf: null,
  unreachable: null,
})

/** Even where changes are announced, everything is looked at each hour. */
const silentMs = 3 * 60 * 60_000

function unreachable(xero: XeroConnection, asOf: Date | null, nowMs: number): string | null {
  if (xero.state === 'disconnected') return 'Xero is disconnected.'
  if (xero.state === 'lost') return xero.problem ?? 'The access to Xero was lost.'
  if (asOf !== null && nowMs - asOf.getTime() > silentMs) return 'Xero could not be reached for some time.'
  return null
}

/** A person who belongs to an organisation shows the organisation's documents: that is who is billed. */
async function organisationOf(db: Db, access: Access, partyId: number | null) {
  if (partyId === null) return null
  const party = await partyOf(db, access.workspaceId, partyId)
  const organisation = party?.data.organisation
  if (!organisation) return null
  const row = await contactRow(db, access, `p${organisation.id}`)
  return row?.contact_id ? { key: row.key, name: row.name, contactId: row.contact_id } : null
}
