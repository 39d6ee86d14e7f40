import {
  booleanOf,
  dayOf,
  type Element,
  type Fields,
  guidOf,
  listOf,
  numberOf,
  objectOf,
  textOf,
} from './body.ts'
import { contactInList } from './contact-wire.ts'
import { addCredit, creditType, emitCredit, touchCredit } from './credits.ts'
import { dayMs, dayString, msDay, msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound, notImplemented, Refusal } from './errors.ts'
import { applyNested, nestedContact } from './invoice-contact.ts'
import { readLines, totalsOf } from './invoice-lines.ts'
import { lineWire } from './invoice-wire.ts'
import { amountsOf } from './invoice-writes.ts'
import { listing } from './listing.ts'
import { checkLock } from './lock-dates.ts'
import { fromCents } from './money.ts'
import type { Credit, CreditKind, InvoiceType } from './records.ts'
import type { Account } from './settings.ts'
import { dayRate } from './settings.ts'
import { addHistory, type Store, today } from './store.ts'
import type { Value } from './where.ts'

/** Money in or out that became a prepayment or an overpayment. */
export interface BankTransaction {
  readonly id: string
  readonly credit: Credit
  readonly accountId: string
  readonly isReconciled: boolean
  updatedMs: number
}

interface Kind {
  readonly kind: CreditKind
  readonly side: InvoiceType
}

const kinds: Readonly<Record<string, Kind>> = {
  'RECEIVE-PREPAYMENT': { kind: 'PREPAYMENT', side: 'ACCREC' },
  'SPEND-PREPAYMENT': { kind: 'PREPAYMENT', side: 'ACCPAY' },
  'RECEIVE-OVERPAYMENT': { kind: 'OVERPAYMENT', side: 'ACCREC' },
  'SPEND-OVERPAYMENT': { kind: 'OVERPAYMENT', side: 'ACCPAY' },
}
const others = new Set(['RECEIVE', 'SPEND', 'RECEIVE-TRANSFER', 'SPEND-TRANSFER'])

function kindOf(fields: Fields): Kind {
  const type = textOf(fields, 'type')?.toUpperCase()
  const kind = Object.entries(kinds).find(([name]) => name === type)?.[1]
  if (!kind) throw new Invalid([type ? `The Type '${type}' is not valid.` : 'Type must be specified.'])
  return kind
}

function bankOf(store: Store, fields: Fields): Account {
  const nested = objectOf(fields, 'bankaccount')
  const id = nested ? guidOf(nested, 'accountid') : undefined
  const code = nested ? textOf(nested, 'code') : undefined
  const account = store.accounts.find((a) => (id ? a.id === id : a.code === code))
  if (account?.type !== 'BANK') throw new Invalid(['The BankAccount must be a bank account.'])
  return account
}

/** An overpayment has no account and no tax of its own; its control account may be named all the same. */
const withoutCodes = (rows: readonly Fields[] | undefined) =>
  rows?.map(({ accountcode: _, taxtype: __, ...row }) => row)

function writeTransaction(store: Store, element: Element, by: { name: string; clientId: string }) {
  const { fields } = element
  const { kind, side } = kindOf(fields)
  const bank = bankOf(store, fields)
  const problems: string[] = []
  const nested = nestedContact(store, fields, undefined)
  const over = kind === 'OVERPAYMENT'
  const amounts = over ? 'NoTax' : amountsOf(fields, undefined, problems)
  const rules = { type: side, amounts, complete: !over, unitPlaces: 2, before: [], discounts: false } as const
  const rows = listOf(fields, 'lineitems')
  const lines = readLines(store, { lineitems: over ? withoutCodes(rows) : rows }, rules, problems) ?? []
  const { discountCents: _, ...totals } = totalsOf(lines, amounts)
  if (lines.length === 0) problems.push('One or more line items must be specified.')
  else if (totals.totalCents <= 0) problems.push('The total must be greater than zero.')
  const day = dayOf(fields, 'date') ?? today(store)
  checkLock(store, day, problems)
  const base = store.organisation.baseCurrency
  const currency = textOf(fields, 'currencycode')?.toUpperCase() || base
  if (!store.organisation.currencies.includes(currency)) {
    problems.push(`Organisation is not subscribed to currency ${currency}`)
  }
  const given = numberOf(fields, 'currencyrate')
  const isReconciled = booleanOf(fields, 'isreconciled') ?? false
  const reference = textOf(fields, 'reference')
  if (problems.length > 0) throw new Invalid(problems)

  const contact = nested.change ? applyNested(store, nested, nested.change) : nested.contact
  if (!contact) throw new Invalid(['A Contact must be specified for this type of transaction'])
  const rate = given && currency !== base ? given : dayRate(base, currency)
  const { chance } = store.kernel
  const credit = addCredit(store, {
    id: chance.uuid(),
    kind,
    side,
    contact,
    day,
    currency,
    rate,
    clientId: by.clientId,
  })
  Object.assign(credit, { status: 'AUTHORISED', reference, amounts, lines, ...totals })
  if (side === 'ACCREC') contact.isCustomer = true
  else contact.isSupplier = true
  const row = { id: chance.uuid(), credit, accountId: bank.id, isReconciled, updatedMs: credit.updatedMs }
  store.documents.bankTransactions.add(row)
  addHistory(store, credit.id, 'Created', by.name, `${fromCents(credit.totalCents)} ${currency}`)
  addHistory(store, row.id, 'Created', by.name, `${fromCents(credit.totalCents)} ${currency}`)
  emitCredit(store, credit, 'CREATE')
  return row
}

/** Taking the money back out ends the credit, as long as none of it was used. */
function deleteTransaction(store: Store, row: BankTransaction, by: string): BankTransaction {
  const { credit } = row
  if (credit.status === 'VOIDED') throw new Invalid(['The transaction has already been deleted.'])
  if (credit.allocatedCents + credit.paidCents > 0) {
    throw new Invalid(['This document cannot be edited as it has a payment or credit note allocated to it.'])
  }
  const problems: string[] = []
  checkLock(store, credit.day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  credit.status = 'VOIDED'
  touchCredit(store, credit)
  row.updatedMs = credit.updatedMs
  store.documents.bankTransactions.touched()
  addHistory(store, row.id, 'Deleted', by, '')
  emitCredit(store, credit, 'UPDATE')
  return row
}

function transactionWire(store: Store, row: BankTransaction, lines: boolean): Wire {
  const { credit } = row
  const account = store.accounts.find((a) => a.id === row.accountId)
  return {
    BankTransactionID: row.id,
    Type: creditType(credit),
    BankAccount: { AccountID: row.accountId, ...(account && { Code: account.code, Name: account.name }) },
    Contact: contactInList(credit.contact),
    IsReconciled: row.isReconciled,
    Reference: credit.reference ?? '',
    HasAttachments: false,
    [credit.kind === 'PREPAYMENT' ? 'PrepaymentID' : 'OverpaymentID']: credit.id,
    DateString: dayString(credit.day),
    Date: msDay(credit.day),
    Status: credit.status === 'VOIDED' ? 'DELETED' : 'AUTHORISED',
    LineAmountTypes: credit.amounts,
    LineItems: lines
      ? credit.lines.map((line) => lineWire(store, line, { place: 'page', unitPlaces: 2 }))
      : [],
    SubTotal: fromCents(credit.subTotalCents),
    TotalTax: fromCents(credit.taxCents),
    Total: fromCents(credit.totalCents),
    UpdatedDateUTC: msInstant(row.updatedMs),
    CurrencyCode: credit.currency,
    CurrencyRate: credit.rate,
  }
}

function readTransaction(row: BankTransaction, path: string): Value | undefined {
  switch (path) {
    case 'banktransactionid':
      return { guid: row.id }
    case 'type':
      return creditType(row.credit)
    case 'status':
      return row.credit.status === 'VOIDED' ? 'DELETED' : 'AUTHORISED'
    case 'date':
      return { ms: row.credit.day * dayMs }
    case 'total':
      return fromCents(row.credit.totalCents)
    case 'reference':
      return row.credit.reference ?? null
    case 'contact.contactid':
      return { guid: row.credit.contact.id }
    case 'contact.name':
      return row.credit.contact.name
    case 'updateddateutc':
      return { ms: row.updatedMs }
    default:
      return undefined
  }
}

export function listTransactions(call: ApiCall): Answer {
  const { rows, pagination } = listing({
    table: call.store.documents.bankTransactions,
    query: call.query,
    headers: call.headers,
    idField: 'banktransactionid',
    read: readTransaction,
    keep: () => true,
  })
  const wires = rows.map((row) => transactionWire(call.store, row, pagination !== null))
  return envelope(call, 'BankTransactions', wires, pagination)
}

function found(store: Store, id: string): BankTransaction {
  const row = store.documents.bankTransactions.get(id.toLowerCase())
  if (!row) throw notFound()
  return row
}

export const transactionAt = (call: ApiCall) => found(call.store, call.params[0] ?? '')

export const getTransaction = (call: ApiCall) =>
  envelope(call, 'BankTransactions', [transactionWire(call.store, transactionAt(call), true)])

function write(call: ApiCall, elements: readonly Element[], pathId: string | undefined): Answer {
  const { store } = call
  const idOf = (element: Element) => pathId ?? guidOf(element.fields, 'banktransactionid')
  for (const element of elements) {
    if (others.has(textOf(element.fields, 'type')?.toUpperCase() ?? '')) {
      throw new Refusal(notImplemented(call.method, 'BankTransactions of this type'))
    }
    const id = idOf(element)
    if (id && call.method === 'POST') found(store, id)
  }
  return writeEach(
    call,
    'BankTransactions',
    elements,
    (element) => {
      const id = idOf(element)
      if (!id || call.method === 'PUT') {
        const by = { name: call.app.name, clientId: call.app.id }
        return transactionWire(store, writeTransaction(store, element, by), true)
      }
      if (textOf(element.fields, 'status')?.toUpperCase() !== 'DELETED') {
        throw new Invalid(['This transaction cannot be edited; only its deletion is allowed.'])
      }
      return transactionWire(store, deleteTransaction(store, found(store, id), call.app.name), true)
    },
    (element) => echoed(element, 'BankTransactionID', {}),
    'HasErrors',
  )
}

export const writeTransactions = (call: ApiCall) =>
  write(call, elementsIn(call, 'BankTransactions'), undefined)

export const postTransaction = (call: ApiCall) =>
  write(call, elementsIn(call, 'BankTransactions').slice(0, 1), transactionAt(call).id)
