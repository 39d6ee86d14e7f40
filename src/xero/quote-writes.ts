import { XeroQuotesWriteReply, XeroWireQuote } from '#contracts/xero/quotes.ts'
import { defined } from '#core/assert.ts'
import type { Quote, QuoteStatus } from '#core/model/document.ts'
import { type NewQuote, quoteToWire } from './document-edit.ts'
import { type DocumentOutcome, documentOutcome } from './document-outcome.ts'
import { accounting, type XeroHttp } from './http.ts'
import { fromWire } from './quote-wire.ts'

export type QuoteOutcome = DocumentOutcome<Quote>

interface Written {
  /** One per logical write, kept across its retries. Xero knows it for six minutes. */
  readonly idempotencyKey: string
}

/**
 * Creates a quote; SENT does not e-mail it. A draft line without tax type is untaxed.
 *
 * @throws RemoteError when nothing is known; when `ambiguous`, look in `listQuotes` of the contact, by reference,
 *         before it is tried again
 * @source reference/xero.md §6.2, §8.3
 */
export function createQuote(http: XeroHttp, quote: NewQuote, by: Written): Promise<QuoteOutcome> {
  return write(http, 'PUT', quoteToWire(quote), by)
}

/**
 * Moves a quote on, or ends it with DELETED. INVOICED makes no invoice: that comes first. Which moves are allowed
 * is Xero's to say.
 *
 * @source reference/xero.md §8.3: an update names quote, contact and date
 */
export function setQuoteStatus(
  http: XeroHttp,
  quote: Pick<Quote, 'id' | 'contactId' | 'date' | 'number'>,
  status: QuoteStatus,
  by: Written,
): Promise<QuoteOutcome> {
  const element = {
    QuoteID: quote.id,
    QuoteNumber: quote.number ?? undefined,
    Contact: { ContactID: quote.contactId },
    Date: defined(quote.date, 'a quote that Xero keeps has a date'),
    Status: status,
  }
  return write(http, 'POST', element, by)
}

function write(
  http: XeroHttp,
  method: 'PUT' | 'POST',
  quote: unknown,
  { idempotencyKey }: Written,
): Promise<QuoteOutcome> {
  return documentOutcome({
    send: async () => {
      const query = { summarizeErrors: false }
      const body = { Quotes: [quote] }
      const request = { method, path: `${accounting}/Quotes`, query, body, idempotencyKey }
      return (await http.call(request, XeroQuotesWriteReply)).Quotes
    },
    schema: XeroWireQuote,
    fromWire,
    missing: 'The quote does not exist in Xero any more.',
  })
}
