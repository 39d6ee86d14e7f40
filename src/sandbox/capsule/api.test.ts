import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { account, at, smallSeed, start, url } from './fixture.ts'

const fault = { vendor: 'capsule', status: 503, delayMs: 1000, probability: 1, times: 1 } as const

describe('rate limit', () => {
  test('trap: every answer says what is left of the hour, refusals included (capsule §3.10)', async () => {
    const { call } = account()
    const first = await call('GET', '/site')
    expect(first.headers.get('X-RateLimit-Limit')).toBe('4000')
    expect(first.headers.get('X-RateLimit-Remaining')).toBe('3999')
    expect(first.headers.get('X-RateLimit-Reset')).toBe(String(start / 1000 + 3600))
    const second = await call('GET', '/parties/1')
    expect(second.status).toBe(404)
    expect(second.headers.get('X-RateLimit-Remaining')).toBe('3998')
  })

  test('trap: call 4,001 is 429 without Retry-After; the next hour is free (capsule §3.10)', async () => {
    const { call, clock, signIn } = account()
    const { access } = await signIn('bob@tryout.test')
    for (let i = 0; i < 3998; i++) await call('GET', '/site')
    expect((await call('GET', '/site')).headers.get('X-RateLimit-Remaining')).toBe('0')
    const { status, body, headers } = await call('GET', '/site')
    expect(status).toBe(429)
    expect(body).toEqual({ error: 'rate limit reached' })
    expect(headers.get('Retry-After')).toBeNull()
    expect(headers.get('X-RateLimit-Remaining')).toBe('0')
    expect((await call('GET', '/site', undefined, access)).status).toBe(200)
    await clock.advance(3_600_000)
    expect((await call('GET', '/site')).status).toBe(200)
  })

  test('lifted limits keep their headers', async () => {
    const { call } = account({ quotas: false })
    for (let i = 0; i < 4010; i++) await call('GET', '/site')
    const { status, headers } = await call('GET', '/site')
    expect(status).toBe(200)
    expect(headers.get('X-RateLimit-Remaining')).toBe('4000')
  })
})

describe('faults', () => {
  test.each([
    ['limited', 429, { error: 'rate limit reached' }],
    ['unauthorised', 401, { error: 'invalid_token' }],
    ['status', 503, { message: 'Something went wrong' }],
  ] as const)('%s answers %i once', async (kind, status, body) => {
    const { call, kernel } = account()
    kernel.faults.add({ ...fault, kind })
    expect(await call('GET', '/site')).toMatchObject({ status, body })
    expect((await call('GET', '/site')).status).toBe(200)
    expect(kernel.calls.list().map((c) => c.status)).toEqual([status, 200])
  })

  test('a forced limit says when to come back', async () => {
    const { call, kernel } = account()
    kernel.faults.add({ ...fault, kind: 'limited', delayMs: 3000 })
    expect((await call('GET', '/site')).headers.get('X-RateLimit-Reset')).toBe(String(start / 1000 + 3))
  })

  test('trap: a lost answer has done its work, and cannot be read (capsule §19.2)', async () => {
    const { request, call, kernel } = account()
    kernel.faults.add({ ...fault, kind: 'lost_answer', method: 'POST' })
    const response = await request('POST', '/api/v2/parties', {
      headers: { Authorization: 'Bearer sandbox-pat' },
      body: JSON.stringify({ party: { type: 'organisation', name: 'Made' } }),
    })
    await expect(response.json()).rejects.toThrow('cut')
    expect(at((await call('GET', '/parties/search?q=Made')).body, 'parties')).toHaveLength(1)
  })

  test('a slow answer takes its time', async () => {
    const { call, kernel, clock } = account()
    kernel.faults.add({ ...fault, kind: 'slow' })
    let done = false
    const answer = call('GET', '/site').then(() => {
      done = true
    })
    await clock.advance(999)
    expect(done).toBe(false)
    await clock.advance(1)
    await answer
    expect(kernel.calls.list()[0]?.at).toBe(start + 1000)
  })
})

describe('call log', () => {
  test('names endpoints without ids, and tells writes from reads', async () => {
    const { call, form, kernel, idOf, request } = account()
    await call('GET', `/parties/${idOf('acme')},${idOf('jo')}?embed=tags`)
    await call('PUT', `/parties/${idOf('acme')}`, { party: {} })
    await call('POST', '/parties/filters/results', { filter: { conditions: [] } })
    await form('/oauth/token', {})
    await request('GET', '/')
    expect(kernel.calls.list().map(({ endpoint, write, query }) => [endpoint, write, query])).toEqual([
      ['GET /api/v2/parties/:id', false, '?embed=tags'],
      ['PUT /api/v2/parties/:id', true, ''],
      ['POST /api/v2/parties/filters/results', false, ''],
      ['POST /oauth/token', false, ''],
    ])
  })
})

describe('paths', () => {
  test.each([
    ['GET', '/nothing', 404, 'Could not find resource'],
    ['GET', '/users/me', 404, 'Could not find resource'],
    ['GET', '/Parties', 404, 'Could not find resource'],
    ['GET', '/teams/1/users', 404, 'Could not find resource'],
    ['GET', '/tracks', 405, 'Method not allowed'],
    ['PATCH', '/parties/1', 405, 'Method not allowed'],
    ['POST', '/site', 405, 'Method not allowed'],
    ['GET', '/goals', 501, 'Not implemented in this sandbox: GET /api/v2/goals'],
    ['POST', '/teams', 501, 'Not implemented in this sandbox: POST /api/v2/teams'],
    ['GET', '/entries/1,2', 404, 'Could not find resource'],
  ])('%s %s is %i', async (method, path, status, message) => {
    const { call } = account()
    expect(await call(method, path)).toMatchObject({ status, body: { message } })
  })
})

describe('bad input', () => {
  test.each(['', '{', 'null', '[]', '{"party":5}', '{"contact":{}}'])(
    'trap: body %s is refused (capsule §3.11)',
    async (body) => {
      const { call } = account()
      const { status } = await call('POST', '/parties', body)
      expect(status).toBe(body === '' || body === '{' ? 400 : 422)
    },
  )

  test('whatever is sent, the answer is never an error of the server', async () => {
    const { call, idOf, request } = account({ quotas: false })
    const keys = [
      'id',
      'type',
      'name',
      'firstName',
      'organisation',
      'owner',
      'team',
      'addresses',
      'tags',
      'fields',
    ]
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom('person', 'organisation', 'USA', idOf('acme'), idOf('jo'), true, null),
        fc.dictionary(
          fc.constantFrom(...keys, 'definition', 'value', 'country', '_delete', 'number'),
          tie('any'),
        ),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
    })).any
    const body = fc.dictionary(fc.constantFrom(...keys, 'emailAddresses', 'phoneNumbers', 'websites'), value)
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const wrapped = {
          party: sent,
          definition: sent,
          tag: sent,
          filter: { conditions: [sent] },
          restHook: sent,
        }
        for (const [method, path] of [
          ['POST', '/parties'],
          ['PUT', `/parties/${idOf('jo')}`],
          ['POST', '/parties/tags'],
          ['POST', '/parties/fields/definitions'],
          ['POST', '/parties/filters/results'],
        ] as const)
          expect((await call(method, path, wrapped)).status).toBeLessThan(500)
      }),
      { numRuns: 150, seed: 7 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.webQueryParameters(),
        fc.constantFrom('page', 'since', 'embed', 'perPage'),
        async (q, name) => {
          for (const path of ['/parties', '/parties/deleted', '/parties/search'])
            expect((await call('GET', `${path}?${name}=${encodeURIComponent(q)}`)).status).toBeLessThan(500)
          expect((await request('GET', `/oauth/authorise?${q}`)).status).toBeLessThan(500)
          expect((await request('GET', `/?${name}=${encodeURIComponent(q)}`)).status).toBeLessThan(500)
        },
      ),
      { numRuns: 100, seed: 7 },
    )
  })

  test('trap: ids beyond what numbers hold are just not found (capsule §3.11)', async () => {
    const { call } = account()
    expect((await call('GET', `/parties/${'9'.repeat(400)}`)).status).toBe(404)
  })
})

test('the same seed and the same requests give the same answers', async () => {
  const run = async () => {
    const { call, signIn } = account()
    const tokens = await signIn('ann@tryout.test')
    const made = await call('POST', '/parties', { party: { type: 'organisation', name: 'X' } })
    return [tokens, made.body]
  }
  expect(await run()).toEqual(await run())
})

test('a reset forgets everything and counts ids from the start again', async () => {
  const { capsule, call, idOf } = account()
  capsule.reset()
  expect(capsule.counts()).toEqual({
    parties: 0,
    opportunities: 0,
    projects: 0,
    tasks: 0,
    entries: 0,
    users: 0,
    hooks: 0,
  })
  expect((await call('GET', '/site')).status).toBe(401)
  expect(capsule.seed(smallSeed).get('acme')).toBe(idOf('acme'))
  expect((await call('GET', '/site')).body).toMatchObject({ site: { url } })
})
