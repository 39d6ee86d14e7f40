import { createHash, randomBytes } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { InvitationInput, InvitationMade, People, RoleInput } from '#api/people.ts'
import { appendAudit } from '#db/audit.ts'
import { insertInvitation, withdrawInvitation } from '#db/invitations.ts'
import { notifyChange } from '#db/notify.ts'
import type { Db } from '#db/open.ts'
import { endSessions, listPeople, otherAdmins, removePerson, setRole, userByEmail } from '#db/viewers.ts'
import { lockWorkspace } from '#db/workspaces.ts'
import type { App } from '../app.ts'
import type { Context, Principal } from '../context.ts'
import { notFound, Refusal } from '../refusal.ts'
import { peopleView } from '../views/people.ts'
import { may, needs } from './permission.ts'
import { json, jsonBody } from './respond.ts'

const invitationDays = 7
const ok = z.object({ ok: z.boolean() })

export function peopleRoutes(app: App, context: Context): void {
  const { engine } = context
  const middleware = needs('people.change')

  /** Everybody who may come in, with what they may do. */
  app.openapi(
    createRoute({ method: 'get', path: '/api/people', middleware, responses: json(People) }),
    async (c) => c.json(await peopleView(engine, may(c, 'people.change')), 200),
  )

  /** Gives a person another role; one administrator always stays. */
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/people/{id}',
      middleware,
      request: { params: z.object({ id: z.string().max(100) }), ...jsonBody(RoleInput) },
      responses: json(ok),
    }),
    async (c) => {
      const who = may(c, 'people.change')
      const { id } = c.req.valid('param')
      const { role } = c.req.valid('json')
      await changed(who, id, 'viewer.role', { role }, async (tx) => {
        if (role !== 'admin') await oneStays(tx, who, id)
        await setRole(tx, who.workspaceId, id, role)
      })
      return c.json({ ok: true }, 200)
    },
  )

  /** Takes a person out: their sessions, set and tokens go, what they did stays in the history. */
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/people/{id}',
      middleware,
      request: { params: z.object({ id: z.string().max(100) }) },
      responses: json(ok),
    }),
    async (c) => {
      const who = may(c, 'people.change')
      const { id } = c.req.valid('param')
      await changed(who, id, 'viewer.removed', {}, async (tx) => {
        await oneStays(tx, who, id)
        await endSessions(tx, id)
        await removePerson(tx, id)
      })
      return c.json({ ok: true }, 200)
    },
  )

  /** Invites somebody who is no user of the Capsule account; the answer alone holds the address. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/people/invitations',
      middleware,
      request: jsonBody(InvitationInput),
      responses: json(InvitationMade),
    }),
    async (c) => {
      const who = may(c, 'people.change')
      const input = c.req.valid('json')
      if (await userByEmail(engine.db, input.email)) throw alreadyThere()
      const token = randomBytes(32).toString('base64url')
      const at = new Date(engine.now())
      const expiresAt = new Date(engine.now() + invitationDays * 86_400_000)
      await engine.db.transaction().execute(async (tx) => {
        await insertInvitation(tx, {
          ...input,
          id: engine.uuid(),
          workspaceId: who.workspaceId,
          tokenHash: hashOf(token),
          invitedBy: who.name,
          at,
          expiresAt,
        })
        await record(tx, who, 'viewer.invited', null, { role: input.role, way: input.way })
      })
      return c.json(
        { url: `${context.publicUrl}/join?token=${token}`, expiresAt: expiresAt.toISOString() },
        200,
      )
    },
  )

  /** Withdraws an invitation. */
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/people/invitations/{id}',
      middleware,
      request: { params: z.object({ id: z.uuid() }) },
      responses: json(ok),
    }),
    async (c) => {
      const { workspaceId } = may(c, 'people.change')
      if (!(await withdrawInvitation(engine.db, workspaceId, c.req.valid('param').id)))
        throw notFound('This invitation')
      return c.json({ ok: true }, 200)
    },
  )

  async function changed(
    who: Principal,
    id: string,
    action: string,
    details: object,
    work: (tx: Db) => Promise<void>,
  ): Promise<void> {
    await engine.db.transaction().execute(async (tx) => {
      await lockWorkspace(tx, who.workspaceId)
      const people = await listPeople(tx, who.workspaceId)
      if (!people.some((person) => person.userId === id)) throw notFound('This person')
      await work(tx)
      await record(tx, who, action, `viewer:${id}`, { ...details })
    })
  }

  async function record(
    tx: Db,
    { workspaceId, name }: Principal,
    action: string,
    subject: string | null,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const at = new Date(engine.now())
    await appendAudit(tx, workspaceId, [{ at, actor: `user:${name}`, action, subject, details }])
    await notifyChange(tx, { workspaceId, topics: ['settings'], keys: [] })
  }
}

/** What of an invitation is stored: whoever reads the database cannot use it. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** @throws Refusal when they are the last administrator */
async function oneStays(tx: Db, { workspaceId }: Principal, id: string): Promise<void> {
  const people = await listPeople(tx, workspaceId)
  const isAdmin = people.some((person) => person.userId === id && person.role === 'admin')
  if (isAdmin && (await otherAdmins(tx, workspaceId, id)) === 0)
    throw new Refusal(
      409,
      'last_admin',
      'There has to be one administrator at least.',
      'Make somebody else an administrator first.',
    )
}

const alreadyThere = () =>
  new Refusal(
    409,
    'already_there',
    'Somebody with this e-mail address is here already.',
    'Change their role in the list instead.',
  )
