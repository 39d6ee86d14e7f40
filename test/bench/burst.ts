import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { markDirty } from '#db/dirty.ts'
import { migrate } from '#db/migrate.ts'
import { openPglite } from '#db/open.ts'
import { saveRules } from '#db/rules.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { createSandbox } from '#sandbox/sandbox.ts'
import { scaleSeed } from '#sandbox/seeds/scale.ts'
import { approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import { connectCapsuleToken, connectXeroCustom } from '#sync/connecting.ts'
import type { Engine } from '#sync/engine.ts'
import { runLane } from '#sync/lane.ts'
import { atMost, type Figure } from './figure.ts'
import { plainEngine } from './plain-engine.ts'

const customers = 1_400
const changed = 1_000
const urls = { capsule: 'http://localhost:4001', xero: 'http://localhost:4002' } as const
const batch = 50

/**
 * A thousand linked customers change at once, first in Capsule, then in Xero: what reading and writing them costs
 * in calls, as the sandboxes count them. Both run in this process on a clock that stands, since only calls count.
 */
export async function burst(): Promise<Figure[]> {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const sandbox = createSandbox({
    clock,
    seed: 1,
    capsuleUrl: urls.capsule,
    xeroUrl: urls.xero,
    quotas: false,
    fetch: async () => new Response(null, { status: 503 }),
  })
  const seed = scaleSeed(customers, seededChance(11))
  sandbox.xero.seed(seed.xero, sandbox.capsule.seed(seed.capsule))
  await using store = await openPglite({ dataDir: null })
  await migrate(store)
  const send = async (url: string, init: RequestInit) => {
    const request = new Request(url, init)
    return url.startsWith(urls.capsule) ? sandbox.capsuleFetch(request) : sandbox.xeroFetch(request)
  }
  const engine: Engine = {
    ...plainEngine(store, urls.capsule, urls.xero, { fetch: send, now: () => clock.now() }),
  }
  const capsule = await connectCapsuleToken(engine, 'sandbox-pat', true)
  const xero = await connectXeroCustom(engine, {
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  })
  if (!capsule.ok || !xero.ok) throw new Error(`connecting failed: ${JSON.stringify({ capsule, xero })}`)
  const { workspaceId } = capsule
  await startComparison(engine, workspaceId, null)
  await runLane(engine, workspaceId)
  const run = await store.db
    .selectFrom('run')
    .select(['id', 'plan_hash'])
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow()
  const approval = await approvePlan(engine, workspaceId, {
    runId: run.id,
    hash: defined(run.plan_hash, 'a planned run has a hash'),
    includeNameOnly: true,
    approver: 'bench',
  })
  if (approval !== 'approved') throw new Error(`the plan was not approved: ${approval}`)
  await runLane(engine, workspaceId)
  const rules = { approveOver: 100_000, fields: { email: { direction: 'both' as const } } }
  await saveRules(store.db, workspaceId, {
    expectedVersion: 0,
    rules,
    by: 'bench',
    at: new Date(clock.now()),
  })

  const links = await store.db
    .selectFrom('link')
    .select(['party_id', 'contact_id'])
    .where('state', '=', 'active')
    .where('party_id', 'is not', null)
    .orderBy('party_id')
    .limit(changed)
    .execute()
  const runs = await store.db
    .selectFrom('run')
    .select(['kind', 'state', 'error', 'outcome', 'steps'])
    .execute()
  if (links.length < changed)
    throw new Error(`only ${links.length} of ${changed} customers are linked: ${JSON.stringify(runs)}`)
  const partyIds = links.flatMap((link) => link.party_id ?? [])

  const lane = async () => {
    clock.advance(1_000)
    sandbox.kernel.calls.clear()
    await runLane(engine, workspaceId)
    const calls = sandbox.kernel.calls.list()
    const count = (vendor: 'capsule' | 'xero', write: boolean) =>
      calls.filter((call) => call.vendor === vendor && call.write === write).length
    return {
      capsuleReads: count('capsule', false),
      xeroReads: count('xero', false),
      capsuleWrites: count('capsule', true),
      xeroWrites: count('xero', true),
    }
  }

  clock.advance(60_000)
  for (const id of partyIds) await editParty(send, id, `in.capsule.${id}@burst.example`)
  await markDirty(
    store.db,
    workspaceId,
    new Date(clock.now()),
    partyIds.map((id) => ({ side: 'capsule', kind: 'party', recordId: String(id) })),
  )
  const fromCapsule = await lane()
  await check(store.db, workspaceId, 'in.capsule.')

  clock.advance(60_000)
  const contactIds = links.map((link) => link.contact_id)
  await editContacts(send, contactIds, (id) => `in.xero.${id}@burst.example`)
  await markDirty(
    store.db,
    workspaceId,
    new Date(clock.now()),
    contactIds.map((id) => ({ side: 'xero', kind: 'contact', recordId: id })),
  )
  const fromXero = await lane()
  await check(store.db, workspaceId, 'in.xero.')
  const quiet = await lane()

  const per = (calls: number) => calls / changed
  return [
    atMost(
      'burst',
      'xeroReadsPerChange',
      per(Math.max(fromCapsule.xeroReads, fromXero.xeroReads)),
      'calls',
      0.05,
    ),
    atMost(
      'burst',
      'capsuleReadsPerChange',
      per(Math.max(fromCapsule.capsuleReads, fromXero.capsuleReads)),
      'calls',
      0.1,
    ),
    // From Capsule all go to Xero in batches; from Xero Capsule takes them one by one.
    atMost(
      'burst',
      'writesPerChange',
      per(fromCapsule.xeroWrites + fromCapsule.capsuleWrites),
      'calls',
      Math.ceil(changed / batch) / changed,
    ),
    atMost('burst', 'writesPerChangeFromXero', per(fromXero.capsuleWrites + fromXero.xeroWrites), 'calls', 1),
    atMost(
      'burst',
      'callsWhenUnchanged',
      quiet.capsuleReads + quiet.xeroReads + quiet.capsuleWrites + quiet.xeroWrites,
      'calls',
      0,
    ),
  ]
}

type Send = (url: string, init: RequestInit) => Promise<Response>

async function answered(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}

const Party = z.object({ party: z.object({ emailAddresses: z.array(z.object({ id: z.int() })) }) })

async function editParty(send: Send, id: number, address: string): Promise<void> {
  const url = `${urls.capsule}/api/v2/parties/${id}`
  const headers = { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' }
  const { party } = Party.parse(await answered(await send(url, { headers })))
  const [row] = party.emailAddresses
  const body = JSON.stringify({ party: { emailAddresses: [row ? { id: row.id, address } : { address }] } })
  await answered(await send(url, { method: 'PUT', headers, body }))
}

async function editContacts(
  send: Send,
  ids: readonly string[],
  address: (id: string) => string,
): Promise<void> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'counterpart-custom',
    client_secret: 'counterpart-custom-secret',
  })
  const reply = await answered(await send(`${urls.xero}/connect/token`, { method: 'POST', body: form }))
  const { access_token } = z.object({ access_token: z.string() }).parse(reply)
  const headers = {
    authorization: `Bearer ${access_token}`,
    accept: 'application/json',
    'content-type': 'application/json',
  }
  for (let from = 0; from < ids.length; from += batch) {
    const contacts = ids
      .slice(from, from + batch)
      .map((id) => ({ ContactID: id, EmailAddress: address(id.slice(0, 8)) }))
    const body = JSON.stringify({ Contacts: contacts })
    await answered(await send(`${urls.xero}/api.xro/2.0/Contacts`, { method: 'POST', headers, body }))
  }
}

/** A burst that did not arrive would be cheap. */
async function check(db: Engine['db'], workspaceId: string, prefix: string): Promise<void> {
  const rows = await db
    .selectFrom('base_value')
    .select('fields')
    .where('workspace_id', '=', workspaceId)
    .execute()
  const arrived = rows.filter(
    ({ fields: { email } }) => email?.c?.startsWith(prefix) && email.c === email.x,
  ).length
  if (arrived !== changed) throw new Error(`${arrived} of ${changed} changes arrived on both sides`)
}
