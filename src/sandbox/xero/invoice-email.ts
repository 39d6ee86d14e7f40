import type { ApiCall } from './envelope.ts'
import { type Answer, Invalid, noContent, validation } from './errors.ts'
import { hasMoney, touchInvoice } from './invoice-writes.ts'
import { invoiceAt } from './invoices.ts'
import type { Invoice } from './records.ts'
import { addHistory, type Store, today } from './store.ts'
import { switches } from './switches.ts'

/**
 * Sends a sales invoice to its contact; in the sandbox no mail leaves.
 *
 * @throws Invalid with the first fault
 * @source xero.md, "8.1 Invoice", Email
 */
export function emailInvoice(store: Store, invoice: Invoice, by: string) {
  const { emailed } = store.documents
  if (invoice.type !== 'ACCREC') throw new Invalid(['Only sales invoices can be emailed.'])
  if (!['SUBMITTED', 'AUTHORISED', 'PAID'].includes(invoice.status))
    throw new Invalid(['Invoice not of valid status for emailing'])
  const address = invoice.contact.texts.EmailAddress
  if (!address) throw new Invalid(['The contact does not have an email address.'])
  const sent = emailed.get(today(store)) ?? 0
  if (sent >= switches.emailsPerDayMax) throw new Invalid(['Daily Email Rate Limit Exceeded'])
  emailed.set(today(store), sent + 1)
  invoice.sentToContact = true
  // SentToContact on a part-paid document is one of the edits that leave UpdatedDateUTC alone.
  if (!hasMoney(invoice)) touchInvoice(store, invoice)
  addHistory(store, invoice.id, 'Invoice sent', by, `Sent to ${address}`)
  store.emit('INVOICE', invoice.id, 'UPDATE')
}

export function postEmail(call: ApiCall): Answer {
  const invoice = invoiceAt(call.store, call.params[0] ?? '')
  try {
    emailInvoice(call.store, invoice, call.app.name)
    return noContent
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return validation([
      {
        InvoiceID: invoice.id,
        HasErrors: true,
        ValidationErrors: error.messages.map((Message) => ({ Message })),
      },
    ])
  }
}
