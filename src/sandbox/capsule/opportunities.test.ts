import { describe, expect, test } from 'vitest'
import { account, at, number, refusal, start } from './fixture.ts'

/** An account with one opportunity for Acme on the first milestone, and short ways to it. */
async function deal(init: Record<string, unknown> = {}) {
  const base = account()
  const { body } = await base.call('GET', '/milestones')
  const milestone = (name: string): number => {
    const list = at(body, 'milestones')
    const row: unknown = Array.isArray(list) ? list.find((m: unknown) => at(m, 'name') === name) : undefined
    return number(row, 'id')
  }
  const party = { id: base.idOf('acme') }
  const first = { name: 'Kitchen', party, milestone: { id: milestone('New') }, ...init }
  const made = await base.call('POST', '/opportunities', { opportunity: first })
  const id = number(made.body, 'opportunity.id')
  const put = (opportunity: unknown, query = '') =>
    base.call('PUT', `/opportunities/${id}${query}`, { opportunity })
  return { ...base, milestone, made, id, put, path: `/opportunities/${id}` }
}

test('a new one belongs to the caller, not to the party’s owner, and says where it is', async () => {
  const { made, id, userId } = await deal()
  expect(made.status).toBe(201)
  expect(made.headers.get('Location')).toBe(`http://capsule.test/api/v2/opportunities/${id}`)
  expect(made.body).toMatchObject({
    opportunity: {
      party: { name: 'Acme Pty Ltd' },
      owner: { id: await userId('ann@tryout.test') },
      milestone: { name: 'New' },
      probability: 10,
      value: null,
      durationBasis: 'FIXED',
      closedOn: null,
      lostReason: null,
    },
  })
})

describe('won and lost', () => {
  test('trap: moving to Won closes with today and probability 100 (capsule §19.8)', async () => {
    const { put, milestone } = await deal()
    expect((await put({ milestone: { id: milestone('Won') } })).body).toMatchObject({
      opportunity: { closedOn: '2026-06-01', probability: 100, lastOpenMilestone: { name: 'New' } },
    })
  })

  test('trap: moving back to an open milestone opens again with its probability (capsule §19.8)', async () => {
    const { put, milestone } = await deal()
    await put({ milestone: { id: milestone('Lost') } })
    expect((await put({ milestone: { id: milestone('Bid') } })).body).toMatchObject({
      opportunity: { closedOn: null, probability: 50 },
    })
  })

  test('trap: probability together with a closing milestone is refused (capsule §7)', async () => {
    const { put, milestone } = await deal()
    const message = 'probability can be updated only for open opportunity'
    expect(await put({ milestone: { id: milestone('Won') }, probability: 90 })).toMatchObject(
      refusal(message, 'opportunity', 'probability'),
    )
    await put({ milestone: { id: milestone('Won') } })
    expect(await put({ probability: 90 })).toMatchObject({ status: 422 })
  })

  test('trap: a lost reason sticks on a Lost milestone only (capsule §7)', async () => {
    const { put, milestone, call } = await deal()
    const reason = number((await call('GET', '/lostreasons')).body, 'lostReasons.0.id')
    expect(await put({ lostReason: { id: reason } })).toMatchObject({
      status: 200,
      body: { opportunity: { lostReason: null } },
    })
    const lost = await put({ milestone: { id: milestone('Lost') }, lostReason: { id: reason } })
    expect(lost.body).toMatchObject({ opportunity: { lostReason: { id: reason }, probability: 0 } })
  })

  test('trap: a closed opportunity stays editable and keeps its day (capsule §7)', async () => {
    const { put, milestone, clock } = await deal()
    await put({ milestone: { id: milestone('Won') } })
    await clock.advance(3 * 86_400_000)
    expect((await put({ name: 'Bigger kitchen' })).body).toMatchObject({
      opportunity: { name: 'Bigger kitchen', closedOn: '2026-06-01' },
    })
  })
})

describe('values', () => {
  test('trap: an amount without a currency is refused (capsule §7)', async () => {
    const { put } = await deal()
    expect(await put({ value: { amount: 100 } })).toMatchObject(
      refusal('currency is required', 'opportunity', 'value'),
    )
  })

  test('trap: a value may be a currency without an amount (capsule §7)', async () => {
    const { put } = await deal()
    expect(at((await put({ value: { currency: 'AUD' } })).body, 'opportunity.value')).toEqual({
      currency: 'AUD',
    })
  })

  test('trap: a FIXED opportunity takes no duration (capsule §7)', async () => {
    const { put } = await deal()
    expect(await put({ duration: 3 })).toMatchObject({ status: 422 })
    expect((await put({ durationBasis: 'MONTH', duration: 3 })).body).toMatchObject({
      opportunity: { durationBasis: 'MONTH', duration: 3 },
    })
    expect((await put({ durationBasis: 'FIXED' })).body).toMatchObject({ opportunity: { duration: null } })
  })

  test.each([
    [{ name: null }, 'name is required', 'name'],
    [{ party: null }, 'party is required', 'party'],
    [{ milestone: null }, 'milestone is required', 'milestone'],
    [{ owner: null }, 'owner or team is required', 'owner'],
    [{ value: { amount: 1, currency: 'XXX' } }, 'unknown currency', 'value'],
    [{ probability: 101 }, 'probability must be between 0 and 100', 'probability'],
    [{ expectedCloseOn: '2026-02-30' }, 'expectedCloseOn is not a valid date', 'expectedCloseOn'],
    [{ durationBasis: 'CENTURY' }, 'unknown duration basis', 'durationBasis'],
  ])('%j is refused', async (sent, message, field) => {
    const { put } = await deal()
    expect(await put(sent)).toMatchObject(refusal(message, 'opportunity', field))
  })

  test.each([
    [{ milestone: { id: 1 } }, 'milestone not found'],
    [{ party: { id: 1 } }, 'party not found'],
    [{ lostReason: { id: 1 } }, 'lost reason not found'],
  ])('%j names nothing', async (sent, message) => {
    const { put } = await deal()
    expect(await put(sent)).toMatchObject({ status: 404, body: { message } })
  })
})

describe('owner and team', () => {
  test('trap: an owner sent without a team clears the team (capsule §4.4)', async () => {
    const { put, call, userId } = await deal()
    const board = number((await call('GET', '/teams')).body, 'teams.1.id')
    expect((await put({ team: { id: board } })).body).toMatchObject({ opportunity: { team: { id: board } } })
    const alone = await put({ owner: { id: await userId('ann@tryout.test') } })
    expect(alone.body).toMatchObject({ opportunity: { team: null } })
  })

  test('an owner outside the team is refused', async () => {
    const { put, call } = await deal()
    const sales = number((await call('GET', '/teams')).body, 'teams.0.id')
    expect(await put({ team: { id: sales } })).toMatchObject(
      refusal('owner is not a member of the team', 'opportunity', 'owner'),
    )
  })
})

describe('tags and fields', () => {
  test('trap: tags are a namespace of their own (capsule §12)', async () => {
    const { put, call } = await deal()
    const { body } = await put({ tags: [{ name: 'Hot' }, { name: 'hot' }] }, '?embed=tags')
    expect(at(body, 'opportunity.tags')).toHaveLength(1)
    expect((await call('GET', '/opportunities/tags')).body).toMatchObject({ tags: [{ name: 'Hot' }] })
    expect(JSON.stringify((await call('GET', '/parties/tags')).body)).not.toContain('Hot')
  })

  test('trap: a party’s and an opportunity’s field definition may share an id (capsule §1)', async () => {
    const { call } = await deal()
    const definition = { name: 'Site visit', type: 'date' }
    const made = await call('POST', '/opportunities/fields/definitions', { definition })
    const id = number(made.body, 'definition.id')
    expect((await call('GET', `/parties/fields/definitions/${id}`)).body).toMatchObject({
      definition: { id, name: 'ABN' },
    })
  })

  test('trap: tags and fields are absent unless embedded (capsule §19.4)', async () => {
    const { put, call } = await deal()
    await call('POST', '/opportunities/fields/definitions', { definition: { name: 'Ref', type: 'text' } })
    const fields = [{ definition: { name: 'Ref' }, value: 'A1' }]
    expect(at((await put({ fields })).body, 'opportunity')).not.toHaveProperty('fields')
    expect((await put({}, '?embed=fields,nonsense')).body).toMatchObject({
      opportunity: { fields: [{ value: 'A1', definition: { name: 'Ref' } }] },
    })
  })
})

describe('additional contacts', () => {
  test('come and go without a body', async () => {
    const { call, path, idOf } = await deal()
    const contact = `${path}/parties/${idOf('jo')}`
    expect(await call('POST', contact)).toMatchObject({ status: 204, body: undefined })
    expect((await call('GET', `${path}/parties`)).body).toMatchObject({ parties: [{ lastName: 'Wren' }] })
    expect((await call('DELETE', contact)).status).toBe(204)
    expect((await call('GET', `${path}/parties`)).body).toEqual({ parties: [] })
    expect((await call('DELETE', contact)).status).toBe(404)
  })

  test('trap: the same contact twice is refused in two ways (capsule §3.11)', async () => {
    const { call, path, idOf } = await deal()
    await call('POST', `${path}/parties/${idOf('jo')}`)
    expect(await call('POST', `${path}/parties/${idOf('jo')}`)).toMatchObject(
      refusal('party is already a contact for this opportunity', 'opportunity', 'party'),
    )
    expect(await call('POST', `${path}/parties/${idOf('acme')}`)).toMatchObject(
      refusal('party is already related to this opportunity', 'opportunity', 'party'),
    )
  })
})

describe('reading', () => {
  test('lists, searches, filters', async () => {
    const { call, id, idOf, milestone } = await deal({ value: { amount: 200, currency: 'AUD' } })
    const found = { opportunities: [{ id }] }
    const filter = (field: string, operator: string, value: unknown) =>
      call('POST', '/opportunities/filters/results', { filter: { conditions: [{ field, operator, value }] } })
    expect((await call('GET', '/opportunities/search?q=kitch')).body).toMatchObject(found)
    expect((await call('GET', `/parties/${idOf('acme')}/opportunities`)).body).toMatchObject(found)
    expect((await filter('milestone', 'is', milestone('New'))).body).toMatchObject(found)
    expect((await filter('expectedValue', 'is', 20)).body).toMatchObject(found)
    expect((await filter('status', 'is', 'open')).body).toMatchObject(found)
    expect((await filter('isOwnedByMe', 'is', false)).body).toEqual({ opportunities: [] })
    expect(await filter('createdAt', 'is', null)).toMatchObject(
      refusal('invalid field name', 'condition', 'field'),
    )
  })

  test('trap: a stale opportunity has not moved for too long (capsule §5)', async () => {
    const { call, clock } = await deal()
    const stale = { filter: { conditions: [{ field: 'isStale', operator: 'is', value: true }] } }
    expect((await call('POST', '/opportunities/filters/results', stale)).body).toEqual({ opportunities: [] })
    await clock.advance(31 * 86_400_000)
    const { body } = await call('POST', '/opportunities/filters/results', stale)
    expect(at(body, 'opportunities')).toHaveLength(1)
  })

  test('trap: more than ten ids at once are too many (capsule §3.8)', async () => {
    const { call, id } = await deal()
    expect(await call('GET', `/opportunities/${Array(11).fill(id).join(',')}`)).toMatchObject(
      refusal('too many ids', 'opportunity'),
    )
    expect((await call('GET', `/opportunities/${id},${id}`)).body).toMatchObject({ opportunities: [{ id }] })
  })

  test('since leaves out what did not change', async () => {
    const { call, clock, put } = await deal()
    await clock.advance(60_000)
    const since = new Date(start + 30_000).toISOString()
    expect((await call('GET', `/opportunities?since=${since}`)).body).toEqual({ opportunities: [] })
    await put({ name: 'Kitchen' })
    expect((await call('GET', `/opportunities?since=${since}`)).body).toEqual({ opportunities: [] })
    await put({ name: 'Bathroom' })
    expect(at((await call('GET', `/opportunities?since=${since}`)).body, 'opportunities')).toHaveLength(1)
  })
})

describe('deleting', () => {
  test('trap: deleting a party takes its opportunities along, feed included (capsule §19.9)', async () => {
    const { call, path, id, idOf } = await deal()
    await call('DELETE', `/parties/${idOf('acme')}`)
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      body: { message: 'opportunity not found' },
    })
    const feed = await call('GET', '/opportunities/deleted?since=2026-01-01')
    expect(feed.body).toMatchObject({ opportunities: [{ id }] })
  })

  test('trap: what went out of sight is restricted, not deleted (capsule §3.7)', async () => {
    const { call, put, id, signIn } = await deal()
    const bob = (await signIn('bob@tryout.test')).access
    expect((await call('GET', `/opportunities/${id}`, undefined, bob)).status).toBe(200)
    const board = number((await call('GET', '/teams')).body, 'teams.1.id')
    await put({ team: { id: board } })
    expect((await call('GET', `/opportunities/${id}`, undefined, bob)).status).toBe(404)
    expect((await call('GET', '/opportunities/deleted?since=2026-01-01', undefined, bob)).body).toEqual({
      opportunities: [],
      restrictedOpportunities: [{ id, name: 'Private', isRestricted: true }],
    })
  })
})

test('a new account has one pipeline of four milestones', async () => {
  const base = account()
  const { body } = await base.call('GET', '/milestones')
  expect(at(body, 'milestones')).toHaveLength(4)
  expect(body).toMatchObject({
    milestones: [
      { name: 'New', probability: 10, complete: false, pipeline: { name: 'Sales Pipeline' } },
      { name: 'Bid', probability: 50 },
      { name: 'Won', complete: true, probability: 100 },
      { name: 'Lost', complete: true, probability: 0 },
    ],
  })
})
