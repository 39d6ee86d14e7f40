import { z } from 'zod'
import type { Db } from './open.ts'
import type { Vault } from './secrets.ts'

const AppSecret = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  webhookKey: z.string().nullable(),
})
export type AppSecret = z.infer<typeof AppSecret>

/** The app registration pasted on the set-up page; null when none was. */
export async function loadAppSecret(
  db: Db,
  vault: Vault,
  side: 'capsule' | 'xero',
): Promise<AppSecret | null> {
  const row = await db.selectFrom('app_secret').select('envelope').where('name', '=', side).executeTakeFirst()
  return row ? AppSecret.parse(JSON.parse(vault.open(row.envelope, `app:${side}`))) : null
}

export async function saveAppSecret(
  db: Db,
  vault: Vault,
  side: 'capsule' | 'xero',
  app: AppSecret,
  at: Date,
): Promise<void> {
  const envelope = vault.seal(JSON.stringify(app), `app:${side}`)
  await db
    .insertInto('app_secret')
    .values({ name: side, envelope, updated_at: at })
    .onConflict((c) => c.column('name').doUpdateSet({ envelope, updated_at: at }))
    .execute()
}
