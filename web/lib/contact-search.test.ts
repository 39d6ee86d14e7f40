import { expect, test } from 'vitest'
import { ContactQuery } from '#api/contacts.ts'
import { ContactSearch, contactParams, sortedBy } from './contact-search.ts'

test('an address with nonsense means the whole list', () => {
  expect(
    ContactSearch.parse({ q: '', state: 'nope', owing: 1, sort: 'x', direction: 'up', other: 1 }),
  ).toEqual({})
})

test('what is asked is what the server reads', () => {
  const params = contactParams({ q: 'café & co', state: 'linked', sort: 'overdue' }, 'next')
  expect(ContactQuery.parse(Object.fromEntries(params))).toEqual({
    q: 'café & co',
    state: 'linked',
    sort: 'overdue',
    direction: 'desc',
    cursor: 'next',
    limit: 100,
  })
})

test('a column sorts its own way first, then the other', () => {
  const first = sortedBy({ state: 'linked' }, 'outstanding')
  expect(first).toEqual({ state: 'linked', sort: 'outstanding', direction: 'desc' })
  expect(sortedBy(first, 'outstanding').direction).toBe('asc')
  expect(sortedBy({}, 'name').direction).toBe('desc')
})
