import { listDeletedParties, listParties } from '#capsule/parties.ts'
import { keptCalls } from '#core/budget/shares.ts'
import { touchConnection } from '#db/connections.ts'
import { saveWatermark, watermarkOf } from '#db/cursors.ts'
import type { StoredUsage } from '#db/tables.ts'
import { getContacts, listContacts } from '#xero/contacts.ts'
import { listInvoices } from '#xero/invoices.ts'
import type { CapsuleAccount, XeroAccount } from './accounts.ts'
import { proveBalances } from './balance-proof.ts'
import { rereadCredits } from './credits.ts'
import type { Engine } from './engine.ts'
import { sweepLedger } from './ledger-sweep.ts'
import { observeAbsence, observeContacts, observeDocuments, observeParties, type Touched } from './observe.ts'
import { overlapped } from './overlap.ts'
import { contactsToRead } from './roles.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * Milliseconds between two delta reads: rarely when webhooks tell of changes; otherwise often, as long as the day has
 * calls enough for what is to be written as well.
 */
export function sweepEveryMs(heard: boolean, scarce = false): number {
  return (heard ? 60 : scarce ? 20 : 5) * minuteMs
}

/** Fewer calls are left of the day than events keep for the rest of it. */
export function isScarce(usage: StoredUsage | null, nowMs: number): boolean {
  if (usage?.window !== 'day' || usage.left === null || usage.limit === null || !usage.resetAt) return false
  const rest = usage.resetAt - nowMs
  return rest > 0 && usage.left < keptCalls('event', usage.limit, rest / dayMs)
}

/**
 * Reads what changed on both sides since the last read and stores it; one side's fault does not stop the other.
 *
 * @throws RemoteError; watermarks are saved only after a resource's last page, so nothing is skipped
 */
export async function sweep(
  engine: Engine,
  accounts: { readonly capsule: CapsuleAccount; readonly xero: XeroAccount },
  touched: Touched,
): Promise<void> {
  const results = await Promise.allSettled([
    sweepCapsule(engine, accounts.capsule, touched),
    sweepXero(engine, accounts.xero, touched),
  ])
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

export async function sweepCapsule(engine: Engine, account: CapsuleAccount, touched: Touched): Promise<void> {
  const { connection } = account
  const http = account.http('sweep')
  const begun = new Date(engine.now())
  const since = overlapped((await watermarkOf(engine.db, connection.id, 'parties')) ?? connection.connectedAt)
  for await (const page of listParties(http, { since })) {
    await observeParties(engine.db, connection, new Date(engine.now()), page.parties, touched)
  }
  const { deleted, restricted } = await listDeletedParties(http, since)
  const at = new Date(engine.now())
  await observeAbsence(engine.db, connection, at, deleted, 'deleted', touched)
  await observeAbsence(engine.db, connection, at, restricted, 'restricted', touched)
  await saveWatermark(engine.db, connection.id, 'parties', begun, new Date(engine.now()))
  await touchConnection(engine.db, connection.id, { sweptAt: new Date(engine.now()) })
}

export async function sweepXero(engine: Engine, account: XeroAccount, touched: Touched): Promise<void> {
  const { connection } = account
  const http = account.http('sweep')
  const at = () => new Date(engine.now())
  for (const resource of ['contacts', 'invoices'] as const) {
    const since = overlapped(
      (await watermarkOf(engine.db, connection.id, resource)) ?? connection.connectedAt,
    )
    let serverTime: string | null = null
    if (resource === 'contacts') {
      for await (const page of listContacts(http, { since })) {
        serverTime ??= page.serverTime
        await observeContacts(engine.db, connection, at(), page.rows, touched)
      }
    } else {
      for await (const page of listInvoices(http, { since })) {
        serverTime ??= page.serverTime
        const credits = await observeDocuments(engine.db, connection, at(), page.rows, touched)
        await rereadCredits(engine, account, http, credits)
        const owners = await contactsToRead(engine, connection.workspaceId, page.rows)
        if (owners.length > 0)
          await observeContacts(engine.db, connection, at(), await getContacts(http, owners), touched)
      }
    }
    if (serverTime) await saveWatermark(engine.db, connection.id, resource, new Date(serverTime), at())
  }
  await touchConnection(engine.db, connection.id, { sweptAt: at() })
  // Last, and with turns of its own: should it fail, nothing else is read again for it.
  await sweepLedger(engine, account, http)
  await proveBalances(engine, account, http, touched)
}
