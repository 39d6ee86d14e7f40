import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { type Db, openPglite, openPostgres } from '#db/open.ts'
import { nodeRoles } from '#server/env.ts'
import { startEmbedded } from '../store/embedded-postgres.ts'
import { atMost, type Figure, plain } from './figure.ts'
import { firstImport, type ProductProcess, pause, startProduct, until } from './product.ts'
import { type SandboxProcess, sandboxProcess } from './sandbox-process.ts'
import { SenderReport } from './sender.ts'
import { editContacts, type XeroAccess, xeroAccess } from './xero-access.ts'

const bench = 'webhooks'
const webhookKey = 'a+key+of+the+bench+for+webhooks=='
const usual = {
  steady: { perSecond: 1_000, seconds: 30 },
  burst: { perSecond: 5_000, seconds: 10 },
} as const
interface Rate {
  readonly perSecond: number
  readonly seconds: number
}
/** How long the vendor answers 503 while webhooks come in. */
const outageMs = 5_000

/**
 * Webhooks of an organisation that is connected and in step, so lanes read and look for changes at the same time:
 * how soon each is durable and answered, at a steady rate and in a burst, on both stores; whether any acknowledged
 * one is lost across `kill -9`, or across an outage of the vendor. On PostgreSQL one process answers and another
 * works, as docs/running.md has it; the one that answers is killed.
 */
export async function webhooks(): Promise<Figure[]> {
  const embedded = await onStore('Pglite', null)
  const postgres = await startEmbedded({ durable: true })
  try {
    return [...embedded, ...(await onStore('Postgres', postgres.url))]
  } finally {
    await postgres.stop()
  }
}

/** @param rates shorter ones try the bench itself */
async function onStore(
  name: 'Pglite' | 'Postgres',
  databaseUrl: string | null,
  { steady, burst }: { readonly steady: Rate; readonly burst: Rate } = usual,
): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  const sandbox = await sandboxProcess(['--seed', 'scale=200', '--no-quotas'])
  const key = randomBytes(32).toString('base64')
  const settings = { dataDir, databaseUrl, webhookKey, key, ...sandbox }
  let product = await startProduct(settings)
  const { port } = product
  const answering = { ...settings, port, roles: databaseUrl === null ? [...nodeRoles] : ['web' as const] }
  const worker = { dataDir: mkdtempSync(join(tmpdir(), 'counterpart-bench-')), roles: ['worker' as const] }
  let working: ProductProcess | null = null
  try {
    await firstImport(product.url)
    if (databaseUrl !== null) {
      await product.stop()
      product = await startProduct(answering)
      working = await startProduct({ ...settings, ...worker })
    }
    const xero = await xeroAccess(sandbox.xeroUrl)
    let firstSequence = 1
    const run = async (rate: Rate) => {
      const from = firstSequence
      firstSequence += rate.perSecond * rate.seconds
      return sendHooks({ port, xero, firstSequence: from, ...rate })
    }
    await run({ perSecond: 500, seconds: 2 })
    const even = await run(steady)
    const flood = await run(burst)

    // Killed in the middle of a burst, and once more while starting; what was acknowledged must all be there.
    const cut = run(burst)
    await pause(burst.seconds * 500)
    await product.kill()
    product = await startProduct(answering)
    const afterKill = await cut
    await outage(product, sandbox, xero, run)
    await working?.stop()
    await product.stop()
    const acknowledged = [...even.acknowledged, ...flood.acknowledged, ...afterKill.acknowledged]
    const { sequences, current } = await withStore(dataDir, databaseUrl, keptBy)
    const lost = acknowledged.filter((sequence) => !sequences.has(sequence)).length
    const notApplied = xero.contactIds.filter((id) => !current.has(id)).length
    return [
      ...latencies(name, '', even, 10),
      ...latencies(name, 'burst', flood, 25),
      atMost(bench, `burstLost${name}`, lost, 'events', 0),
      plain(bench, `burstAcknowledged${name}`, afterKill.acknowledged.length, 'events'),
      atMost(bench, `unanswered${name}`, even.lost + flood.lost, 'events', 0),
      atMost(bench, `outageNotApplied${name}`, notApplied, 'records', 0),
    ]
  } finally {
    await working?.kill()
    await product.kill()
    await sandbox.stop()
    for (const folder of [dataDir, worker.dataDir]) rmSync(folder, { recursive: true, force: true })
  }
}

function latencies(store: string, prefix: string, report: SenderReport, p99Most: number): Figure[] {
  const named = (figure: string) =>
    `${prefix === '' ? figure : `${prefix}${figure.charAt(0).toUpperCase()}${figure.slice(1)}`}${store}`
  return [
    plain(bench, named('ackP50Ms'), report.p50Ms, 'ms'),
    atMost(bench, named('ackP99Ms'), report.p99Ms, 'ms', p99Most),
    plain(bench, named('ackP999Ms'), report.p999Ms, 'ms'),
  ]
}

async function sendHooks(order: {
  readonly port: number
  readonly xero: XeroAccess
  readonly perSecond: number
  readonly seconds: number
  readonly firstSequence: number
}): Promise<SenderReport> {
  const { xero, ...rest } = order
  const sender = fileURLToPath(new URL('sender.ts', import.meta.url))
  const { tenantId, contactIds } = xero
  const what = { ...rest, path: '/hooks/xero', key: webhookKey, tenantId, contactIds }
  const { stdout } = await promisify(execFile)(process.execPath, [sender, JSON.stringify(what)], {
    maxBuffer: 1e8,
  })
  return SenderReport.parse(JSON.parse(stdout))
}

/** Contacts change while the vendor answers 503 to every read; returns once everything was worked on. */
async function outage(
  product: ProductProcess,
  sandbox: SandboxProcess,
  xero: XeroAccess,
  run: (rate: Rate) => Promise<SenderReport>,
): Promise<void> {
  await editContacts(xero, xero.contactIds, () => ({ FirstName: outageMark }))
  await control(sandbox, 'POST', { vendor: 'xero', kind: 'status', status: 503 })
  const sending = run({ perSecond: 1_000, seconds: outageMs / 1_000 })
  await pause(outageMs)
  await control(sandbox, 'DELETE')
  await sending
  await until(
    () => gauges(product.url),
    (read) => read('inbox_waiting') === 0 && read('dirty_records') === 0,
    { everyMs: 500 },
  )
}

const outageMark = 'Changed while away'

export async function gauges(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return (name) => Number(new RegExp(`^counterpart_${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN)
}

async function control(sandbox: SandboxProcess, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const response = await fetch(`${sandbox.capsuleUrl}/_sandbox/faults`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`/_sandbox/faults: ${response.status} ${await response.text()}`)
}

async function withStore<T>(
  dataDir: string,
  databaseUrl: string | null,
  look: (db: Db) => Promise<T>,
): Promise<T> {
  await using store =
    databaseUrl === null ? await openPglite({ dataDir }) : await openPostgres({ url: databaseUrl })
  await store.deliveries.flush()
  return await look(store.db)
}

const Numbered = z.object({ firstEventSequence: z.int() })

/** What the inbox holds, and which contacts the mirror does not know as they are. */
async function keptBy(db: Db) {
  const rows = await db.selectFrom('event_inbox').select('body').execute()
  const sequences = new Set(
    rows.map(({ body }) => Numbered.parse(JSON.parse(Buffer.from(body).toString('utf8'))).firstEventSequence),
  )
  const contacts = await db.selectFrom('mirror_contact').select(['id', 'data']).execute()
  const current = new Set(contacts.flatMap(({ id, data }) => (data.firstName === outageMark ? [id] : [])))
  return { sequences, current }
}
