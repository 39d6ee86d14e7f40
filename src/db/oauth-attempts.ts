import type { Db } from './open.ts'

export interface OauthAttempt {
  /** SHA-256 of the state parameter. */
  readonly id: string
  readonly side: 'capsule' | 'xero'
  readonly purpose: 'sign_in' | 'connect'
  /** SHA-256 of the cookie of the browser that began it. */
  readonly browserHash: string
  readonly userId: string | null
  /** Sealed PKCE verifier. */
  readonly verifier: string
  /** Of Xero: `add` for a further organisation, or the one to be connected again. */
  readonly wants: string | null
  readonly at: Date
}

export async function insertAttempt(db: Db, attempt: OauthAttempt): Promise<void> {
  await db
    .insertInto('oauth_attempt')
    .values({
      id: attempt.id,
      side: attempt.side,
      purpose: attempt.purpose,
      browser_hash: attempt.browserHash,
      user_id: attempt.userId,
      verifier: attempt.verifier,
      wants: attempt.wants,
      created_at: attempt.at,
    })
    .execute()
}

/** Takes an attempt out: each state is good for one answer, and only for a while. */
export async function takeAttempt(db: Db, id: string, notBefore: Date): Promise<OauthAttempt | null> {
  await db.deleteFrom('oauth_attempt').where('created_at', '<', notBefore).execute()
  const row = await db.deleteFrom('oauth_attempt').where('id', '=', id).returningAll().executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    side: row.side,
    purpose: row.purpose,
    browserHash: row.browser_hash,
    userId: row.user_id,
    verifier: row.verifier,
    wants: row.wants,
    at: row.created_at,
  }
}
