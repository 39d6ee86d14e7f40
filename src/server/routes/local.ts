import { createHash } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  AcceptInput,
  CodeInput,
  InvitationShown,
  InvitationToken,
  PasswordInput,
  SecondFactorBegun,
  SecondFactorInput,
  SignInStep,
} from '#api/people.ts'
import { invitationByToken } from '#db/invitations.ts'
import { countFailures, forgetFailures, recordFailures } from '#db/sign-in-failures.ts'
import { endOlderSessions, removePerson } from '#db/viewers.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { join, passCookies } from '../joining.ts'
import { notFound, Refusal, signInFirst } from '../refusal.ts'
import { hashOf } from './people.ts'
import { anybody } from './permission.ts'
import { json, jsonBody } from './respond.ts'

/** Guesses at one account, and at all of them, within the window. */
const guessesMax = 10
const guessesOfAllMax = 200
const windowMs = 15 * 60_000

const ok = z.object({ ok: z.boolean() })
const Redirected = z.object({ twoFactorRedirect: z.literal(true) })
const Enabled = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })

/** Accounts of people who are users of neither vendor: a password, and always a second factor. */
export function localRoutes(app: App, context: Context): void {
  const { engine, auth } = context
  const middleware = anybody('signing in, or joining by an invitation, proves who they are')

  const invitationOf = async (token: string) => {
    const found = await invitationByToken(engine.db, hashOf(token), new Date(engine.now()))
    if (!found) throw invitationOver()
    return found
  }

  /** What an invitation is about, to whoever has its address. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/invitation',
      middleware,
      request: jsonBody(InvitationToken),
      responses: json(InvitationShown),
    }),
    async (c) => {
      const { workspaceId, name, email, way } = await invitationOf(c.req.valid('json').token)
      const workspace = await workspaceById(engine.db, workspaceId)
      if (!workspace) throw invitationOver()
      return c.json({ workspace: workspace.name, name, email, way }, 200)
    },
  )

  /** Makes the account an invitation is for, and signs in to it; it sees nothing before it has a second factor. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/invitation/accept',
      middleware,
      request: jsonBody(AcceptInput),
      responses: json(SignInStep),
    }),
    async (c) => {
      const { token, password } = c.req.valid('json')
      const invitation = await invitationOf(token)
      if (invitation.way !== 'local') throw invitationOver()
      const { name, email } = invitation
      const { userId } = await auth.api.createLocal({ body: { name, email, password } })
      if (userId === null) throw invitationOver()
      const at = new Date(engine.now())
      await engine.db.transaction().execute(async (tx) => {
        if (await join(tx, invitation, userId, at)) return
        // Withdrawn or taken up at this very moment: the account would be nobody's.
        await removePerson(engine.db, userId)
        throw invitationOver()
      })
      const answer = await auth.api.signInEmail({
        body: { email, password },
        headers: c.req.raw.headers,
        asResponse: true,
      })
      passCookies(c, answer.headers)
      return c.json({ next: 'set_up' as const }, 200)
    },
  )

  /** The first step of signing in; the session begins with the second. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/sign-in/password',
      middleware,
      request: jsonBody(PasswordInput),
      responses: json(SignInStep),
    }),
    async (c) => {
      const { email, password } = c.req.valid('json')
      const key = keyOf(email.toLowerCase())
      await mayTry(key)
      const answer = await auth.api.signInEmail({
        body: { email, password },
        headers: c.req.raw.headers,
        asResponse: true,
      })
      if (!answer.ok) {
        await failedTry(key)
        throw wrong()
      }
      await forgetFailures(engine.db, key)
      passCookies(c, answer.headers)
      const isRedirected = Redirected.safeParse(await answer.json()).success
      return c.json({ next: isRedirected ? ('code' as const) : ('set_up' as const) }, 200)
    },
  )

  /** The second step: six digits of the authenticator app, or a recovery code. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/sign-in/code',
      middleware,
      request: jsonBody(CodeInput),
      responses: json(ok),
    }),
    async (c) => {
      const { code } = c.req.valid('json')
      await mayTry(allKey)
      const request = { body: { code }, headers: c.req.raw.headers, asResponse: true } as const
      const isDigits = /^\d{6}$/.test(code)
      const answer = isDigits ? await auth.api.verifyTOTP(request) : await auth.api.verifyBackupCode(request)
      // The library counts wrong codes of an account, and locks it for a while.
      if (!answer.ok) {
        await failedTry(null)
        throw wrongCode()
      }
      passCookies(c, answer.headers)
      return c.json({ ok: true }, 200)
    },
  )

  /** Begins the set-up of a second factor; the password is asked again. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/second-factor',
      middleware: anybody('a local account that sees nothing yet sets up its second factor'),
      request: jsonBody(SecondFactorInput),
      responses: json(SecondFactorBegun),
    }),
    async (c) => {
      const principal = c.get('principal')
      if (!principal) throw signInFirst()
      if (!principal.secondFactorDue) throw notFound('This page')
      const key = keyOf(principal.email.toLowerCase())
      await mayTry(key)
      const answer = await auth.api.enableTwoFactor({
        body: { password: c.req.valid('json').password },
        headers: c.req.raw.headers,
        asResponse: true,
      })
      if (!answer.ok) {
        await failedTry(key)
        throw wrong()
      }
      const { totpURI, backupCodes } = Enabled.parse(await answer.json())
      const secret = new URL(totpURI).searchParams.get('secret') ?? ''
      return c.json({ secret, uri: totpURI, recoveryCodes: backupCodes }, 200)
    },
  )

  /** Ends the set-up: from now on the account is its role's. */
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/second-factor/confirm',
      middleware: anybody('a local account that sees nothing yet sets up its second factor'),
      request: jsonBody(CodeInput),
      responses: json(ok),
    }),
    async (c) => {
      const principal = c.get('principal')
      if (!principal) throw signInFirst()
      if (!principal.secondFactorDue) throw notFound('This page')
      const answer = await auth.api.verifyTOTP({
        body: { code: c.req.valid('json').code },
        headers: c.req.raw.headers,
        asResponse: true,
      })
      if (!answer.ok) throw wrongCode()
      // Sessions that a password alone began elsewhere are no more than a password.
      await endOlderSessions(engine.db, principal.userId)
      passCookies(c, answer.headers)
      return c.json({ ok: true }, 200)
    },
  )

  /** @throws Refusal after too many wrong ones */
  async function mayTry(key: string): Promise<void> {
    const after = new Date(engine.now() - windowMs)
    const own = await countFailures(engine.db, key, after)
    const all = await countFailures(engine.db, allKey, after)
    if ((key !== allKey && own >= guessesMax) || all >= guessesOfAllMax) throw tooMany()
  }

  async function failedTry(key: string | null): Promise<void> {
    const keys = key === null ? [allKey] : [key, allKey]
    await recordFailures(engine.db, keys, new Date(engine.now()), new Date(engine.now() - windowMs))
  }
}

const keyOf = (what: string): string => createHash('sha256').update(what).digest('hex')
const allKey = keyOf('everybody')

const invitationOver = () =>
  new Refusal(
    404,
    'invitation_over',
    'This invitation is over, was withdrawn, or was used already.',
    'Ask whoever invited you for a new one, or sign in.',
  )
const wrong = () =>
  new Refusal(
    422,
    'wrong_password',
    'The e-mail address and the password do not belong together.',
    'Try again.',
  )
const wrongCode = () =>
  new Refusal(
    422,
    'wrong_code',
    'This code is not right, or not any more.',
    'Enter the code your authenticator app shows now. After several wrong ones, sign in from the beginning.',
  )
const tooMany = () =>
  new Refusal(
    429,
    'too_many',
    'There were too many wrong passwords or codes.',
    'Wait a quarter of an hour, then try again.',
  )
