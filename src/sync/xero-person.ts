import type { WorkspaceId } from '#core/model/ids.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { exchangeCode } from '#xero/oauth.ts'
import type { Engine } from './engine.ts'

/** What names a person and opens no books. @source reference/xero.md §2.1, §2.4 */
export const XERO_SIGN_IN_SCOPES = ['openid', 'profile', 'email'] as const

/** Who signed in at Xero. */
export interface XeroPerson {
  /** Unique and lasting at Xero. */
  readonly id: string
  readonly name: string
  /** Xero has made sure that it is theirs. */
  readonly email: string
}

/** Who a sign-in at Xero is; null when Xero does not say. Its tokens are not kept. @throws RemoteError */
export async function xeroPerson(
  engine: Engine,
  grant: { readonly code: string; readonly redirectUri: string },
): Promise<{ readonly workspaceId: WorkspaceId; readonly visitor: XeroPerson } | null> {
  const app = await engine.apps.xero()
  const workspace = await firstWorkspace(engine.db)
  if (!app || !workspace) return null
  const { fetch, now, sleep, random } = engine
  const { person } = await exchangeCode(
    { fetch, now, sleep, random, ...app, endpoints: engine.endpoints.xero },
    grant,
  )
  if (!person?.userId || !person.email) return null
  const { userId, email, name } = person
  return { workspaceId: workspace.id, visitor: { id: userId, email, name: name ?? email } }
}
