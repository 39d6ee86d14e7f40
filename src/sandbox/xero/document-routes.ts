import { agedReceivables } from './aged-receivables.ts'
import { deleteAllocation, putAllocations } from './allocations.ts'
import { type AttachmentOwner, getAttachment, listAttachments, putAttachment } from './attachments.ts'
import {
  getTransaction,
  listTransactions,
  postTransaction,
  transactionAt,
  writeTransactions,
} from './bank-transactions.ts'
import { batchAt, getBatch, listBatches, postBatch, writeBatches } from './batch-payments.ts'
import { contactAt } from './contacts.ts'
import {
  creditAt,
  creditCollections,
  getCredit,
  listCredits,
  postCreditNote,
  postCreditNotes,
  putCreditNotes,
} from './credit-notes.ts'
import type { ApiCall } from './envelope.ts'
import { addNotes, listHistory } from './history.ts'
import { postEmail } from './invoice-email.ts'
import { invoiceAt } from './invoices.ts'
import { paymentAt } from './payments.ts'
import { pdfAnswer } from './pdf.ts'
import { getQuote, listQuotes, postQuote, postQuotes, putQuotes, quoteAt } from './quotes.ts'
import { type CreditKind, creditKinds } from './records.ts'
import { getRepeating, listRepeating, repeatingAt } from './repeating-invoices.ts'
import type { Handler } from './router.ts'

type Endpoints = Readonly<Record<string, Handler>>

/** History and notes of the record that `find` answers. */
const historyOf = (name: string, find: (call: ApiCall) => { readonly id: string }): Endpoints => ({
  [`GET ${name}/:id/History`]: (call) => listHistory(call, find(call).id),
  [`PUT ${name}/:id/History`]: (call) => addNotes(call, find(call).id),
  [`POST ${name}/:id/History`]: (call) => addNotes(call, find(call).id),
})

const filesOf = (
  endpoint: string,
  find: (call: ApiCall) => { readonly id: string; readonly online: boolean },
): Endpoints => {
  const owner = (call: ApiCall): AttachmentOwner => ({ endpoint, ...find(call) })
  return {
    [`GET ${endpoint}/:id/Attachments`]: (call) => listAttachments(call, owner(call)),
    [`GET ${endpoint}/:id/Attachments/:id`]: (call) => getAttachment(call, owner(call)),
    [`PUT ${endpoint}/:id/Attachments/:id`]: (call) => putAttachment(call, owner(call)),
    [`POST ${endpoint}/:id/Attachments/:id`]: (call) => putAttachment(call, owner(call)),
  }
}

function creditsOf(kind: CreditKind): Endpoints {
  const name = creditCollections[kind]
  const find = creditAt(kind)
  return {
    [`GET ${name}`]: listCredits(kind),
    [`GET ${name}/:id`]: getCredit(kind),
    [`PUT ${name}/:id/Allocations`]: (call) => putAllocations(call, find(call)),
    [`DELETE ${name}/:id/Allocations/:id`]: (call) => deleteAllocation(call, find(call)),
    ...historyOf(name, find),
  }
}

const invoiceOf = (call: ApiCall) => invoiceAt(call.store, call.params[0] ?? '')
const noteOf = creditAt('CREDITNOTE')

/** Everything around invoices: credits, quotes, batches, files, print and mail. */
export const documentEndpoints: Endpoints = {
  ...Object.assign({}, ...creditKinds.map(creditsOf)),
  'PUT CreditNotes': putCreditNotes,
  'POST CreditNotes': postCreditNotes,
  'POST CreditNotes/:id': postCreditNote,
  'GET CreditNotes/:id/pdf': (call) => {
    const note = noteOf(call)
    return pdfAnswer(call, { ...note, title: `Credit note ${note.number ?? ''}` })
  },
  'GET BankTransactions': listTransactions,
  'PUT BankTransactions': writeTransactions,
  'POST BankTransactions': writeTransactions,
  'GET BankTransactions/:id': getTransaction,
  'POST BankTransactions/:id': postTransaction,
  ...historyOf('BankTransactions', transactionAt),
  'GET BatchPayments': listBatches,
  'PUT BatchPayments': writeBatches,
  'POST BatchPayments': writeBatches,
  'GET BatchPayments/:id': getBatch,
  'POST BatchPayments/:id': postBatch,
  ...historyOf('BatchPayments', batchAt),
  ...historyOf('Payments', (call) => paymentAt(call.store, call.params[0] ?? '')),
  'GET Quotes': listQuotes,
  'PUT Quotes': putQuotes,
  'POST Quotes': postQuotes,
  'GET Quotes/:id': getQuote,
  'POST Quotes/:id': postQuote,
  'GET Quotes/:id/pdf': (call) => {
    const quote = quoteAt(call)
    return pdfAnswer(call, { ...quote, title: `Quote ${quote.number}` })
  },
  ...historyOf('Quotes', quoteAt),
  'GET RepeatingInvoices': listRepeating,
  'GET RepeatingInvoices/:id': getRepeating,
  ...historyOf('RepeatingInvoices', repeatingAt),
  'POST Invoices/:id/Email': postEmail,
  'GET Invoices/:id/pdf': (call) => {
    const invoice = invoiceOf(call)
    return pdfAnswer(call, { ...invoice, title: `Invoice ${invoice.number ?? ''}` })
  },
  ...filesOf('Invoices', (call) => {
    const invoice = invoiceOf(call)
    return { id: invoice.id, online: invoice.type === 'ACCREC' }
  }),
  ...filesOf('CreditNotes', (call) => {
    const note = noteOf(call)
    return { id: note.id, online: note.side === 'ACCREC' }
  }),
  ...filesOf('Contacts', (call) => ({ id: contactAt(call.store, call.params[0] ?? '').id, online: false })),
  ...filesOf('Quotes', (call) => ({ id: quoteAt(call).id, online: false })),
  'GET Reports/AgedReceivablesByContact': agedReceivables,
}

/** Documents that come printed when asked with `Accept: application/pdf`. */
export const printable: ReadonlySet<string> = new Set(['Invoices/:id', 'CreditNotes/:id', 'Quotes/:id'])

/** Paths that answer files, whatever Accept says. */
export const filePaths: ReadonlySet<string> = new Set(
  Object.keys(documentEndpoints)
    .filter((key) => key.startsWith('GET ') && /\/(pdf|Attachments\/:id)$/.test(key))
    .map((key) => key.slice(4)),
)
