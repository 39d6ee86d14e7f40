import { msDay, msInstant, msPlain } from './days.ts'
import { type ApiCall, envelope, type Wire } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { roleAllows } from './roles.ts'

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
      ...(org.endOfYearLockDay !== undefined && { EndOfYearLockDate: msDay(org.endOfYearLockDay) }),
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

/** What a person may do, and the resource an app would do it with. */
const actions = [
  ['AttachFilesIntoInvoice', 'attachments'],
  ['CreateApprovedBill', 'invoices'],
  ['CreateApprovedInvoice', 'invoices'],
  ['CreateApprovedPurchaseOrder', 'purchaseorders'],
  ['CreateDraftBill', 'invoices'],
  ['CreateDraftInvoice', 'invoices'],
  ['CreateDraftPurchaseOrder', 'purchaseorders'],
  ['CreateDraftQuote', 'quotes'],
  ['CreateInvoicePayment', 'payments'],
  ['CreateRepeatingBill', 'repeatinginvoices'],
  ['CreateRepeatingInvoice', 'repeatinginvoices'],
  ['CreateSentQuote', 'quotes'],
] as const

export function getActions(call: ApiCall) {
  const status = (allowed: boolean) => (allowed ? 'ALLOWED' : 'NOT-ALLOWED')
  return envelope(call, 'Actions', [
    ...actions.map(([Name, resource]) => ({
      Name,
      Status: status(roleAllows(call.role, resource, 'PUT')),
    })),
    { Name: 'UseMulticurrency', Status: status(call.store.organisation.currencies.length > 1) },
  ])
}

/** Xero keeps the settings of the UK Construction Industry Scheme for UK organisations only. */
function checkCis(call: ApiCall) {
  if (call.store.organisation.countryCode !== 'GB') throw notFound()
}

export function getOrganisationCis(call: ApiCall): Answer {
  checkCis(call)
  if (call.params[0]?.toLowerCase() !== call.store.organisation.id) throw notFound()
  const settings = { CISContractorEnabled: false, CISSubContractorEnabled: false, Rate: 0 }
  return envelope(call, 'CISSettings', [settings])
}

export function getContactCis(call: ApiCall): Answer {
  checkCis(call)
  if (!call.store.contacts.get(call.params[0]?.toLowerCase() ?? '')) throw notFound()
  return envelope(call, 'CISSettings', [{ CISEnabled: false, Rate: 0 }])
}

const themeWire = (call: ApiCall): Wire => ({
  BrandingThemeID: call.store.brandingThemeId,
  Name: 'Standard',
  LogoUrl: '',
  Type: 'INVOICE',
  SortOrder: 0,
  CreatedDateUTC: msInstant(call.store.organisation.createdMs),
})

export const listBrandingThemes = (call: ApiCall) => envelope(call, 'BrandingThemes', [themeWire(call)])

export function getBrandingTheme(call: ApiCall): Answer {
  if (call.params[0]?.toLowerCase() !== call.store.brandingThemeId) throw notFound()
  return listBrandingThemes(call)
}
