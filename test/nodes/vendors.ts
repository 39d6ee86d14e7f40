import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { systemClock } from '#sandbox/kernel/clock.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { scaleSeed } from '#sandbox/seeds/scale.ts'

/**
 * Many pairs of sandboxes behind two addresses, one pair for each workspace, and a record of who asked for what.
 * Tokens and client ids begin with `w<number>.`, which says whose pair it is; everything behind that is the pair's
 * own. Nodes tell who they are in the header `x-node`.
 */
const Order = z.object({ workspaces: z.int(), customers: z.int(), tokenSeconds: z.int() })

export const VendorReport = z.object({
  /** Two nodes asked for the same workspace at the same moment. */
  overlaps: z.array(z.object({ workspace: z.int(), nodes: z.array(z.string()) })),
  /** The same write, carried out twice. */
  duplicates: z.array(z.object({ workspace: z.int(), what: z.string() })),
  /** When an access token was asked for, epoch milliseconds. */
  grants: z.array(z.object({ workspace: z.int(), at: z.number() })),
  writes: z.int(),
  calls: z.int(),
})
export type VendorReport = z.infer<typeof VendorReport>

interface Pair {
  readonly sandbox: Sandbox
  readonly asking: Map<IncomingMessage, string>
  readonly written: Map<string, string | null>
  /** A vendor that never answers. */
  dead: boolean
}

const owned = /^w(\d+)\.(.*)$/s

async function serve({ workspaces, customers, tokenSeconds }: z.infer<typeof Order>): Promise<void> {
  const report: VendorReport = { overlaps: [], duplicates: [], grants: [], writes: 0, calls: 0 }
  const pairs = new Map<number, Pair>()
  const urls = { capsule: '', xero: '' }

  function pairOf(number: number): Pair {
    let pair = pairs.get(number)
    if (!pair) {
      const sandbox = createSandbox({
        clock: systemClock(),
        seed: 1,
        fetch: async () => new Response(null, { status: 503 }),
        capsuleUrl: urls.capsule,
        xeroUrl: urls.xero,
        quotas: false,
      })
      const seed = scaleSeed(customers, seededChance(11))
      sandbox.xero.seed(seed.xero, sandbox.capsule.seed(seed.capsule))
      pair = { sandbox, asking: new Map(), written: new Map(), dead: false }
      pairs.set(number, pair)
    }
    return pair
  }

  async function answer(side: 'capsule' | 'xero', incoming: IncomingMessage, outgoing: ServerResponse) {
    const body = await bodyOf(incoming)
    const url = new URL(incoming.url ?? '/', urls[side])
    if (url.pathname === '/_nodes/report') return json(outgoing, report)
    if (url.pathname === '/_nodes/dead') {
      pairOf(Number(url.searchParams.get('workspace'))).dead = url.searchParams.get('on') === '1'
      return json(outgoing, {})
    }
    const whose = ownerOf(incoming.headers.authorization, body)
    if (!whose || whose.number > workspaces) {
      outgoing.writeHead(401).end()
      return
    }
    const pair = pairOf(whose.number)
    const node = incoming.headers['x-node']
    if (typeof node === 'string') watch(pair, whose.number, incoming, outgoing, node)
    // Whoever asks gives up by itself.
    if (pair.dead && typeof node === 'string') return
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers))
      if (typeof value === 'string' && name !== 'host' && name !== 'content-length') headers.set(name, value)
    if (whose.authorization) headers.set('authorization', whose.authorization)
    const method = incoming.method ?? 'GET'
    const request = new Request(url, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: whose.body }),
    })
    const response = await (side === 'capsule'
      ? pair.sandbox.capsuleFetch(request)
      : pair.sandbox.xeroFetch(request))
    let text = await response.text()
    if (url.pathname === '/connect/token') {
      if (typeof node === 'string') report.grants.push({ workspace: whose.number, at: Date.now() })
      text = ownToken(text, whose.number, tokenSeconds)
    } else if (typeof node === 'string') {
      report.calls++
      if (method !== 'GET' && response.ok) {
        report.writes++
        remember(pair, whose.number, `${method} ${url.pathname}`, body, headers.get('idempotency-key'))
      }
    }
    const back = Object.fromEntries([...response.headers].filter(([name]) => name !== 'content-length'))
    outgoing.writeHead(response.status, back).end(text)
  }

  function watch(
    pair: Pair,
    workspace: number,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    node: string,
  ) {
    const others = new Set([...pair.asking.values()].filter((other) => other !== node))
    if (others.size > 0) report.overlaps.push({ workspace, nodes: [node, ...others] })
    pair.asking.set(incoming, node)
    outgoing.once('close', () => pair.asking.delete(incoming))
  }

  function remember(pair: Pair, workspace: number, what: string, body: string, key: string | null) {
    for (const element of elementsOf(body)) {
      const write = `${what} ${element}`
      // A repeated call with its key is answered from memory and writes nothing.
      if (pair.written.has(write) && (key === null || pair.written.get(write) !== key))
        report.duplicates.push({ workspace, what: write.slice(0, 300) })
      pair.written.set(write, key)
    }
  }

  for (const side of ['capsule', 'xero'] as const) {
    const server = createServer((incoming, outgoing) => {
      answer(side, incoming, outgoing).catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        outgoing.destroy()
      })
    })
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    urls[side] = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
  }
  process.stdout.write(`${JSON.stringify(urls)}\n`)
}

function ownerOf(authorization: string | undefined, body: string) {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ')
  const plain = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString() : credentials
  const match = owned.exec(plain)
  if (match) {
    const own = scheme === 'Basic' ? Buffer.from(match[2] ?? '').toString('base64') : match[2]
    return { number: Number(match[1]), authorization: `${scheme} ${own}`, body }
  }
  const form = new URLSearchParams(body)
  const client = owned.exec(form.get('client_id') ?? '')
  if (!client) return null
  form.set('client_id', client[2] ?? '')
  return { number: Number(client[1]), authorization: null, body: form.toString() }
}

/** A token that says whose it is, and that lives as long as the test wants. */
function ownToken(text: string, number: number, seconds: number): string {
  const answer = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text))
  if (!answer.success || typeof answer.data.access_token !== 'string') return text
  return JSON.stringify({
    ...answer.data,
    access_token: `w${number}.${answer.data.access_token}`,
    expires_in: seconds,
  })
}

const Batch = z.union([
  z.object({ Contacts: z.array(z.unknown()) }).transform(({ Contacts }) => Contacts),
  z.unknown().transform((one) => [one]),
])

/** What a write is about: of a batch, each of its records. */
function elementsOf(body: string): string[] {
  return Batch.parse(body === '' ? '' : JSON.parse(body)).map((element) => JSON.stringify(element))
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function json(outgoing: ServerResponse, body: unknown): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

if (process.argv[1] === import.meta.filename) await serve(Order.parse(JSON.parse(process.argv[2] ?? '{}')))
