import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessOf } from '#db/access.ts'
import { firstWorkspace, type Workspace } from '#db/workspaces.ts'
import type { Context, Principal } from './context.ts'
import { everything } from './everything.ts'
import { sameText } from './same-text.ts'

/** Whoever can read this file of the data folder operates the installation: commands show it to the server. */
export const operatorTokenFile = (dataDir: string): string => join(dataDir, 'operator-token')

/** The token of this data folder, made at first start and readable by its owner only. */
export function operatorToken(dataDir: string): string {
  const file = operatorTokenFile(dataDir)
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return readFileSync(file, 'utf8').trim()
}

/** The operator, when the request carries their token; `undefined` when it carries none at all. */
export async function operatorOf(context: Context, headers: Headers): Promise<Principal | null | undefined> {
  const given = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (given === undefined) return undefined
  const expected = context.operatorToken
  if (!expected || !sameText(given, expected)) return null
  const workspace = await firstWorkspace(context.engine.db)
  if (!workspace) return null
  return operatorPrincipal(workspace)
}

export const operatorId = 'operator'

/** Who has the machine administers the workspace and sees all of it. */
export const operatorPrincipal = (workspace: Workspace): Principal => ({
  userId: operatorId,
  name: 'operator',
  email: '',
  role: 'admin',
  workspaceId: workspace.id,
  secondFactorDue: false,
  reading: null,
  ...everything(accessOf(workspace, 'admin', null)),
})
