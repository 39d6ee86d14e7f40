import { describe, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

/** An account, and short ways to set and read acme's custom fields. */
function fields() {
  const base = account()
  const path = `/parties/${base.idOf('acme')}?embed=fields`
  const set = (...values: unknown[]) => base.call('PUT', path, { party: { fields: values } })
  const valueFor = async (name: string) => {
    const list = at((await base.call('GET', path)).body, 'party.fields')
    if (!Array.isArray(list)) return undefined
    return at(
      list.find((field: unknown) => at(field, 'definition.name') === name),
      'value',
    )
  }
  return { ...base, path, set, valueFor }
}

describe('values', () => {
  test.each([
    ['Credit limit', 3, '3'],
    ['Credit limit', '2.50', '2.5'],
    ['Tier', 'Gold', 'Gold'],
    ['On hold', true, true],
    ['Since', '2026-02-28', '2026-02-28'],
    ['ABN', '1', '1'],
  ])('trap: %s set to %j is answered as %j (capsule §13.2)', async (name, value, expected) => {
    const { set, valueFor } = fields()
    expect((await set({ definition: { name }, value })).status).toBe(200)
    expect(await valueFor(name)).toBe(expected)
  })

  test.each([
    ['Credit limit', 'much'],
    ['Tier', 'Bronze'],
    ['On hold', null],
    ['On hold', 'true'],
    ['Since', '2026-02-30'],
    ['Since', '01/02/2026'],
    ['ABN', 5],
  ])('%s does not take %j', async (name, value) => {
    const { set } = fields()
    expect(await set({ definition: { name }, value })).toMatchObject(
      refusal('invalid type for field', 'field', 'value'),
    )
  })

  test('trap: boolean false removes the row (capsule §13.2)', async () => {
    const { set, valueFor } = fields()
    await set({ definition: { name: 'On hold' }, value: true })
    await set({ definition: { name: 'On hold' }, value: false })
    expect(await valueFor('On hold')).toBeUndefined()
  })

  test.each([null, ''])('trap: %j clears a text (capsule §13.2)', async (value) => {
    const { set, valueFor } = fields()
    await set({ definition: { name: 'ABN' }, value })
    expect(await valueFor('ABN')).toBeUndefined()
  })

  test('trap: clearing what is empty stamps the record all the same (capsule §3.2)', async () => {
    const { set, clock } = fields()
    await clock.advance(60_000)
    const { body } = await set({ definition: { name: 'Tier' }, value: null })
    expect(at(body, 'party.updatedAt')).toBe('2026-06-01T12:01:00Z')
  })

  test('trap: setting by definition again keeps the row; by row id it changes or goes (capsule §13.2)', async () => {
    const { set, valueFor } = fields()
    const first = await set({ definition: { name: 'ABN' }, value: 'a' })
    const id = number(first.body, 'party.fields.0.id')
    const second = await set({ id, value: 'b' })
    expect(second.body).toMatchObject({ party: { fields: [{ id, value: 'b' }] } })
    await set({ id, _delete: true })
    expect(await valueFor('ABN')).toBeUndefined()
    expect(await set({ id, _delete: true })).toMatchObject({ status: 404 })
  })

  test('trap: a definition that does not exist is 422 (capsule §13.2)', async () => {
    const { set } = fields()
    const expected = refusal('definition not found', 'field', 'definition')
    expect(await set({ definition: { id: 999_999 }, value: 'x' })).toMatchObject(expected)
  })
})

describe('definitions', () => {
  test('an administrator makes one and fills it on the same kind of record only', async () => {
    const { call, idOf } = account()
    const definition = { name: 'Xero contact', type: 'text', captureRule: 'organisation' }
    const made = await call('POST', '/parties/fields/definitions', { definition })
    expect(made).toMatchObject({
      status: 201,
      body: { definition: { ...definition, important: false, tag: null } },
    })
    const id = number(made.body, 'definition.id')
    expect(made.headers.get('Location')).toMatch(new RegExp(`/parties/fields/definitions/${id}$`))
    const sent = { party: { fields: [{ definition: { id }, value: 'x' }] } }
    expect((await call('PUT', `/parties/${idOf('acme')}`, sent)).status).toBe(200)
    expect((await call('PUT', `/parties/${idOf('jo')}`, sent)).status).toBe(422)
  })

  test('trap: a standard user cannot (capsule §13.1)', async () => {
    const { call, signIn } = account()
    const { access } = await signIn('bob@tryout.test')
    const definition = { name: 'X', type: 'text' }
    const answer = await call('POST', '/parties/fields/definitions', { definition }, access)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('Bearer')
  })

  test.each([
    [{ type: 'text' }, 'name'],
    [{ name: 'X' }, 'type'],
    [{ name: 'X', type: 'colour' }, 'type'],
    [{ name: 'X', type: 'list' }, 'options'],
    [{ name: 'X', type: 'list', options: [1] }, 'options'],
  ])('%j is refused', async (definition, field) => {
    const { call } = account()
    const answer = await call('POST', '/parties/fields/definitions', { definition })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ resource: 'fieldDefinition', field }] } })
  })

  test('trap: deleting one takes its values along (capsule §13.1)', async () => {
    const { call, idOf } = account()
    const list = await call('GET', '/parties/fields/definitions')
    expect(at(list.body, 'definitions')).toHaveLength(5)
    const id = number(list.body, 'definitions.0.id')
    expect((await call('DELETE', `/parties/fields/definitions/${id}`)).status).toBe(204)
    expect((await call('GET', `/parties/${idOf('acme')}?embed=fields`)).body).toMatchObject({
      party: { fields: [] },
    })
    const left = await call('GET', '/parties/fields/definitions')
    expect(at(left.body, 'definitions')).toHaveLength(4)
  })
})
