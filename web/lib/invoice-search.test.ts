import { expect, test } from 'vitest'
import {
  agedSearch,
  ageingParams,
  cleared,
  exportParams,
  InvoiceSearch,
  invoiceParams,
  isFiltered,
  pillsOf,
  searchOfView,
  sortedBy,
  toggled,
  viewQuery,
} from './invoice-search.ts'

test('what the address cannot mean is left out, and the rest stays', () => {
  const raw = {
    q: ' acme ',
    state: 'overdue,nothing',
    kind: 'invoice,bill',
    late: 'never',
    min: '12,5',
    max: '9.50',
  }
  expect(InvoiceSearch.parse({ ...raw, dueFrom: '2026-02-30', tag: '', customer: 'x' })).toEqual({
    q: 'acme',
    kind: 'invoice,bill',
    max: '9.50',
  })
})

test('the list is asked with its filters and order, not with what only the ageing needs', () => {
  const search: InvoiceSearch = {
    state: 'overdue',
    show: 'ageing',
    by: 'owner',
    in: 'converted',
    side: 'purchases',
  }
  expect(invoiceParams(search, 'next').toString()).toBe(
    'state=overdue&sort=issued&direction=desc&cursor=next',
  )
  expect(exportParams(search, 'csv').toString()).toBe('state=overdue&sort=issued&direction=desc&format=csv')
  expect(ageingParams(search).toString()).toBe('state=overdue&by=owner&side=purchases&in=converted')
})

test('a click on a title orders by it, another one the other way round', () => {
  const once = sortedBy({}, 'customer')
  expect(once).toEqual({ sort: 'customer', direction: 'asc' })
  expect(sortedBy(once, 'customer')).toEqual({ sort: 'customer', direction: 'desc' })
  expect(sortedBy({}, 'issued')).toEqual({ sort: 'issued', direction: 'asc' })
})

test('several of one filter are switched one by one', () => {
  expect(toggled(undefined, 'paid')).toBe('paid')
  expect(toggled('paid', 'overdue')).toBe('paid,overdue')
  expect(toggled('paid,overdue', 'paid')).toBe('overdue')
  expect(toggled('paid', 'paid')).toBeUndefined()
})

test('a cell of the ageing is a list of what it counts', () => {
  expect(agedSearch({ by: 'owner', show: 'ageing' }, '-', 'over90')).toMatchObject({
    show: undefined,
    state: 'outstanding,overdue',
    kind: 'invoice',
    owner: '-',
    late: 'over90',
    currency: undefined,
  })
  const bills = agedSearch({ side: 'purchases', in: 'USD', late: 'current' }, null, null)
  expect(bills).toMatchObject({ kind: 'bill', currency: 'USD', late: 'current' })
})

test('a view is the same whatever the order of its address', () => {
  const search: InvoiceSearch = { tag: 'Gold & Co', state: 'overdue' }
  expect(viewQuery(search)).toBe(viewQuery({ state: 'overdue', tag: 'Gold & Co', q: undefined }))
  expect(searchOfView(viewQuery(search))).toEqual(search)
})

test('filters that are on are said in words, and all of them can be cleared', () => {
  const search: InvoiceSearch = {
    owner: '-',
    tag: 'Gold',
    customer: '0f0e0d0c-0b0a-4908-8706-050403020100',
    sort: 'due',
  }
  expect(pillsOf(search, 'Acme').map(({ words }) => words)).toEqual(['Without an owner', 'Tag Gold', 'Acme'])
  expect(isFiltered(search)).toBe(true)
  expect(isFiltered(cleared(search))).toBe(false)
  expect(cleared(search).sort).toBe('due')
})
