import { isMarked } from '#core/deal/draft.ts'
import type { LedgerInvoice, Quote } from '#core/model/document.ts'
import { xeroContactId } from '#core/model/ids.ts'
import { isOwnFault, isRemoteError } from '#core/remote/remote-error.ts'
import { appendAudit } from '#db/audit.ts'
import { daysOf, refreshContactRows } from '#db/contact-rows.ts'
import { type Claim, changeClaim, claimOfOperation, dropClaim, markedDocument } from '#db/deals.ts'
import { notifyChange } from '#db/notify.ts'
import { markEnded, markSent, openOperations, releaseOperations } from '#db/operations.ts'
import { opportunityById } from '#db/opportunities.ts'
import type { StoredError } from '#db/tables.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { XeroHttp } from '#xero/http.ts'
import { createInvoice } from '#xero/invoice-writes.ts'
import { findOwnInvoices } from '#xero/invoices.ts'
import { createQuote } from '#xero/quote-writes.ts'
import { listQuotes } from '#xero/quotes.ts'
import { customerOf } from '../deal-customer.ts'
import { DocumentShape, documentKinds } from '../deal-operations.ts'
import type { Engine } from '../engine.ts'
import { observeDocuments, observeLedger } from '../observe.ts'
import { type Application, refused, type StoredOperation, storedError } from './application.ts'
import { faultedError, isOfRecord } from './bad-record.ts'

const perRead = 20
/** An answer that shows nothing, this often, is no accident. */
const attemptsMax = 5

type Made = LedgerInvoice | Quote

/**
 * Creates invoices and quotes, one call each. What may have been created before, its answer lost or the machine gone,
 * is looked for by its mark before it is created.
 *
 * @source reference/xero.md §6.2
 */
export async function writeDocuments(
  engine: Engine,
  application: Application,
  untilMs: number,
): Promise<boolean> {
  for (;;) {
    const operations = await openOperations(engine.db, application.runId, documentKinds, perRead)
    if (operations.length === 0) return true
    for (const operation of operations) {
      if (engine.now() >= untilMs) return false
      await writeDocument(engine, application, operation)
    }
  }
}

interface Document {
  readonly operation: StoredOperation
  readonly shape: DocumentShape
  readonly claim: Claim
  readonly http: XeroHttp
}

async function writeDocument(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
): Promise<void> {
  const { workspaceId, accounts, progress } = application
  const shape = DocumentShape.parse(operation.after)
  const claim = await claimOfOperation(engine.db, workspaceId, operation.id)
  if (!claim) return finish(engine, application, operation, { state: 'skipped', error: notWanted })
  const http = accounts.xero.http(shape.asked ? 'interactive' : application.lane, progress.onCall)
  const document = { operation, shape, claim, http }
  if (operation.state === 'sent') {
    const found = await findMade(engine, application, document)
    if (found) return keep(engine, application, document, found, { found: true })
    if (operation.attempts >= attemptsMax)
      return giveUp(engine, application, document, {
        kind: 'bad_reply',
        message: `Xero took the ${shape.draft.kind} ${attemptsMax} times without showing it.`,
        next: 'Look in Xero whether it is there, then have it made again here.',
      })
  }
  if (!(await isStillRight(engine, application, document)))
    return takeBack(engine, application, document, operation.state === 'sent')
  const sent = await markSent(engine.db, [operation.id], new Date(engine.now()))
  if (!sent.has(operation.id)) return
  await create(engine, application, document)
}

async function create(engine: Engine, application: Application, document: Document): Promise<void> {
  const { operation, shape, http } = document
  const by = { idempotencyKey: operation.idempotency_key }
  try {
    const outcome = await send(http, shape, by)
    if (outcome.outcome === 'written') return await keep(engine, application, document, outcome.document)
    // Looked for by the next turn of the loop.
    if (outcome.outcome === 'unknown') return
    await giveUp(engine, application, document, refused('Xero', outcome.messages))
  } catch (fault) {
    if (!isRemoteError(fault)) throw fault
    const { ambiguous } = fault
    if (isRemoteError(fault, 'scope', 'forbidden'))
      return giveUp(engine, application, document, storedError(fault))
    if (isOwnFault(fault) && (await isOfRecord(engine, application, operation, fault))) {
      const made = await findMade(engine, application, document)
      if (made) return keep(engine, application, document, made, { found: true })
      return giveUp(engine, application, document, faultedError(fault, operation, application))
    }
    // Nothing was made: the next try need not look for it.
    if (!ambiguous && operation.state === 'planned') await releaseOperations(engine.db, [operation.id])
    throw fault
  }
}

function send(http: XeroHttp, { contactId, draft }: DocumentShape, by: { readonly idempotencyKey: string }) {
  const common = {
    contactId: xeroContactId(contactId),
    reference: draft.reference,
    date: draft.date,
    currency: draft.currency,
    lineAmounts: draft.lineAmounts,
    lines: draft.lines,
  }
  return draft.kind === 'invoice'
    ? createInvoice(
        http,
        { ...common, kind: 'invoice', status: draft.status, dueDate: draft.dueDate, url: draft.url },
        by,
      )
    : createQuote(
        http,
        { ...common, status: 'DRAFT', expiresOn: draft.dueDate, title: draft.title, summary: draft.summary },
        by,
      )
}

/** By our own copies first, which cost no call, then where Xero has it: on the contact, or on the one that lives on. */
async function findMade(
  engine: Engine,
  { workspaceId }: Application,
  { shape, claim, http }: Document,
): Promise<Made | null> {
  const { kind } = shape.draft
  const known = await markedDocument(engine.db, workspaceId, kind, shape.marker, claim.earlier)
  const contacts = new Set([shape.contactId, ...(await survivorsOf(engine, workspaceId, shape.contactId))])
  for (const id of contacts) {
    const contactId = xeroContactId(id)
    const documents =
      kind === 'invoice' ? await findOwnInvoices(http, contactId) : await quotesOf(http, contactId)
    const found = documents.find(
      (each) =>
        !claim.earlier.includes(each.id) &&
        (each.id === known?.id || isMarked({ url: null, ...each }, shape.marker)),
    )
    if (found) return found
  }
  return null
}

async function quotesOf(http: XeroHttp, contactId: ReturnType<typeof xeroContactId>): Promise<Quote[]> {
  const found: Quote[] = []
  for await (const page of listQuotes(http, { contactId })) found.push(...page.rows)
  return found
}

async function survivorsOf(engine: Engine, workspaceId: string, contactId: string): Promise<string[]> {
  const row = await engine.db
    .selectFrom('mirror_contact')
    .select('data')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  return row?.data.mergedToContactId ? [row.data.mergedToContactId] : []
}

/** The deal is still won, and its customer still the contact it was planned for. */
async function isStillRight(
  engine: Engine,
  { workspaceId, accounts, rules }: Application,
  { shape, claim }: Document,
): Promise<boolean> {
  const row =
    claim.opportunity_id === null ? null : await opportunityById(engine.db, workspaceId, claim.opportunity_id)
  if (claim.opportunity_id !== null) {
    if (row?.state !== 'active') return false
    const rule = rules.deals.rules.find((each) => each.milestoneId === row.milestone_id)
    if (claim.asked_by === null && rule?.on !== true) return false
  }
  const billed = {
    partyId: row?.party_id ?? claim.party_id,
    contactId: claim.party_id === null ? shape.contactId : null,
  }
  const customer = await customerOf(engine.db, workspaceId, accounts.xero.connection.id, billed)
  return (
    customer.state === 'contact' &&
    customer.contactId === shape.contactId &&
    customer.status === 'ACTIVE' &&
    !customer.merged
  )
}

async function keep(
  engine: Engine,
  application: Application,
  { operation, claim, shape }: Document,
  made: Made,
  how: { readonly found?: true } = {},
): Promise<void> {
  const { connection } = application.accounts.xero
  const at = new Date(engine.now())
  if (made.kind === 'quote') await observeLedger(engine.db, connection, at, [made])
  else await observeDocuments(engine.db, connection, at, [made], null)
  await finish(
    engine,
    application,
    operation,
    { state: 'done', result: { documentId: made.id, number: made.number, ...how } },
    async (tx) => {
      await changeClaim(
        tx,
        claim.id,
        null,
        {
          state: 'made',
          document_id: made.id,
          document_kind: shape.draft.kind,
          document_status: made.status,
          wait: null,
          why: null,
          next: null,
        },
        at,
      )
    },
  )
}

/** Xero does not take it: a person has to look. */
function giveUp(
  engine: Engine,
  application: Application,
  { operation, claim }: Document,
  error: StoredError,
): Promise<void> {
  const change = { state: 'failed', wait: null, why: error.message, next: error.next } as const
  return finish(engine, application, operation, { state: 'failed', error }, async (tx) => {
    await changeClaim(tx, claim.id, null, change, new Date(engine.now()))
  })
}

/** It is planned anew, by what is so now; another try is another write. */
function takeBack(
  engine: Engine,
  application: Application,
  { operation, claim }: Document,
  wasSent: boolean,
): Promise<void> {
  return finish(engine, application, operation, { state: 'skipped', error: notWanted }, async (tx) => {
    const at = new Date(engine.now())
    const gone = claim.opportunity_id !== null && claim.asked_by === null
    const row = gone ? await opportunityById(tx, application.workspaceId, claim.opportunity_id ?? 0) : null
    if (gone && row?.state !== 'active') return dropClaim(tx, claim.id)
    await changeClaim(
      tx,
      claim.id,
      null,
      {
        state: 'wanted',
        attempt: claim.attempt + (wasSent ? 1 : 0),
        run_id: null,
        operation_id: null,
        contact_id: claim.party_id === null ? claim.contact_id : null,
        wait: null,
        why: null,
        next: null,
      },
      at,
    )
  })
}

const notWanted: StoredError = {
  kind: 'changed',
  message: 'The opportunity or its customer changed after this was planned, so it was left out.',
  next: 'It is looked at again by itself.',
}

interface Ending {
  readonly state: 'done' | 'failed' | 'skipped'
  readonly error?: StoredError
  readonly result?: unknown
}

/** Outcome, claim, audit entry and page line: one commit. */
async function finish(
  engine: Engine,
  application: Application,
  operation: StoredOperation,
  { state, error, result }: Ending,
  claimed: (tx: Engine['db']) => Promise<void> = async () => {},
): Promise<void> {
  const { workspaceId } = application
  const at = new Date(engine.now())
  const shape = DocumentShape.parse(operation.after)
  await engine.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    await markEnded(tx, [{ id: operation.id, state, error: error ?? null, result: result ?? null }], at)
    await claimed(tx)
    await appendAudit(tx, workspaceId, [
      {
        at,
        actor: operation.approved_by ?? application.actor,
        action: `${operation.kind}.${state}`,
        subject: `contact:${shape.contactId}`,
        details: {
          run: application.runId,
          operation: operation.id,
          after: operation.after,
          error: error ?? null,
          result: result ?? null,
        },
      },
    ])
    const today = await daysOf(tx, workspaceId, engine.now())
    const scope = {
      parties: shape.partyId === null ? [] : [shape.partyId],
      contacts: [shape.contactId],
    }
    const keys = await refreshContactRows(tx, workspaceId, today, at, scope)
    await notifyChange(tx, { workspaceId, topics: ['overview', 'contacts', 'deals'], keys })
  })
  await application.progress.advance('xero_writes', 1)
}
