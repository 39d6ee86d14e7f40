import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import { inHalves } from './batch.ts'

const fault = () => new RemoteError({ side: 'xero', kind: 'remote_fault', status: 500, message: 'xero: 500' })

/** Sends 0…n-1 to a vendor that fails over whatever holds a bad element. */
async function sent(
  size: number,
  isBad: (item: number) => boolean,
  { turn = 0, healthy = true }: { turn?: number; healthy?: boolean } = {},
) {
  let calls = 0
  const results = await inHalves([...Array(size).keys()], 'key', {
    async send(part) {
      calls++
      if (part.some(isBad)) throw fault()
      return part.map((item) => ({ item, taken: true }))
    },
    refused: (item) => ({ item, taken: false }),
    missing: 'gone',
    faults: {
      turn: async () => turn,
      faulted: (item) => ({ item, taken: false }),
      async answers() {
        calls++
        return healthy
      },
    },
  }).catch((error: unknown) => error)
  return { calls, results }
}

const expected = (size: number, isBad: (item: number) => boolean) =>
  [...Array(size).keys()].map((item) => ({ item, taken: !isBad(item) }))

test('one bad element costs calls in proportion to the times the batch can be halved, wherever it stands', async () => {
  for (let size = 2; size <= 50; size++)
    for (let bad = 0; bad < size; bad++)
      for (const turn of [0, 7]) {
        const { calls, results } = await sent(size, (item) => item === bad, { turn })
        expect(results).toEqual(expected(size, (item) => item === bad))
        // The whole, two alone, two for each halving, and two questions whether Xero answers.
        expect(calls).toBeLessThanOrEqual(1 + 2 + 2 * Math.ceil(Math.log2(size)) + 2)
      }
})

test('any bad elements are told from the others as soon as one that is asked for alone is taken', async () => {
  const cases = fc.record({
    size: fc.integer({ min: 3, max: 50 }),
    bad: fc.uniqueArray(fc.nat(49), { maxLength: 30 }),
    turn: fc.nat(60),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ size, bad, turn }) => {
      const isBad = (item: number) => bad.includes(item)
      const { calls, results } = await sent(size, isBad, { turn })
      const probes = [turn % size, (turn + Math.floor(size / 2)) % size]
      if (isRemoteError(results)) expect(probes.every(isBad)).toBe(true)
      else expect(results).toEqual(expected(size, isBad))
      const halvings = Math.ceil(Math.log2(size))
      expect(calls).toBeLessThanOrEqual(4 + 3 * bad.length * (halvings + 1))
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('a vendor that fails over everything marks nothing and is asked three times', async () => {
  for (const size of [1, 2, 50])
    for (const turn of [0, 1, 9]) {
      const { calls, results } = await sent(size, () => true, { turn, healthy: false })
      expect(results).toMatchObject({ kind: 'remote_fault', ambiguous: true })
      expect(calls).toBeLessThanOrEqual(4)
    }
})

test('a single element is believed to be bad only after several turns, and only while other calls are answered', async () => {
  expect((await sent(1, () => true, { turn: 1 })).results).toMatchObject({ kind: 'remote_fault' })
  expect((await sent(1, () => true, { turn: 2, healthy: false })).results).toMatchObject({ ambiguous: true })
  expect((await sent(1, () => true, { turn: 2 })).results).toEqual([{ item: 0, taken: false }])
})
