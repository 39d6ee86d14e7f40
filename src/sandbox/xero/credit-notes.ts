import { type Element, guidOf, isGuid, zeroGuid } from './body.ts'
import { findCreditNote, writeCreditNote } from './credit-note-writes.ts'
import { creditWire } from './credit-wire.ts'
import { creditType } from './credits.ts'
import { dayMs } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, writeEach } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { unitPlaces } from './invoices.ts'
import { idList, listing } from './listing.ts'
import { fromCents } from './money.ts'
import { type Credit, type CreditKind, remainingCents } from './records.ts'
import { nameKey } from './store.ts'
import type { Value } from './where.ts'

export const creditCollections: Readonly<Record<CreditKind, string>> = {
  CREDITNOTE: 'CreditNotes',
  PREPAYMENT: 'Prepayments',
  OVERPAYMENT: 'Overpayments',
}

/** Fields of credit notes, prepayments and overpayments that `where` and `order` know. */
function readCredit(credit: Credit, path: string): Value | undefined {
  switch (path) {
    case 'creditnoteid':
    case 'prepaymentid':
    case 'overpaymentid':
      return { guid: credit.id }
    case 'type':
      return creditType(credit)
    case 'status':
      return credit.status
    case 'creditnotenumber':
      return credit.number ?? ''
    case 'reference':
      return credit.reference ?? null
    case 'date':
      return { ms: credit.day * dayMs }
    case 'updateddateutc':
      return { ms: credit.updatedMs }
    case 'currencycode':
      return credit.currency
    case 'total':
      return fromCents(credit.totalCents)
    case 'subtotal':
      return fromCents(credit.subTotalCents)
    case 'totaltax':
      return fromCents(credit.taxCents)
    case 'remainingcredit':
      return fromCents(remainingCents(credit))
    case 'contact.contactid':
      return { guid: credit.contact.id }
    case 'contact':
    case 'contact.name':
      return credit.contact.name
    case 'contact.contactnumber':
      return credit.contact.texts.ContactNumber ?? null
    default:
      return undefined
  }
}

const optimised = new Set([
  'status',
  'contact.contactid',
  'contact.name',
  'creditnotenumber',
  'creditnoteid',
  'type',
  'date',
  'updateddateutc',
])

export const listCredits =
  (kind: CreditKind) =>
  (call: ApiCall): Answer => {
    const references = kind === 'OVERPAYMENT' ? idList(call.query, 'References') : null
    const numbers = kind === 'PREPAYMENT' ? idList(call.query, 'InvoiceNumbers') : null
    const { rows, pagination } = listing({
      table: call.store.documents.credits[kind],
      query: call.query,
      headers: call.headers,
      idField: kind === 'CREDITNOTE' ? 'creditnoteid' : `${kind.toLowerCase()}id`,
      read: readCredit,
      ...(kind === 'CREDITNOTE' && { optimised }),
      keep: (credit) =>
        (references === null || references.has(credit.reference?.toLowerCase() ?? '')) &&
        (numbers === null || numbers.has(credit.number?.toLowerCase() ?? '')),
    })
    return envelope(
      call,
      creditCollections[kind],
      rows.map((credit) =>
        creditWire(call.store, credit, pagination ? 'page' : 'list', unitPlaces(call.query)),
      ),
      pagination,
    )
  }

/** By id; a credit note also by its number. */
export const creditAt =
  (kind: CreditKind) =>
  (call: ApiCall): Credit => {
    const text = call.params[0] ?? ''
    const { credits, creditNumbers } = call.store.documents
    const byNumber = kind === 'CREDITNOTE' && !isGuid(text)
    const credit = byNumber ? creditNumbers.get(nameKey(text)) : credits[kind].get(text.toLowerCase())
    if (!credit) throw notFound()
    return credit
  }

export const getCredit =
  (kind: CreditKind) =>
  (call: ApiCall): Answer =>
    envelope(call, creditCollections[kind], [
      creditWire(call.store, creditAt(kind)(call), 'single', unitPlaces(call.query)),
    ])

function write(call: ApiCall, elements: readonly Element[], mode: 'create' | 'upsert'): Answer {
  const { store } = call
  const places = unitPlaces(call.query)
  if (mode === 'upsert') for (const element of elements) findCreditNote(store, element.fields, false)
  return writeEach(
    call,
    'CreditNotes',
    elements,
    (element) => {
      const before = mode === 'upsert' ? findCreditNote(store, element.fields, true) : undefined
      const by = { name: call.app.name, clientId: call.app.id, unitPlaces: places } as const
      return creditWire(store, writeCreditNote(store, element, before, by), 'written', places)
    },
    (element) => echoed(element, 'CreditNoteID', { CreditNoteID: zeroGuid, Allocations: [], LineItems: [] }),
    'HasErrors',
  )
}

export const putCreditNotes = (call: ApiCall) => write(call, elementsIn(call, 'CreditNotes'), 'create')

export const postCreditNotes = (call: ApiCall) => write(call, elementsIn(call, 'CreditNotes'), 'upsert')

export function postCreditNote(call: ApiCall): Answer {
  const credit = creditAt('CREDITNOTE')(call)
  const elements = elementsIn(call, 'CreditNotes')
    .slice(0, 1)
    .map(
      (element): Element => ({
        raw: { ...element.raw, CreditNoteID: credit.id },
        fields: { ...element.fields, creditnoteid: guidOf(element.fields, 'creditnoteid') ?? credit.id },
      }),
    )
  return write(call, elements, 'upsert')
}
