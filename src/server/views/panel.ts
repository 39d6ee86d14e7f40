import type { DocumentRow, Panel } from '#api/panel.ts'
import { civilDateIn } from '#core/civil-date.ts'
import { xeroContactId } from '#core/model/ids.ts'
import type { Access } from '#db/access.ts'
import type { XeroConnection } from '#db/connections.ts'
import { documentsOf, figuresRows } from '#db/documents.ts'
import type { Db } from '#db/open.ts'
import { contactOf, contactRow, contactsOfParty, heardAt, linkOfContact, partyOf } from '#db/read-contacts.ts'
import { documentsOfHiddenDeals } from '#db/read-deals.ts'
import { contactUrl } from '#xero/links.ts'
import { documentFor, documentWithoutWords, figuresFor } from './amounts.ts'
import { documentView } from './document.ts'
import { addedFigures, noFigures, panelFigures } from './panel-figures.ts'
import { organisationName, type Sides, xeroOf } from './sides.ts'

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
  if (contactId === null || !sides.xero)
    return empty(row.name, row.state === 'waiting' ? 'waiting' : 'not_linked')
  const link = await linkOfContact(db, workspaceId, contactId)
  // A contact of Xero shows its own invoices whether or not it is linked; a party only once it is.
  if (row.party_id !== null && link?.state === 'proposed') return empty(row.name, 'waiting')
  const further = await furtherContacts(db, workspaceId, own === null ? (via?.partyId ?? null) : row.party_id)
  const ids = [contactId, ...further.filter((id) => id !== contactId)]
  const ledgers = await Promise.all(ids.map((id) => ledgerOf(db, access, sides, id, nowMs)))
  const shown = ledgers.flatMap((each) => each ?? [])
  const [first] = shown
  if (!first) return empty(row.name, 'not_linked')
  const documents = shown.flatMap((each) => each.documents)
  const heard = shown.flatMap((each) => each.asOf ?? [])
  return {
    state: documents.length > 0 ? 'linked' : 'none',
    contactName: first.name,
    via: own === null && via ? { key: via.key, name: via.name } : null,
    xeroUrl: first.xeroUrl,
    ...figuresFor(access, addedFigures(shown.map((each) => each.figures))),
    ...(shown.length > 1
      ? { organisations: shown.map((each) => ({ name: each.organisation ?? '', xeroUrl: each.xeroUrl })) }
      : {}),
    documents,
    older: shown.reduce((sum, each) => sum + each.older, 0),
    billsHidden: access.suppliers && shown.some((each) => each.hidden > 0),
    asOf: heard.length === 0 ? null : new Date(Math.min(...heard.map((at) => at.getTime()))).toISOString(),
    unreachable: shown.find((each) => each.unreachable !== null)?.unreachable ?? null,
  }
}

/** The other contacts of a party, in further organisations. */
async function furtherContacts(db: Db, workspaceId: string, partyId: number | null): Promise<string[]> {
  if (partyId === null) return []
  const contacts = await contactsOfParty(db, workspaceId, partyId)
  return contacts.flatMap(({ contactId, state }) => (state === 'proposed' ? [] : [contactId]))
}

/** The documents of one contact, by the day and currency of its organisation. */
async function ledgerOf(db: Db, access: Access, sides: Sides, contactId: string, nowMs: number) {
  const { workspaceId } = access
  const contact = await contactOf(db, workspaceId, contactId)
  const xero = xeroOf(sides, contact?.connection_id)
  if (!xero) return null
  const organisation = organisationName(sides, xero.id)
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
  const wordless = await documentsOfHiddenDeals(db, access)
  const worded = (document: DocumentRow) =>
    wordless.has(document.id) ? documentWithoutWords(document) : document
  const asOf = await heardAt(db, xero.id)
  const why = unreachable(xero, asOf, nowMs)
  return {
    name: contact?.name ?? null,
    organisation,
    xeroUrl: contactUrl(place, xeroContactId(contactId)),
    figures: panelFigures(await figuresRows(db, workspaceId, contactId), viewing.today, access.bills),
    documents: rows.map((document) => ({
      ...worded(documentFor(access, documentView(document, viewing))),
      ...(organisation === null ? {} : { organisation }),
    })),
    older: total - rows.length,
    hidden,
    asOf,
    unreachable: why === null || organisation === null ? why : `${organisation}: ${why}`,
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
  return row?.contact_id
    ? { key: row.key, name: row.name, contactId: row.contact_id, partyId: row.party_id }
    : null
}
