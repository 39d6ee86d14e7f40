import { sql } from 'kysely'
import { z } from 'zod'
import { capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import type { DoneOperation, UndoWorld } from '#core/plan/undo.ts'
import type { CapsuleConnection, XeroConnection } from '#db/connections.ts'
import { jsonText } from '#db/json-text.ts'
import { listLinks } from '#db/links.ts'
import type { Db } from '#db/open.ts'
import { contactsByIds } from '#db/read-reviews.ts'
import { loadRules } from '#db/rules.ts'
import { countDocuments } from '#db/worlds.ts'
import { loadSubjects } from './apply/pairs.ts'
import { plannedOf, type StoredRow } from './done-operations.ts'
import { referencesOf } from './references.ts'
import { fieldSetting } from './setting.ts'
import { AddedRows } from './stored-operations.ts'

const Result = z.object({
  partyId: z.int().nullish(),
  contactId: z.string().nullish(),
  added: AddedRows.optional(),
})
const noRows: AddedRows = { emails: [], phones: [], addresses: [] }

/** Stored operations with what their answers taught, newest first; those that only undoing plans are left out. */
export function doneOf(
  rows: readonly StoredRow[],
  linkedParty: ReadonlyMap<string, number>,
): { readonly done: readonly DoneOperation[]; readonly lost: readonly StoredRow[] } {
  const done: DoneOperation[] = []
  const lost: StoredRow[] = []
  const known = new Map(linkedParty)
  for (const row of rows) {
    const partyId = row.party_id ?? resultOf(row).partyId
    if (row.contact_id !== null && partyId) known.set(row.contact_id, partyId)
  }
  for (const row of rows) {
    const each = doneOperation(row, known)
    if (each === null) lost.push(row)
    else done.push(each)
  }
  return { done, lost }
}

function doneOperation(row: StoredRow, known: ReadonlyMap<string, number>): DoneOperation | null {
  const planned = plannedOf(row)
  if (planned === null) return null
  const { id } = row
  const result = resultOf(row)
  const party = row.party_id ?? result.partyId ?? known.get(row.contact_id ?? '')
  const partyId = party ? capsulePartyId(party) : null
  switch (planned.kind) {
    case 'capsule.party.update':
      return { id, ...planned, added: result.added ?? noRows }
    case 'capsule.party.create':
    case 'capsule.party.reference':
    case 'xero.contact.reference':
    case 'xero.contact.note':
      return partyId && { id, ...planned, partyId }
    case 'xero.contact.create': {
      const contactId = result.contactId ?? row.contact_id
      return contactId ? { id, ...planned, contactId: xeroContactId(contactId) } : null
    }
    default:
      return { id, ...planned }
  }
}

const resultOf = (row: StoredRow): z.infer<typeof Result> => Result.safeParse(row.result).data ?? {}

/** The records that undoing these looks at, as last seen. */
export async function undoWorld(
  db: Db,
  sides: { readonly capsule: CapsuleConnection; readonly xero: XeroConnection },
  done: readonly DoneOperation[],
): Promise<UndoWorld> {
  const { workspaceId } = sides.xero
  const partyIds = distinct(done.flatMap((each) => ('partyId' in each ? [each.partyId as number] : [])))
  const contactIds = distinct(
    done.flatMap((each) => [
      ...('contactId' in each ? [each.contactId as string] : []),
      ...(each.kind === 'capsule.party.reference' && each.before.contactId ? [each.before.contactId] : []),
    ]),
  )
  const names = done.flatMap((each) =>
    each.kind === 'xero.contact.update' && each.restore.name ? [each.restore.name] : [],
  )
  const contacts = await contactsByIds(db, workspaceId, [
    ...contactIds.filter((id) => z.guid().safeParse(id).success),
    ...(await bearersOf(db, sides.xero, names)),
  ])
  const subjects = await loadSubjects(db, workspaceId, partyIds)
  const rules = await loadRules(db, workspaceId)
  const { contactIdField, contactLinkField } = referencesOf(sides.capsule.details, sides.xero.details)
  return {
    subjects: new Map([...subjects].map(([id, subject]) => [capsulePartyId(id), subject])),
    contacts: new Map([...contacts].map(([id, contact]) => [xeroContactId(id), contact])),
    links: await listLinks(db, workspaceId, sides.xero.id),
    setting: fieldSetting(sides.capsule.details, sides.xero.details, rules),
    contactIdField,
    contactLinkField,
    documentCounts: await countDocuments(db, workspaceId, { parties: [], contacts: [...contacts.keys()] }),
  }
}

/** Contacts that bear one of these names now, whatever its case. */
async function bearersOf(
  db: Db,
  { id: connectionId, workspaceId }: XeroConnection,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return []
  const keys = names.map((name) => name.trim().replace(/\s+/g, ' ').toLowerCase())
  const result = await sql<{ id: string }>`select id from mirror_contact
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and status = 'ACTIVE'
      and lower(regexp_replace(btrim(name), '\\s+', ' ', 'g'))
        in (select json_array_elements_text(${jsonText(keys)}::json))`.execute(db)
  return result.rows.map((row) => row.id)
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
