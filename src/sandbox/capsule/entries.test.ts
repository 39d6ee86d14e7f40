import { describe, expect, test } from 'vitest'
import { account, at, number, refusal, text } from './fixture.ts'

function notes(key = 'acme') {
  const base = account()
  const party = { id: base.idOf(key) }
  const write = (entry: Record<string, unknown> = {}) =>
    base.call('POST', '/entries', { entry: { type: 'note', content: 'Rang back', party, ...entry } })
  const contacted = async (name: string) =>
    at((await base.call('GET', `/parties/${base.idOf(name)}`)).body, 'party.lastContactedAt')
  return { ...base, party, write, contacted }
}

test('a note is by the caller, of the built-in type, and kept as it is', async () => {
  const { write } = notes()
  expect(await write({ content: ' **Rang** back\n' })).toMatchObject({
    status: 201,
    body: {
      entry: {
        type: 'note',
        subject: null,
        content: ' **Rang** back\n',
        creator: { name: 'Ann Owner' },
        activityType: { id: -1, name: 'Note' },
        party: { name: 'Acme Pty Ltd' },
        attachments: [],
      },
    },
  })
})

test('trap: an entry hangs on exactly one record (capsule §11)', async () => {
  const { write, call, party } = notes()
  const made = await call('POST', '/kases', { kase: { name: 'Job', party } })
  const kase = { id: number(made.body, 'kase.id') }
  const message = refusal('entry must be linked to either a party, opportunity or kase', 'entry')
  expect(await write({ party: null })).toMatchObject(message)
  expect(await write({ kase })).toMatchObject(message)
  expect((await write({ kase, party: undefined })).status).toBe(201)
  expect(at((await call('GET', `/kases/${kase.id}/entries`)).body, 'entries')).toHaveLength(1)
})

test.each([
  [{ type: 'email' }, 'only notes can be created', 'type'],
  [{ content: ' ' }, 'content is required', 'content'],
  [{ entryAt: 'yesterday' }, 'entryAt is not a valid date', 'entryAt'],
])('%j is refused', async (sent, message, field) => {
  const { write } = notes()
  expect(await write(sent)).toMatchObject(refusal(message, 'entry', field))
})

test('trap: the subject of a note is taken and not kept, its stamp stays (capsule §3.2)', async () => {
  const { write, call, clock } = notes()
  const id = number((await write()).body, 'entry.id')
  await clock.advance(60_000)
  expect(await call('PUT', `/entries/${id}`, { entry: { subject: 'Hello' } })).toMatchObject({
    status: 200,
    body: { entry: { subject: null, updatedAt: '2026-06-01T12:00:00Z' } },
  })
  expect((await call('PUT', `/entries/${id}`, { entry: { content: 'Rang again' } })).body).toMatchObject({
    entry: { content: 'Rang again', updatedAt: '2026-06-01T12:01:00Z' },
  })
})

describe('last contacted', () => {
  test('trap: a note on a person renews the organisation, which does not list it (capsule §4.4)', async () => {
    const { write, contacted, call, idOf } = notes('jo')
    await write({ entryAt: '2026-05-20T08:00:00Z' })
    expect(await contacted('jo')).toBe('2026-05-20T08:00:00Z')
    expect(await contacted('acme')).toBe('2026-05-20T08:00:00Z')
    expect((await call('GET', `/parties/${idOf('acme')}/entries`)).body).toEqual({ entries: [] })
  })

  test('trap: a type that does not count as contact leaves it alone (capsule §11)', async () => {
    const { write, contacted, call } = notes()
    const { body } = await call('GET', '/activitytypes')
    const types = at(body, 'activityTypes')
    const quiet: unknown = Array.isArray(types)
      ? types.find((type: unknown) => at(type, 'updateLastContacted') === false)
      : undefined
    expect((await write({ activityType: { id: number(quiet, 'id') } })).status).toBe(201)
    expect(await contacted('acme')).toBeNull()
  })

  test('trap: an older note does not turn it back (capsule §11)', async () => {
    const { write, contacted } = notes()
    await write()
    await write({ entryAt: '2020-01-01T00:00:00Z' })
    expect(await contacted('acme')).toBe('2026-06-01T12:00:00Z')
  })

  test('trap: built-in activity types have ids below zero and cannot be changed (capsule §11)', async () => {
    const { call } = notes()
    expect((await call('GET', '/activitytypes/-1')).body).toMatchObject({ activityType: { id: -1 } })
    expect((await call('PUT', '/activitytypes/-1', { activityType: { name: 'X' } })).status).toBe(422)
    const made = await call('POST', '/activitytypes', { activityType: { name: 'Visit' } })
    expect(number(made.body, 'activityType.id')).toBeGreaterThan(0)
  })
})

test('trap: entries come newest first by their own time, not by id (capsule §3.5)', async () => {
  const { write, call, party } = notes()
  await write({ content: 'new' })
  await write({ content: 'old', entryAt: '2020-01-01T00:00:00Z' })
  const contents = [{ content: 'new' }, { content: 'old' }]
  expect((await call('GET', '/entries')).body).toMatchObject({ entries: contents })
  expect((await call('GET', `/parties/${party.id}/entries`)).body).toMatchObject({ entries: contents })
})

test('trap: entries have no multi-get (capsule §3.8)', async () => {
  const { write, call } = notes()
  const id = number((await write()).body, 'entry.id')
  expect(await call('GET', `/entries/${id},${id}`)).toMatchObject({ status: 404 })
})

test('trap: notes of what one cannot see are not seen (capsule §6)', async () => {
  const { write, call, signIn } = notes('board')
  const id = number((await write()).body, 'entry.id')
  const bob = (await signIn('bob@tryout.test')).access
  expect((await call('GET', `/entries/${id}`, undefined, bob)).status).toBe(404)
  expect((await call('GET', '/entries', undefined, bob)).body).toEqual({ entries: [] })
})

test('trap: deleting a party takes its notes along (capsule §19.9)', async () => {
  const { write, call, party } = notes()
  const id = number((await write()).body, 'entry.id')
  await call('DELETE', `/parties/${party.id}`)
  expect(await call('GET', `/entries/${id}`)).toMatchObject({
    status: 404,
    body: { message: 'entry not found' },
  })
})

describe('attachments', () => {
  function files() {
    const base = notes()
    const upload = (body: BodyInit, headers: Record<string, string> = {}) =>
      base.request('POST', '/api/v2/attachments/upload', {
        body,
        headers: {
          Authorization: 'Bearer sandbox-pat',
          'Content-Type': 'text/plain',
          'X-Attachment-Filename': 'caf%C3%A9%20plan.txt',
          ...headers,
        },
      })
    const token = async () => text(await (await upload('hello')).json(), 'upload.token')
    return { ...base, upload, token }
  }

  test('go from upload to entry to bytes', async () => {
    const { token, write, request } = files()
    const { body } = await write({ attachments: [{ token: await token() }] })
    expect(body).toMatchObject({
      entry: { attachments: [{ filename: 'café plan.txt', contentType: 'text/plain', size: 5 }] },
    })
    const response = await request('GET', `/api/v2/attachments/${at(body, 'entry.attachments.0.id')}`, {
      headers: { Authorization: 'Bearer sandbox-pat' },
    })
    expect([await response.text(), response.headers.get('Content-Type')]).toEqual(['hello', 'text/plain'])
  })

  test('trap: a token serves once, and a note refused leaves it unused (capsule §11)', async () => {
    const { token, write } = files()
    const attachments = [{ token: await token() }]
    expect((await write({ attachments, content: '' })).status).toBe(422)
    expect((await write({ attachments })).status).toBe(201)
    expect(await write({ attachments })).toMatchObject(refusal('token is invalid', 'attachment', 'token'))
  })

  test('trap: attachments are rows, removed by id and _delete (capsule §3.3)', async () => {
    const { token, write, call } = files()
    const { body } = await write({ attachments: [{ token: await token() }, { token: await token() }] })
    const path = `/entries/${at(body, 'entry.id')}`
    const row = { id: at(body, 'entry.attachments.0.id'), _delete: true }
    const { body: after } = await call('PUT', path, { entry: { attachments: [row] } })
    expect(at(after, 'entry.attachments')).toHaveLength(1)
    expect(await call('PUT', path, { entry: { attachments: [row] } })).toMatchObject({ status: 404 })
  })

  test('trap: a file of more than 25 MB is refused (capsule §11)', async () => {
    const { upload } = files()
    const response = await upload('hello', { 'Content-Length': String(25 * 1024 * 1024 + 1) })
    expect(response.status).toBe(413)
  })

  test('an upload needs a name and bytes', async () => {
    const { upload } = files()
    expect((await upload('hello', { 'X-Attachment-Filename': '' })).status).toBe(422)
    expect((await upload('')).status).toBe(422)
  })
})
