import { type Access, accessOf } from '#db/access.ts'
import { connectsWithOwnAccess, viewerInWorkspace } from '#db/viewers.ts'
import { type Looks, lookStaleMs } from '#sync/visible.ts'
import type { Context, Principal } from './context.ts'
import type { Sight } from './everything.ts'
import { operatorOf } from './operator.ts'
import { Refusal } from './refusal.ts'

/** Who asks: the operator by their token, or whoever the session belongs to. */
export async function principalOf(
  context: Context,
  looks: Looks,
  path: string,
  headers: Headers,
): Promise<Principal | null> {
  // Consent belongs to a person in a browser.
  const operator = /^\/(api\/)?connect\//.test(path) ? undefined : await operatorOf(context, headers)
  if (operator !== undefined) return operator
  const session = await context.auth.api.getSession({ headers })
  return session && personOf(context, looks, session.user)
}

/** Somebody of a workspace by their user; null when they belong to none. */
export async function personOf(
  context: Context,
  looks: Looks,
  user: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly twoFactorEnabled?: boolean | null | undefined
  },
): Promise<Principal | null> {
  const { db } = context.engine
  const known = await viewerInWorkspace(db, user.id)
  if (!known) return null
  const { viewer } = known
  const secondFactorDue = viewer.way === 'local' && user.twoFactorEnabled !== true
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    role: secondFactorDue ? 'none' : viewer.role,
    workspaceId: viewer.workspaceId,
    secondFactorDue,
    reading: viewer.way === 'capsule' && viewer.look === 'reading' ? viewer.partiesRead : null,
    ...sightOf(context, looks, known),
  }
}

/** What was read with the session holds for its request; a page that stays open asks again. */
const connectsFreshMs = 1_000

type Known = NonNullable<Awaited<ReturnType<typeof viewerInWorkspace>>>

function sightOf(context: Context, looks: Looks, { viewer, workspace, connects: connected }: Known): Sight {
  const { engine } = context
  const readAt = engine.now()
  let known = viewer

  async function lookUp(): Promise<Access> {
    known = (await looks.renew(known)).viewer
    if (known.look === 'ended') throw accessEnded()
    return accessOf(workspace, viewer.role, await whoseSet())
  }

  /** Null for somebody who sees every record; nobody's set where theirs is too old to be believed. */
  async function whoseSet(): Promise<string | null> {
    if (known.way !== 'capsule' || known.seesAll || (await connects())) return null
    const isOld = known.lookedAt !== null && engine.now() - known.lookedAt.getTime() > lookStaleMs
    return isOld ? '' : known.userId
  }

  /** The workspace reads Capsule with this person's access: all it knows, they see. */
  async function connects(): Promise<boolean> {
    if (known.look === 'ended') return false
    const isOld = Math.abs(engine.now() - readAt) > connectsFreshMs
    return isOld ? connectsWithOwnAccess(engine.db, viewer.userId) : connected
  }

  return {
    lookUp,
    knownToSeeAll: async () => (await whoseSet()) === null,
    async sees(partyId) {
      return (await whoseSet()) === null || looks.sees(known, partyId)
    },
    async seesDeal(opportunityId) {
      return (await whoseSet()) === null || looks.seesDeal(known, opportunityId)
    },
    async concerned(partyIds) {
      return (await whoseSet()) === null ? new Set(partyIds) : looks.concerned(known, partyIds)
    },
    async left() {
      const { viewer: now, left } = await looks.renew(known)
      known = now
      return left
    },
  }
}

const accessEnded = () =>
  new Refusal(
    401,
    'access_ended',
    'Capsule does not accept your access any more, so you were signed out.',
    'Sign in with Capsule again. If that fails, ask whoever manages your Capsule account.',
  )
