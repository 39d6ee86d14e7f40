import { msDay, msInstant, msPlain } from './days.ts'
import { type ApiCall, envelope } from './envelope.ts'
import { currencyNames, taxRatesOf } from './settings.ts'

const versions: Readonly<Record<string, string>> = { AU: 'AU', NZ: 'NZ', GB: 'UK', US: 'US' }

/** @source xero.md, "8.4 Settings resources"; OrganisationID equals the tenant id */
export function getOrganisation(call: ApiCall) {
  const org = call.store.organisation
  return envelope(call, 'Organisations', [
    {
      Name: org.name,
      LegalName: org.legalName,
      PaysTax: true,
      Version: versions[org.countryCode] ?? 'GLOBAL',
      OrganisationType: 'COMPANY',
      BaseCurrency: org.baseCurrency,
      CountryCode: org.countryCode,
      IsDemoCompany: false,
      OrganisationStatus: 'ACTIVE',
      TaxNumber: org.taxNumber,
      FinancialYearEndDay: org.countryCode === 'AU' ? 30 : 31,
      FinancialYearEndMonth: org.countryCode === 'AU' ? 6 : 3,
      SalesTaxBasis: org.countryCode === 'AU' ? 'ACCRUALS' : 'PAYMENTS',
      SalesTaxPeriod: org.countryCode === 'AU' ? 'QUARTERLY1' : 'TWOMONTHS',
      DefaultSalesTax: 'Tax Exclusive',
      DefaultPurchasesTax: 'Tax Exclusive',
      ...(org.periodLockDay !== undefined && { PeriodLockDate: msDay(org.periodLockDay) }),
      CreatedDateUTC: msPlain(org.createdMs),
      OrganisationEntityType: 'COMPANY',
      Timezone: org.timezone,
      ShortCode: org.shortCode,
      OrganisationID: org.id,
      Edition: 'BUSINESS',
      Class: 'COMPREHENSIVE',
      Addresses: [],
      Phones: [],
      ExternalLinks: [],
      PaymentTerms: {},
    },
  ])
}

const actions = [
  'AttachFilesToInvoices',
  'CreateApprovedBill',
  'CreateApprovedInvoice',
  'CreateBankAccount',
  'CreateDraftBill',
  'CreateDraftInvoice',
  'CreateDraftQuote',
  'CreateSentQuote',
  'EditApprovedInvoice',
  'UseMulticurrency',
]

export const getActions = (call: ApiCall) =>
  envelope(
    call,
    'Actions',
    actions.map((Name) => ({
      Name,
      Status:
        Name === 'UseMulticurrency' && call.store.organisation.currencies.length < 2
          ? 'NOT-ALLOWED'
          : 'ALLOWED',
    })),
  )

export const listAccounts = (call: ApiCall) =>
  envelope(
    call,
    'Accounts',
    call.store.accounts.map((account) => ({
      AccountID: account.id,
      Code: account.code,
      Name: account.name,
      Status: 'ACTIVE',
      Type: account.type,
      TaxType: account.taxType,
      Class: account.class,
      ...(account.system && { SystemAccount: account.system }),
      EnablePaymentsToAccount: account.enablePayments ?? false,
      ShowInExpenseClaims: false,
      ...(account.type === 'BANK' && {
        BankAccountNumber: account.bankNumber,
        BankAccountType: 'BANK',
        CurrencyCode: call.store.organisation.baseCurrency,
      }),
      HasAttachments: false,
      UpdatedDateUTC: msInstant(call.store.organisation.createdMs),
      AddToWatchlist: false,
    })),
  )

export const listTaxRates = (call: ApiCall) =>
  envelope(
    call,
    'TaxRates',
    taxRatesOf(call.store.organisation.countryCode).map((rate) => ({
      Name: rate.name,
      TaxType: rate.type,
      ReportTaxType: rate.report,
      CanApplyToAssets: true,
      CanApplyToEquity: true,
      CanApplyToExpenses: rate.on !== 'sales',
      CanApplyToLiabilities: true,
      CanApplyToRevenue: rate.on !== 'purchases',
      DisplayTaxRate: rate.rate,
      EffectiveRate: rate.rate,
      Status: 'ACTIVE',
      TaxComponents: [
        {
          Name: call.store.organisation.countryCode === 'GB' ? 'VAT' : 'GST',
          Rate: rate.rate,
          IsCompound: false,
          IsNonRecoverable: false,
        },
      ],
    })),
  )

export const listCurrencies = (call: ApiCall) =>
  envelope(
    call,
    'Currencies',
    call.store.organisation.currencies.map((Code) => ({ Code, Description: currencyNames[Code] ?? Code })),
  )

export const listBrandingThemes = (call: ApiCall) =>
  envelope(call, 'BrandingThemes', [
    {
      BrandingThemeID: call.store.brandingThemeId,
      Name: 'Standard',
      LogoUrl: '',
      Type: 'INVOICE',
      SortOrder: 0,
      CreatedDateUTC: msInstant(call.store.organisation.createdMs),
    },
  ])
