import { expect, test } from 'vitest'
import { capsulePartyId } from '#core/model/ids.ts'
import { createGovernor } from '#core/remote/governor.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { createCapsuleHttp } from './http.ts'
import { getParties, listParties } from './parties.ts'
import { getSite } from './site.ts'

/** A vendor that answers whatever it likes. */
function hostile(answer: (url: URL) => Response) {
  const asked: { url: URL; init: RequestInit }[] = []
  const outside = { now: () => 0, sleep: async () => {}, random: () => 0 }
  const http = createCapsuleHttp({
    ...outside,
    fetch: async (url, init) => {
      asked.push({ url: new URL(url), init })
      return answer(new URL(url))
    },
    apiUrl: 'https://api.example',
    tokens: fixedToken('capsule', 'secret'),
    governor: createGovernor({ ...outside, side: 'capsule', inFlightMax: 4, perMinuteMax: null }),
  })
  return { http, asked }
}

const site = '{"site":{"url":"https://x.example","subdomain":"x","name":"X","new":[1]}}'

test('unknown keys are ignored', async () => {
  expect(await getSite(hostile(() => new Response(site)).http)).toMatchObject({ name: 'X' })
})

test.each([
  ['HTML', '<html>Welcome</html>'],
  ['nothing', ''],
  ['half an answer', site.slice(0, 30)],
  ['another type', '{"site":{"url":1,"subdomain":"x","name":"X"}}'],
  ['a list', '[]'],
  ['null', 'null'],
])('%s is a bad reply', async (_, body) => {
  await expect(getSite(hostile(() => new Response(body)).http)).rejects.toMatchObject({
    kind: 'bad_reply',
    ambiguous: false,
  })
})

test.each([
  [302, 'bad_reply'],
  [400, 'invalid'],
  [401, 'auth'],
  [403, 'forbidden'],
  [404, 'missing'],
  [405, 'bad_reply'],
  [408, 'timeout'],
  [409, 'clash'],
  [422, 'invalid'],
  [500, 'remote_fault'],
  [501, 'bad_reply'],
])('status %s with HTML is %s', async (status, kind) => {
  const headers = { location: 'https://evil.example/', 'content-type': 'text/html' }
  const { http } = hostile(() => new Response('<html>5 errors, 404, timeout</html>', { status, headers }))
  await expect(getSite(http)).rejects.toMatchObject({ kind })
})

test('the token goes to the API only: redirects are not followed, the next page must stay inside', async () => {
  for (const next of [
    'https://evil.example/api/v2/parties?page=2',
    'https://api.example/other',
    'http://api.example/api/v2/parties',
    '::',
  ]) {
    const { http, asked } = hostile(
      () => new Response('{"parties":[]}', { headers: { link: `<${next}>; rel="next"` } }),
    )
    await expect(listParties(http).next()).rejects.toMatchObject({ kind: 'bad_reply' })
    expect(asked.map((a) => a.url.host)).toEqual(['api.example'])
    expect(asked[0]?.init.redirect).toBe('manual')
  }
})

test('the next page is asked for exactly as it was named', async () => {
  const link =
    '<https://api.example/api/v2/parties?page=1>; rel="prev", <https://api.example/api/v2/parties?page=3&perPage=100&x=%2C>; rel="next"'
  const { http, asked } = hostile(
    (url) => new Response('{"parties":[]}', url.searchParams.has('x') ? {} : { headers: { link } }),
  )
  for await (const _ of listParties(http, { since: '2026-01-01T00:00:00Z' }));
  expect(asked.map((a) => a.url.search)).toEqual([
    '?since=2026-01-01T00%3A00%3A00Z&perPage=100&embed=tags%2Cfields',
    '?page=3&perPage=100&x=%2C',
  ])
})

test('when one unknown id spoils a multi-get, the others are still read', async () => {
  const { http } = hostile((url) => {
    const ids = url.pathname.split('/').at(-1)?.split(',') ?? []
    if (ids.includes('2')) return new Response('{"message":"party not found"}', { status: 404 })
    return Response.json({ party: { id: Number(ids[0]), type: 'organisation', name: 'A' } })
  })
  const found = await getParties(http, [1, 2, 3].map(capsulePartyId))
  expect(found.parties.map((p) => p.id)).toEqual([1, 3])
  expect(found.missing).toEqual([2])
})

test('stubs of records the user may not see are restricted, not parties and not missing', async () => {
  const stub = { id: 7, type: 'person', firstName: null, lastName: 'Private', isRestricted: true }
  const { http } = hostile(() => Response.json({ parties: [stub] }))
  expect(await getParties(http, [7].map(capsulePartyId))).toEqual({
    parties: [],
    restricted: [7],
    missing: [],
  })
})

test('odd custom field values become text that can be compared', async () => {
  const field = (value: unknown) => ({ id: 1, value, definition: { id: 2, name: 'F' } })
  const values = ['x', true, 3, ['a', 'b'], { deep: 1 }, null]
  const party = { id: 1, type: 'person', fields: values.map(field) }
  const { parties } = await getParties(hostile(() => Response.json({ party })).http, [capsulePartyId(1)])
  expect(parties[0]?.name).toBe('Party 1')
  expect(parties[0]?.fields.map((f) => f.value)).toEqual(['x', true, '3', 'a, b', '{"deep":1}', null])
})
