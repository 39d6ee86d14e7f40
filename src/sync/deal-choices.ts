import { z } from 'zod'
import { listPipelines } from '#capsule/pipelines.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { loadChoices, saveChoices } from '#db/deals.ts'
import { listSalesChoices } from '#xero/choices.ts'
import type { Engine } from './engine.ts'

const Named = z.object({ id: z.string(), name: z.string() })

/** What a rule about deals may name on either side. */
export const DealChoices = z.object({
  pipelines: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      milestones: z.array(
        z.object({ id: z.int(), name: z.string(), outcome: z.enum(['open', 'won', 'lost']) }),
      ),
    }),
  ),
  accounts: z.array(z.object({ code: z.string(), name: z.string() })),
  taxTypes: z.array(z.object({ type: z.string(), name: z.string() })),
  tracking: z.array(Named.extend({ options: z.array(Named) })),
})
export type DealChoices = z.infer<typeof DealChoices>

/** Asked for again when somebody looks after this time. */
const keptMs = 10 * 60_000

/**
 * Pipelines of Capsule, accounts, tax rates and tracking of Xero, as last listed; listed again when that is long ago.
 *
 * @returns null while a side is not connected and nothing was listed before
 * @throws RemoteError
 */
export async function dealChoices(
  engine: Engine,
  workspaceId: WorkspaceId,
  { fresh }: { readonly fresh: boolean },
): Promise<DealChoices | null> {
  const xero = await engine.accounts.xero(workspaceId)
  const capsule = await engine.accounts.capsule(workspaceId)
  if (!xero || !capsule) return null
  const known = await loadChoices(engine.db, workspaceId, xero.connection.id)
  const kept = known ? DealChoices.safeParse(known.choices) : null
  if (!fresh && known && kept?.success && known.at.getTime() + keptMs > engine.now()) return kept.data
  const [pipelines, sales] = await Promise.all([
    listPipelines(capsule.http('interactive')),
    listSalesChoices(xero.http('interactive')),
  ])
  const choices = DealChoices.parse({ pipelines, ...sales })
  const to = { workspaceId, connectionId: xero.connection.id }
  await saveChoices(engine.db, new Date(engine.now()), to, choices)
  return choices
}
