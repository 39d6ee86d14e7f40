import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ordering, smallest } from './smallest.ts'
import { sortInTurns } from './sort-in-turns.ts'

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)

/** Cells of few values, so that most rows tie; some in order already, some without a value. */
const Cells = fc
  .record({
    size: fc.constantFrom(1, 5, 700, 3_000, 20_000),
    values: fc.constantFrom(1, 2, 30, 100_000),
    seed: fc.nat(),
    form: fc.constantFrom('mixed', 'rising', 'falling'),
  })
  .map(({ size, values, seed, form }) => {
    const cells = Float64Array.from({ length: size }, (_, row) => {
      const drawn = Math.imul(row + seed, 0x9e37_79b1) >>> 0
      return drawn % 11 === 0 ? Infinity : drawn % values
    })
    if (form !== 'mixed') cells.sort()
    if (form === 'falling') cells.reverse()
    return cells
  })

const orderingOf = (cells: Float64Array): Ordering => ({
  levels: [
    (rows, count, into) => {
      for (let index = 0; index < count; index++) into[index] = cells[rows[index] ?? 0] ?? 0
    },
    (rows, count, into) => {
      for (let index = 0; index < count; index++) into[index] = (rows[index] ?? 0) % 3
    },
  ],
  last: (a, b) => b - a,
})

const inOrder = (cells: Float64Array, rows: Uint32Array): number[] =>
  [...rows].sort((a, b) => compare(cells[a] ?? 0, cells[b] ?? 0) || (a % 3) - (b % 3) || b - a)

test('pages are the rows in order, whatever ties and however they lay', () => {
  const property = fc.property(Cells, fc.integer({ min: 1, max: 150 }), fc.nat(), (cells, wanted, from) => {
    const rows = Uint32Array.from(cells, (_, row) => row)
    const expected = inOrder(cells, rows)
    const ordering = orderingOf(cells)
    expect(smallest(rows, wanted, ordering, null)).toEqual(expected.slice(0, wanted))
    const place = from % expected.length
    const marker = expected[place] ?? 0
    const places = new Map(expected.map((row, index) => [row, index]))
    const start = { key: cells[marker] ?? 0, isAfter: (row: number) => (places.get(row) ?? 0) > place }
    expect(smallest(rows, wanted, ordering, start)).toEqual(expected.slice(place + 1, place + 1 + wanted))
  })
  fc.assert(property, { numRuns: 60, seed: 20_261_122 })
})

test('sorting in turns gives every row in order, and others their turn', async () => {
  const property = fc.asyncProperty(Cells, async (cells) => {
    const rows = Uint32Array.from(cells, (_, row) => row)
    const keys = [cells, Float64Array.from(rows, (row) => row % 3), Float64Array.from(rows, (row) => -row)]
    let turns = 0
    const sorted = await sortInTurns(rows, keys, async () => {
      turns++
    })
    expect(Array.from(sorted)).toEqual(inOrder(cells, rows))
    expect(turns).toBeGreaterThanOrEqual(Math.ceil(rows.length / 8_192))
  })
  await fc.assert(property, { numRuns: 30, seed: 20_261_122 })
})
