import { getParties, listDeletedParties } from '#capsule/parties.ts'
import { getSite } from '#capsule/site.ts'
import { capsulePartyId, type WorkspaceId, xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import type { Apart } from '#core/remote/read-apart.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { watermarkOf } from '#db/cursors.ts'
import { clearDirty, type DirtyRow, listDirty, markDirty, putOffDirty, type RecordKind } from '#db/dirty.ts'
import { creditKinds } from '#db/documents.ts'
import { hasUnread, rowOf, storingRows, takeUnread } from '#db/inbox.ts'
import { getContacts } from '#xero/contacts.ts'
import { getInvoices } from '#xero/invoices.ts'
import { getOrganisation } from '#xero/organisation.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { rereadCredits } from './credits.ts'
import { saidBy } from './delivery-records.ts'
import type { Engine } from './engine.ts'
import { observeAbsence, observeContacts, observeDocuments, observeParties, type Touched } from './observe.ts'
import { overlapped } from './overlap.ts'
import { contactsToRead } from './roles.ts'

const deliveriesPerPass = 500
const recordsPerPass = 2_000

/** Has everything that was acknowledged marked as dirty, and forgets nothing: marks are made by the commit that stores. */
export async function drainInbox(engine: Engine): Promise<void> {
  await engine.store.deliveries.flush()
  while (await hasUnread(engine.db)) if (!(await readOlder(engine))) break
}

/** Deliveries of an older program, which read bodies when their turn came. False when others work on them. */
async function readOlder(engine: Engine): Promise<boolean> {
  return engine.db.transaction().execute(async (tx) => {
    const deliveries = await takeUnread(tx, deliveriesPerPass)
    const rows = deliveries.map((each) => {
      const { records, flaw } = saidBy(each.side, each.body)
      return rowOf({ ...each, records, flaw })
    })
    if (rows.length > 0) await storingRows(rows).execute(tx)
    return rows.length > 0
  })
}

const ofKind = (rows: readonly DirtyRow[], kind: RecordKind) => rows.filter((row) => row.kind === kind)

/**
 * Reads the dirty records of Capsule in batches and stores what is there now.
 *
 * @throws RemoteError; what was not read stays dirty
 */
export async function refreshParties(
  engine: Engine,
  account: CapsuleAccount,
  touched: Touched,
): Promise<void> {
  const { connection } = account
  const begun = new Date(engine.now())
  const rows = await listDirty(engine.db, connection.workspaceId, recordsPerPass, { side: 'capsule' }, begun)
  const dirty = ofKind(rows, 'party')
  if (dirty.length === 0) return
  const ids = dirty.map((row) => capsulePartyId(Number(row.recordId)))
  const unreadable = new Set<string>()
  const http = account.http('event')
  const { parties, restricted, missing } = await getParties(http, ids, {
    unreadable: (id) => unreadable.add(String(id)),
    answers: () => getSite(http).then(() => true, isNotAnswered),
  })
  const deleted = new Set(missing.length === 0 ? [] : await deletedLately(engine, account))
  const hidden = [...restricted, ...missing.filter((id) => !deleted.has(id))]
  const at = new Date(engine.now())
  await observeParties(engine.db, connection, at, parties, touched)
  await observeAbsence(engine.db, connection, at, [...deleted], 'deleted', touched)
  await observeAbsence(engine.db, connection, at, hidden, 'restricted', touched)
  await clearRead(engine, connection.workspaceId, dirty, unreadable)
}

/** Those over which the vendor fails while it answers otherwise are left for later, and hold up no others. */
async function clearRead(
  engine: Engine,
  workspaceId: WorkspaceId,
  rows: readonly DirtyRow[],
  unreadable: ReadonlySet<string>,
): Promise<void> {
  const left = rows.filter(({ recordId }) => unreadable.has(recordId))
  if (left.length > 0)
    engine.log.warn({ records: left.map(({ recordId }) => recordId) }, 'a vendor fails over single records')
  await putOffDirty(engine.db, workspaceId, new Date(engine.now()), left)
  await clearDirty(
    engine.db,
    workspaceId,
    rows.filter((row) => !left.includes(row)),
  )
}

function isNotAnswered(fault: unknown): false {
  if (isRemoteError(fault, 'offline', 'timeout', 'remote_fault')) return false
  throw fault
}

/** A read does not tell a deleted party from one that became invisible; the list of deletions does. */
async function deletedLately(engine: Engine, { connection, http }: CapsuleAccount) {
  const since = (await watermarkOf(engine.db, connection.id, 'parties')) ?? connection.connectedAt
  return (await listDeletedParties(http('event'), overlapped(since))).deleted
}

/**
 * Reads the dirty records of one Xero organisation in batches and stores what is there now.
 *
 * @param isFirst whether it is the organisation of records of which nobody said whose they are
 * @throws RemoteError; what was not read stays dirty
 */
export async function refreshDocuments(
  engine: Engine,
  account: XeroAccount,
  isFirst: boolean,
  touched: Touched,
): Promise<void> {
  const { connection } = account
  const of = { side: 'xero', connectionId: connection.id, isFirst } as const
  const rows = await listDirty(engine.db, connection.workspaceId, recordsPerPass, of, new Date(engine.now()))
  const unreadable = new Set<string>()
  const http = account.http('event')
  const at = () => new Date(engine.now())
  const apart: Apart<string> = {
    unreadable: (id) => unreadable.add(id),
    answers: () => getOrganisation(http).then(() => true, isNotAnswered),
  }
  const dirtyDocuments = ofKind(rows, 'document')
  const dirtyContacts = ofKind(rows, 'contact')
  const dirtyCredits = creditKinds.flatMap((kind) =>
    ofKind(rows, kind).map((row) => ({ row, ref: { kind, id: xeroDocumentId(row.recordId) } })),
  )
  const credits = new Map(dirtyCredits.map(({ ref }) => [ref.id, ref]))
  const contactIds = new Set(dirtyContacts.map((row) => row.recordId))
  if (dirtyDocuments.length > 0) {
    const ids = dirtyDocuments.map((row) => xeroDocumentId(row.recordId))
    const documents = await getInvoices(http, ids, apart)
    const changed = await observeDocuments(engine.db, connection, at(), documents, touched)
    for (const ref of changed) credits.set(ref.id, ref)
    for (const id of await contactsToRead(engine, connection.workspaceId, documents)) contactIds.add(id)
  }
  if (contactIds.size > 0) {
    const ids = [...contactIds].map((id) => xeroContactId(id))
    const contacts = await getContacts(http, ids, apart)
    await observeContacts(engine.db, connection, at(), contacts, touched)
  }
  await rereadCredits(engine, account, http, [...credits.values()])
  const read = [...dirtyDocuments, ...dirtyContacts, ...dirtyCredits.map(({ row }) => row)]
  // A contact that only a document led to is looked at again by itself.
  const asked = new Set(read.map(({ recordId }) => recordId))
  const contacts = [...unreadable].flatMap((recordId) =>
    asked.has(recordId)
      ? []
      : [{ side: 'xero', kind: 'contact', recordId, connectionId: connection.id, marks: 1 } as const],
  )
  await markDirty(engine.db, connection.workspaceId, at(), contacts)
  await clearRead(engine, connection.workspaceId, [...read, ...contacts], unreadable)
}
