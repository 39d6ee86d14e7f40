import { defined } from '../assert.ts'
import { backoffMs } from './backoff.ts'
import { failureTable, mayRepeat, type Repetition } from './failure-table.ts'
import type { Governor, HeaderReader, Lane } from './governor.ts'
import { networkFault } from './network-fault.ts'
import { RemoteError, type RemoteErrorKind, type Side } from './remote-error.ts'

/** An HTTP answer, as far as it matters here; `Response` is one. */
export interface WireReply {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

/** An answer read to its end. */
export interface Reply {
  readonly status: number
  readonly header: HeaderReader
  readonly text: string
}

/** One HTTP request that was sent, for the log; free of secrets and bodies. */
export interface CallRecord {
  readonly side: Side
  readonly method: string
  /** Without query. */
  readonly path: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly ms: number
  /** 1 for the first try. */
  readonly attempt: number
  readonly write: boolean
  readonly status: number | null
  readonly failure: RemoteErrorKind | null
  readonly requestId: string | null
}

/** What every exchange of one connection shares. */
export interface ExchangePort {
  readonly side: Side
  /** Null for calls that no quota counts. */
  readonly governor: Governor | null
  readonly lane: Lane
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
  readonly decode: (chunks: readonly Uint8Array[]) => string
  readonly onCall: (call: CallRecord) => void
  readonly attemptsMax?: number
  /**
   * A write that could not be sent this soon is given up: what it says was decided upon what was read before, and
   * may be outdated by then.
   */
  readonly writeWithinMs?: number | undefined
  /** Longer answers are refused unread. */
  readonly bytesMax?: number
}

export interface ExchangeRequest {
  readonly method: string
  readonly path: string
  readonly repetition: Repetition
  /** In place of the port's. */
  readonly attemptsMax?: number | undefined
  /** `rejected` is the token the vendor refused a moment ago. */
  send(): Promise<WireReply>
  /** The error an answer other than 2xx stands for. */
  refusal(reply: Reply): RemoteError
}

/**
 * Sends until there is a good answer or no further try is allowed.
 *
 * @throws RemoteError of the last try
 */
export async function exchange(port: ExchangePort, request: ExchangeRequest): Promise<Reply> {
  const attemptsMax = request.attemptsMax ?? port.attemptsMax ?? 5
  const begun = port.now()
  let doubtful: RemoteError | null = null
  for (let attempt = 1; ; attempt++) {
    const outcome = await once(port, request, attempt, begun).catch((error: unknown) => {
      // No further call may go, but an earlier one may have been carried out: that is what the caller must know.
      throw doubtful ?? error
    })
    if (!(outcome instanceof RemoteError)) return outcome
    if (outcome.ambiguous) doubtful = outcome
    if (attempt >= attemptsMax || !mayRepeat(outcome, request.repetition)) throw outcome
    // A used-up quota is waited for by the governor, which knows until when.
    const waitsElsewhere = failureTable[outcome.kind].retry === 'wait' && port.governor
    if (!waitsElsewhere) await port.sleep(backoffMs(attempt, port.random))
  }
}

async function once(
  port: ExchangePort,
  request: ExchangeRequest,
  attempt: number,
  begun: number,
): Promise<Reply | RemoteError> {
  const permit = await port.governor?.acquire(port.lane)
  const write = request.repetition !== 'read'
  const at = port.now()
  if (write && port.writeWithinMs !== undefined && at - begun > port.writeWithinMs) {
    permit?.release('unused')
    throw overdue(port.side)
  }
  let reply: Reply | null = null
  let wire: WireReply | null = null
  let error: RemoteError | null = null
  try {
    wire = await request.send()
    reply = await read(port, wire, write)
    if (reply.status < 200 || reply.status > 299) error = request.refusal(reply)
  } catch (thrown) {
    error = thrown instanceof RemoteError ? thrown : networkFault(port.side, thrown, write)
  } finally {
    const heard = wire
    permit?.release(heard && { status: heard.status, header: (name) => heard.headers.get(name) })
  }
  port.onCall({
    side: port.side,
    method: request.method,
    path: request.path,
    at,
    ms: port.now() - at,
    attempt,
    write,
    status: wire?.status ?? null,
    failure: error?.kind ?? null,
    requestId: error?.requestId ?? null,
  })
  if (error) return error
  return defined(reply, 'an exchange ends in a reply or an error')
}

/** Nothing is wrong: the caller reads again, and writes what is right by then. */
const overdue = (side: Side): RemoteError =>
  new RemoteError({
    side,
    kind: 'limited',
    message: `${side}: the write had to wait for so long that it is looked at again first`,
    retryAfterSeconds: 0,
  })

async function read(port: ExchangePort, wire: WireReply, write: boolean): Promise<Reply> {
  const header: HeaderReader = (name) => wire.headers.get(name)
  const bytesMax = port.bytesMax ?? 64 * 1024 * 1024
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of wire.body ?? []) {
    bytes += chunk.length
    if (bytes > bytesMax) {
      throw new RemoteError({
        side: port.side,
        kind: 'bad_reply',
        status: wire.status,
        message: `${port.side}: answer longer than ${bytesMax} bytes`,
        ambiguous: write,
      })
    }
    chunks.push(chunk)
  }
  return { status: wire.status, header, text: port.decode(chunks) }
}
