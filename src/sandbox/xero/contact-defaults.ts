import { type Fields, listOf, textOf } from './body.ts'
import type { Contact, ContactText } from './records.ts'
import { nameKey, type Store } from './store.ts'

/** One tracking choice a document of the contact starts with. */
export interface DefaultTracking {
  readonly category: string
  readonly option: string
}

export interface TrackingChange {
  readonly sales: readonly DefaultTracking[] | undefined
  readonly purchases: readonly DefaultTracking[] | undefined
}

const lineAmountTypes = ['INCLUSIVE', 'EXCLUSIVE', 'NONE']

function checkAccount(store: Store, code: string | undefined, problems: string[]) {
  if (!code) return
  const account = store.accounts.find((a) => nameKey(a.code) === nameKey(code))
  if (!account || account.type === 'BANK' || account.system || account.status === 'ARCHIVED')
    problems.push(`Account code '${code}' is not a valid default account.`)
}

/**
 * What a contact's documents start with: accounts, taxes, currency. An empty text clears and is always fine.
 *
 * @source xero.md, "7. Contacts"
 */
export function checkDefaults(store: Store, texts: ReadonlyMap<ContactText, string>, problems: string[]) {
  checkAccount(store, texts.get('SalesDefaultAccountCode'), problems)
  checkAccount(store, texts.get('PurchasesDefaultAccountCode'), problems)
  for (const name of ['AccountsReceivableTaxType', 'AccountsPayableTaxType'] as const) {
    const type = texts.get(name)?.toUpperCase()
    const known = store.taxRates.some((rate) => rate.type === type && (rate.status ?? 'ACTIVE') === 'ACTIVE')
    if (type && !known) problems.push(`The TaxType code '${type}' does not exist.`)
  }
  for (const name of ['SalesDefaultLineAmountType', 'PurchasesDefaultLineAmountType'] as const) {
    const type = texts.get(name)
    if (type && !lineAmountTypes.includes(type.toUpperCase())) problems.push(`${name} is not valid.`)
  }
  const currency = texts.get('DefaultCurrency')?.toUpperCase()
  if (currency && !store.organisation.currencies.includes(currency))
    problems.push(`Organisation is not subscribed to currency ${currency}`)
}

/** The default tracking an element brings; a list that was sent replaces the old one. */
export function trackingIn(store: Store, fields: Fields, problems: string[]): TrackingChange {
  const read = (key: string): readonly DefaultTracking[] | undefined => {
    const rows = listOf(fields, key)
    if (rows && rows.length > 2) problems.push('A contact can have up to 2 default tracking categories.')
    return rows?.map((row) => {
      const name = textOf(row, 'trackingcategoryname') ?? ''
      const optionName = textOf(row, 'trackingoptionname') ?? ''
      const category = [...store.tracking.values()].find(
        (c) => c.status === 'ACTIVE' && nameKey(c.name) === nameKey(name),
      )
      const option = category?.options.find(
        (o) => o.status === 'ACTIVE' && nameKey(o.name) === nameKey(optionName),
      )
      if (!category || !option)
        problems.push(`The tracking category '${name}' with option '${optionName}' does not exist.`)
      return { category: category?.name ?? name, option: option?.name ?? optionName }
    })
  }
  return { sales: read('salestrackingcategories'), purchases: read('purchasestrackingcategories') }
}

export function applyTracking(contact: Contact, change: TrackingChange) {
  if (!change.sales && !change.purchases) return
  contact.tracking = {
    sales: change.sales ?? contact.tracking?.sales ?? [],
    purchases: change.purchases ?? contact.tracking?.purchases ?? [],
  }
}

export const trackingWire = (rows: readonly DefaultTracking[] | undefined) =>
  (rows ?? []).map((row) => ({ TrackingCategoryName: row.category, TrackingOptionName: row.option }))
