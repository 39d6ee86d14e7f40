import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { z } from 'zod'

/**
 * Sends webhooks at a steady rate, whatever comes back and however late: in a process of its own, so that a slow
 * receiver does not slow it. Like Xero it gives up on a delivery after five seconds.
 *
 * Reads its order as JSON from the command line and prints what came of it as one line of JSON.
 */
const Order = z.object({
  port: z.int(),
  path: z.string(),
  key: z.string(),
  tenantId: z.string(),
  contactIds: z.array(z.string()),
  perSecond: z.int(),
  seconds: z.number(),
  /** Deliveries are numbered from here. */
  firstSequence: z.int(),
})

export const SenderReport = z.object({
  sent: z.int(),
  refused: z.int(),
  /** No answer within five seconds, or the connection broke. */
  lost: z.int(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  p999Ms: z.number(),
  /** Sequence numbers of what was acknowledged with 200. */
  acknowledged: z.array(z.int()),
})
export type SenderReport = z.infer<typeof SenderReport>

const giveUpMs = 5_000
/** A receiver may close what was idle for five seconds, just when it is used again. */
const idleMsMax = 3_000

interface Line {
  readonly socket: Socket
  /** Called with the status, or null when the connection ends. */
  answer: ((status: number | null) => void) | null
  usedAt: number
}

async function send(order: z.infer<typeof Order>): Promise<SenderReport> {
  const total = Math.round(order.perSecond * order.seconds)
  const times: number[] = []
  const acknowledged: number[] = []
  const idle: Line[] = []
  let refused = 0
  let lost = 0
  let open = 0
  let finish = () => {}
  let warm = true

  /** All of them in turn, so that none is idle for long. */
  function line(): Line {
    for (let known = idle.shift(); known; known = idle.shift()) {
      if (performance.now() - known.usedAt < idleMsMax) return known
      known.socket.destroy()
    }
    return opened()
  }

  function opened(): Line {
    const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true })
    const made: Line = { socket, answer: null, usedAt: 0 }
    socket.on('data', (chunk: Buffer) => {
      const { answer } = made
      if (!answer) return
      made.answer = null
      // Answers have no body, so one arrives whole.
      const status = Number(chunk.toString('latin1', 9, 12))
      made.usedAt = performance.now()
      idle.push(made)
      answer(status)
    })
    const broken = () => {
      const at = idle.indexOf(made)
      if (at >= 0) idle.splice(at, 1)
      made.answer?.(null)
      made.answer = null
    }
    socket.on('error', broken)
    socket.on('close', broken)
    return made
  }

  function one(sequence: number, dueAt: number, key: string): void {
    const body = bodyOf(order, sequence)
    const signature = createHmac('sha256', key).update(body).digest('base64')
    const head = `POST ${order.path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-xero-signature: ${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    const used = line()
    open++
    const done = (status: number | null) => {
      clearTimeout(timer)
      open--
      if (key !== order.key) {
        if (status !== 401) warm = false
      } else if (status === 200) {
        times.push(performance.now() - dueAt)
        acknowledged.push(sequence)
      } else if (status === null) lost++
      else refused++
      if (open === 0) finish()
    }
    const timer = setTimeout(() => used.socket.destroy(), giveUpMs)
    used.answer = done
    used.socket.write(head + body)
  }

  /** Resolves when all of them were answered or given up. */
  async function all(count: number, firstSequence: number, key: string): Promise<void> {
    const begun = performance.now() + 50
    let next = 0
    await new Promise<void>((resolve) => {
      const tick = () => {
        const now = performance.now()
        while (next < count && begun + (next * 1_000) / order.perSecond <= now) {
          one(firstSequence + next, begun + (next * 1_000) / order.perSecond, key)
          next++
        }
        if (next < count) setTimeout(tick, 1)
        else resolve()
      }
      tick()
    })
    if (open > 0) await new Promise<void>((resolve) => (finish = resolve))
  }

  // What is measured is the receiver, not the opening of connections, nor how a fresh process compiles its code: it
  // has as many as a fifth of a second needs, and first come as many deliveries in a second whose signature is wrong,
  // of which nothing is kept.
  await Promise.all(
    Array.from({ length: Math.ceil(order.perSecond / 5) }, async () => {
      const each = opened()
      await once(each.socket, 'connect')
      each.usedAt = performance.now()
      idle.push(each)
    }),
  )
  await all(order.perSecond, 0, `not ${order.key}`)
  if (!warm) throw new Error('a delivery with a wrong signature was not refused')
  await all(total, order.firstSequence, order.key)
  for (const { socket } of idle) socket.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    sent: total,
    refused,
    lost,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    acknowledged,
  }
}

/** @source reference/xero.md "10. Webhooks" */
function bodyOf({ tenantId, contactIds }: z.infer<typeof Order>, sequence: number): string {
  const resourceId = contactIds[sequence % contactIds.length] ?? ''
  return JSON.stringify({
    events: [
      {
        resourceUrl: `https://api.xero.com/api.xro/2.0/Contacts/${resourceId}`,
        resourceId,
        eventDateUtc: '2026-11-22T01:02:03.000',
        eventType: 'UPDATE',
        eventCategory: 'CONTACT',
        tenantId,
        tenantType: 'ORGANISATION',
      },
    ],
    firstEventSequence: sequence,
    lastEventSequence: sequence,
    entropy: 'ABCDEFGHIJKLMNOPQRST',
  })
}

if (process.argv[1] === import.meta.filename) {
  const report = await send(Order.parse(JSON.parse(process.argv[2] ?? '{}')))
  process.stdout.write(JSON.stringify(report))
}
