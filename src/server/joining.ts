import type { Context as HonoContext } from 'hono'
import { appendAudit } from '#db/audit.ts'
import { acceptInvitation, type Invitation, invitationFor } from '#db/invitations.ts'
import { notifyChange } from '#db/notify.ts'
import type { Db } from '#db/open.ts'
import { ensureViewer, viewerOf } from '#db/viewers.ts'
import type { WorkspaceId } from '#sync/engine.ts'
import type { XeroPerson } from '#sync/xero-person.ts'
import type { Env } from './app.ts'
import type { Context } from './context.ts'

/** Passes the cookies of an answer of the auth library on. */
export function passCookies(c: HonoContext<Env>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

/**
 * Opens the session of whom Xero vouched for: somebody who is here already, or who was invited with this address.
 *
 * @returns false for anybody else: they get neither an account nor a session
 */
export async function welcomeVisitor(
  context: Context,
  c: HonoContext<Env>,
  workspaceId: WorkspaceId,
  visitor: XeroPerson,
): Promise<boolean> {
  const { engine } = context
  const now = new Date(engine.now())
  const accountId = `xero:${visitor.id}`
  const known = await engine.db
    .selectFrom('auth_account')
    .select('userId')
    .where('providerId', '=', 'xero')
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  const invitation = known ? null : await invitationFor(engine.db, workspaceId, visitor.email, 'xero', now)
  if (!invitation && !(known && (await viewerOf(engine.db, known.userId)))) return false
  const { headers, response } = await context.auth.api.openSession({
    body: { provider: 'xero', accountId, name: visitor.name, email: visitor.email },
    headers: c.req.raw.headers,
    returnHeaders: true,
  })
  if (invitation) await engine.db.transaction().execute((tx) => join(tx, invitation, response.userId, now))
  passCookies(c, headers)
  return true
}

/** Makes an invited person one of the workspace. @returns false when the invitation was just taken up */
export async function join(tx: Db, invitation: Invitation, userId: string, at: Date): Promise<boolean> {
  if (!(await acceptInvitation(tx, invitation.id, at))) return false
  const { workspaceId, role, way, name } = invitation
  await ensureViewer(tx, { userId, workspaceId, role, way, capsuleUserId: null, at })
  await appendAudit(tx, workspaceId, [
    {
      at,
      actor: `user:${name}`,
      action: 'viewer.joined',
      subject: `viewer:${userId}`,
      details: { role, way },
    },
  ])
  await notifyChange(tx, { workspaceId, topics: ['settings'], keys: [] })
  return true
}
