import { expect, test } from 'vitest'
import { bigListRowsMax, checkBigList } from './big-lists.ts'
import { Refusal } from './errors.ts'
import { listing } from './listing.ts'
import { ordered } from './ordered.ts'
import { parseWhere } from './where.ts'

const list = { rows: 10, matched: 10, paged: false, where: null, order: [], optimised: new Set(['name']) }
const many = bigListRowsMax + 1

test.each([
  ['as many as may be', { rows: bigListRowsMax, matched: bigListRowsMax }, false],
  ['one more', { rows: many, matched: many }, true],
  ['one more in pages', { rows: many, matched: many, paged: true }, false],
  ['few by a fast filter', { rows: many, matched: 1, where: parseWhere('Name=="x"') }, false],
  ['few by a slow filter', { rows: many, matched: 1, where: parseWhere('Name=="x" AND Fax!=null') }, true],
  ['a slow filter within a method', { rows: many, matched: 1, where: parseWhere('Fax.Contains("1")') }, true],
  ['a slow filter on a short list', { where: parseWhere('Fax=="x"') }, false],
  ['a slow order', { rows: many, matched: 1, paged: true, order: ['fax'] }, true],
])('trap: of a very long list, %s: refused is %s (xero §3)', (_, more, refused) => {
  const check = () => checkBigList({ ...list, ...more })
  if (refused) expect(check).toThrow(Refusal)
  else expect(check).not.toThrow()
})

test('listings ask before they answer', () => {
  const table = ordered<{ id: string; updatedMs: number }>()
  for (let i = 0; i < many; i++) table.add({ id: String(i), updatedMs: 0 })
  const ask = (query: string) =>
    listing({
      table,
      query: new URLSearchParams(query),
      headers: new Headers(),
      idField: 'id',
      read: () => undefined,
      keep: () => true,
      optimised: new Set(),
    })
  expect(() => ask('')).toThrow(Refusal)
  expect(ask('page=1').pagination?.itemCount).toBe(many)
})
