import { dayOf, type Element, elementOf, type Fields, guidOf, listOf, objectOf, textOf } from './body.ts'
import { type Day, dayMs, dayString, msDay, msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound } from './errors.ts'
import { listing } from './listing.ts'
import { fromCents } from './money.ts'
import { checkPayment, deletePayment, openCents, writePayment } from './payments.ts'
import { isCredit, type Payment } from './records.ts'
import { addHistory, type Store, today } from './store.ts'
import type { Value } from './where.ts'

/** Several payments made as one movement on the bank account. */
export interface BatchPayment {
  readonly id: string
  readonly type: 'PAYBATCH' | 'RECBATCH'
  readonly accountId: string
  readonly day: Day
  readonly texts: Readonly<Record<string, string>>
  readonly payments: readonly Payment[]
  status: 'AUTHORISED' | 'DELETED'
  updatedMs: number
}

const textLimits = { Reference: 255, Particulars: 12, Code: 12, Details: 255, Narrative: 18 } as const

function textsOf(fields: Fields, problems: string[]): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, max] of Object.entries(textLimits)) {
    const text = textOf(fields, name.toLowerCase())
    if (text === undefined) continue
    if (text.length > max)
      problems.push(`The field ${name} must be a string with a maximum length of ${max}.`)
    texts[name] = text
  }
  return texts
}

const totalCents = (batch: BatchPayment) => batch.payments.reduce((sum, payment) => sum + payment.cents, 0)

function batchWire(store: Store, batch: BatchPayment): Wire {
  const account = store.accounts.find((a) => a.id === batch.accountId)
  const total = fromCents(totalCents(batch))
  return {
    Account: { AccountID: batch.accountId, ...(account && { Code: account.code, Name: account.name }) },
    ...batch.texts,
    BatchPaymentID: batch.id,
    DateString: dayString(batch.day),
    Date: msDay(batch.day),
    Payments: batch.payments.map((payment) => ({
      PaymentID: payment.id,
      Invoice: {
        InvoiceID: payment.document.id,
        InvoiceNumber: payment.document.number ?? '',
        LineItems: [],
      },
      Amount: fromCents(payment.cents),
    })),
    Type: batch.type,
    Status: batch.status,
    TotalAmount: total,
    UpdatedDateUTC: msInstant(batch.updatedMs),
    IsReconciled: false,
  }
}

/** The payments of a batch, with what the batch says once for all of them. */
function paymentElements(fields: Fields, day: Day): readonly Element[] {
  const account = objectOf(fields, 'account')
  if (!account) throw new Invalid(['An Account must be specified for a batch payment.'])
  const rows = listOf(fields, 'payments') ?? []
  if (rows.length === 0) throw new Invalid(['One or more payments must be specified.'])
  const date = new Date(day * dayMs).toISOString().slice(0, 10)
  return rows.map((row) =>
    elementOf({
      ...row,
      account,
      date,
      ...(textOf(fields, 'reference') && { reference: textOf(fields, 'reference') }),
    }),
  )
}

/** All payments or none; a batch is either of invoices or of bills. */
function writeBatch(store: Store, element: Element, by: string): BatchPayment {
  const { fields } = element
  const problems: string[] = []
  const texts = textsOf(fields, problems)
  const day = dayOf(fields, 'date') ?? today(store)
  const elements = paymentElements(fields, day)
  const checked = elements.map((payment) => checkPayment(store, payment))
  const sums = new Map<string, number>()
  for (const { document, cents } of checked) {
    if (isCredit(document)) problems.push('Only invoices and bills can be paid in a batch.')
    const sum = (sums.get(document.id) ?? 0) + cents
    sums.set(document.id, sum)
    if (sum > openCents(document))
      problems.push('Payment amount exceeds the amount outstanding on this document')
  }
  const sides = new Set(checked.map(({ document }) => (isCredit(document) ? document.side : document.type)))
  if (sides.size > 1) problems.push('A batch payment must be for invoices or for bills, not for both.')
  if (problems.length > 0) throw new Invalid(problems)
  const id = store.kernel.chance.uuid()
  const payments = elements.map((payment) => writePayment(store, payment, by, id))
  const batch: BatchPayment = {
    id,
    type: sides.has('ACCPAY') ? 'PAYBATCH' : 'RECBATCH',
    accountId: payments[0]?.accountId ?? '',
    day,
    texts,
    payments,
    status: 'AUTHORISED',
    updatedMs: store.kernel.clock.now(),
  }
  store.documents.batches.add(batch)
  addHistory(store, id, 'Created', by, `${payments.length} payments`)
  return batch
}

function deleteBatch(store: Store, batch: BatchPayment, by: string): BatchPayment {
  if (batch.status === 'DELETED') throw new Invalid(['Batch payment has already been deleted'])
  for (const payment of batch.payments) {
    if (payment.status === 'AUTHORISED') deletePayment(store, payment, by)
  }
  batch.status = 'DELETED'
  batch.updatedMs = store.kernel.clock.now()
  store.documents.batches.touched()
  addHistory(store, batch.id, 'Deleted', by, '')
  return batch
}

function readBatch(batch: BatchPayment, path: string): Value | undefined {
  switch (path) {
    case 'batchpaymentid':
      return { guid: batch.id }
    case 'date':
      return { ms: batch.day * dayMs }
    case 'status':
      return batch.status
    case 'type':
      return batch.type
    case 'reference':
      return batch.texts.Reference ?? null
    case 'totalamount':
      return fromCents(totalCents(batch))
    case 'updateddateutc':
      return { ms: batch.updatedMs }
    default:
      return undefined
  }
}

export function listBatches(call: ApiCall): Answer {
  const query = new URLSearchParams(call.query)
  for (const name of ['page', 'pageSize', 'summaryOnly']) query.delete(name)
  const { rows } = listing({
    table: call.store.documents.batches,
    query,
    headers: call.headers,
    idField: 'batchpaymentid',
    read: readBatch,
    keep: () => true,
  })
  return envelope(
    call,
    'BatchPayments',
    rows.map((batch) => batchWire(call.store, batch)),
  )
}

function found(store: Store, id: string): BatchPayment {
  const batch = store.documents.batches.get(id.toLowerCase())
  if (!batch) throw notFound()
  return batch
}

export const batchAt = (call: ApiCall) => found(call.store, call.params[0] ?? '')

export const getBatch = (call: ApiCall) =>
  envelope(call, 'BatchPayments', [batchWire(call.store, batchAt(call))])

function write(call: ApiCall, elements: readonly Element[], pathId: string | undefined): Answer {
  const { store } = call
  const idOf = (element: Element) => pathId ?? guidOf(element.fields, 'batchpaymentid')
  if (call.method === 'POST')
    for (const element of elements) {
      const id = idOf(element)
      if (id) found(store, id)
    }
  return writeEach(
    call,
    'BatchPayments',
    elements,
    (element) => {
      const id = idOf(element)
      if (!id || call.method === 'PUT') return batchWire(store, writeBatch(store, element, call.app.name))
      if (textOf(element.fields, 'status')?.toUpperCase() !== 'DELETED') {
        throw new Invalid(['Batch payments cannot be edited; only their deletion is allowed.'])
      }
      return batchWire(store, deleteBatch(store, found(store, id), call.app.name))
    },
    (element) => echoed(element, 'BatchPaymentID', {}),
    'HasValidationErrors',
  )
}

export const writeBatches = (call: ApiCall) => write(call, elementsIn(call, 'BatchPayments'), undefined)

export const postBatch = (call: ApiCall) =>
  write(call, elementsIn(call, 'BatchPayments').slice(0, 1), batchAt(call).id)
