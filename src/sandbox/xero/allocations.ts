import { dayOf, type Element, guidOf, numberOf, objectOf, textOf } from './body.ts'
import { closeWhenUsed, emitCredit, touchCredit } from './credits.ts'
import { msDay } from './days.ts'
import { type ApiCall, echoed, elementsIn, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, json, notFound } from './errors.ts'
import { reopen, settleWhenPaid, touchInvoice } from './invoice-writes.ts'
import { checkLock } from './lock-dates.ts'
import { fromCents, toCents } from './money.ts'
import { type Allocation, type Credit, dueCents, type Invoice, remainingCents } from './records.ts'
import { addHistory, nameKey, type Store, today } from './store.ts'

const nouns = { CREDITNOTE: 'credit note', PREPAYMENT: 'prepayment', OVERPAYMENT: 'overpayment' } as const

function invoiceOf(store: Store, element: Element): Invoice {
  const nested = objectOf(element.fields, 'invoice')
  const id = nested ? guidOf(nested, 'invoiceid') : undefined
  const number = nested ? textOf(nested, 'invoicenumber') : undefined
  if (!id && !number) throw new Invalid(['An Invoice must be specified for an allocation.'])
  const invoice = id ? store.invoices.get(id) : store.salesNumbers.get(nameKey(number ?? ''))
  if (!invoice) throw new Invalid(['Invoice could not be found'])
  return invoice
}

function problemsOf(credit: Credit, invoice: Invoice, cents: number): string[] {
  const noun = nouns[credit.kind]
  if (credit.status !== 'AUTHORISED') return [`Only an authorised ${noun} can be allocated.`]
  if (invoice.status !== 'AUTHORISED') return ['Allocations can only be made against Authorised documents']
  if (invoice.type !== credit.side) return [`The ${noun} and the invoice are not of the same side.`]
  if (invoice.contact !== credit.contact) return [`The ${noun} and the invoice must have the same contact.`]
  if (invoice.currency !== credit.currency)
    return [`The ${noun} and the invoice must have the same currency.`]
  if (cents <= 0) return ['Allocation amount must be greater than zero']
  if (cents > remainingCents(credit)) return [`Allocation amount exceeds the remaining credit of the ${noun}`]
  return cents > dueCents(invoice) ? ['Amount exceeds the amount outstanding on this document'] : []
}

/**
 * Uses part of a credit on an invoice; what reaches 0 on either side becomes PAID.
 *
 * @throws Invalid with the first fault; nothing has changed then
 * @source xero.md, "8.2 Credit notes, payments, over- and prepayments"
 */
export function allocate(store: Store, credit: Credit, element: Element, by: string): Allocation {
  const { fields } = element
  const invoice = invoiceOf(store, element)
  const cents = toCents(numberOf(fields, 'amount') ?? 0)
  const day = dayOf(fields, 'date') ?? today(store)
  const problems = problemsOf(credit, invoice, cents)
  if (problems.length === 0) checkLock(store, day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  const allocation = { id: store.kernel.chance.uuid(), credit, invoice, day, cents }
  book(allocation)
  noteBoth(store, allocation)
  const details = `${fromCents(cents)} ${credit.currency} of ${credit.number ?? nouns[credit.kind]}`
  addHistory(store, invoice.id, 'Credit applied', by, details)
  addHistory(store, credit.id, 'Allocated', by, `${fromCents(cents)} to ${invoice.number ?? ''}`)
  return allocation
}

/** Books an allocation on both documents, without events. */
export function book(allocation: Allocation) {
  const { credit, invoice, cents, day } = allocation
  credit.allocations.push(allocation)
  credit.allocatedCents += cents
  closeWhenUsed(credit, day)
  invoice.allocations.push(allocation)
  invoice.creditedCents += cents
  settleWhenPaid(invoice, day)
}

/** Takes a credit back off its invoice; both reopen. */
export function unallocate(store: Store, allocation: Allocation, by: string) {
  const { credit, invoice, cents } = allocation
  const problems: string[] = []
  checkLock(store, allocation.day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  credit.allocations = credit.allocations.filter((a) => a !== allocation)
  credit.allocatedCents -= cents
  invoice.allocations = invoice.allocations.filter((a) => a !== allocation)
  invoice.creditedCents -= cents
  reopen(credit)
  reopen(invoice)
  noteBoth(store, allocation)
  addHistory(store, invoice.id, 'Credit removed', by, `${fromCents(cents)} ${credit.currency}`)
}

function noteBoth(store: Store, { credit, invoice }: Allocation) {
  touchCredit(store, credit)
  touchInvoice(store, invoice)
  emitCredit(store, credit, 'UPDATE')
  store.emit('INVOICE', invoice.id, 'UPDATE')
}

const allocationWire = (allocation: Allocation): Wire => ({
  AllocationID: allocation.id,
  Amount: fromCents(allocation.cents),
  Date: msDay(allocation.day),
  Invoice: {
    InvoiceID: allocation.invoice.id,
    InvoiceNumber: allocation.invoice.number ?? '',
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    HasErrors: false,
    LineItems: [],
  },
  IsDeleted: false,
  ValidationErrors: [],
})

export const putAllocations = (call: ApiCall, credit: Credit): Answer =>
  writeEach(
    call,
    'Allocations',
    elementsIn(call, 'Allocations'),
    (element) => allocationWire(allocate(call.store, credit, element, call.app.name)),
    (element) => echoed(element, 'AllocationID', {}),
    'HasValidationErrors',
  )

/** Answers the allocation that went, without an envelope around it. */
export function deleteAllocation(call: ApiCall, credit: Credit): Answer {
  const allocation = credit.allocations.find((a) => a.id === call.params[1]?.toLowerCase())
  if (!allocation) throw notFound()
  try {
    unallocate(call.store, allocation, call.app.name)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return json(400, {
      ErrorNumber: 10,
      Type: 'ValidationException',
      Message: 'A validation exception occurred',
      Elements: [
        { ...allocationWire(allocation), ValidationErrors: error.messages.map((Message) => ({ Message })) },
      ],
    })
  }
  return json(200, {
    AllocationId: allocation.id,
    Date: msDay(allocation.day),
    Invoice: [{ InvoiceID: allocation.invoice.id }],
    IsDeleted: true,
  })
}
