import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { XeroConnection } from '#db/connections.ts'
import { choiceById, insertChoice, takeChoice } from '#db/organisation-choices.ts'
import type { XeroConnection as Tenant } from '#xero/connections.ts'
import type { Engine } from './engine.ts'

const lifeMs = 15 * 60_000
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const Waiting = z.object({
  tokens: z.object({
    accessToken: z.string(),
    refreshToken: z.string().nullable(),
    expiresAt: z.number().nullable(),
    scopes: z.array(z.string()),
  }),
  userName: z.string().nullable(),
  tenants: z.array(z.object({ id: z.string(), tenantId: z.string(), name: z.string() })),
})
type Waiting = z.infer<typeof Waiting>

/**
 * The organisations of a consent that may be connected by it.
 *
 * @param wants `add`: one that is not connected yet; the id of the organisation to be connected again; null: the one
 *   that was connected before, or any while there is none
 */
export function eligible<T extends Pick<Tenant, 'tenantId'>>(
  tenants: readonly T[],
  known: readonly Pick<XeroConnection, 'organisationId' | 'state'>[],
  wants: string | null,
): readonly T[] | 'no_organisation' | 'other_organisation' | 'already_connected' {
  if (tenants.length === 0) return 'no_organisation'
  const stateOf = (tenant: T) => known.find((one) => one.organisationId === tenant.tenantId)?.state
  if (wants === 'add') {
    const free = tenants.filter((tenant) => stateOf(tenant) !== 'connected')
    return free.length === 0 ? 'already_connected' : free
  }
  const own = tenants.filter((tenant) =>
    wants === null ? stateOf(tenant) !== undefined : tenant.tenantId === wants,
  )
  if (own.length > 0) {
    const down = own.filter((tenant) => stateOf(tenant) !== 'connected')
    return down.length > 0 ? down : own
  }
  return known.length > 0 ? 'other_organisation' : tenants
}

/** Keeps what a consent opened until somebody has chosen. Answers the secret by which the browser comes back. */
export async function keepChoice(engine: Engine, userId: string | null, waiting: Waiting): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const id = sha256(secret)
  const envelope = engine.vault.seal(JSON.stringify(waiting), `choice:${id}`)
  await insertChoice(engine.db, { id, userId, envelope, at: new Date(engine.now()) })
  return secret
}

/** What may be chosen; null when it is another person's, was made already, or is too old. */
export async function waitingChoice(
  engine: Engine,
  secret: string,
  userId: string | null,
): Promise<Waiting | null> {
  const id = sha256(secret)
  const choice = await choiceById(engine.db, id, new Date(engine.now() - lifeMs))
  if (!choice || choice.userId !== userId) return null
  return Waiting.parse(JSON.parse(engine.vault.open(choice.envelope, `choice:${id}`)))
}

/** Makes the choice; null when it cannot be made (any more). */
export async function chosen(
  engine: Engine,
  request: { readonly secret: string; readonly userId: string | null; readonly tenantId: string },
): Promise<(Waiting & { readonly tenant: Waiting['tenants'][number] }) | null> {
  const waiting = await waitingChoice(engine, request.secret, request.userId)
  const tenant = waiting?.tenants.find(({ tenantId }) => tenantId === request.tenantId)
  if (!waiting || !tenant || !(await takeChoice(engine.db, sha256(request.secret)))) return null
  return { ...waiting, tenant }
}
