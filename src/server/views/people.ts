import type { People, Person } from '#api/people.ts'
import { listConnections } from '#db/connections.ts'
import { openInvitations } from '#db/invitations.ts'
import { listPeople } from '#db/viewers.ts'
import type { Engine } from '#sync/engine.ts'
import type { Principal } from '../context.ts'

type Known = Awaited<ReturnType<typeof listPeople>>[number]

/** Everybody of the workspace, and who is invited. */
export async function peopleView(engine: Engine, { workspaceId, userId }: Principal): Promise<People> {
  const people = await listPeople(engine.db, workspaceId)
  const invited = await openInvitations(engine.db, workspaceId, new Date(engine.now()))
  const capsule = (await listConnections(engine.db, workspaceId)).find((one) => one.side === 'capsule')
  const connector = capsule?.side === 'capsule' ? capsule.details.userId : null
  return {
    people: people.map((person) => ({
      id: person.userId,
      name: person.name,
      email: person.email.endsWith('.invalid') ? '' : person.email,
      role: person.role,
      way: person.way,
      secondFactor: secondFactorOf(person),
      sees: seesWords(person, connector !== null && person.capsuleUserId === connector),
      since: person.since.toISOString(),
      seenAt: person.seenAt?.toISOString() ?? null,
      isYou: person.userId === userId,
    })),
    invited: invited.map(({ id, name, email, role, way, invitedBy, expiresAt }) => ({
      id,
      name,
      email,
      role,
      way,
      invitedBy,
      expiresAt: expiresAt.toISOString(),
    })),
  }
}

const secondFactorOf = ({ way, twoFactor }: Known): Person['secondFactor'] =>
  way !== 'local' ? 'not_needed' : twoFactor ? 'on' : 'missing'

function seesWords(person: Known, connects: boolean): string {
  if (person.role === 'none') return 'Nothing: they have no role.'
  if (person.way === 'local' && !person.twoFactor) return 'Nothing before a second factor is set up.'
  if (person.way !== 'capsule') return 'Every customer.'
  if (connects) return 'Every customer: Counterpart reads Capsule with their access.'
  switch (person.look) {
    case 'none':
      return 'Nothing before they sign in with Capsule once more.'
    case 'ended':
      return 'Nothing: Capsule does not accept their access any more.'
    case 'reading':
      return `What Capsule shows them. The list is being read: ${person.partiesRead.toLocaleString('en')} so far.`
    case 'ready':
      return person.seesAll
        ? 'Every customer: they administer the Capsule account.'
        : 'The customers Capsule shows them.'
  }
}
