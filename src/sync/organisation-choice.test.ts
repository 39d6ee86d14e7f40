import { expect, test } from 'vitest'
import { eligible } from './organisation-choice.ts'

const tenants = [{ tenantId: 'a' }, { tenantId: 'b' }]
const known = (organisationId: string, state: 'connected' | 'lost' | 'disconnected') => ({
  organisationId,
  state,
})

test('the first consent may be for any organisation it covers', () => {
  expect(eligible(tenants, [], null)).toEqual(tenants)
  expect(eligible([], [], null)).toBe('no_organisation')
})

test('a further organisation is one that is not connected yet', () => {
  expect(eligible(tenants, [known('a', 'connected')], 'add')).toEqual([{ tenantId: 'b' }])
  expect(eligible([{ tenantId: 'a' }], [known('a', 'connected')], 'add')).toBe('already_connected')
  expect(eligible(tenants, [known('a', 'disconnected')], 'add')).toEqual(tenants)
})

test('connecting again is for the organisation that was connected', () => {
  const both = [known('a', 'connected'), known('b', 'lost')]
  expect(eligible(tenants, both, null)).toEqual([{ tenantId: 'b' }])
  expect(eligible(tenants, both, 'a')).toEqual([{ tenantId: 'a' }])
  expect(eligible([{ tenantId: 'c' }], both, null)).toBe('other_organisation')
  expect(eligible([{ tenantId: 'a' }], both, 'b')).toBe('other_organisation')
})
