import { expect, test } from 'vitest'
import {
  type CallRecord,
  type ExchangePort,
  type ExchangeRequest,
  exchange,
  type WireReply,
} from './exchange.ts'
import type { Repetition } from './failure-table.ts'
import { RemoteError } from './remote-error.ts'

type Answer = WireReply | Error

function reply(status: number, body = '', bytes?: number): WireReply {
  async function* chunks() {
    if (bytes !== undefined) for (let i = 0; i < bytes; i++) yield new Uint8Array(1)
    else if (body) yield Uint8Array.from([...body].map((c) => c.charCodeAt(0)))
  }
  return { status, headers: { get: () => null }, body: chunks() }
}

function cut(): WireReply {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3)
    throw Object.assign(new Error('terminated'), { cause: { code: 'UND_ERR_SOCKET' } })
  }
  return { status: 200, headers: { get: () => null }, body: chunks() }
}

function coded(code: string): Error {
  return Object.assign(new TypeError('fetch failed'), { cause: { code } })
}

async function run(repetition: Repetition, answers: Answer[], port: Partial<ExchangePort> = {}) {
  const calls: CallRecord[] = []
  const pauses: number[] = []
  let sent = 0
  const request: ExchangeRequest = {
    method: repetition === 'read' ? 'GET' : 'POST',
    path: '/things',
    repetition,
    send: async () => {
      const answer = answers[sent++] ?? reply(200, 'late')
      if (answer instanceof Error) throw answer
      return answer
    },
    refusal: ({ status }) => {
      const kind = status === 429 ? 'limited' : status >= 500 ? 'remote_fault' : 'invalid'
      const ambiguous = kind === 'remote_fault' && repetition !== 'read'
      return new RemoteError({ side: 'xero', kind, status, message: `${status}`, ambiguous })
    },
  }
  const full: ExchangePort = {
    side: 'xero',
    governor: null,
    lane: 'event',
    now: () => 0,
    sleep: async (ms) => {
      pauses.push(ms)
    },
    random: () => 0.5,
    decode: (chunks) => chunks.map((c) => String.fromCharCode(...c)).join(''),
    onCall: (call) => calls.push(call),
    ...port,
  }
  const outcome = await exchange(full, request).then(
    (r) => r.text,
    (error: unknown) =>
      error instanceof RemoteError ? error : new Error('not a RemoteError', { cause: error }),
  )
  return { outcome, calls, pauses, sent }
}

test('a good answer is returned and logged', async () => {
  const { outcome, calls } = await run('read', [reply(200, 'hello')])
  expect(outcome).toBe('hello')
  expect(calls).toMatchObject([
    { method: 'GET', path: '/things', status: 200, failure: null, attempt: 1, write: false },
  ])
})

test('reads come back after faults, with growing pauses', async () => {
  const { outcome, pauses, calls } = await run('read', [reply(503), coded('ECONNRESET'), reply(200, 'ok')])
  expect(outcome).toBe('ok')
  expect(pauses).toEqual([250, 500])
  expect(calls.map((c) => c.failure)).toEqual(['remote_fault', 'offline', null])
})

test('tries are bounded', async () => {
  const { outcome, sent } = await run(
    'read',
    Array.from({ length: 20 }, () => reply(500)),
  )
  expect(outcome).toMatchObject({ kind: 'remote_fault', ambiguous: false })
  expect(sent).toBe(5)
})

test.each([
  ['a lost answer', cut()],
  ['a broken connection', coded('ECONNRESET')],
  ['a server fault', reply(500)],
  ['a timeout', new DOMException('slow', 'TimeoutError')],
])('a write without key is not repeated after %s: it may have happened', async (_, answer) => {
  const { outcome, sent } = await run('once', [answer])
  expect(outcome).toMatchObject({ ambiguous: true })
  expect(sent).toBe(1)
})

test.each([
  ['a lost answer', cut()],
  ['a broken connection', coded('ECONNRESET')],
  ['a server fault', reply(500)],
  ['a timeout', new DOMException('slow', 'TimeoutError')],
])('a write with key is repeated after %s', async (_, answer) => {
  const { outcome, sent } = await run('idempotent', [answer, reply(200, 'done')])
  expect(outcome).toBe('done')
  expect(sent).toBe(2)
})

test.each([
  ['a refused connection', coded('ECONNREFUSED')],
  ['an unknown host', coded('ENOTFOUND')],
  ['a used-up quota', reply(429)],
])('any write is repeated after %s: it surely did not happen', async (_, answer) => {
  const { outcome } = await run('once', [answer, reply(200, 'done')])
  expect(outcome).toBe('done')
})

test('one refused address of several is not enough to be sure', async () => {
  const both = (second: string) =>
    Object.assign(new TypeError('fetch failed'), {
      cause: { errors: [{ code: 'ECONNREFUSED' }, { code: second }] },
    })
  expect((await run('once', [both('ECONNRESET')])).outcome).toMatchObject({ ambiguous: true })
  expect((await run('once', [both('ECONNREFUSED'), reply(200, 'ok')])).outcome).toBe('ok')
})

test('refused data is not sent again', async () => {
  const { outcome, sent } = await run('read', [reply(400)])
  expect(outcome).toMatchObject({ kind: 'invalid' })
  expect(sent).toBe(1)
})

test('an endless answer is cut off', async () => {
  const { outcome } = await run('once', [reply(200, '', 1_001)], { bytesMax: 1_000 })
  expect(outcome).toMatchObject({ kind: 'bad_reply', ambiguous: true })
})

test('what is thrown never carries more than the cause it had', async () => {
  const circular: { cause?: unknown } & Error = new Error('odd')
  circular.cause = circular
  const { outcome } = await run('once', [circular])
  expect(outcome).toMatchObject({ kind: 'offline', ambiguous: true, code: undefined })
})

test('a write that had to wait too long is given up, a read is not', async () => {
  let now = 0
  const waiting = {
    now: () => now,
    sleep: async () => {
      now += 11_000
    },
    writeWithinMs: 10_000,
  }
  const answers = () => [reply(429), reply(200, 'good')]
  const written = await run('idempotent', answers(), waiting)
  expect(written.outcome).toMatchObject({ kind: 'limited', ambiguous: false, retryAfterSeconds: 0 })
  expect(written.calls).toHaveLength(1)
  now = 0
  expect((await run('read', answers(), waiting)).outcome).toBe('good')
})
