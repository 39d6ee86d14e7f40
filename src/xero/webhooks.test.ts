import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { RemoteError } from '#core/remote/remote-error.ts'
import { parseWebhook, verifySignature } from './webhooks.ts'

const raw = Buffer.from(
  '{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "LUWDSUDGSWNZVALZXBEV"}',
)
const sign = (body: Uint8Array, key: string) => createHmac('sha256', key).update(body).digest('base64')
const good = sign(raw, 'key')

test('the bytes and the key decide', () => {
  expect(verifySignature(raw, good, ['key'])).toBe(true)
  expect(verifySignature(raw, good, ['new', 'key'])).toBe(true)
  expect(verifySignature(raw, good, ['key', ''])).toBe(true)
  expect(verifySignature(Buffer.from(raw.toString().replace('": 0', '":0')), good, ['key'])).toBe(false)
  expect(verifySignature(raw, good, ['other'])).toBe(false)
})

test.each([
  ['no header', null],
  ['an empty header', ''],
  ['half', good.slice(0, 20)],
  ['more', `${good}AAAA`],
  ['blanks', ` ${good}`],
  ['one altered character', `${good.startsWith('A') ? 'B' : 'A'}${good.slice(1)}`],
  ['other base64 of the same bytes', good.replace('=', '')],
])('%s is refused', (_, header) => {
  expect(verifySignature(raw, header, ['key'])).toBe(false)
})

test('without a key, or with an empty one, nothing is authentic', () => {
  expect(verifySignature(raw, good, [])).toBe(false)
  expect(verifySignature(raw, sign(raw, ''), [''])).toBe(false)
})

test('the handshake has no events', () => {
  expect(parseWebhook(raw)).toEqual({ firstSequence: 0, lastSequence: 0, events: [] })
})

test('kinds of a later day are passed on, rubbish is told', () => {
  const id = '5F3B8F0A-0000-4000-8000-000000000001'
  const event = {
    resourceId: id,
    tenantId: id,
    eventDateUtc: '2026-01-01T00:00:00.1',
    eventType: 'UPDATE',
    eventCategory: 'NEWTHING',
    data: {},
  }
  const body = Buffer.from(JSON.stringify({ events: [event], firstEventSequence: 1, lastEventSequence: 1 }))
  expect(parseWebhook(body).events).toMatchObject([{ category: 'NEWTHING', resourceId: id.toLowerCase() }])
  for (const bad of ['', 'null', '<x>', '{"events":[{}],"firstEventSequence":1,"lastEventSequence":1}'])
    expect(() => parseWebhook(Buffer.from(bad))).toThrow(RemoteError)
})
