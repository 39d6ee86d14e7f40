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
import { seededChance } from '#sandbox/kernel/chance.ts'
import { createAccounts } from '#sync/accounts.ts'
import { approvePlan } from '#sync/approval.ts'
import { startComparison } from '#sync/comparison.ts'
import { connectCapsuleToken, connectXeroCustom } from '#sync/connecting.ts'
import type { Engine } from '#sync/engine.ts'
import { hookHash } from '#sync/hooks.ts'
import { createIntake } from '#sync/intake.ts'
import { plainEngine } from '../bench/plain-engine.ts'
import { pause, until } from '../bench/product.ts'
import { type LaneNotes, lanesAtOnce } from './lanes.ts'
import { VendorReport } from './vendors.ts'

export interface NodesOptions {
  readonly databaseUrl: string
  readonly workspaces: number
  readonly nodes: number
  /** How long people go on changing records while nodes are killed. */
  readonly seconds: number
  /** One node is killed this often, milliseconds. */
  readonly killEveryMs: number
  /** How often somebody changes a record, milliseconds. */
  readonly changeEveryMs: number
  readonly seed: number
  /** How long an access token lives; it is renewed a minute before its end. */
  readonly tokenSeconds: number
  readonly say?: (line: string) => void
}

export interface NodesReport {
  readonly kills: number
  readonly lanes: number
  /** Lanes of one workspace that ran at the same time. */
  readonly twice: readonly string[]
  readonly vendors: VendorReport
  /** Access tokens that were asked for although the one before was good, and nobody had been killed meanwhile. */
  readonly needlessGrants: number
  readonly changes: number
  /** Changed records that are not on both sides in the end. */
  readonly missing: readonly string[]
  /** How long the slowest node took to stop when asked to. */
  readonly stopMsMax: number
}

const customers = 3
const leewayMs = 60_000

/**
 * Several worker processes on one PostgreSQL, each workspace with a pair of sandboxes of its own, and a node killed
 * every now and then. First every workspace makes its first import, then records change in Capsule, told by hooks.
 */
export async function runNodes(options: NodesOptions): Promise<NodesReport> {
  const say = options.say ?? (() => {})
  const chance = seededChance(options.seed)
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-nodes-'))
  const vendors = await startVendors(options)
  await using store = await openPostgres({ url: options.databaseUrl })
  await migrate(store)
  const key = randomBytes(32)
  const lanes = await createLaneJobs(store, silent, Date.now)
  const plain = plainEngine(store, vendors.urls.capsule, vendors.urls.xero)
  const ports = { ...plain, vault: createVault(key) }
  const engine: Engine = { ...ports, accounts: createAccounts(ports), wake: (id, ms) => lanes.wake(id, ms) }

  const nodes: Node[] = []
  const notes: { readonly file: string; endedAt: bigint | null }[] = []
  const kills: number[] = []
  let count = 0
  async function begin(): Promise<void> {
    const name = `node${++count}`
    const laneFile = join(folder, `${name}.lanes`)
    const note: { readonly file: string; endedAt: bigint | null } = { file: laneFile, endedAt: null }
    notes.push(note)
    const order = {
      name,
      databaseUrl: options.databaseUrl,
      capsuleUrl: vendors.urls.capsule,
      xeroUrl: vendors.urls.xero,
      key: key.toString('base64'),
      dataDir: join(folder, name),
      laneFile,
    }
    const child = spawnReady('worker.ts', order)
    await child.ready
    const node: Node = {
      child: child.process,
      async kill() {
        const ended = once(child.process, 'exit')
        child.process.kill('SIGKILL')
        await ended
        note.endedAt = process.hrtime.bigint()
      },
      async stop() {
        const from = performance.now()
        const ended = once(child.process, 'exit')
        child.process.kill('SIGTERM')
        await ended
        note.endedAt = process.hrtime.bigint()
        return performance.now() - from
      },
    }
    nodes.push(node)
  }

  try {
    const ids = await connectAll(engine, options.workspaces)
    say(`${ids.length} workspaces connected`)
    await Promise.all(Array.from({ length: options.nodes }, begin))
    say(`${options.nodes} nodes work`)

    let isOver = false
    const killing = (async () => {
      while (!isOver) {
        await pause(options.killEveryMs * (0.5 + chance.next()))
        if (isOver) return
        const [node] = nodes.splice(Math.floor(chance.next() * nodes.length), 1)
        await node?.kill()
        kills.push(Date.now())
        say(`killed one (${kills.length})`)
        await begin()
      }
    })()

    await importAll(engine, ids)
    say('every workspace is imported')
    const intake = createIntake(engine)
    const expected = new Map<string, string>()
    const until_ = performance.now() + options.seconds * 1_000
    let changes = 0
    while (performance.now() < until_) {
      const number = 1 + Math.floor(chance.next() * ids.length)
      const change = await changeParty(engine, vendors.urls.capsule, defined(ids[number - 1], 'known'), {
        number,
        pick: chance.next(),
        address: `change${++changes}@nodes.example`,
      })
      expected.set(`${number} ${change.partyId}`, change.address)
      const body = JSON.stringify({ event: 'party/updated', payload: [{ id: change.partyId }], n: changes })
      await intake.capsule(Buffer.from(body), hookSecret(number))
      await pause(options.changeEveryMs)
    }
    isOver = true
    await killing
    say(`${changes} changes, ${kills.length} kills; waiting for what is left`)
    const left = await until(
      () => missing(engine, ids, expected),
      (those) => those.length === 0,
      { everyMs: 500, withinMs: 150_000 },
    ).catch(() => missing(engine, ids, expected))
    const report = VendorReport.parse(await (await fetch(`${vendors.urls.capsule}/_nodes/report`)).json())
    const stops = await Promise.all(nodes.map((node) => node.stop()))
    const ended: LaneNotes[] = notes.map(({ file, endedAt }) => ({
      file,
      endedAt: endedAt ?? process.hrtime.bigint(),
    }))
    const { ran, twice } = lanesAtOnce(ended)
    return {
      kills: kills.length,
      lanes: ran,
      twice,
      vendors: report,
      needlessGrants: needless(report, kills, options.tokenSeconds * 1_000 - leewayMs),
      changes,
      missing: left,
      stopMsMax: Math.max(...stops),
    }
  } finally {
    for (const { child } of nodes) child.kill('SIGKILL')
    vendors.process.kill('SIGKILL')
    await lanes.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Node {
  readonly child: ChildProcess
  kill(): Promise<void>
  stop(): Promise<number>
}

const silent = { info() {}, warn() {}, error() {} }
const hookSecret = (number: number) => `nodes-hook-${number}`

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

async function startVendors({ workspaces, tokenSeconds }: NodesOptions) {
  const child = spawnReady('vendors.ts', { workspaces, customers, tokenSeconds })
  const urls = z.object({ capsule: z.string(), xero: z.string() }).parse(JSON.parse(await child.ready))
  return { process: child.process, urls }
}

/** The first workspace is connected as a person would; the others are like it, each with access of its own. */
async function connectAll(engine: Engine, workspaces: number): Promise<WorkspaceId[]> {
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
async function importAll(engine: Engine, ids: readonly WorkspaceId[]): Promise<void> {
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
async function changeParty(
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
  return { partyId, address }
}

/** Changed customers whose address both sides do not agree on. */
async function missing(
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

/** A kill between the vendor's answer and its being stored costs another one; nothing else does. */
function needless({ grants }: VendorReport, kills: readonly number[], goodForMs: number): number {
  let needlessly = 0
  for (const own of Map.groupBy(grants, ({ workspace }) => workspace).values()) {
    const times = own.map(({ at }) => at).sort((a, b) => a - b)
    for (const [i, at] of times.entries()) {
      const before = times[i - 1]
      if (before === undefined || at - before >= goodForMs - 500) continue
      if (!kills.some((kill) => kill >= before - 1_000 && kill <= at)) needlessly++
    }
  }
  return needlessly
}
