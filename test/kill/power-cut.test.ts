import { createHmac } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { brokenAudit } from '#db/audit.ts'
import { openPglite } from '#db/open.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { type SandboxProcess, sandboxProcess } from '../bench/sandbox-process.ts'
import { afterPowerCut, letSomeThrough, unsyncedFiles } from './disk.ts'
import {
  call,
  comparison,
  connect,
  control,
  expectWholeImport,
  kill,
  type Product,
  pause,
  start,
  summary,
  until,
  vendor,
  xeroBooks,
} from './product.ts'

const webhookKey = 'the+webhook+key+of+the+cut=='

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/**
 * When the power goes: once the vendors have seen this many writes. Either nothing of what was not synced is on the
 * disk afterwards, or some sectors of it, which is harder on a database.
 */
const cuts = [
  { name: 'before anything was approved', writes: 0, some: false },
  { name: 'early in the import', writes: 4, some: false },
  { name: 'in the middle of it', writes: 30, some: true },
  { name: 'once it is through', writes: null, some: false },
] as const

test('power cuts before, in and after the first import: all that was acknowledged is there, and work ends right', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-cut-'))
  open.push(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const sandbox = await sandboxProcess(['--seed', 'demo', '--no-quotas'])
  open.push(() => sandbox.stop())
  for (const side of ['capsule', 'xero'])
    await control(sandbox, 'faults', { vendor: side, kind: 'slow', delayMs: 15 })
  const environment = {
    NODE_OPTIONS: `--import=${new URL('unsynced.ts', import.meta.url).href}`,
    POWER_CUT_FOLDER: data,
    POWER_CUT_DISK: disk,
    KILL_TEST_WEBHOOK_KEY: webhookKey,
  }
  const chance = seededChance(7)
  let product = await start(data, sandbox, environment)
  open.push(() => kill(product.child))
  const cookie = await connect(product.url)
  const books = await xeroBooks(sandbox)
  const acknowledged: string[] = []
  let isApproved = false
  let dropped = 0

  for (const cut of cuts) {
    if (cut.writes !== 0 && !isApproved) {
      const run = await until(
        () => comparison(product.url, cookie),
        (r) => r?.state === 'planned',
      )
      const { hash } = z.object({ hash: z.string() }).parse(run?.plan)
      const answer = { hash, includeNameOnly: true }
      await call(product.url, cookie, 'POST', `/api/comparison/${run?.id}/approve`, answer)
      isApproved = true
    }
    const sending = sendWebhooks(product.url, books, acknowledged)
    if (cut.writes === null)
      await until(
        () => comparison(product.url, cookie),
        (r) => r?.state === 'done',
      )
    else
      await until(
        () => summary(sandbox),
        (s) => s.writes >= cut.writes && acknowledged.length >= 10,
      )
    const linked = await linkedOf(product, cookie)
    await pause(chance.int(0, 25))
    await kill(product.child)
    await sending
    dropped += unsyncedFiles(data, disk)
    if (cut.some) letSomeThrough(data, disk, chance)
    afterPowerCut(data, disk)

    const looking = lookInto(data, join(folder, 'look'))
    const starting = start(data, sandbox, environment)
    const found = await looking
    const kept = new Set(found.deliveries)
    expect(
      acknowledged.filter((body) => !kept.has(body)),
      `webhooks lost ${cut.name}`,
    ).toEqual([])
    expect(found.linked, `links shown ${cut.name}`).toBeGreaterThanOrEqual(linked)
    expect(found.creations, `intents stored ${cut.name}`).toBeGreaterThanOrEqual(await creationsOf(sandbox))
    expect(found.audit).toBeNull()
    product = await starting
  }
  expect(dropped, 'something was never synced, or the cuts prove nothing').toBeGreaterThan(cuts.length)
  expect(acknowledged.length).toBeGreaterThan(50)
  await expectWholeImport(product, cookie, sandbox)
})

/** Sends without a pause until nobody answers any more; notes what was answered with 200. */
async function sendWebhooks(
  url: string,
  { tenantId, contacts }: Awaited<ReturnType<typeof xeroBooks>>,
  acknowledged: string[],
): Promise<void> {
  const sender = async () => {
    for (;;) {
      const sequence = next++
      const event = {
        resourceId: contacts[sequence % contacts.length]?.ContactID,
        eventDateUtc: '2026-11-22T01:02:03.000',
        eventType: 'UPDATE',
        eventCategory: 'CONTACT',
        tenantId,
        tenantType: 'ORGANISATION',
      }
      const order = { firstEventSequence: sequence, lastEventSequence: sequence, entropy: 'E' }
      const body = JSON.stringify({ events: [event], ...order })
      const signature = createHmac('sha256', webhookKey).update(body).digest('base64')
      const headers = { 'content-type': 'application/json', 'x-xero-signature': signature }
      try {
        const answer = await fetch(`${url}/hooks/xero`, { method: 'POST', headers, body })
        if (answer.status === 200) acknowledged.push(body)
      } catch {
        return
      }
      await pause(4)
    }
  }
  await Promise.all([sender(), sender()])
}

let next = 1

async function linkedOf({ url }: Product, cookie: string): Promise<number> {
  const Page = z.object({ byState: z.record(z.string(), z.int()) })
  return Page.parse(await call(url, cookie, 'GET', '/api/contacts?limit=1')).byState.linked ?? 0
}

/** Records that the vendors made for us. */
async function creationsOf(sandbox: SandboxProcess): Promise<number> {
  const Calls = z.object({
    calls: z.array(z.object({ method: z.string(), path: z.string(), status: z.int() })),
  })
  const { calls } = await vendor(`${sandbox.capsuleUrl}/_sandbox/calls?write=true`, Calls)
  return calls.filter((each) => each.path === '/api/v2/parties' && each.status === 201).length
}

/** What a database holds, looked at in a copy. */
async function lookInto(data: string, copy: string) {
  cpSync(data, copy, { recursive: true })
  await using store = await openPglite({ dataDir: copy })
  const { db } = store
  await store.deliveries.flush()
  const inbox = await db.selectFrom('event_inbox').select('body').execute()
  const links = await db.selectFrom('link').select('id').where('state', '=', 'active').execute()
  const creations = await db
    .selectFrom('operation')
    .select('id')
    .where('kind', '=', 'capsule.party.create')
    .where('state', 'in', ['sent', 'done'])
    .execute()
  const workspace = await firstWorkspace(db)
  const audit = workspace ? await brokenAudit(db, workspace.id) : 'there is no workspace'
  open.push(() => rmSync(copy, { recursive: true, force: true }))
  return {
    deliveries: inbox.map((row) => Buffer.from(row.body).toString()),
    linked: links.length,
    creations: creations.length,
    audit,
  }
}
