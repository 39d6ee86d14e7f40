import { describe, expect, test } from 'vitest'
import { account, at, names, refusal, start, url } from './fixture.ts'

const day = 86_400_000
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

describe('embed', () => {
  test('trap: tags, fields and missingImportantFields are absent unless asked for (capsule §19.4)', async () => {
    const { call, idOf } = account()
    const bare = await call('GET', `/parties/${idOf('acme')}`)
    for (const key of ['tags', 'fields', 'missingImportantFields'])
      expect(bare.body).not.toHaveProperty(`party.${key}`)
    const full = await call('GET', `/parties/${idOf('acme')}?embed=tags,fields,missingImportantFields`)
    expect(full.body).toMatchObject({
      party: {
        tags: [{ name: 'Customer', dataTag: false }],
        fields: [{ value: '51824753556', definition: { name: 'ABN' }, tagId: null }],
        missingImportantFields: false,
      },
    })
  })

  test('trap: an unknown token is ignored (capsule §3.4)', async () => {
    const { call } = account()
    const { status, body } = await call('GET', '/parties?embed=nonsense,tags')
    expect(status).toBe(200)
    expect(body).toHaveProperty('parties.0.tags')
  })

  test('trap: embed works on the answer to a write (capsule §3.4)', async () => {
    const { call } = account()
    const sent = { party: { type: 'person', firstName: 'A', tags: [{ name: 'T' }] } }
    expect((await call('POST', '/parties?embed=tags', sent)).body).toMatchObject({
      party: { tags: [{ name: 'T' }] },
    })
    expect((await call('POST', '/parties', sent)).body).not.toHaveProperty('party.tags')
  })

  test('missingImportantFields follows the definitions', async () => {
    const { call, idOf } = account()
    await call('POST', '/parties/fields/definitions', {
      definition: { name: 'Must', type: 'text', important: true },
    })
    const { body } = await call('GET', `/parties/${idOf('acme')}?embed=missingImportantFields`)
    expect(at(body, 'party.missingImportantFields')).toBe(true)
  })
})

describe('lists', () => {
  test('trap: links lead through the pages and keep the other parameters (capsule §3.5)', async () => {
    const { call } = account()
    const first = await call('GET', '/parties?perPage=3&embed=tags')
    expect(first.headers.get('X-Pagination-Has-More')).toBe('true')
    expect(first.headers.get('Link')).toBe(`<${url}/api/v2/parties?perPage=3&embed=tags&page=2>; rel="next"`)
    const last = await call('GET', '/parties?perPage=3&page=3&embed=tags')
    expect(last.headers.get('X-Pagination-Has-More')).toBe('false')
    expect(last.headers.get('Link')).toBe(`<${url}/api/v2/parties?perPage=3&page=2&embed=tags>; rel="prev"`)
    expect(at(last.body, 'parties')).toHaveLength(2)
  })

  test.each(['perPage=101', 'perPage=0', 'page=0', 'page=x'])('%s is refused', async (query) => {
    const { call } = account()
    expect(await call('GET', `/parties?${query}`)).toMatchObject({ status: 422 })
  })

  test('trap: since is inclusive to the second shown (capsule §3.6)', async () => {
    const { call } = account()
    const changed = iso(start - 10 * day)
    expect(names(await call('GET', `/parties?since=${changed}`))).toContain('Acme Pty Ltd')
    const later = iso(start - 10 * day + 1000)
    expect(names(await call('GET', `/parties?since=${later}`))).not.toContain('Acme Pty Ltd')
  })

  test('since must be a date', async () => {
    const { call } = account()
    expect(await call('GET', '/parties?since=yesterday')).toMatchObject({ status: 422 })
  })

  test('trap: the list ignores q (capsule §4.3)', async () => {
    const { call } = account()
    expect(names(await call('GET', '/parties?q=nothing'))).toHaveLength(8)
  })

  test('trap: several ids come in one answer, without those that do not exist (capsule §3.8)', async () => {
    const { call, idOf } = account()
    const answer = await call('GET', `/parties/${idOf('acme')},999999,${idOf('jo')}`)
    expect(names(answer)).toEqual(['Acme Pty Ltd', 'Wren'])
  })

  test('trap: ten ids are allowed, eleven are too many (capsule §3.8)', async () => {
    const { call } = account()
    const ids = Array.from({ length: 11 }, (_, i) => i + 1)
    expect(await call('GET', `/parties/${ids.slice(0, 10)}`)).toMatchObject({
      status: 200,
      body: { parties: [] },
    })
    expect(await call('GET', `/parties/${ids}`)).toMatchObject(refusal('too many ids', 'party'))
  })
})

describe('deleted feed', () => {
  test('trap: needs since (capsule §3.7)', async () => {
    const { call } = account()
    expect(await call('GET', '/parties/deleted')).toMatchObject(
      refusal('since is required', 'party', 'since'),
    )
  })

  test('names what is gone, from the instant on', async () => {
    const { call, idOf, clock } = account()
    await clock.advance(5000)
    await call('DELETE', `/parties/${idOf('acme')}`)
    const deletedAt = iso(start + 5000)
    const feed = await call('GET', `/parties/deleted?since=${deletedAt}`)
    expect(feed.body).toEqual({ parties: [{ id: idOf('acme'), deletedAt }] })
    const after = await call('GET', `/parties/deleted?since=${iso(start + 6000)}`)
    expect(after.body).toEqual({ parties: [] })
  })
})

describe('search', () => {
  test.each([
    ['acme', 'Acme Pty Ltd'],
    ['hello@acme', 'Acme Pty Ltd'],
    ['2 9000 0001', 'Acme Pty Ltd'],
    ['2000', 'Acme Pty Ltd'],
    ['wren jo', 'Wren'],
  ])('%s finds %s', async (q, name) => {
    const { call } = account()
    expect(names(await call('GET', `/parties/search?q=${encodeURIComponent(q)}`))).toEqual([name])
  })
})

describe('reference data', () => {
  test('countries are 250 and hold the names the vendor takes', async () => {
    const { call } = account()
    const { body } = await call('GET', '/countries')
    expect(at(body, 'countries')).toHaveLength(250)
    expect(at(body, 'countries')).toContainEqual({
      name: 'United States',
      alpha2Code: 'US',
      alpha3Code: 'USA',
      numericCode: '840',
      dialCode: '+1',
    })
    const all = JSON.stringify(body)
    for (const name of ['"Australia"', '"New Zealand"', '"United Kingdom"', '"Czechia"'])
      expect(all).toContain(name)
  })

  test('currencies are 80', async () => {
    const { call } = account()
    const { body } = await call('GET', '/currencies')
    expect(at(body, 'currencies')).toHaveLength(80)
    expect(at(body, 'currencies')).toContainEqual({ code: 'AUD', symbol: '$', name: 'Australian Dollar' })
  })

  test('the site’s address is the sandbox’s own', async () => {
    const { call } = account()
    expect((await call('GET', '/site')).body).toEqual({
      site: { url, subdomain: 'tryout', name: 'Tryout Ltd' },
    })
  })

  test('trap: a user has no e-mail of their own; it stands on their party (capsule §15)', async () => {
    const { call } = account()
    const { body } = await call('GET', '/users/current')
    expect(body).not.toHaveProperty('user.email')
    const party = await call('GET', `/parties/${at(body, 'user.party.id')}`)
    expect(at(party.body, 'party.emailAddresses.0.address')).toBe('ann@tryout.test')
  })

  test('teams tell their members when asked', async () => {
    const { call } = account()
    const { body } = await call('GET', '/teams?embed=memberships')
    expect(body).toMatchObject({
      teams: [{ name: 'Sales', memberships: [{ user: { name: 'Bob Standard' } }] }, {}],
    })
  })
})
