/** The static lists of an organisation, by country. */

export interface TaxRate {
  readonly type: string
  readonly name: string
  readonly rate: number
  readonly report: string
  readonly on: 'sales' | 'purchases' | 'both'
  readonly status?: 'ACTIVE' | 'ARCHIVED' | 'DELETED'
  /** Only rates somebody made have other components than the one tax of the country. */
  readonly components?: readonly TaxComponent[]
}

export interface TaxComponent {
  readonly name: string
  readonly rate: number
  readonly isCompound: boolean
  readonly isNonRecoverable: boolean
}

export const accountClasses = {
  BANK: 'ASSET',
  CURRENT: 'ASSET',
  FIXED: 'ASSET',
  INVENTORY: 'ASSET',
  NONCURRENT: 'ASSET',
  PREPAYMENT: 'ASSET',
  EQUITY: 'EQUITY',
  DEPRECIATN: 'EXPENSE',
  DIRECTCOSTS: 'EXPENSE',
  EXPENSE: 'EXPENSE',
  OVERHEADS: 'EXPENSE',
  SUPERANNUATIONEXPENSE: 'EXPENSE',
  WAGESEXPENSE: 'EXPENSE',
  CURRLIAB: 'LIABILITY',
  LIABILITY: 'LIABILITY',
  PAYG: 'LIABILITY',
  PAYGLIABILITY: 'LIABILITY',
  SUPERANNUATIONLIABILITY: 'LIABILITY',
  TERMLIAB: 'LIABILITY',
  WAGESPAYABLELIABILITY: 'LIABILITY',
  OTHERINCOME: 'REVENUE',
  REVENUE: 'REVENUE',
  SALES: 'REVENUE',
} as const
export type AccountType = keyof typeof accountClasses

export interface Account {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly type: AccountType
  readonly class: (typeof accountClasses)[AccountType]
  readonly taxType: string
  readonly status: 'ACTIVE' | 'ARCHIVED'
  readonly description?: string
  readonly enablePayments?: boolean
  readonly system?: string
  readonly bankNumber?: string
  /** Absent for accounts that came with the organisation. */
  readonly updatedMs?: number
}

const rate = (type: string, name: string, percent: number, on: TaxRate['on'], report = type): TaxRate => ({
  type,
  name,
  rate: percent,
  on,
  report,
})

/** @source xero.md, "8.4 Settings resources" */
const taxRatesByCountry: Readonly<Record<string, readonly TaxRate[]>> = {
  AU: [
    rate('OUTPUT', 'GST on Income', 10, 'sales'),
    rate('INPUT', 'GST on Expenses', 10, 'purchases'),
    rate('EXEMPTOUTPUT', 'GST Free Income', 0, 'sales'),
    rate('EXEMPTEXPENSES', 'GST Free Expenses', 0, 'purchases'),
    rate('EXEMPTEXPORT', 'GST Free Exports', 0, 'sales'),
    rate('EXEMPTCAPITAL', 'GST Free Capital', 0, 'purchases'),
    rate('CAPEXINPUT', 'GST on Capital', 10, 'purchases'),
    rate('INPUTTAXED', 'Input Taxed', 0, 'both'),
    rate('BASEXCLUDED', 'BAS Excluded', 0, 'both'),
    rate('GSTONIMPORTS', 'GST on Imports', 0, 'purchases'),
    rate('GSTONCAPIMPORTS', 'GST on Capital Imports', 0, 'purchases'),
    rate('NONE', 'No GST', 0, 'both'),
  ],
  NZ: [
    rate('OUTPUT2', '15% GST on Income', 15, 'sales', 'OUTPUT'),
    rate('INPUT2', '15% GST on Expenses', 15, 'purchases', 'INPUT'),
    rate('ZERORATED', 'Zero Rated', 0, 'sales', 'OUTPUT'),
    rate('GSTONIMPORTS', 'GST on Imports', 0, 'purchases'),
    rate('NONE', 'No GST', 0, 'both'),
  ],
  GB: [
    rate('OUTPUT2', '20% (VAT on Income)', 20, 'sales', 'OUTPUT'),
    rate('INPUT2', '20% (VAT on Expenses)', 20, 'purchases', 'INPUT'),
    rate('RROUTPUT', '5% (VAT on Income)', 5, 'sales'),
    rate('RRINPUT', '5% (VAT on Expenses)', 5, 'purchases'),
    rate('ZERORATEDOUTPUT', 'Zero Rated Income', 0, 'sales'),
    rate('ZERORATEDINPUT', 'Zero Rated Expenses', 0, 'purchases'),
    rate('EXEMPTOUTPUT', 'Exempt Income', 0, 'sales'),
    rate('EXEMPTINPUT', 'Exempt Expenses', 0, 'purchases'),
    rate('NONE', 'No VAT', 0, 'both'),
  ],
}

const otherCountries: readonly TaxRate[] = [
  rate('OUTPUT', 'Tax on Sales', 0, 'sales'),
  rate('INPUT', 'Tax on Purchases', 0, 'purchases'),
  rate('NONE', 'Tax Exempt', 0, 'both'),
]

export const taxRatesOf = (country: string) => taxRatesByCountry[country] ?? otherCountries

/** The codes a line of this country gets for the standard rate and for no tax. */
export function taxCodes(country: string, side: 'sales' | 'purchases', taxed: boolean): string {
  const rates = taxRatesOf(country).filter((r) => r.on === side)
  const found = taxed ? rates[0] : rates.find((r) => r.rate === 0 && !r.type.includes('IMPORT'))
  return found?.type ?? 'NONE'
}

/** How an account is taxed unless a line says otherwise. */
export type TaxKind = 'sales' | 'purchases' | 'exempt' | 'excluded' | 'none'

const special: Readonly<Record<string, Readonly<Partial<Record<TaxKind, string>>>>> = {
  AU: { exempt: 'EXEMPTEXPENSES', excluded: 'BASEXCLUDED' },
  GB: { exempt: 'EXEMPTINPUT' },
}

export const taxTypeFor = (country: string, kind: TaxKind): string =>
  kind === 'sales' || kind === 'purchases'
    ? taxCodes(country, kind, true)
    : (special[country]?.[kind] ?? 'NONE')

const names = new Intl.DisplayNames('en', { type: 'currency' })
const known = new Set(Intl.supportedValuesOf('currency'))

/** The English name of an ISO 4217 code; null when there is no such currency. */
export const currencyName = (code: string): string | null =>
  known.has(code) ? (names.of(code) ?? code) : null

/** What one US dollar buys; stands in for the day rate Xero looks up. */
const perDollar: Readonly<Record<string, number>> = {
  USD: 1,
  AUD: 1.53,
  NZD: 1.72,
  GBP: 0.76,
  EUR: 0.86,
  CAD: 1.4,
  SGD: 1.3,
  JPY: 154,
}

/** Foreign units per base unit, six decimals. */
export function dayRate(base: string, currency: string): number {
  if (base === currency) return 1
  return Math.round(((perDollar[currency] ?? 1) / (perDollar[base] ?? 1)) * 1_000_000) / 1_000_000
}
