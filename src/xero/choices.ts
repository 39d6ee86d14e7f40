import { XeroAccountsReply, XeroTaxRatesReply, XeroTrackingReply } from '#contracts/xero/choices.ts'
import { accounting, type XeroHttp } from './http.ts'

/** What a sales line may name. */
export interface SalesChoices {
  readonly accounts: readonly { readonly code: string; readonly name: string }[]
  readonly taxTypes: readonly { readonly type: string; readonly name: string }[]
  readonly tracking: readonly {
    readonly id: string
    readonly name: string
    readonly options: readonly { readonly id: string; readonly name: string }[]
  }[]
}

/** Accounts, tax rates and tracking categories in use: three calls. @source reference/xero.md §8.4 */
export async function listSalesChoices(http: XeroHttp): Promise<SalesChoices> {
  const get = (path: string) => ({ method: 'GET', path: `${accounting}/${path}` }) as const
  const [accounts, rates, tracking] = await Promise.all([
    http.call(get('Accounts'), XeroAccountsReply),
    http.call(get('TaxRates'), XeroTaxRatesReply),
    http.call(get('TrackingCategories'), XeroTrackingReply),
  ])
  const isUsed = ({ Status }: { readonly Status?: string | null | undefined }) =>
    (Status ?? 'ACTIVE') === 'ACTIVE'
  return {
    accounts: accounts.Accounts.filter((each) => isUsed(each) && each.Class === 'REVENUE').flatMap(
      ({ Code, Name }) => (Code ? [{ code: Code, name: Name ?? '' }] : []),
    ),
    taxTypes: rates.TaxRates.filter((each) => isUsed(each) && each.CanApplyToRevenue !== false).flatMap(
      ({ TaxType, Name }) => (TaxType ? [{ type: TaxType, name: Name ?? TaxType }] : []),
    ),
    tracking: tracking.TrackingCategories.filter(isUsed).map((each) => ({
      id: each.TrackingCategoryID,
      name: each.Name ?? '',
      options: (each.Options ?? [])
        .filter(isUsed)
        .map((option) => ({ id: option.TrackingOptionID, name: option.Name ?? '' })),
    })),
  }
}
