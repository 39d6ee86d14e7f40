import { describe, expect, test } from 'vitest'
import { account, at, names, number, refusal, smallSeed } from './fixture.ts'

async function search(condition: unknown, base = account()) {
  return base.call('POST', '/parties/filters/results', { filter: { conditions: [condition].flat() } })
}

const acme = 'Acme Pty Ltd'

describe('operators', () => {
  test.each([
    ['name', 'is', 'ACME pty ltd', [acme]],
    ['name', 'starts with', 'acme', [acme]],
    ['name', 'ends with', 'sales', ['For Sales']],
    ['name', 'contains', 'for', ['For Sales', 'For the board']],
    ['email', 'is', 'hello@acme.test', [acme]],
    ['phone', 'contains', '9000', [acme]],
    ['type', 'is', 'person', ['Owner', 'Standard', 'Restricted', 'Wren']],
    ['tag', 'is', 'customer', [acme]],
    ['country', 'is', 'Australia', [acme]],
    ['hasTags', 'is', true, [acme]],
    ['hasPeople', 'is', true, [acme]],
    ['hasAddress', 'is', true, [acme]],
    ['hasPhoneNumber', 'is', true, [acme]],
    ['hasEmailAddress', 'is', true, ['Owner', 'Standard', 'Restricted', acme]],
    ['org.name', 'is', acme, ['Wren']],
    ['org.tag', 'is', 'Customer', ['Wren']],
    ['addedOn', 'is', '2026-05-02', [acme]],
    ['addedOn', 'is before', '2026-05-12', [acme]],
    ['addedOn', 'is after', '2026-05-31', ['Owner', 'Standard', 'Restricted']],
    ['updatedOn', 'is within last', 10, ['Owner', 'Standard', 'Restricted', acme]],
    ['updatedOn', 'is older than', 19, ['Wren']],
    ['updatedOn', 'is within next', 1, ['Owner', 'Standard', 'Restricted']],
    ['lastContactedOn', 'is not', null, []],
    ['team', 'is not', null, ['For Sales', 'For the board']],
  ])('%s %s %j', async (field, operator, value, expected) => {
    const answer = await search({ field, operator, value })
    expect(answer.status).toBe(200)
    expect(names(answer)).toEqual(expected)
  })

  test('id compares as a number', async () => {
    const base = account()
    const value = base.idOf('acme')
    expect(names(await search({ field: 'id', operator: 'is', value }, base))).toEqual([acme])
    expect(
      names(await search({ field: 'id', operator: 'is greater than', value: base.idOf('board') }, base)),
    ).toEqual(['Of Cy'])
    expect(names(await search({ field: 'id', operator: 'is less than', value: 0 }, base))).toEqual([])
  })

  test('owner by id, and unassigned by null', async () => {
    const base = account()
    const value = await base.userId('cy@tryout.test')
    expect(names(await search({ field: 'owner', operator: 'is', value }, base))).toEqual([
      'Restricted',
      'Of Cy',
    ])
    const unassigned = await search({ field: 'owner', operator: 'is', value: null }, base)
    expect(names(unassigned)).toEqual([acme, 'Wren', 'For Sales', 'For the board'])
  })

  test('trap: custom fields by id, on the party and on its organisation (capsule §5)', async () => {
    const base = account()
    const list = await base.call('GET', '/parties/fields/definitions')
    const index = smallSeed.fieldDefinitions.findIndex((d) => d.name === 'ABN')
    const id = number(list.body, `definitions.${index}.id`)
    const condition = { operator: 'is', value: '51824753556' }
    expect(names(await search({ field: `custom:${id}`, ...condition }, base))).toEqual([acme])
    expect(names(await search({ field: `org.custom:${id}`, ...condition }, base))).toEqual(['Wren'])
    const filled = await search({ field: `custom:${id}`, operator: 'is not', value: null }, base)
    expect(names(filled)).toEqual([acme])
  })

  test('trap: conditions are joined by and, those of a group by or (capsule §5)', async () => {
    const is = (value: string) => ({ field: 'name', operator: 'is', value })
    expect(names(await search([is(acme), is('Of Cy')]))).toEqual([])
    expect(names(await search({ conditions: [is(acme), is('Of Cy')] }))).toEqual([acme, 'Of Cy'])
    expect(names(await search([{ conditions: [is(acme), is('Of Cy')] }, is('Of Cy')]))).toEqual(['Of Cy'])
  })
})

describe('refusals', () => {
  test.each(['createdAt', 'updatedAt', 'lastContactedAt', 'custom:999999', 'custom:x', 'toString', ''])(
    'field %s does not exist in filters',
    async (field) => {
      expect(await search({ field, operator: 'is', value: 'x' })).toMatchObject(
        refusal('invalid field name', 'condition', 'field'),
      )
    },
  )

  test.each([
    ['name', 'is greater than', 'x'],
    ['name', 'resembles', 'x'],
    ['name', 'toString', 'x'],
    ['hasTags', 'contains', true],
    ['hasTags', 'is', 'yes'],
    ['id', 'is', 'x'],
    ['addedOn', 'is', 'today'],
    ['addedOn', 'is within last', -1],
    ['addedOn', 'is older than', 1e300],
  ])('%s %s %j is 422', async (field, operator, value) => {
    expect((await search({ field, operator, value })).status).toBe(422)
  })

  test('a filter without conditions is 422', async () => {
    const { call } = account()
    const { status, body } = await call('POST', '/parties/filters/results', { filter: {} })
    expect(status).toBe(422)
    expect(at(body, 'errors.0.field')).toBe('conditions')
  })
})
