import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextBytes, keepFound } from './text-bytes.ts'

const Text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'ä', '1', ' ', '@', '{', '\n'), maxLength: 9 })

test('a word is found in the texts that have it, after changes and across blocks', () => {
  const property = fc.property(
    fc.array(fc.tuple(fc.nat({ max: 2_500 }), Text), { maxLength: 80 }),
    fc.array(
      Text.filter((text) => text !== ''),
      { maxLength: 8 },
    ),
    (writes, words) => {
      const texts = createTextBytes()
      const held = new Map<number, string>()
      for (const [row, text] of writes) {
        texts.set(row, text)
        held.set(row, text.toLowerCase())
      }
      for (const word of words) {
        const rows = Uint32Array.from(held.keys())
        const count = keepFound(texts.search(word), rows, rows.length)
        const expected = [...held].filter(([, text]) => text.includes(word.toLowerCase())).map(([row]) => row)
        expect(Array.from(rows.subarray(0, count))).toEqual(expected)
      }
    },
  )
  fc.assert(property, { numRuns: 150, seed: 20_261_122 })
})

test('the numbers of its parts order texts as their bytes do', () => {
  const property = fc.property(Text, Text, (one, other) => {
    const texts = createTextBytes()
    texts.set(0, one)
    texts.set(1, other)
    const into = new Float64Array(2)
    const parts = texts.levels(1).map((level) => {
      level(Uint32Array.of(0, 1), 2, into)
      return (into[0] ?? 0) - (into[1] ?? 0)
    })
    const byParts = Math.sign(parts.find((difference) => difference !== 0) ?? 0)
    expect(byParts).toBe(Buffer.compare(Buffer.from(one.toLowerCase()), Buffer.from(other.toLowerCase())))
  })
  fc.assert(property, { seed: 20_261_122 })
})
