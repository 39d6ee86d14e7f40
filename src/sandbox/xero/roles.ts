import type { User } from './records.ts'
import { switches } from './switches.ts'

const invoicing = new Set([
  'contacts',
  'contactgroups',
  'invoices',
  'creditnotes',
  'quotes',
  'payments',
  'attachments',
])

/**
 * Whether a user's role lets an app acting for them do this. Custom connections act for nobody.
 *
 * @param resource first path segment below the API root, lower case, or `reports/<name>`
 * @source xero.md, "4. Errors", 403; "8.4 Settings resources", Users
 */
export function roleAllows(role: User['role'] | null, resource: string, method: string): boolean {
  if (!switches.rolesEnforced || role === null) return true
  if (role === 'READONLY') return method === 'GET'
  if (role !== 'INVOICEONLY') return true
  return method === 'GET' ? !resource.startsWith('reports/') : invoicing.has(resource)
}
