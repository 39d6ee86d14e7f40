import type { Db } from './open.ts'

/** A consent that covers several organisations, until somebody has chosen one. */
export interface OrganisationChoice {
  /** SHA-256 of the secret that the browser holds. */
  readonly id: string
  readonly userId: string | null
  /** Sealed. */
  readonly envelope: string
  readonly at: Date
}

export async function insertChoice(db: Db, choice: OrganisationChoice): Promise<void> {
  await db
    .insertInto('organisation_choice')
    .values({ id: choice.id, user_id: choice.userId, envelope: choice.envelope, created_at: choice.at })
    .execute()
}

/** Null when it was made already or has grown too old; old ones are forgotten on the way. */
export async function choiceById(db: Db, id: string, notBefore: Date): Promise<OrganisationChoice | null> {
  await db.deleteFrom('organisation_choice').where('created_at', '<', notBefore).execute()
  const row = await db.selectFrom('organisation_choice').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { id: row.id, userId: row.user_id, envelope: row.envelope, at: row.created_at } : null
}

/** @returns whether it was still there: a choice is good for once */
export async function takeChoice(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('organisation_choice').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}
