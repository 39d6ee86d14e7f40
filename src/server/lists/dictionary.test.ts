import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDictionary } from './dictionary.ts'

test('ranks order the texts, however they came in', () => {
  const property = fc.property(
    fc.array(fc.array(fc.string({ maxLength: 3 }))),
    fc.string(),
    (parts, other) => {
      const dictionary = createDictionary()
      for (const part of parts) {
        for (const text of part) dictionary.of(text)
        const ranks = dictionary.ranks()
        const byRank = dictionary.texts.toSorted(
          (a, b) => (ranks[dictionary.find(a)] ?? 0) - (ranks[dictionary.find(b)] ?? 0),
        )
        expect(byRank).toEqual(dictionary.texts.toSorted())
        expect(new Set(ranks).size).toBe(dictionary.texts.length)
      }
      const rank = dictionary.rankOf(other)
      for (const text of dictionary.texts) {
        const order = dictionary.rankOf(text) - rank
        expect(Math.sign(order)).toBe(text === other ? 0 : text < other ? -1 : 1)
      }
    },
  )
  fc.assert(property, { seed: 20_261_122 })
})
