import { type Fields, guidOf, listOf, textOf } from './body.ts'
import type { InvoiceType, Line, LineTracking } from './records.ts'
import { nameKey, type Store } from './store.ts'

const trackingMax = 2

/** What an item fills in on a line where nothing else was said. */
export interface ItemDefaults {
  readonly code: string | undefined
  readonly description?: string
  readonly unitPrice?: number
  readonly accountCode?: string
  readonly taxType?: string
}

/** The item of a line; its defaults are of the side the document is on. An empty ItemCode takes the item off. */
export function itemDefaults(
  store: Store,
  fields: Fields,
  type: InvoiceType,
  known: Line | undefined,
  problems: string[],
): ItemDefaults {
  const sent = textOf(fields, 'itemcode')
  const code = (sent ?? known?.itemCode)?.trim()
  if (!code) return { code: undefined }
  const item = store.itemCodes.get(nameKey(code))
  if (!item) {
    if (sent !== undefined) problems.push(`Item code '${code}' is not valid`)
    return { code }
  }
  const trade = type === 'ACCREC' ? item.sales : item.purchases
  const description = type === 'ACCREC' ? item.texts.Description : item.texts.PurchaseDescription
  return {
    code: item.code,
    ...(description !== undefined && { description }),
    ...(trade.unitPrice !== undefined && { unitPrice: trade.unitPrice }),
    ...(trade.accountCode !== undefined && { accountCode: trade.accountCode }),
    ...(trade.taxType !== undefined && { taxType: trade.taxType }),
  }
}

/**
 * The tracking of a line, by ids or by names; a list that was sent replaces the old one.
 *
 * @source xero.md, "8.1 Invoice": at most two
 */
export function lineTracking(
  store: Store,
  fields: Fields,
  known: Line | undefined,
  problems: string[],
): readonly LineTracking[] {
  const rows = listOf(fields, 'tracking')
  if (!rows) return known?.tracking ?? []
  if (rows.length > trackingMax) problems.push(`A line can have up to ${trackingMax} tracking categories.`)
  return rows.flatMap((row) => {
    const [categoryId, optionId] = [guidOf(row, 'trackingcategoryid'), guidOf(row, 'trackingoptionid')]
    const [name, optionName] = [textOf(row, 'name'), textOf(row, 'option')]
    const category = [...store.tracking.values()].find((c) =>
      categoryId ? c.id === categoryId : nameKey(c.name) === nameKey(name ?? ''),
    )
    const option = category?.options.find((o) =>
      optionId ? o.id === optionId : nameKey(o.name) === nameKey(optionName ?? ''),
    )
    if (category?.status !== 'ACTIVE' || option?.status !== 'ACTIVE') {
      problems.push('The tracking category or option of the line is not valid.')
      return []
    }
    return [{ categoryId: category.id, optionId: option.id, name: category.name, option: option.name }]
  })
}

export const lineTrackingWire = (rows: readonly LineTracking[] | undefined) =>
  (rows ?? []).map((row) => ({
    Name: row.name,
    Option: row.option,
    TrackingCategoryID: row.categoryId,
    TrackingOptionID: row.optionId,
  }))
