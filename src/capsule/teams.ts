import { CapsuleTeamsReply } from '#contracts/capsule/teams.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleTeam {
  readonly id: number
  readonly name: string
}

const pagesMax = 100

/** Teams of the account; none where the plan has no teams. @source reference/capsule.md §6, §15 */
export async function listTeams(http: CapsuleHttp): Promise<CapsuleTeam[]> {
  const teams: CapsuleTeam[] = []
  try {
    let path: string | null = '/teams'
    for (let page = 1; path !== null && page <= pagesMax; page++) {
      const answer: { value: { teams: CapsuleTeam[] }; next: string | null } = await http.call(
        { method: 'GET', path, query: page === 1 ? { perPage: 100 } : {} },
        CapsuleTeamsReply,
      )
      teams.push(...answer.value.teams.map(({ id, name }) => ({ id, name })))
      path = answer.next
    }
    return teams
  } catch (error) {
    if (isRemoteError(error, 'forbidden', 'missing')) return []
    throw error
  }
}
