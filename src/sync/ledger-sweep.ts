import { saveWatermark } from '#db/cursors.ts'
import type { MirroredDocument } from '#db/document-row.ts'
import { listCreditNotes, listOverpayments, listPrepayments } from '#xero/credits.ts'
import type { XeroHttp } from '#xero/http.ts'
import type { XeroListPage } from '#xero/paging.ts'
import { listQuotes } from '#xero/quotes.ts'
import { listRepeatingInvoices } from '#xero/repeating-invoices.ts'
import type { XeroAccount } from './accounts.ts'
import { unlessForbidden } from './credits.ts'
import type { Engine } from './engine.ts'
import { observeLedger } from './observe.ts'
import { overlapped } from './overlap.ts'

const hourMs = 60 * 60_000

type Read = (http: XeroHttp, options: { since?: string }) => AsyncIterable<XeroListPage<MirroredDocument>>

interface Resource {
  /** Milliseconds between two reads, however often the rest is swept: each costs a call of the day. */
  readonly everyMs: number
  /** Null where the list comes whole each time. */
  readonly pages: Read | null
}

/**
 * What stands beside invoices and bills. Credit notes, prepayments and overpayments are also told of by webhooks and
 * read again when an invoice uses another part of them; quotes and templates are only found by looking.
 */
const resources = {
  credit_notes: { everyMs: hourMs, pages: listCreditNotes },
  quotes: { everyMs: hourMs, pages: listQuotes },
  prepayments: { everyMs: 3 * hourMs, pages: listPrepayments },
  overpayments: { everyMs: 3 * hourMs, pages: listOverpayments },
  repeating_invoices: { everyMs: 6 * hourMs, pages: null },
} as const satisfies Record<string, Resource>

/**
 * Reads those whose turn it is: whole the first time, then what changed since.
 *
 * @throws RemoteError; a watermark is saved only after the last page
 */
export async function sweepLedger(engine: Engine, account: XeroAccount, http: XeroHttp): Promise<void> {
  const { connection } = account
  const cursors = await cursorsOf(engine, connection.id)
  for (const [name, resource] of Object.entries<Resource>(resources)) {
    const cursor = cursors.get(name)
    if (cursor && !isDue(cursor.readAt, resource.everyMs, connection.connectedAt, engine.now())) continue
    const begun = new Date(engine.now())
    const since = cursor?.watermark ?? null
    const read = await unlessForbidden(() =>
      resource.pages
        ? readPages(engine, account, resource.pages(http, since ? { since: overlapped(since) } : {}))
        : readTemplates(engine, account, http),
    )
    // What may not be read is asked for again when the connection is made anew, and then whole.
    const watermark = read === null ? (since ?? new Date(0)) : new Date(read.serverTime ?? begun)
    await saveWatermark(engine.db, connection.id, name, watermark, new Date(engine.now()))
  }
}

function isDue(readAt: Date, everyMs: number, connectedAt: Date, nowMs: number): boolean {
  // A sweep that comes a moment early would otherwise leave it to the next one.
  return readAt < connectedAt || readAt.getTime() + everyMs - 60_000 <= nowMs
}

interface Ended {
  readonly serverTime: string | null
}

async function readPages(
  engine: Engine,
  { connection }: XeroAccount,
  pages: AsyncIterable<XeroListPage<MirroredDocument>>,
): Promise<Ended> {
  let serverTime: string | null = null
  for await (const page of pages) {
    serverTime ??= page.serverTime
    await observeLedger(engine.db, connection, new Date(engine.now()), page.rows)
  }
  return { serverTime }
}

async function readTemplates(engine: Engine, { connection }: XeroAccount, http: XeroHttp): Promise<Ended> {
  const templates = await listRepeatingInvoices(http)
  await observeLedger(engine.db, connection, new Date(engine.now()), templates, { whole: true })
  return { serverTime: null }
}

async function cursorsOf(engine: Engine, connectionId: string) {
  const rows = await engine.db
    .selectFrom('cursor')
    .select(['resource', 'watermark', 'read_at'])
    .where('connection_id', '=', connectionId)
    .execute()
  return new Map(
    rows.map((row) => [row.resource, { watermark: row.watermark, readAt: row.read_at }] as const),
  )
}
