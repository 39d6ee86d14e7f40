import { writesDocuments } from '#core/deal/settings.ts'
import type { Db } from '#db/open.ts'
import { loadRules } from '#db/rules.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { XERO_SCOPES } from '#xero/oauth.ts'

const reading = 'accounting.invoices.read'
const writing = 'accounting.invoices'

/** Whether a connection may write invoices and quotes. @source reference/xero.md §2.4 */
export const mayWriteDocuments = (granted: readonly string[]): boolean =>
  granted.includes(writing) || granted.includes('accounting.transactions')

/** What Xero is asked for: writing invoices only where somebody switched on what needs it. */
export const xeroScopes = (writes: boolean): readonly string[] =>
  writes ? XERO_SCOPES.map((scope) => (scope === reading ? writing : scope)) : XERO_SCOPES

/** As `xeroScopes`, by the rules that apply now. */
export async function wantedXeroScopes(db: Db): Promise<readonly string[]> {
  const workspace = await firstWorkspace(db)
  if (!workspace) return xeroScopes(false)
  const { deals } = await loadRules(db, workspace.id)
  return xeroScopes(writesDocuments(deals))
}

/** A custom connection has no person to consent: what can be asked for is what its portal page says. */
export const customScopes = (scopes: readonly string[]): readonly string[] =>
  scopes.filter((scope) => scope.startsWith('accounting.'))
