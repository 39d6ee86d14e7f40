import type { RatedCredit, RatedOwed } from '#core/ledger/base-currency.ts'
import { checkBalance } from '#core/ledger/proof.ts'
import { type Drift, latestProof, openDocuments, saveProof } from '#db/balance-proof.ts'
import { notifyChange } from '#db/notify.ts'
import { saveReading } from '#db/record-proof.ts'
import { listBalances } from '#xero/balances.ts'
import type { XeroHttp } from '#xero/http.ts'
import type { XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { isSameNight } from './nights.ts'
import { observeContacts, type Touched } from './observe.ts'
import { unheardOf } from './record-proof.ts'

/**
 * Once a night, right after what changed was read: all contacts again, and what our documents say each owes against
 * what Xero says. A call for each thousand contacts. What of a contact had changed unheard is taken over like any change.
 *
 * @throws RemoteError
 */
export async function proveBalances(
  engine: Engine,
  account: XeroAccount,
  http: XeroHttp,
  touched: Touched,
): Promise<void> {
  const { connection } = account
  const { timeZone, baseCurrency } = connection.details
  const last = await latestProof(engine.db, connection.workspaceId)
  const isOurs = last !== null && last.at >= connection.connectedAt
  if (isOurs && isSameNight(timeZone, last.at.getTime(), engine.now())) return

  const ledgers = await ledgersOf(engine, account)
  const drift: Drift[] = []
  let equal = 0
  let read = 0
  let unheard = 0
  for await (const page of listBalances(http, baseCurrency)) {
    const contacts = page.rows.map(({ contact }) => contact)
    const at = new Date(engine.now())
    const changed = new Set<string | number>(
      await observeContacts(engine.db, connection, at, contacts, touched),
    )
    read += contacts.length
    unheard += unheardOf(contacts, changed, engine.now())
    for (const balance of page.rows) {
      const ledger = ledgers.get(balance.contact.id) ?? nothing
      const checks = [
        { side: 'sales', theirsMinor: balance.salesMinor },
        { side: 'purchases', theirsMinor: balance.purchasesMinor },
      ] as const
      let differs = false
      for (const { side, theirsMinor } of checks) {
        const { agrees, outstandingMinor } = checkBalance(ledger, side, baseCurrency, theirsMinor)
        if (agrees) continue
        differs = true
        drift.push({
          contactId: balance.contact.id,
          side,
          currency: baseCurrency,
          oursMinor: outstandingMinor,
          theirsMinor,
        })
      }
      if (!differs) equal++
    }
  }
  const { workspaceId, id: connectionId } = connection
  const different = new Set(drift.map((one) => one.contactId)).size
  await engine.db.transaction().execute(async (tx) => {
    const at = new Date(engine.now())
    await saveProof(tx, { workspaceId, connectionId }, { at, equal, different }, drift)
    await saveReading(tx, { workspaceId, connectionId }, { at, read, unheard })
    await notifyChange(tx, { workspaceId, topics: ['overview'], keys: [] })
  })
}

interface OpenLedger {
  readonly documents: RatedOwed[]
  readonly credits: RatedCredit[]
}

const nothing: OpenLedger = { documents: [], credits: [] }

async function ledgersOf(engine: Engine, { connection }: XeroAccount): Promise<Map<string, OpenLedger>> {
  const ledgers = new Map<string, OpenLedger>()
  for (const row of await openDocuments(engine.db, connection.workspaceId, connection.id)) {
    let ledger = ledgers.get(row.contact_id)
    if (!ledger) {
      ledger = { documents: [], credits: [] }
      ledgers.set(row.contact_id, ledger)
    }
    const common = {
      status: 'AUTHORISED' as const,
      currency: row.currency,
      currencyRate: row.currency_rate,
    }
    if (row.kind === 'invoice' || row.kind === 'bill')
      ledger.documents.push({ ...common, kind: row.kind, dueDate: null, dueMinor: row.due_minor })
    else ledger.credits.push({ ...common, side: row.side, remainingMinor: row.remaining_minor })
  }
  return ledgers
}
