import { z } from 'zod'
import { roles } from '#core/model/permissions.ts'
import { Instant } from './common.ts'

const Role = z.enum(roles)
const InvitedRole = z.enum(['admin', 'finance', 'member', 'viewer'])

/** How somebody proves who they are. */
const Way = z.enum(['capsule', 'xero', 'local'])

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  way: Way,
  /** Of a local account: without a second factor it sees nothing. */
  secondFactor: z.enum(['not_needed', 'on', 'missing']),
  /** What of the customers they see, in words. */
  sees: z.string(),
  since: Instant,
  seenAt: Instant.nullable(),
  isYou: z.boolean(),
})
export type Person = z.infer<typeof Person>

export const Invited = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: InvitedRole,
  way: z.enum(['xero', 'local']),
  invitedBy: z.string(),
  expiresAt: Instant,
})
export type Invited = z.infer<typeof Invited>

/** `GET /api/people` */
export const People = z.object({ people: z.array(Person), invited: z.array(Invited) })
export type People = z.infer<typeof People>

/** `PUT /api/people/{id}` */
export const RoleInput = z.object({ role: Role })

/** `POST /api/people/invitations` */
export const InvitationInput = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(254),
  role: InvitedRole,
  way: z.enum(['xero', 'local']),
})
/** The address is shown once; only its hash is kept. */
export const InvitationMade = z.object({ url: z.string(), expiresAt: Instant })
export type InvitationMade = z.infer<typeof InvitationMade>

/** `POST /api/invitation`: what an invitation's address is about. */
export const InvitationToken = z.object({ token: z.string().max(100) })
export const InvitationShown = z.object({
  workspace: z.string(),
  name: z.string(),
  email: z.string(),
  way: z.enum(['xero', 'local']),
})
export type InvitationShown = z.infer<typeof InvitationShown>

/** Of local accounts, in characters. */
export const passwordMin = 12

/** `POST /api/invitation/accept`: makes the local account. */
export const AcceptInput = InvitationToken.extend({ password: z.string().min(passwordMin).max(128) })

/** `POST /api/sign-in/password` */
export const PasswordInput = z.object({ email: z.string().max(254), password: z.string().max(128) })
/** `code`: the code of the second factor is asked for next; `set_up`: there is none yet. */
export const SignInStep = z.object({ next: z.enum(['code', 'set_up']) })
/** `POST /api/sign-in/code`, `POST /api/second-factor/confirm`: six digits, or a recovery code. */
export const CodeInput = z.object({ code: z.string().trim().min(6).max(20) })

/** `POST /api/second-factor` */
export const SecondFactorInput = z.object({ password: z.string().max(128) })
export const SecondFactorBegun = z.object({
  /** For the authenticator app, as text and as its address. */
  secret: z.string(),
  uri: z.string(),
  /** Each good once, should the app be lost. */
  recoveryCodes: z.array(z.string()),
})
export type SecondFactorBegun = z.infer<typeof SecondFactorBegun>
