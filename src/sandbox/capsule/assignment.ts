import type { Assigned } from './entities.ts'
import { idOf, reference } from './input.ts'
import { invalid, type JsonObject } from './refusal.ts'
import type { Store } from './store.ts'

/**
 * An owner sent without a team clears the team; a team sent alone keeps the owner, who must be a member.
 *
 * @source reference capsule.md §4.4
 */
export function assignment(store: Store, record: Assigned, sent: JsonObject, resource: string): Assigned {
  const owner = reference(sent, 'owner', resource)
  const team = reference(sent, 'team', resource)
  const ownerId = owner === undefined ? record.ownerId : owner && idOf(owner, resource)
  const teamId =
    team === undefined ? (owner === undefined ? record.teamId : null) : team && idOf(team, resource)
  if (ownerId === undefined || (ownerId !== null && ownerId !== record.ownerId && !isPresent(store, ownerId)))
    throw invalid('owner not found', resource, 'owner')
  if (teamId === undefined || (teamId !== null && !store.teams.has(teamId)))
    throw invalid('team not found', resource, 'team')
  const members = teamId === null ? undefined : store.teams.get(teamId)?.memberIds
  if (owner === undefined && team === undefined) return { ownerId, teamId }
  if (members && ownerId !== null && !members.has(ownerId))
    throw invalid('owner is not a member of the team', resource, 'owner')
  return { ownerId, teamId }
}

function isPresent(store: Store, userId: number): boolean {
  return store.users.get(userId)?.deleted === false
}
