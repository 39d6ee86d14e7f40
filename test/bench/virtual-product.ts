import { defined } from '#core/assert.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { markDirty } from '#db/dirty.ts'
import { approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import { connectCapsuleToken, connectXeroCustom } from '#sync/connecting.ts'
import { runLane } from '#sync/lane.ts'
import type { VirtualWorld } from './virtual-world.ts'

const minuteMs = 60_000

/** Connects both sides and makes the first plan. */
export async function planFirst(
  world: VirtualWorld,
  before: (workspaceId: WorkspaceId) => Promise<void> = async () => {},
): Promise<WorkspaceId> {
  const { engine, store } = world
  const capsule = await world.run(connectCapsuleToken(engine, 'sandbox-pat', true))
  const xero = await world.run(
    connectXeroCustom(engine, {
      clientId: 'counterpart-custom',
      clientSecret: 'counterpart-custom-secret',
    }),
  )
  if (!capsule.ok || !xero.ok) throw new Error(`connecting failed: ${JSON.stringify({ capsule, xero })}`)
  const { workspaceId } = capsule
  await before(workspaceId)
  await startComparison(engine, workspaceId, null)
  await lanes(world, workspaceId, async () => {
    const row = await store.db
      .selectFrom('run')
      .select('state')
      .where('state', '=', 'planned')
      .executeTakeFirst()
    return row !== undefined
  })
  return workspaceId
}

export async function approveFirst(world: VirtualWorld, workspaceId: WorkspaceId): Promise<void> {
  const run = await world.store.db
    .selectFrom('run')
    .select(['id', 'plan_hash'])
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow()
  const approval = await approvePlan(world.engine, workspaceId, {
    runId: run.id,
    hash: defined(run.plan_hash, 'a planned run has a hash'),
    includeNameOnly: true,
    approver: 'bench',
  })
  if (approval !== 'approved') throw new Error(`the plan was not approved: ${approval}`)
}

export async function isWritten({ store }: VirtualWorld): Promise<boolean> {
  const row = await store.db
    .selectFrom('run')
    .select('id')
    .where('state', 'in', ['reading', 'applying'])
    .executeTakeFirst()
  return row === undefined
}

/** Looks at the workspace as the job queue would: when it asked to be, and every so often, until it is done. */
export async function lanes(
  world: VirtualWorld,
  workspaceId: WorkspaceId,
  done: () => Promise<boolean>,
  tickMs = minuteMs,
): Promise<void> {
  for (;;) {
    const again = await world.run(runLane(world.engine, workspaceId))
    if (await done()) return
    await world.until(world.clock.now() + Math.min(again ?? tickMs, tickMs))
  }
}

/** Both sides announce their changes: what the engine itself writes comes back as an event of Xero's. */
export async function hear(world: VirtualWorld, workspaceId: WorkspaceId): Promise<void> {
  const at = new Date(world.clock.now())
  await world.store.db.updateTable('connection').set({ hooks_at: at, last_heard_at: at }).execute()
  const connection = await world.store.db
    .selectFrom('connection')
    .select('id')
    .where('side', '=', 'xero')
    .executeTakeFirstOrThrow()
  world.onAnswer(({ method, url, response }) => {
    if (method === 'GET' || !url.includes('/api.xro/2.0/Contacts')) return
    void response.text().then((text) =>
      markDirty(
        world.store.db,
        workspaceId,
        new Date(world.clock.now()),
        [...new Set(text.match(/(?<="ContactID":")[0-9a-f-]{36}/g) ?? [])].map((recordId) => ({
          side: 'xero',
          kind: 'contact',
          recordId,
          connectionId: connection.id,
        })),
      ),
    )
  })
}

/** What Xero was asked since then. */
export function xeroCalls(world: VirtualWorld, since: number) {
  const calls = world.sandbox.kernel.calls
    .list()
    .filter((call) => call.vendor === 'xero' && call.at >= since && call.path.startsWith('/api.xro/'))
  return {
    all: calls.length,
    refused: calls.filter((call) => call.status === 429).length,
    times: calls.map((call) => call.at),
  }
}
