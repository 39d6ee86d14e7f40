import { booleanOf, type Element, type Fields, textOf } from './body.ts'
import { msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound, postDataInvalid } from './errors.ts'
import { modifiedSince, unpaged } from './listing.ts'
import { type Account, type AccountType, accountClasses } from './settings.ts'
import { nameKey, type Store } from './store.ts'

const limits = { Code: 10, Name: 150, Description: 4_000, BankAccountNumber: 30 } as const
const types = Object.keys(accountClasses) as AccountType[]

const updatedMs = (store: Store, account: Account) => account.updatedMs ?? store.organisation.createdMs

function accountWire(store: Store, account: Account): Wire {
  return {
    AccountID: account.id,
    Code: account.code,
    Name: account.name,
    Status: account.status,
    Type: account.type,
    TaxType: account.taxType,
    ...(account.description !== undefined && { Description: account.description }),
    Class: account.class,
    ...(account.system && { SystemAccount: account.system }),
    EnablePaymentsToAccount: account.enablePayments ?? false,
    ShowInExpenseClaims: false,
    ...(account.type === 'BANK' && {
      BankAccountNumber: account.bankNumber,
      BankAccountType: 'BANK',
      CurrencyCode: store.organisation.baseCurrency,
    }),
    HasAttachments: false,
    UpdatedDateUTC: msInstant(updatedMs(store, account)),
    AddToWatchlist: false,
  }
}

/** Archived accounts are listed too. */
export function listAccounts(call: ApiCall): Answer {
  const { store } = call
  const since = modifiedSince(call.headers)
  const rows = store.accounts
    .filter((account) => since === null || updatedMs(store, account) >= since)
    .map((account) => accountWire(store, account))
  const sometimes = ['Description', 'SystemAccount', 'BankAccountNumber', 'BankAccountType', 'CurrencyCode']
  return envelope(call, 'Accounts', unpaged(rows, call.query, sometimes))
}

function accountAt(call: ApiCall): Account {
  const account = call.store.accounts.find((a) => a.id === call.params[0]?.toLowerCase())
  if (!account) throw notFound()
  return account
}

export const getAccount = (call: ApiCall) =>
  envelope(call, 'Accounts', [accountWire(call.store, accountAt(call))])

/** @source xero.md, "6.1 Batches": one element per request for Accounts and TaxRates */
export function onlyElement(call: ApiCall, collection: string): readonly Element[] {
  const elements = elementsIn(call, collection)
  if (elements.length > 1) throw postDataInvalid(`Only one of ${collection} can be sent in a request`)
  return elements
}

const typeIn = (fields: Fields) => types.find((type) => type === textOf(fields, 'type')?.trim().toUpperCase())

/** The account as the element makes it, checked. */
function changed(store: Store, before: Account | undefined, fields: Fields): Account {
  const problems: string[] = []
  const text = (name: keyof typeof limits) => {
    const value = textOf(fields, name.toLowerCase())
    if (value !== undefined && value.length > limits[name])
      problems.push(`The field ${name} must be a string with a maximum length of ${limits[name]}.`)
    return value
  }
  const code = (text('Code') ?? before?.code ?? '').trim()
  const name = (text('Name') ?? before?.name ?? '').trim()
  const sentType = textOf(fields, 'type')
  const type = sentType === undefined ? before?.type : typeIn(fields)
  const others = store.accounts.filter((other) => other !== before)
  const taken = (key: 'code' | 'name', value: string) =>
    others.some((other) => nameKey(other[key]) === nameKey(value))
  if (name === '' || taken('name', name)) problems.push('Please enter a unique Name.')
  if (type !== 'BANK' && code === '') problems.push('Please enter a unique Code.')
  else if (code !== '' && taken('code', code)) problems.push('Please enter a unique Code.')
  if (!type) problems.push('A valid account type must be specified.')
  const bankNumber = text('BankAccountNumber') ?? before?.bankNumber
  if (type === 'BANK' && !bankNumber) problems.push('Bank account number must be specified.')
  const taxType = textOf(fields, 'taxtype')?.toUpperCase() ?? before?.taxType ?? 'NONE'
  if (!store.taxRates.some((rate) => rate.type === taxType && (rate.status ?? 'ACTIVE') === 'ACTIVE'))
    problems.push(`The TaxType code '${taxType}' does not exist.`)
  const description = text('Description') ?? before?.description
  const enablePayments = booleanOf(fields, 'enablepaymentstoaccount') ?? before?.enablePayments
  if (problems.length > 0 || !type) throw new Invalid(problems)
  return {
    id: before?.id ?? store.kernel.chance.uuid(),
    code,
    name,
    type,
    class: accountClasses[type],
    taxType,
    status: before?.status ?? 'ACTIVE',
    ...(description !== undefined && { description }),
    ...(enablePayments !== undefined && { enablePayments }),
    ...(before?.system !== undefined && { system: before.system }),
    ...(bankNumber !== undefined && { bankNumber }),
    updatedMs: store.kernel.clock.now(),
  }
}

const replaced = (store: Store, before: Account, after: Account) => {
  store.accounts = store.accounts.map((account) => (account === before ? after : account))
}

const echo = (element: Element): Wire => echoed(element, 'AccountID', {})

export function putAccounts(call: ApiCall): Answer {
  const { store } = call
  const create = (element: Element): Wire => {
    const account = changed(store, undefined, element.fields)
    store.accounts = [...store.accounts, account]
    return accountWire(store, account)
  }
  return writeEach(call, 'Accounts', onlyElement(call, 'Accounts'), create, echo, 'HasValidationErrors')
}

/** Archiving goes alone: with a Status, nothing else of the account changes. */
export function postAccount(call: ApiCall): Answer {
  const { store } = call
  const before = accountAt(call)
  const change = (element: Element): Wire => {
    const status = textOf(element.fields, 'status')?.toUpperCase()
    if (status !== undefined && status !== 'ACTIVE' && status !== 'ARCHIVED')
      throw new Invalid([`Status ${status} is not valid.`])
    if (status === 'ARCHIVED' && before.system) throw new Invalid(['System accounts cannot be archived.'])
    const after: Account =
      status === undefined || status === before.status
        ? changed(store, before, element.fields)
        : { ...before, status, updatedMs: store.kernel.clock.now() }
    replaced(store, before, after)
    return accountWire(store, after)
  }
  return writeEach(call, 'Accounts', onlyElement(call, 'Accounts'), change, echo, 'HasValidationErrors')
}

function used(store: Store, account: Account): boolean {
  const inLines = store.invoices
    .byId()
    .some((invoice) => invoice.lines.some((line) => line.accountCode === account.code))
  return inLines || store.payments.byId().some((payment) => payment.accountId === account.id)
}

/** Deletes an account nothing stands on. */
export function deleteAccount(call: ApiCall): Answer {
  const { store } = call
  const account = accountAt(call)
  const remove = (): Wire => {
    if (account.system) throw new Invalid(['System accounts cannot be deleted.'])
    if (used(store, account)) throw new Invalid(['Accounts with transactions cannot be deleted.'])
    store.accounts = store.accounts.filter((other) => other !== account)
    return { ...accountWire(store, account), Status: 'DELETED' }
  }
  const element: Element = { raw: { AccountID: account.id }, fields: {} }
  return writeEach(call, 'Accounts', [element], remove, echo, 'HasValidationErrors')
}
