import { authoriseUrl, exchangeCode, pkce } from '#capsule/oauth.ts'
import { listConnections, listXeroConnections, saveTokens } from '#db/connections.ts'
import { latestRun, runById } from '#db/runs.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { type Approval, approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import { beginConsent, finishConsent } from '#sync/connecting.ts'
import { agree } from './consent.ts'
import { demoApp, publicUrl, webhookKey } from './engine.ts'
import { count } from './reach.ts'
import { Violation, type World } from './world.ts'

type Side = 'capsule' | 'xero'

const triesMax = 12
const minuteMs = 60_000

/** Tells Xero where to deliver webhooks. */
export async function setWebhook(world: World): Promise<void> {
  const target = { url: `${publicUrl}/hooks/xero`, key: webhookKey }
  for (let tries = 0; tries < triesMax; tries++) {
    const set = await world.perform('sets the webhook', () => world.sandbox.xero.setWebhook(target))
    if (set.ok) return
    await world.pass(minuteMs)
  }
  throw new Violation('Xero does not take our webhook address')
}

/** Of Xero: a further organisation, or the one that is connected again; the first one when only the side is named. */
export interface Target {
  readonly side: Side
  /** `add`, or the id of the organisation. */
  readonly wants: string | null
  /** Its name on the consent page. */
  readonly organisation?: string
}

/** Goes through a vendor's consent until it succeeds. */
export async function connect(world: World, to: Side | Target): Promise<void> {
  const { side, wants, organisation }: Target = typeof to === 'string' ? { side: to, wants: null } : to
  for (let tries = 0; tries < triesMax; tries++) {
    const problem = await world.perform(`connects ${side}`, async (engine) => {
      const userId = (await firstWorkspace(engine.db)) ? 'operator' : null
      const redirectUri = `${publicUrl}/connect/${side}/callback`
      const begun = await beginConsent(engine, {
        side,
        purpose: 'connect',
        browser: 'browser',
        userId,
        redirectUri,
        wants,
      })
      if ('problem' in begun) return begun.problem
      const back = await agree(world.sandbox, side, begun.url, 'hannah', organisation)
      if (!back) return 'offline'
      const { searchParams } = back
      const parameter = (name: string) => searchParams.get(name) ?? undefined
      const connected = await finishConsent(
        engine,
        {
          side,
          browser: 'browser',
          redirectUri,
          state: parameter('state'),
          code: parameter('code'),
          error: parameter('error'),
        },
        userId,
      )
      return connected.ok ? null : connected.problem
    })
    // An answer that was lost may have connected it all the same.
    if (problem === null || problem === 'already_connected') return
    world.trace.note(`connecting ${side}: ${problem}`)
    await world.pass(minuteMs)
  }
  throw new Violation(`${side} cannot be connected`)
}

/** Goes through Xero's consent for every organisation, as when more permissions are needed. */
export async function connectXeros(world: World): Promise<void> {
  for (const { organisationId, organisationName } of await listXeroConnections(
    world.db,
    await world.workspaceId(),
  ))
    await connect(world, { side: 'xero', wants: organisationId, organisation: organisationName })
}

export async function lostSides(world: World): Promise<readonly Target[]> {
  const connections = await listConnections(world.db, await world.workspaceId())
  const lost = connections.filter((connection) => connection.state !== 'connected')
  count(world.reach, '401 revoked and reconnected', lost.length)
  return lost.map(({ side, organisationId, organisationName }) =>
    side === 'xero' ? { side, wants: organisationId, organisation: organisationName } : { side, wants: null },
  )
}

/** @returns false while a plan is being applied */
export async function compare(world: World, organisation?: string): Promise<boolean> {
  const id = await world.workspaceId()
  const run = await world.perform('compares', (engine) =>
    startComparison(engine, id, 'operator', organisation),
  )
  count(world.reach, 'second comparison', run === null ? 0 : 1)
  return run !== null
}

/**
 * Approves the plan that waits, as it was shown when somebody began to read it. Now and then others edit meanwhile and
 * compare again, so that another plan waits then.
 */
export async function approve(
  world: World,
  edit: () => Promise<unknown>,
  organisation?: string,
): Promise<Approval> {
  const id = await world.workspaceId()
  const shown = await latestRun(world.db, id, 'comparison', organisation)
  if (shown?.state !== 'planned' || shown.plan_hash === null) return 'not_waiting'
  const hash = shown.plan_hash
  if (world.chance.next() < 0.3) {
    for (let edits = world.chance.int(1, 3); edits > 0; edits--) await edit()
    await compare(world, organisation)
    await world.pass(world.chance.int(2_000, 15_000))
  }
  const run = (await latestRun(world.db, id, 'comparison', organisation)) ?? shown
  const before = world.approvedAt
  world.approvedAt ??= world.wire.calls.length
  const includeNameOnly = world.chance.next() < 0.5
  const approval = await world.perform('approves', (engine) =>
    approvePlan(engine, id, {
      runId: run.id,
      hash,
      includeNameOnly,
      approver: 'operator',
    }),
  )
  const approved = await runById(world.db, id, run.id)
  if (!approved?.approved_at) world.approvedAt = before
  else if (approval === 'approved' && approved.plan_hash !== hash)
    throw new Violation('a plan was approved that nobody was shown')
  if (approval === 'changed') count(world.reach, 'plan changed before approval')
  return approval
}

/** The person whose access the engine uses sees less, or everything again. */
export async function swapUser(world: World, user: 'lachlan' | 'hannah'): Promise<boolean> {
  const id = await world.workspaceId()
  const connection = (await listConnections(world.db, id)).find((one) => one.side === 'capsule')
  if (connection?.state !== 'connected') return false
  const redirectUri = `${publicUrl}/connect/capsule/callback`
  const { verifier, challenge } = pkce(new Uint8Array(32).fill(7))
  return world.perform(`is ${user} in Capsule`, async (engine) => {
    const app = { ...engine, ...demoApp, endpoints: engine.endpoints.capsule }
    const page = authoriseUrl(app, { redirectUri, state: 'state', challenge })
    const code = (await agree(world.sandbox, 'capsule', page, user))?.searchParams.get('code') ?? ''
    try {
      const { tokens } = await exchangeCode(app, { code, redirectUri, verifier })
      await saveTokens(engine.db, engine.vault, connection.id, tokens)
    } catch {
      return false
    }
    engine.accounts.forget(connection.id)
    return true
  })
}
