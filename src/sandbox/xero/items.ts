import { booleanOf, type Element, type Fields, guidOf, isGuid, numberOf, objectOf, textOf } from './body.ts'
import { msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, noContent, notFound, postDataInvalid } from './errors.ts'
import { addNotes, listHistory } from './history.ts'
import { modifiedSince, unpaged } from './listing.ts'
import { roundTo } from './money.ts'
import { addHistory, nameKey, type Store } from './store.ts'

const batchMax = 500
const limits = { Code: 30, Name: 50, Description: 4_000, PurchaseDescription: 4_000 } as const
type ItemText = keyof typeof limits

/** One side of an item; prices keep four decimals. */
export interface Trade {
  readonly unitPrice?: number
  readonly accountCode?: string
  readonly cogsAccountCode?: string
  readonly taxType?: string
}

export interface Item {
  readonly id: string
  readonly texts: Readonly<Partial<Record<ItemText, string>>>
  readonly code: string
  readonly isSold: boolean
  readonly isPurchased: boolean
  /** Set for an item tracked as inventory. */
  readonly inventoryAccountCode: string | undefined
  readonly sales: Trade
  readonly purchases: Trade
  updatedMs: number
}

function tradeWire(trade: Trade, places: 2 | 4): Wire {
  return {
    ...(trade.unitPrice !== undefined && { UnitPrice: roundTo(trade.unitPrice, places) }),
    ...(trade.accountCode !== undefined && { AccountCode: trade.accountCode }),
    ...(trade.cogsAccountCode !== undefined && { COGSAccountCode: trade.cogsAccountCode }),
    ...(trade.taxType !== undefined && { TaxType: trade.taxType }),
  }
}

const placesOf = (call: ApiCall) => (call.query.get('unitdp') === '4' ? 4 : 2)

const itemWire = (item: Item, places: 2 | 4): Wire => ({
  ItemID: item.id,
  Code: item.code,
  ...(item.texts.Description !== undefined && { Description: item.texts.Description }),
  ...(item.texts.PurchaseDescription !== undefined && {
    PurchaseDescription: item.texts.PurchaseDescription,
  }),
  UpdatedDateUTC: msInstant(item.updatedMs),
  PurchaseDetails: tradeWire(item.purchases, places),
  SalesDetails: tradeWire(item.sales, places),
  ...(item.texts.Name !== undefined && { Name: item.texts.Name }),
  IsTrackedAsInventory: item.inventoryAccountCode !== undefined,
  ...(item.inventoryAccountCode !== undefined && {
    InventoryAssetAccountCode: item.inventoryAccountCode,
    TotalCostPool: 0,
    QuantityOnHand: 0,
  }),
  IsSold: item.isSold,
  IsPurchased: item.isPurchased,
})

/** Not paged: every item comes in one answer. */
export function listItems(call: ApiCall): Answer {
  const since = modifiedSince(call.headers)
  const rows = call.store.items
    .byId()
    .filter((item) => since === null || item.updatedMs >= since)
    .map((item) => itemWire(item, placesOf(call)))
  const sometimes = ['Name', 'Description', 'PurchaseDescription', 'InventoryAssetAccountCode']
  return envelope(call, 'Items', unpaged(rows, call.query, sometimes))
}

/** By ItemID, or by Code when the text is no guid. */
function itemAt(call: ApiCall): Item {
  const text = call.params[0] ?? ''
  const { items, itemCodes } = call.store
  const item = isGuid(text) ? items.get(text.toLowerCase()) : itemCodes.get(nameKey(text))
  if (!item) throw notFound()
  return item
}

export const getItem = (call: ApiCall) => envelope(call, 'Items', [itemWire(itemAt(call), placesOf(call))])

function readTrade(store: Store, fields: Fields, key: string, before: Trade, problems: string[]): Trade {
  const sent = objectOf(fields, key)
  if (!sent) return before
  const price = numberOf(sent, 'unitprice')
  if (price !== undefined && Math.abs(price) >= 1e12) problems.push('Unit price is too large.')
  const account = (name: string, known: string | undefined) => {
    const code = textOf(sent, name) || known
    const found = store.accounts.some((a) => a.code === code && a.status === 'ACTIVE' && !a.system)
    if (code !== undefined && !found)
      problems.push(`Account code '${code}' is not a valid code for this item.`)
    return code
  }
  const accountCode = account('accountcode', before.accountCode)
  const cogsAccountCode = account('cogsaccountcode', before.cogsAccountCode)
  const taxType = textOf(sent, 'taxtype')?.toUpperCase() || before.taxType
  if (taxType !== undefined && !store.taxRates.some((rate) => rate.type === taxType))
    problems.push(`The TaxType code '${taxType}' does not exist.`)
  const unitPrice = price === undefined ? before.unitPrice : roundTo(price, 4)
  return {
    ...(unitPrice !== undefined && { unitPrice }),
    ...(accountCode !== undefined && { accountCode }),
    ...(cogsAccountCode !== undefined && { cogsAccountCode }),
    ...(taxType !== undefined && { taxType }),
  }
}

function readTexts(fields: Fields, before: Item | undefined, problems: string[]) {
  const texts: Partial<Record<ItemText, string>> = { ...before?.texts }
  for (const name of Object.keys(limits) as ItemText[]) {
    const value = textOf(fields, name.toLowerCase())
    if (value === undefined) continue
    if (value.length > limits[name])
      problems.push(`The field ${name} must be a string with a maximum length of ${limits[name]}.`)
    texts[name] = value
  }
  return texts
}

function changed(store: Store, before: Item | undefined, fields: Fields): Item {
  const problems: string[] = []
  const texts = readTexts(fields, before, problems)
  const code = texts.Code?.trim() ?? ''
  const holder = store.itemCodes.get(nameKey(code))
  if (code === '') problems.push('Item Code must be specified.')
  else if (holder && holder !== before) problems.push(`Price List Item with Code '${code}' already exists`)
  const sales = readTrade(store, fields, 'salesdetails', before?.sales ?? {}, problems)
  const purchases = readTrade(store, fields, 'purchasedetails', before?.purchases ?? {}, problems)
  const inventoryAccountCode =
    textOf(fields, 'inventoryassetaccountcode') || before?.inventoryAccountCode || undefined
  const asset = store.accounts.find((account) => account.code === inventoryAccountCode)
  if (inventoryAccountCode !== undefined && asset?.type !== 'INVENTORY')
    problems.push('The InventoryAssetAccountCode must be of an account of type INVENTORY.')
  if (inventoryAccountCode !== undefined && purchases.cogsAccountCode === undefined)
    problems.push('Tracked items need a COGSAccountCode.')
  const isSold = booleanOf(fields, 'issold') ?? before?.isSold ?? true
  const isPurchased = booleanOf(fields, 'ispurchased') ?? before?.isPurchased ?? true
  if (problems.length > 0) throw new Invalid(problems)
  return {
    id: before?.id ?? store.kernel.chance.uuid(),
    texts,
    code,
    isSold,
    isPurchased,
    inventoryAccountCode,
    sales,
    purchases,
    updatedMs: store.kernel.clock.now(),
  }
}

function save(store: Store, before: Item | undefined, item: Item, by: string) {
  if (before) {
    store.items.remove(before)
    store.itemCodes.delete(nameKey(before.code))
  }
  store.items.add(item)
  store.itemCodes.set(nameKey(item.code), item)
  addHistory(store, item.id, before ? 'Edited' : 'Created', by, '')
}

const echo = (element: Element): Wire => echoed(element, 'ItemID', {})

function batch(call: ApiCall): readonly Element[] {
  const elements = elementsIn(call, 'Items')
  if (elements.length > batchMax)
    throw postDataInvalid(`No more than ${batchMax} items can be sent in a request`)
  return elements
}

function write(call: ApiCall, elements: readonly Element[], target: (fields: Fields) => Item | undefined) {
  const { store } = call
  const one = (element: Element): Wire => {
    const before = target(element.fields)
    const item = changed(store, before, element.fields)
    save(store, before, item, call.app.name)
    return itemWire(item, placesOf(call))
  }
  return writeEach(call, 'Items', elements, one, echo, 'HasValidationErrors')
}

export const putItems = (call: ApiCall) => write(call, batch(call), () => undefined)

/** Finds items by ItemID, else by Code; an unknown id refuses the whole request. */
export function postItems(call: ApiCall): Answer {
  const { store } = call
  const find = (fields: Fields): Item | undefined => {
    const id = guidOf(fields, 'itemid')
    if (id === undefined) return store.itemCodes.get(nameKey(textOf(fields, 'code') ?? ''))
    const item = store.items.get(id)
    if (!item) throw notFound()
    return item
  }
  const elements = batch(call)
  for (const element of elements) find(element.fields)
  return write(call, elements, find)
}

export function postItem(call: ApiCall): Answer {
  const item = itemAt(call)
  return write(call, batch(call).slice(0, 1), () => item)
}

export function deleteItem(call: ApiCall): Answer {
  const item = itemAt(call)
  call.store.items.remove(item)
  call.store.itemCodes.delete(nameKey(item.code))
  return noContent
}

export const itemHistory = (call: ApiCall) => listHistory(call, itemAt(call).id)

export const itemNotes = (call: ApiCall) => addNotes(call, itemAt(call).id)
