import type { LedgerCredit } from '#core/model/document.ts'
import type { XeroDocumentId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { CreditRef } from '#db/documents.ts'
import { getCreditNotes, getOverpayments, getPrepayments } from '#xero/credits.ts'
import type { XeroHttp } from '#xero/http.ts'
import type { XeroAccount } from './accounts.ts'
import type { Engine } from './engine.ts'
import { observeLedger } from './observe.ts'

/**
 * Reads these credits again, 20 a call and kind. What this connection may not read is left as it is: payments and
 * credit are worth less than everything else.
 *
 * @throws RemoteError
 */
export async function rereadCredits(
  engine: Engine,
  { connection }: XeroAccount,
  http: XeroHttp,
  credits: readonly CreditRef[],
): Promise<void> {
  const idsOf = (kind: CreditRef['kind']) =>
    credits.filter((credit) => credit.kind === kind).map((credit) => credit.id)
  const reread = async (
    ids: readonly XeroDocumentId[],
    read: (http: XeroHttp, ids: readonly XeroDocumentId[]) => Promise<LedgerCredit[]>,
  ) => {
    if (ids.length === 0) return
    const rows = await unlessForbidden(() => read(http, ids))
    if (rows) await observeLedger(engine.db, connection, new Date(engine.now()), rows)
  }
  await reread(idsOf('credit_note'), getCreditNotes)
  await reread(idsOf('prepayment'), getPrepayments)
  await reread(idsOf('overpayment'), getOverpayments)
}

/** Null when the connection lacks the scope: it was made when less was asked for, and goes on without. */
export async function unlessForbidden<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!isRemoteError(error, 'scope', 'forbidden')) throw error
    return null
  }
}
