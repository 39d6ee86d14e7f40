import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { z } from 'zod'
import { passwordMin } from '#api/people.ts'
import type { Store } from '#db/open.ts'

/** A person a vendor vouched for. */
const VouchedPerson = z.object({
  provider: z.enum(['capsule', 'xero']),
  /** Unique and lasting at the provider. */
  accountId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
})
export type VouchedPerson = z.infer<typeof VouchedPerson>

/**
 * Our consent flow both connects accounts and signs people in (decision 3), so the session is opened by this
 * server-only endpoint instead of a second OAuth client. Tokens never enter the auth tables.
 */
const vendorSignIn = {
  id: 'vendor-sign-in',
  endpoints: {
    openSession: createAuthEndpoint(
      '/vendor-sign-in',
      { method: 'POST', body: VouchedPerson, metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const { provider, accountId, name, email } = ctx.body
        const found = await internalAdapter.findAccountOwnerByKey({ providerId: provider, accountId })
        let user = found?.kind === 'owned' ? found.user : null
        if (!user) {
          // An address alone never signs anybody into another person's account.
          const taken = email !== null && (await internalAdapter.findUserByEmail(email)) !== null
          const address =
            email === null || taken ? `${accountId.replace(/[^a-z0-9]+/gi, '-')}@${provider}.invalid` : email
          const created = await internalAdapter.createOAuthUser(
            { name, email: address.toLowerCase(), emailVerified: false },
            { providerId: provider, accountId },
          )
          user = created.user
        }
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ userId: user.id })
      },
    ),
  },
} satisfies BetterAuthPlugin

const Newcomer = z.object({ name: z.string(), email: z.email(), password: z.string() })

/** Local accounts come by invitation alone, so the account is made by this server-only endpoint. */
const localAccounts = {
  id: 'local-accounts',
  endpoints: {
    createLocal: createAuthEndpoint(
      '/create-local',
      { method: 'POST', body: Newcomer, metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter, password } = ctx.context
        const { name, email } = ctx.body
        const address = email.toLowerCase()
        if ((await internalAdapter.findUserByEmail(address)) !== null) return ctx.json({ userId: null })
        const user = await internalAdapter.createUser(
          { name, email: address, emailVerified: true },
          { method: 'sign-up' },
        )
        await internalAdapter.linkAccount({
          userId: user.id,
          providerId: 'credential',
          accountId: user.id,
          password: await password.hash(ctx.body.password),
        })
        return ctx.json({ userId: user.id })
      },
    ),
  },
} satisfies BetterAuthPlugin

export type Auth = ReturnType<typeof createAuth>

/** Sessions and users; the columns stand in `migrations/`. */
export function createAuth(store: Store, options: { readonly publicUrl: string; readonly secret: string }) {
  const secure = options.publicUrl.startsWith('https:')
  return betterAuth({
    appName: 'Counterpart',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: { db: store.db, type: 'postgres' },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: 7 * 86_400, updateAge: 86_400 },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    advanced: {
      cookiePrefix: 'counterpart',
      useSecureCookies: secure,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure, path: '/' },
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: passwordMin },
    plugins: [
      vendorSignIn,
      localAccounts,
      twoFactor({ issuer: 'Counterpart', schema: { twoFactor: { modelName: 'auth_two_factor' } } }),
    ],
  })
}
