import { isWrite } from '#sandbox/capsule/api.ts'
import type { Vendor } from '#sandbox/kernel/calls.ts'
import type { Chance } from '#sandbox/kernel/chance.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { SimClock } from './clock.ts'
import type { Life } from './life.ts'
import { short, type Trace, withoutSecrets } from './trace.ts'
import { createVersions } from './versions.ts'

export const urls = { capsule: 'http://localhost:4001', xero: 'http://localhost:4002' } as const

/** One request of the engine to a vendor. */
export interface EngineCall {
  readonly number: number
  readonly at: number
  readonly side: Vendor
  readonly method: string
  readonly path: string
  readonly body: string
  /** Changes records of the vendor. */
  readonly write: boolean
  /** As the vendor answered; null when the request never reached it. */
  status: number | null
  /** Of a call that makes contacts: what Xero answered, heard or not. */
  made: string | null
  /** False when the answer never reached the engine. */
  heard: boolean
}

/**
 * What may happen between the engine and a vendor. `refused`: no connection; `lost`: the request is performed, its
 * answer is not heard; `timeout`: the same, noticed late; `crash_before` and `crash_after`: the engine dies around it;
 * `older`: records come as they were some time ago, although the engine has seen them as they are.
 */
export interface WireFault {
  readonly kind: 'refused' | 'lost' | 'timeout' | 'crash_before' | 'crash_after' | 'older'
  readonly strikes: (call: EngineCall) => boolean
  /** How many more times. */
  times: number
}

export interface Wire {
  readonly calls: readonly EngineCall[]
  readonly faults: WireFault[]
  fetchOf(life: Life): (url: string, init: RequestInit) => Promise<Response>
}

/** One way between us and a vendor. */
const waysMs = [8, 120] as const
/** In this many calls after a late answer the engine has made of it what it will. */
const callsAfterLate = 12
/** Longer than any client of ours waits for an answer. */
const timeoutMs = 30_000

export function createWire(world: {
  readonly sandbox: Sandbox
  readonly clock: SimClock
  readonly trace: Trace
  readonly chance: Chance
  readonly moved: () => void
  readonly onCall: (call: EngineCall) => void
  /** Before a write leaves; looks whether it may. */
  readonly onWrite: (call: EngineCall) => Promise<void>
  readonly onFault: (fault: WireFault, call: EngineCall) => void
  /** When each record of a side changed last, as the engine has kept it; epoch milliseconds. */
  readonly seen: (side: Vendor) => Promise<ReadonlyMap<string, number>>
  /** Before each of the calls that follow an answer which came late. */
  readonly afterLate: () => Promise<void>
}): Wire {
  const { sandbox, clock, trace } = world
  const calls: EngineCall[] = []
  const faults: WireFault[] = []
  const versions = createVersions()
  let watched = 0

  function strike(call: EngineCall): WireFault['kind'] | null {
    const fault = faults.find((one) => one.kind !== 'older' && one.times > 0 && one.strikes(call))
    if (!fault) return null
    fault.times--
    world.onFault(fault, call)
    trace.note(`wire ${fault.kind} #${call.number}`)
    return fault.kind
  }

  /** The answer, or one as it would have been before; a fault waits until there is something older. */
  async function late(call: EngineCall, current: Response): Promise<Response> {
    const fault = faults.find((one) => one.kind === 'older' && one.times > 0 && one.strikes(call))
    const older = await versions.older(call.side, current, fault ? await world.seen(call.side) : null)
    if (!fault || older === null) return current
    fault.times--
    world.onFault(fault, call)
    watched = callsAfterLate
    trace.note(`wire older #${call.number}`)
    return older
  }

  async function perform(life: Life, url: string, init: RequestInit): Promise<Response> {
    const call = callOf(calls.length + 1, clock.now(), url, init)
    calls.push(call)
    const secret = call.path.endsWith('/token') || call.path.includes('/oauth/')
    const body = secret ? '…' : short(withoutSecrets(call.body))
    const { search } = new URL(url)
    trace.note(`> #${call.number} ${call.side} ${call.method} ${call.path}${search} ${body}`)
    if (watched > 0) {
      watched--
      await world.afterLate()
    }
    if (call.write) await world.onWrite(call)
    const fault = strike(call)
    if (fault === 'crash_before') life.end()
    if (life.dead) return life.within(() => Promise.reject(new Error('dead')))
    if (fault === 'refused') throw cut('ECONNREFUSED')
    const { signal: _, ...rest } = init
    await travel()
    if (life.dead) return life.within(() => Promise.reject(new Error('dead')))
    const current = await answer(call, new Request(url, rest))
    call.status = current.status
    if (makesContacts(call)) call.made = await current.clone().text()
    const response = await late(call, current)
    trace.note(`< #${call.number} ${response.status}`)
    if (fault === 'crash_after') life.end()
    if (fault === 'timeout') await new Promise<void>((resolve) => clock.after(timeoutMs, resolve))
    await travel()
    call.heard = fault === null && !life.dead
    world.onCall(call)
    if (fault === 'lost') throw cut('ECONNRESET')
    if (fault === 'timeout')
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    return response
  }

  const travel = () =>
    new Promise<void>((resolve) => clock.after(world.chance.int(waysMs[0], waysMs[1]), resolve))

  const answer = (call: EngineCall, request: Request) =>
    call.side === 'capsule' ? sandbox.capsuleFetch(request) : sandbox.xeroFetch(request)

  return {
    calls,
    faults,
    fetchOf: (life) => (url, init) =>
      life.within(async () => {
        world.moved()
        try {
          return await perform(life, url, init)
        } finally {
          world.moved()
        }
      }),
  }
}

function callOf(number: number, at: number, url: string, init: RequestInit): EngineCall {
  const { origin, pathname } = new URL(url)
  const side = origin === urls.capsule ? 'capsule' : 'xero'
  const method = init.method ?? 'GET'
  const body =
    typeof init.body === 'string' ? init.body : init.body instanceof URLSearchParams ? `${init.body}` : ''
  return {
    number,
    at,
    side,
    method,
    path: pathname,
    body,
    write: changes(side, method, pathname),
    status: null,
    made: null,
    heard: false,
  }
}

/** Hooks are ours, not records of people, and need no approval. */
function changes(side: Vendor, method: string, path: string): boolean {
  if (side === 'capsule') return isWrite(method, path) && !path.startsWith('/api/v2/resthooks')
  return method !== 'GET' && path.startsWith('/api.xro/')
}

export const makesContacts = ({ side, method, path }: EngineCall): boolean =>
  side === 'xero' && method === 'PUT' && path.endsWith('/Contacts')

const cut = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
