import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { listAllConnections, saveHookPath } from '#db/connections.ts'
import { openPglite, openPostgres } from '#db/open.ts'
import { capsuleHookPath, hookHash } from '#sync/hooks.ts'
import { startEmbedded } from '../store/embedded-postgres.ts'
import { atLeast, type Figure, plain } from './figure.ts'
import { firstImport, startProduct, until } from './product.ts'
import { sandboxProcess } from './sandbox-process.ts'
import { gauges } from './webhooks.ts'
import { type XeroAccess, xeroAccess } from './xero-access.ts'

const bench = 'throughput'
const atOnce = 32
const webhookKey = 'a+key+of+the+bench+for+webhooks=='

/**
 * Every customer changes in Capsule, each told by a hook of its own: how many a second are read, planned, written to
 * Xero and recorded. Product and sandboxes are processes of their own and share the machine; quotas are off. So many
 * customers that the first seconds of a fresh process, in which its code is compiled, are a part of it and not all.
 */
export async function throughput(customers = 5_000): Promise<Figure[]> {
  const embedded = await onStore(null, customers)
  const postgres = await startEmbedded({ durable: true })
  try {
    const shared = await onStore(postgres.url, customers)
    return [
      atLeast(bench, 'changesPerSecond', embedded.perSecond, 'records/s', 500),
      atLeast(bench, 'changesPerSecondPostgres', shared.perSecond, 'records/s', 500),
      plain(bench, 'productCpuMsPerChange', embedded.cpuMs, 'ms'),
    ]
  } finally {
    await postgres.stop()
  }
}

async function onStore(databaseUrl: string | null, customers: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  const sandbox = await sandboxProcess(['--seed', `scale=${customers}`, '--no-quotas'])
  const settings = { dataDir, databaseUrl, webhookKey, ...sandbox }
  let product = await startProduct(settings)
  try {
    const { cookie } = await firstImport(product.url)
    await allowMany(product.url, cookie)
    await product.stop()
    // Hooks belong to registered apps; this connection has a personal token, so their path is set by hand.
    await setHookPath(dataDir, databaseUrl)
    product = await startProduct({ ...settings, port: product.port })
    const { url } = product
    const path = `${capsuleHookPath}${hookSecret}`
    const links = await linkedParties(sandbox.capsuleUrl)
    const ids = [...links.keys()]
    await control(sandbox.capsuleUrl, 'POST', { vendor: 'capsule', kind: 'hook_drop' })
    await inTurns(ids, (id) => edit(sandbox.capsuleUrl, id, addressOf(id)))
    await control(sandbox.capsuleUrl, 'DELETE')
    await idle(product.url)

    const cpuBefore = await cpuSeconds(product.url)
    const begun = performance.now()
    await inTurns(ids, async (id) => {
      const body = JSON.stringify({ event: 'party/updated', payload: [{ id }] })
      const response = await fetch(`${url}${path}`, { method: 'POST', body })
      if (response.status !== 200) throw new Error(`a hook was answered ${response.status}`)
    })
    const xero = await xeroAccess(sandbox.xeroUrl)
    await arrived(links, xero)
    await idle(product.url)
    const seconds = (performance.now() - begun) / 1_000
    const cpu = (await cpuSeconds(product.url)) - cpuBefore
    return { perSecond: ids.length / seconds, cpuMs: (cpu * 1_000) / ids.length }
  } finally {
    await product.kill()
    await sandbox.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const addressOf = (id: number) => `change.${id}@throughput.example`

/** A change of this many records at once would wait for somebody's approval. */
async function allowMany(url: string, cookie: string): Promise<void> {
  const headers = { cookie, origin: url, 'content-type': 'application/json' }
  const { version } = z
    .object({ version: z.int() })
    .parse(await answered(await fetch(`${url}/api/rules`, { headers })))
  const body = JSON.stringify({ version, approveOver: 100_000 })
  await answered(await fetch(`${url}/api/rules`, { method: 'PUT', headers, body }))
}

const pat = { authorization: 'Bearer sandbox-pat', accept: 'application/json' }

const hookSecret = 'throughput'

async function setHookPath(dataDir: string, databaseUrl: string | null): Promise<void> {
  await using store =
    databaseUrl === null ? await openPglite({ dataDir }) : await openPostgres({ url: databaseUrl })
  for (const { id, side } of await listAllConnections(store.db))
    if (side === 'capsule') await saveHookPath(store.db, id, hookHash(hookSecret), new Date())
}

const PartyPage = z.object({
  parties: z.array(
    z.object({
      id: z.int(),
      fields: z.array(z.object({ value: z.unknown(), definition: z.object({ name: z.string() }) })),
    }),
  ),
})

/** Parties that carry the id of their contact, with that. */
async function linkedParties(capsuleUrl: string): Promise<Map<number, string>> {
  const links = new Map<number, string>()
  for (let page = 1; ; page++) {
    const url = `${capsuleUrl}/api/v2/parties?perPage=100&embed=fields&page=${page}`
    const { parties } = PartyPage.parse(await answered(await fetch(url, { headers: pat })))
    for (const { id, fields } of parties) {
      const value = fields.find(({ definition }) => definition.name === 'Xero contact ID')?.value
      if (typeof value === 'string' && value !== '') links.set(id, value)
    }
    if (parties.length < 100) return links
  }
}

const Party = z.object({ party: z.object({ emailAddresses: z.array(z.object({ id: z.int() })) }) })

async function edit(capsuleUrl: string, id: number, address: string): Promise<void> {
  const url = `${capsuleUrl}/api/v2/parties/${id}`
  const { party } = Party.parse(await answered(await fetch(url, { headers: pat })))
  const [row] = party.emailAddresses
  const body = JSON.stringify({ party: { emailAddresses: [row ? { id: row.id, address } : { address }] } })
  const headers = { ...pat, 'content-type': 'application/json' }
  await answered(await fetch(url, { method: 'PUT', headers, body }))
}

/** Until every contact has its new address. One that has not is asked for alone: reading all of them is work for the sandbox. */
async function arrived(links: ReadonlyMap<number, string>, xero: XeroAccess): Promise<void> {
  for (;;) {
    const all = await addresses(xero, '')
    const left = [...links].find(([id, contactId]) => all.get(contactId) !== addressOf(id))
    if (left === undefined) return
    const [id, contactId] = left
    await until(
      () => addresses(xero, `&IDs=${contactId}`),
      (alone) => alone.get(contactId) === addressOf(id),
      { everyMs: 100, withinMs: 300_000 },
    )
  }
}

const Contacts = z.object({
  Contacts: z.array(z.object({ ContactID: z.string(), EmailAddress: z.string().optional() })),
})

/** By the id of the contact. */
async function addresses({ xeroUrl, headers }: XeroAccess, filter: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let page = 1; ; page++) {
    const url = `${xeroUrl}/api.xro/2.0/Contacts?page=${page}&pageSize=1000${filter}`
    const rows = Contacts.parse(await answered(await fetch(url, { headers }))).Contacts
    for (const { ContactID, EmailAddress } of rows) if (EmailAddress) found.set(ContactID, EmailAddress)
    if (rows.length < 1_000) return found
  }
}

async function idle(url: string): Promise<void> {
  await until(
    () => gauges(url),
    (read) => read('inbox_waiting') === 0 && read('dirty_records') === 0 && read('lanes_running') === 0,
  )
}

async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^counterpart_process_cpu_seconds_total (\S+)/m.exec(text)?.[1] ?? Number.NaN)
}

async function control(capsuleUrl: string, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const response = await fetch(`${capsuleUrl}/_sandbox/faults`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
}

/** Some at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items]
  const one = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

async function answered(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}
