import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameForm } from '../normal/names.ts'
import { areSimilar } from './similar.ts'
import { withinEdits } from './within-edits.ts'

const similar = (a: string, b: string) => areSimilar(nameForm(a), nameForm(b))

test.each([
  ['Acme Foods', 'Acme Foods Melbourne'],
  ['Harbour Bakery', 'Habour Bakery'],
  ['Harbour Bakery', 'Bakery Harbour'],
  ['Smith & Sons', 'Smith and Sons Builders'],
  ['Brunswick Construction', 'Brunswick Construct'],
  ['NSW', 'New South Wales'],
  ['Bluewave', 'Blue Wawe'],
])('%s is like %s', (a, b) => {
  expect(similar(a, b)).toBe(true)
  expect(similar(b, a)).toBe(true)
})

test.each([
  ['Acme Foods', 'Zebra Foods'],
  ['John Smith', 'Jane Smith'],
  ['Australian Services Group', 'Australian Holdings Group'],
  ['The Trust', 'The Group'],
  ['Ace', 'Ade'],
])('%s is unlike %s', (a, b) => {
  expect(similar(a, b)).toBe(false)
  expect(similar(b, a)).toBe(false)
})

test('every name is like itself, a blank one like nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(similar(name, name)).toBe(nameForm(name).key !== '')
    }),
  )
  expect(similar('', '')).toBe(false)
})

test('edits are counted as the textbook counts them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 2 }), (a, b, edits) => {
      expect(withinEdits(a, b, edits)).toBe(distance(a, b) <= edits)
    }),
  )
})

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
