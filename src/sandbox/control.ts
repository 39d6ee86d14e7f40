import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { summarise } from './call-summary.ts'
import { controlForms } from './control-forms.ts'
import { refusal } from './control-guard.ts'
import { Fault } from './kernel/faults.ts'
import type { Kernel } from './kernel/kernel.ts'
import { type SeedChoice, seedText } from './seed-choice.ts'
import { Snapshot } from './snapshot.ts'

/** How many records of each kind an emulator holds. */
export type Counts = Readonly<Record<'capsule' | 'xero', Readonly<Record<string, number>>>>

/** What the control API may touch. */
export interface ControlTarget {
  readonly kernel: Kernel
  readonly urls: { readonly capsule: string; readonly xero: string }
  /** The choice of the latest `load`. */
  loaded(): SeedChoice
  /** Puts both sandboxes back to these records; calls and faults are forgotten. */
  load(choice: SeedChoice): unknown
  counts(): Counts
  settled(): Promise<void>
  setWebhook(target: { url: string; key: string } | null): Promise<{ ok: boolean; problem: string | null }>
  webhook(): { readonly url: string | null; readonly enabled: boolean; readonly problem: string | null }
  /** A person ends the app's access inside Xero; answers how many connections went. */
  disconnect(): number
  /** The days up to which Xero's books are closed. */
  setLockDates(locks: z.output<typeof LockDates>): void
  /** Null when more was asked since loading than a snapshot holds. */
  snapshot(): Snapshot | null
  restore(from: Snapshot): Promise<void>
}

const yearMs = 366 * 24 * 3_600_000

const Seeding = z.union([
  z.strictObject({ seed: z.enum(['demo', 'demo-two', 'empty']) }),
  z.strictObject({ scale: z.int().min(1).max(200_000) }),
])
const Advance = z.strictObject({
  advanceMs: z
    .int()
    .min(0)
    .max(10 * yearMs),
})
const Quotas = z.strictObject({ on: z.boolean() })
const Webhook = z.strictObject({ url: z.url({ protocol: /^https?$/ }), key: z.string().min(1) })
const LockDates = z.strictObject({
  period: z.iso.date().nullable().optional(),
  endOfYear: z.iso.date().nullable().optional(),
})
const Nothing = z.strictObject({})
const CallFilter = z.strictObject({
  vendor: z.enum(['capsule', 'xero']).optional(),
  write: z.enum(['true', 'false']).optional(),
  /** Epoch milliseconds or an ISO 8601 instant of the sandbox's clock; calls at it or later. */
  since: z
    .union([z.coerce.number<string>().int().min(0), z.iso.datetime().transform((text) => Date.parse(text))])
    .optional(),
})

/** Thrown inside a handler; the text is what the caller reads. */
class Refused extends Error {
  override readonly name = 'Refused'
}

async function body<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text()
  return checked(schema, text.trim() === '' ? {} : parsed(text))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused('The body is not JSON.')
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (!result.success) throw new Refused(z.prettifyError(result.error))
  return result.data
}

/**
 * The control API and its page, under `/_sandbox/` of either origin.
 *
 * @returns null for every other path
 */
export function createControl(target: ControlTarget): (request: Request) => Promise<Response | null> {
  const app = controlApp(target)
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname !== '/_sandbox' && !pathname.startsWith('/_sandbox/')) return null
    return refusal(request, target.urls) ?? app.fetch(request)
  }
}

function controlApp(target: ControlTarget): Hono {
  const { kernel } = target
  const app = new Hono({ strict: false }).basePath('/_sandbox')
  const time = () => ({ now: new Date(kernel.clock.now()).toISOString(), epochMs: kernel.clock.now() })
  const state = () => ({
    seed: seedText(target.loaded()),
    urls: target.urls,
    clock: time(),
    quotas: kernel.quotas,
    records: target.counts(),
    webhook: target.webhook(),
    calls: summarise(kernel.calls.list()).byVendor,
    faults: kernel.faults.list().length,
  })

  app.get('/state', (c) => c.json(state()))
  app.post('/reset', async (c) => {
    await body(c, Nothing)
    target.load(target.loaded())
    return c.json(state())
  })
  app.post('/seed', async (c) => {
    const wanted = await body(c, Seeding)
    target.load('seed' in wanted ? wanted.seed : wanted)
    return c.json(state())
  })
  app.get('/snapshot', (c) => {
    const snapshot = target.snapshot()
    if (!snapshot)
      throw new Refused('More has been asked since the records were loaded than a snapshot holds.')
    return c.json(snapshot)
  })
  app.post('/restore', async (c) => {
    await target.restore(await body(c, Snapshot))
    return c.json(state())
  })
  app.get('/clock', (c) => c.json(time()))
  app.post('/clock', async (c) => {
    await kernel.clock.advance((await body(c, Advance)).advanceMs)
    return c.json(time())
  })
  app.post('/settle', async (c) => {
    await target.settled()
    return c.json(time())
  })
  app.get('/faults', (c) => c.json({ faults: kernel.faults.list() }))
  app.post('/faults', async (c) => c.json({ id: kernel.faults.add(await body(c, Fault.strict())) }, 201))
  app.delete('/faults', (c) => {
    kernel.faults.clear()
    return c.body(null, 204)
  })
  app.delete('/faults/:id', (c) =>
    kernel.faults.remove(c.req.param('id'))
      ? c.body(null, 204)
      : c.json({ error: `There is no fault ${c.req.param('id')}.` }, 404),
  )
  app.get('/calls', (c) => c.json({ calls: filtered(c) }))
  app.get('/calls/summary', (c) => c.json(summarise(filtered(c))))
  app.post('/calls/clear', (c) => {
    kernel.calls.clear()
    return c.body(null, 204)
  })
  app.post('/quotas', async (c) => {
    kernel.quotas = (await body(c, Quotas)).on
    return c.json({ on: kernel.quotas })
  })
  app.post('/xero/webhook', async (c) => c.json(await target.setWebhook(await body(c, Webhook))))
  app.post('/xero/disconnect', (c) => c.json({ disconnected: target.disconnect() }))
  app.post('/xero/lock-dates', async (c) => {
    const locks = await body(c, LockDates)
    target.setLockDates(locks)
    return c.json(locks)
  })
  app.delete('/xero/webhook', async (c) => c.json(await target.setWebhook(null)))

  const filtered = (c: Context) => {
    const { vendor, write, since } = checked(CallFilter, c.req.query())
    return kernel.calls
      .list()
      .filter((call) => vendor === undefined || call.vendor === vendor)
      .filter((call) => write === undefined || call.write === (write === 'true'))
      .filter((call) => since === undefined || call.at >= since)
  }

  app.route('/', controlForms(target))
  app.notFound((c) =>
    c.json({ error: `There is no ${c.req.method} ${c.req.path}. GET /_sandbox/ shows what there is.` }, 404),
  )
  app.onError((error, c) => {
    if (error instanceof Refused) return c.json({ error: error.message }, 400)
    throw error
  })
  return app
}
