/** What an app created since March 2026 may ask for. */
const families = [
  'accounting.invoices',
  'accounting.payments',
  'accounting.banktransactions',
  'accounting.manualjournals',
  'accounting.contacts',
  'accounting.settings',
  'accounting.attachments',
  'projects',
  'files',
]

const reports = [
  'aged',
  'balancesheet',
  'banksummary',
  'budgetsummary',
  'executivesummary',
  'profitandloss',
  'trialbalance',
  'taxreports',
  'tenninetynine',
]

const known = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
  'accounting.budgets.read',
  ...families.flatMap((family) => [family, `${family}.read`]),
  ...reports.map((report) => `accounting.reports.${report}.read`),
])

/** Scopes of the older, broad kind, which newer apps do not get. */
const broad = new Set(['accounting.transactions', 'accounting.transactions.read', 'accounting.reports.read'])

export const scopesOf = (text: string) => [...new Set(text.split(/[\s+]+/).filter(Boolean))]

/** Null when all may be asked for; otherwise what Xero's error page says. */
export function scopeProblem(scopes: readonly string[]): string | null {
  if (scopes.some((scope) => broad.has(scope))) return 'unauthorized_client : Invalid scope for client'
  return scopes.every((scope) => known.has(scope)) ? null : 'invalid_scope'
}

/**
 * Scope families that open a resource (first path segment, lower case), any one suffices.
 *
 * @source xero.md, "2.4 Scopes"
 */
const resourceScopes: Readonly<Record<string, readonly string[]>> = {
  contacts: ['accounting.contacts'],
  contactgroups: ['accounting.contacts'],
  invoices: ['accounting.invoices'],
  creditnotes: ['accounting.invoices'],
  quotes: ['accounting.invoices'],
  repeatinginvoices: ['accounting.invoices'],
  purchaseorders: ['accounting.invoices'],
  linkedtransactions: ['accounting.invoices'],
  items: ['accounting.invoices', 'accounting.settings'],
  payments: ['accounting.payments'],
  batchpayments: ['accounting.payments'],
  overpayments: ['accounting.payments'],
  prepayments: ['accounting.payments'],
  banktransactions: ['accounting.banktransactions'],
  banktransfers: ['accounting.banktransactions'],
  manualjournals: ['accounting.manualjournals'],
  organisation: ['accounting.settings'],
  users: ['accounting.settings'],
  accounts: ['accounting.settings'],
  taxrates: ['accounting.settings'],
  currencies: ['accounting.settings'],
  trackingcategories: ['accounting.settings'],
  brandingthemes: ['accounting.settings'],
  invoicereminders: ['accounting.settings'],
  attachments: ['accounting.attachments'],
  'reports/agedreceivablesbycontact': ['accounting.reports.aged'],
  projects: ['projects'],
}

/** The key of `resourceScopes` for a path below the API root: attachments and reports have scopes of their own. */
export function resourceOf(segments: readonly string[]): string {
  const [first = '', second = '', third = ''] = segments.map((segment) => segment.toLowerCase())
  if (first === 'reports') return `reports/${second}`
  return third === 'attachments' ? third : first
}

/** Whether these scopes allow the method on the resource; resources unknown here ask for none. */
export function allows(scopes: readonly string[], resource: string, method: string): boolean {
  const wanted = resourceScopes[resource.toLowerCase()]
  if (!wanted) return true
  return wanted.some(
    (family) => scopes.includes(family) || (method === 'GET' && scopes.includes(`${family}.read`)),
  )
}
