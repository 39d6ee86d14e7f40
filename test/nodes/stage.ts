import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { connectionId, type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import { listConnections, loadTokens, saveConnection, saveHookPath } from '#db/connections.ts'
import { migrate } from '#db/migrate.ts'
import { openPostgres } from '#db/open.ts'
import { createVault } from '#db/secrets.ts'
import { insertWorkspace } from '#db/workspaces.ts'
import { createLaneJobs } from '#jobs/lane.ts'
import { createAccounts } from '#sync/accounts.ts'
import { approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import { connectCapsuleToken, connectXeroCustom } from '#sync/connecting.ts'
import type { Engine } from '#sync/engine.ts'
import { hookHash } from '#sync/hooks.ts'
import { plainEngine } from '../bench/plain-engine.ts'
import { until } from '../bench/product.ts'
import type { LaneNotes } from './lanes.ts'

export interface Node {
  readonly child: ChildProcess
  kill(): Promise<void>
  /** Asks it to stop; answers how long that took, in milliseconds. */
  stop(): Promise<number>
}

/** Vendors, a database with its queue, and worker processes that come and go. */
export interface Stage extends AsyncDisposable {
  /** Not a node: it takes webhooks in and looks, and runs no lanes. */
  readonly engine: Engine
  readonly capsuleUrl: string
  /** Starts another worker process. */
  begin(): Promise<Node>
  /** What all workers, those killed too, noted of their lanes. */
  notes(): readonly LaneNotes[]
}

const customers = 3

export async function openStage(options: {
  readonly databaseUrl: string
  readonly workspaces: number
  readonly tokenSeconds: number
}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-nodes-'))
  const { workspaces, tokenSeconds, databaseUrl } = options
  const vendors = spawnReady('vendors.ts', { workspaces, customers, tokenSeconds })
  const urls = z.object({ capsule: z.string(), xero: z.string() }).parse(JSON.parse(await vendors.ready))
  const store = await openPostgres({ url: databaseUrl })
  await migrate(store)
  const key = randomBytes(32)
  const lanes = await createLaneJobs(store, silent, Date.now)
  const ports = { ...plainEngine(store, urls.capsule, urls.xero), vault: createVault(key) }
  const engine: Engine = { ...ports, accounts: createAccounts(ports), wake: (id, ms) => lanes.wake(id, ms) }
  const children = new Set<ChildProcess>()
  const notes: { readonly file: string; endedAt: bigint | null }[] = []

  async function begin(): Promise<Node> {
    const name = `node${notes.length + 1}`
    const note: (typeof notes)[number] = { file: join(folder, `${name}.lanes`), endedAt: null }
    notes.push(note)
    const { process: child, ready } = spawnReady('worker.ts', {
      name,
      databaseUrl,
      capsuleUrl: urls.capsule,
      xeroUrl: urls.xero,
      key: key.toString('base64'),
      dataDir: join(folder, name),
      laneFile: note.file,
    })
    children.add(child)
    await ready
    const end = async (signal: NodeJS.Signals) => {
      const from = performance.now()
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
      children.delete(child)
      note.endedAt = process.hrtime.bigint()
      return performance.now() - from
    }
    return { child, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
  }

  return {
    engine,
    capsuleUrl: urls.capsule,
    begin,
    notes: () => notes.map(({ file, endedAt }) => ({ file, endedAt: endedAt ?? process.hrtime.bigint() })),
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      vendors.process.kill('SIGKILL')
      await lanes.stop()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const silent = { info() {}, warn() {}, error() {} }
export const hookSecret = (number: number) => `nodes-hook-${number}`

function spawnReady(file: string, order: object) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    child.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`${file} ended with ${code} while starting`))
    })
  })
  return { process: child, ready }
}

/** The first workspace is connected as a person would; the others are like it, each with access of its own. */
export async function connectAll(engine: Engine, workspaces: number): Promise<WorkspaceId[]> {
  const client = (number: number) => ({
    clientId: `w${number}.counterpart-custom`,
    clientSecret: 'counterpart-custom-secret',
  })
  const capsule = await connectCapsuleToken(engine, 'w1.sandbox-pat', true)
  const xero = await connectXeroCustom(engine, client(1))
  if (!capsule.ok || !xero.ok) throw new Error(`connecting failed: ${JSON.stringify({ capsule, xero })}`)
  const first = capsule.workspaceId
  const connections = await listConnections(engine.db, first)
  const ids = [first]
  for (let number = 2; number <= workspaces; number++) {
    const id = workspaceId(randomUUID())
    const at = new Date()
    await insertWorkspace(engine.db, { id, name: `Firm ${number}`, at })
    for (const one of connections) {
      const stored = defined(await loadTokens(engine.db, engine.vault, one.id), 'a connection has tokens')
      const isXero = one.side === 'xero'
      await saveConnection(engine.db, engine.vault, {
        ...(one.side === 'xero'
          ? { side: one.side, details: one.details }
          : { side: one.side, details: one.details }),
        id: connectionId(randomUUID()),
        workspaceId: id,
        method: one.method,
        organisationId: one.organisationId,
        organisationName: one.organisationName,
        scopes: one.scopes,
        // Of Xero one that is at its end, so that the first call renews it.
        tokens: {
          ...stored.tokens,
          accessToken: isXero ? `w${number}.none` : `w${number}.sandbox-pat`,
          expiresAt: isXero ? at.getTime() - 1_000 : null,
        },
        credentials: isXero ? client(number) : null,
        at,
      })
    }
    ids.push(id)
  }
  for (const [i, id] of ids.entries())
    for (const one of await listConnections(engine.db, id))
      if (one.side === 'capsule')
        await saveHookPath(engine.db, one.id, hookHash(hookSecret(i + 1)), new Date())
  return ids
}

/** Starts every first comparison and approves each plan as soon as it stands. */
export async function importAll(engine: Engine, ids: readonly WorkspaceId[]): Promise<void> {
  for (const id of ids.slice(1)) await startComparison(engine, id, null)
  const open = new Set<string>(ids)
  await until(
    async () => {
      const planned = await engine.db
        .selectFrom('run')
        .select(['id', 'workspace_id', 'plan_hash'])
        .where('state', '=', 'planned')
        .execute()
      for (const run of planned)
        await approvePlan(engine, workspaceId(run.workspace_id), {
          runId: run.id,
          hash: defined(run.plan_hash, 'a planned run has a hash'),
          includeNameOnly: true,
          approver: 'nodes',
        })
      const done = await engine.db
        .selectFrom('run')
        .select('workspace_id')
        .where('kind', '=', 'comparison')
        .where('state', '=', 'done')
        .execute()
      for (const run of done) open.delete(run.workspace_id)
      return open.size
    },
    (left) => left === 0,
    { everyMs: 100, withinMs: 600_000 },
  )
}

const Party = z.object({ party: z.object({ emailAddresses: z.array(z.object({ id: z.int() })) }) })

/** Somebody gives a customer another address in Capsule. */
export async function changeParty(
  engine: Engine,
  capsuleUrl: string,
  workspace: WorkspaceId,
  { number, pick, address }: { readonly number: number; readonly pick: number; readonly address: string },
) {
  const links = await engine.db
    .selectFrom('link')
    .select('party_id')
    .where('workspace_id', '=', workspace)
    .where('state', '=', 'active')
    .where('party_id', 'is not', null)
    .orderBy('party_id')
    .execute()
  const partyId = defined(links[Math.floor(pick * links.length)]?.party_id, 'an imported workspace has links')
  const url = `${capsuleUrl}/api/v2/parties/${partyId}`
  const headers = { authorization: `Bearer w${number}.sandbox-pat`, 'content-type': 'application/json' }
  const { party } = Party.parse(await (await fetch(url, { headers })).json())
  const [row] = party.emailAddresses
  const body = JSON.stringify({ party: { emailAddresses: [row ? { id: row.id, address } : { address }] } })
  const response = await fetch(url, { method: 'PUT', headers, body })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return partyId
}

/** Changed customers whose address both sides do not agree on. */
export async function missing(
  engine: Engine,
  ids: readonly WorkspaceId[],
  expected: ReadonlyMap<string, string>,
): Promise<string[]> {
  const rows = await engine.db
    .selectFrom('link as l')
    .innerJoin('base_value as b', 'b.link_id', 'l.id')
    .select(['l.workspace_id', 'l.party_id', 'b.fields'])
    .where('l.state', '=', 'active')
    .execute()
  const agreed = new Map(
    rows.map(({ workspace_id, party_id, fields: { email } }) => [
      `${ids.indexOf(workspaceId(workspace_id)) + 1} ${party_id}`,
      email && email.c === email.x ? email.c : null,
    ]),
  )
  return [...expected].flatMap(([key, address]) =>
    agreed.get(key) === address ? [] : [`${key}: ${agreed.get(key)} instead of ${address}`],
  )
}
