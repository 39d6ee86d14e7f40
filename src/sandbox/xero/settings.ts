/** The static lists of an organisation, by country. */

export interface TaxRate {
  readonly type: string
  readonly name: string
  readonly rate: number
  readonly report: string
  readonly on: 'sales' | 'purchases' | 'both'
}

export interface Account {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly type: string
  readonly class: 'ASSET' | 'LIABILITY' | 'EQUITY' | 'REVENUE' | 'EXPENSE'
  readonly taxType: string
  readonly enablePayments?: boolean
  readonly system?: string
  readonly bankNumber?: string
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

export function accountsOf(country: string, uuid: () => string): readonly Account[] {
  const sales = taxCodes(country, 'sales', true)
  const purchases = taxCodes(country, 'purchases', true)
  const expense = (code: string, name: string, taxType = purchases): Account => ({
    id: uuid(),
    code,
    name,
    type: 'EXPENSE',
    class: 'EXPENSE',
    taxType,
  })
  return [
    {
      id: uuid(),
      code: '090',
      name: 'Business Bank Account',
      type: 'BANK',
      class: 'ASSET',
      taxType: 'NONE',
      bankNumber: '01234512345678',
    },
    {
      id: uuid(),
      code: '091',
      name: 'Business Savings Account',
      type: 'BANK',
      class: 'ASSET',
      taxType: 'NONE',
      bankNumber: '01234587654321',
    },
    { id: uuid(), code: '200', name: 'Sales', type: 'REVENUE', class: 'REVENUE', taxType: sales },
    { id: uuid(), code: '260', name: 'Other Revenue', type: 'REVENUE', class: 'REVENUE', taxType: sales },
    { id: uuid(), code: '270', name: 'Interest Income', type: 'REVENUE', class: 'REVENUE', taxType: 'NONE' },
    {
      id: uuid(),
      code: '310',
      name: 'Cost of Goods Sold',
      type: 'DIRECTCOSTS',
      class: 'EXPENSE',
      taxType: purchases,
    },
    expense('400', 'Advertising'),
    expense('404', 'Bank Fees', 'NONE'),
    expense('429', 'General Expenses'),
    expense('461', 'Printing & Stationery'),
    expense('469', 'Rent'),
    expense('489', 'Telephone & Internet'),
    {
      id: uuid(),
      code: '610',
      name: 'Accounts Receivable',
      type: 'CURRENT',
      class: 'ASSET',
      taxType: 'NONE',
      system: 'DEBTORS',
    },
    {
      id: uuid(),
      code: '800',
      name: 'Accounts Payable',
      type: 'CURRLIAB',
      class: 'LIABILITY',
      taxType: 'NONE',
      system: 'CREDITORS',
    },
    {
      id: uuid(),
      code: '820',
      name: country === 'GB' ? 'VAT' : 'GST',
      type: 'CURRLIAB',
      class: 'LIABILITY',
      taxType: 'NONE',
      system: 'GST',
    },
    {
      id: uuid(),
      code: '880',
      name: 'Owner A Drawings',
      type: 'EQUITY',
      class: 'EQUITY',
      taxType: 'NONE',
      enablePayments: true,
    },
  ]
}

export const currencyNames: Readonly<Record<string, string>> = {
  AUD: 'Australian Dollar',
  NZD: 'New Zealand Dollar',
  USD: 'United States Dollar',
  GBP: 'British Pound',
  EUR: 'Euro',
  CAD: 'Canadian Dollar',
  SGD: 'Singapore Dollar',
  JPY: 'Japanese Yen',
}

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
