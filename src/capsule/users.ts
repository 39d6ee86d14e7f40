import { CapsulePartyReply } from '#contracts/capsule/parties.ts'
import { CapsuleUserReply, CapsuleUsersReply, type CapsuleWireUser } from '#contracts/capsule/users.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleUser {
  readonly id: number
  readonly username: string
  readonly name: string
  /** IANA name. */
  readonly timeZone: string | null
  readonly active: boolean
}

/** The user the token acts for. The e-mail stands in the user's own party. @source reference/capsule.md §2.4, §15 */
export async function currentUser(
  http: CapsuleHttp,
): Promise<CapsuleUser & { readonly email: string | null }> {
  const { value } = await http.call({ method: 'GET', path: '/users/current' }, CapsuleUserReply)
  const partyId = value.user.party?.id
  if (partyId === undefined) return { ...fromWire(value.user), email: null }
  const party = await http.call({ method: 'GET', path: `/parties/${partyId}` }, CapsulePartyReply)
  const email = party.value.party.emailAddresses?.find((row) => row.address)?.address ?? null
  return { ...fromWire(value.user), email }
}

export async function listUsers(http: CapsuleHttp): Promise<CapsuleUser[]> {
  const { value } = await http.call({ method: 'GET', path: '/users' }, CapsuleUsersReply)
  return value.users.map(fromWire)
}

function fromWire(wire: CapsuleWireUser): CapsuleUser {
  const username = wire.username ?? `user ${wire.id}`
  return {
    id: wire.id,
    username,
    name: wire.name || username,
    timeZone: wire.timezone ?? null,
    active: wire.deleted !== true && (wire.status ?? 'ACTIVE') === 'ACTIVE',
  }
}
