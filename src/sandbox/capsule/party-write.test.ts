import { describe, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

const day = 86_400_000

describe('nested rows', () => {
  test('trap: a row without id is appended, even when the same is there already (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const sent = { party: { emailAddresses: [{ type: 'Work', address: 'hello@acme.test' }] } }
    const { status, body } = await call('PUT', `/parties/${idOf('acme')}`, sent)
    expect(status).toBe(200)
    expect(at(body, 'party.emailAddresses')).toMatchObject([
      { type: 'Work', address: 'hello@acme.test' },
      { type: 'Work', address: 'hello@acme.test' },
    ])
    expect(number(body, 'party.emailAddresses.0.id')).not.toBe(number(body, 'party.emailAddresses.1.id'))
  })

  test('trap: a row with id is changed in place and keeps what was not sent (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const before = await call('GET', `/parties/${idOf('acme')}`)
    const id = number(before.body, 'party.addresses.0.id')
    const { body } = await call('PUT', `/parties/${idOf('acme')}`, {
      party: { addresses: [{ id, city: 'Perth' }] },
    })
    expect(at(body, 'party.addresses')).toEqual([
      {
        id,
        type: 'Office',
        street: '1 Pitt St',
        city: 'Perth',
        state: null,
        zip: '2000',
        country: 'Australia',
      },
    ])
  })

  test('trap: _delete removes the row; _destroy is ignored (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const path = `/parties/${idOf('acme')}`
    const id = number((await call('GET', path)).body, 'party.phoneNumbers.0.id')
    const kept = await call('PUT', path, { party: { phoneNumbers: [{ id, _destroy: true }] } })
    expect(kept.status).toBe(200)
    expect(at(kept.body, 'party.phoneNumbers')).toHaveLength(1)
    const gone = await call('PUT', path, { party: { phoneNumbers: [{ id, _delete: true }] } })
    expect(at(gone.body, 'party.phoneNumbers')).toEqual([])
  })

  test('trap: a row id that is not on the party is 404 and changes nothing (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const path = `/parties/${idOf('acme')}`
    const sent = { name: 'Changed', emailAddresses: [{ id: 999_999, _delete: true }] }
    expect(await call('PUT', path, { party: sent })).toMatchObject({ status: 404 })
    expect(at((await call('GET', path)).body, 'party.name')).toBe('Acme Pty Ltd')
  })

  test('trap: an empty list changes nothing and does not stamp the record (capsule §3.2)', async () => {
    const { call, idOf, clock } = account()
    const path = `/parties/${idOf('acme')}`
    const before = await call('GET', path)
    await clock.advance(day)
    const after = await call('PUT', path, { party: { emailAddresses: [], tags: [], fields: [] } })
    expect(after.body).toEqual(before.body)
  })

  test.each([
    ['phoneNumbers', [{ type: 'Work' }], refusal('number is required', 'phoneNumber', 'number')],
    ['websites', [{ service: 'URL' }], refusal('address is required', 'website', 'address')],
    ['emailAddresses', [{ address: ' ' }], refusal('address is required', 'emailAddress', 'address')],
    ['addresses', [{ country: 'UK' }], refusal('unknown country', 'address', 'country')],
    ['addresses', [{ country: 'Czech Republic' }], refusal('unknown country', 'address', 'country')],
    [
      'addresses',
      [{ country: 'United States of America' }],
      refusal('unknown country', 'address', 'country'),
    ],
    ['addresses', [{ country: 'Deutschland' }], refusal('unknown country', 'address', 'country')],
  ])('%s %j is refused', async (field, rows, expected) => {
    const { call, idOf } = account()
    expect(await call('PUT', `/parties/${idOf('acme')}`, { party: { [field]: rows } })).toMatchObject(
      expected,
    )
  })

  test('trap: the website service must be one the vendor names (capsule §4.2)', async () => {
    const { call, idOf } = account()
    const sent = { party: { websites: [{ service: 'MYSPACE', address: 'acme' }] } }
    const { status, body } = await call('PUT', `/parties/${idOf('acme')}`, sent)
    expect(status).toBe(422)
    expect(at(body, 'errors.0.message')).toContain('LINKED_IN')
  })

  test('trap: USA becomes United States, and a blank country becomes null (capsule §19.6)', async () => {
    const { call, idOf } = account()
    const addresses = [
      { city: 'Boston', country: 'USA' },
      { city: 'Nowhere', country: '' },
    ]
    const { body } = await call('PUT', `/parties/${idOf('jo')}`, { party: { addresses } })
    expect(at(body, 'party.addresses.0.country')).toBe('United States')
    expect(at(body, 'party.addresses.1.country')).toBeNull()
    const unknown = { party: { addresses: [{ country: 'UK' }] } }
    expect(await call('PUT', `/parties/${idOf('jo')}`, unknown)).toMatchObject(
      refusal('unknown country', 'address', 'country'),
    )
  })

  test('a website answers its derived link', async () => {
    const { call, idOf } = account()
    const websites = [{ address: 'acme.test' }, { service: 'TWITTER', address: '@acme' }]
    const { body } = await call('PUT', `/parties/${idOf('acme')}`, { party: { websites } })
    expect(at(body, 'party.websites')).toMatchObject([
      { service: 'URL', url: 'http://acme.test' },
      { service: 'TWITTER', url: 'https://twitter.com/acme' },
    ])
  })
})

describe('tags', () => {
  test('trap: a name attaches the tag whatever its case, keeps the stored spelling and adds it once (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const sent = { party: { tags: [{ name: 'CUSTOMER' }, { name: 'New' }, { name: 'new' }] } }
    const { body } = await call('PUT', `/parties/${idOf('acme')}?embed=tags`, sent)
    expect(at(body, 'party.tags')).toMatchObject([{ name: 'Customer' }, { name: 'New' }])
  })

  test('trap: detaching a tag that is not attached is 422 (capsule §3.3)', async () => {
    const { call, idOf } = account()
    const sent = { party: { tags: [{ name: 'Customer', _delete: true }] } }
    expect(await call('PUT', `/parties/${idOf('jo')}`, sent)).toMatchObject(
      refusal('tag not found to delete', 'tag'),
    )
  })

  test('a refused request leaves no new tag and no new organisation behind', async () => {
    const { call, idOf } = account()
    const sent = {
      tags: [{ name: 'Fresh' }],
      organisation: { name: 'Fresh' },
      addresses: [{ country: 'UK' }],
    }
    expect(await call('PUT', `/parties/${idOf('jo')}`, { party: sent })).toMatchObject({ status: 422 })
    expect(at((await call('GET', '/parties/tags')).body, 'tags')).toHaveLength(1)
    expect(at((await call('GET', '/parties/search?q=Fresh')).body, 'parties')).toEqual([])
  })

  test('trap: deleting a definition takes the tag off every record (capsule §12)', async () => {
    const { call, idOf } = account()
    const id = number((await call('GET', '/parties/tags')).body, 'tags.0.id')
    expect(await call('DELETE', `/parties/tags/${id}`)).toMatchObject({ status: 204, body: undefined })
    expect(at((await call('GET', `/parties/${idOf('acme')}?embed=tags`)).body, 'party.tags')).toEqual([])
    expect(await call('GET', `/parties/tags/${id}`)).toMatchObject({
      status: 404,
      body: { message: 'tag not found' },
    })
  })
})

describe('create and update', () => {
  test('trap: create answers 201, the whole party and where it is; the owner is the token’s user (capsule §4.3)', async () => {
    const { call, userId } = account()
    const { status, headers, body } = await call('POST', '/parties', {
      party: { type: 'organisation', name: 'New' },
    })
    expect(status).toBe(201)
    expect(headers.get('Location')).toBe(`http://capsule.test/api/v2/parties/${number(body, 'party.id')}`)
    expect(body).toMatchObject({
      party: {
        name: 'New',
        createdAt: '2026-06-01T12:00:00Z',
        lastContactedAt: null,
        addresses: [],
        owner: { id: await userId('ann@tryout.test') },
        team: null,
      },
    })
  })

  test('owner null on create leaves the party unassigned', async () => {
    const { call } = account()
    const { body } = await call('POST', '/parties', {
      party: { type: 'organisation', name: 'New', owner: null },
    })
    expect(at(body, 'party.owner')).toBeNull()
  })

  test.each([
    [{ name: 'x' }, refusal('type is required', 'party', 'type')],
    [{ type: 'alien', name: 'x' }, refusal('invalid type', 'party', 'type')],
    [{ type: 'organisation' }, refusal('name is required', 'party', 'name')],
    [{ type: 'organisation', firstName: 'Jo' }, refusal('name is required', 'party', 'name')],
    [{ type: 'person', name: 'Jo' }, refusal('first name or last name is required', 'party', 'firstName')],
    [{ type: 'person', firstName: 'Jo', title: 'Sir' }, refusal('unknown title', 'party', 'title')],
  ])('%j is refused', async (party, expected) => {
    const { call } = account()
    expect(await call('POST', '/parties', { party })).toMatchObject(expected)
  })

  test('trap: the same organisation can be made twice: nothing is deduplicated (capsule §4.4)', async () => {
    const { call } = account()
    const party = { type: 'organisation', name: 'Acme Pty Ltd' }
    const first = await call('POST', '/parties', { party })
    const second = await call('POST', '/parties', { party })
    expect(number(second.body, 'party.id')).toBeGreaterThan(number(first.body, 'party.id'))
  })

  test('trap: type cannot be changed, and the other type’s names are ignored (capsule §4.1)', async () => {
    const { call, idOf } = account()
    const sent = { type: 'person', firstName: 'X', jobTitle: 'Y', organisation: { id: 1 } }
    const { status, body } = await call('PUT', `/parties/${idOf('acme')}`, { party: sent })
    expect(status).toBe(200)
    expect(at(body, 'party.type')).toBe('organisation')
    expect(body).not.toHaveProperty('party.firstName')
    expect(body).not.toHaveProperty('party.organisation')
  })

  test('an effective change stamps the record; the same value does not', async () => {
    const { call, idOf, clock } = account()
    await clock.advance(day)
    const path = `/parties/${idOf('acme')}`
    const same = await call('PUT', path, { party: { name: 'Acme Pty Ltd' } })
    expect(at(same.body, 'party.updatedAt')).toBe('2026-05-22T12:00:00Z')
    const changed = await call('PUT', path, { party: { about: 'Good payer' } })
    expect(at(changed.body, 'party.updatedAt')).toBe('2026-06-02T12:00:00Z')
  })

  test('trap: an organisation by name is found, or made (capsule §4.1)', async () => {
    const { call, idOf } = account()
    const found = await call('POST', '/parties', {
      party: { type: 'person', firstName: 'A', organisation: { name: 'acme pty ltd' } },
    })
    expect(at(found.body, 'party.organisation.id')).toBe(idOf('acme'))
    const made = await call('POST', '/parties', {
      party: { type: 'person', firstName: 'B', organisation: { name: 'Brand new' } },
    })
    expect(at(made.body, 'party.organisation')).toMatchObject({ type: 'organisation', name: 'Brand new' })
  })

  test('trap: a person cannot be somebody’s organisation (capsule §4.1)', async () => {
    const { call, idOf } = account()
    const sent = { party: { type: 'person', firstName: 'A', organisation: { id: idOf('jo') } } }
    expect(await call('POST', '/parties', sent)).toMatchObject({
      status: 404,
      body: { message: 'organisation not found' },
    })
  })

  test('null unlinks the employee, who leaves the list of people', async () => {
    const { call, idOf } = account()
    const people = `/parties/${idOf('acme')}/people`
    expect(at((await call('GET', people)).body, 'parties')).toHaveLength(1)
    const { body } = await call('PUT', `/parties/${idOf('jo')}`, { party: { organisation: null } })
    expect(at(body, 'party.organisation')).toBeNull()
    expect(at((await call('GET', people)).body, 'parties')).toEqual([])
  })

  test('trap: people of a person are an empty list (capsule §4.3)', async () => {
    const { call, idOf } = account()
    expect(await call('GET', `/parties/${idOf('jo')}/people`)).toMatchObject({
      status: 200,
      body: { parties: [] },
    })
  })

  test('trap: deleting an organisation keeps its people, without organisation and with a new stamp (capsule §19.9)', async () => {
    const { call, idOf, clock } = account()
    await clock.advance(day)
    expect(await call('DELETE', `/parties/${idOf('acme')}`)).toMatchObject({ status: 204, body: undefined })
    const gone = { status: 404, body: { message: 'party not found' } }
    expect(await call('GET', `/parties/${idOf('acme')}`)).toMatchObject(gone)
    expect(await call('DELETE', `/parties/${idOf('acme')}`)).toMatchObject(gone)
    const jo = await call('GET', `/parties/${idOf('jo')}`)
    expect(jo.body).toMatchObject({ party: { organisation: null, updatedAt: '2026-06-02T12:00:00Z' } })
  })
})

describe('owner and team', () => {
  test('trap: an owner sent without a team clears the team (capsule §19.7)', async () => {
    const { call, idOf, userId } = account()
    const bob = await userId('bob@tryout.test')
    const { body } = await call('PUT', `/parties/${idOf('sales')}`, { party: { owner: { id: bob } } })
    expect(body).toMatchObject({ party: { owner: { id: bob }, team: null } })
  })

  test('trap: owner and team together both stay; a team alone keeps the owner (capsule §19.7)', async () => {
    const { call, idOf, userId } = account()
    const bob = await userId('bob@tryout.test')
    const team = at((await call('GET', `/parties/${idOf('sales')}`)).body, 'party.team')
    const path = `/parties/${idOf('sales')}`
    const both = await call('PUT', path, { party: { owner: { id: bob }, team } })
    expect(both.body).toMatchObject({ party: { owner: { id: bob }, team } })
    const without = await call('PUT', path, { party: { team: null } })
    expect(without.body).toMatchObject({ party: { owner: { id: bob }, team: null } })
    const again = await call('PUT', path, { party: { team } })
    expect(again.body).toMatchObject({ party: { owner: { id: bob }, team } })
  })

  test('trap: the owner must be a member of the team (capsule §19.7)', async () => {
    const { call, idOf, userId } = account()
    const ann = await userId('ann@tryout.test')
    const team = at((await call('GET', `/parties/${idOf('sales')}`)).body, 'party.team')
    const sent = { party: { owner: { id: ann }, team } }
    const expected = refusal('owner is not a member of the team', 'party', 'owner')
    expect(await call('PUT', `/parties/${idOf('acme')}`, sent)).toMatchObject(expected)
    const nobody = await call('PUT', `/parties/${idOf('acme')}`, { party: { owner: null, team } })
    expect(nobody.body).toMatchObject({ party: { owner: null, team } })
  })
})
