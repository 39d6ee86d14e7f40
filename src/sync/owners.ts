import { listTeams } from '#capsule/teams.ts'
import { listUsers } from '#capsule/users.ts'
import type { Engine, WorkspaceId } from './engine.ts'

/** Users and teams that a Capsule record may be given to. @throws RemoteError */
export async function ownersOf(engine: Engine, workspaceId: WorkspaceId) {
  const account = await engine.accounts.capsule(workspaceId)
  if (!account) return { users: [], teams: [] }
  const http = account.http('interactive')
  try {
    const [users, teams] = await Promise.all([listUsers(http), listTeams(http)])
    return { users: users.filter(({ active }) => active).map(({ id, name }) => ({ id, name })), teams }
  } finally {
    await engine.accounts.flush()
  }
}
