import { expect, test } from 'vitest'
import { createCapsule } from './capsule/capsule.ts'
import { seededChance } from './kernel/chance.ts'
import { manualClock } from './kernel/clock.ts'
import { createKernel } from './kernel/kernel.ts'
import { perturb, trapKinds } from './perturb.ts'
import { demoSeed } from './seeds/demo.ts'
import { scaleSeed } from './seeds/scale.ts'
import { createXero } from './xero/xero.ts'

const world = () => scaleSeed(80, seededChance(3))

test('every trap is laid, and its records are in the books', () => {
  const { seed, traps } = perturb(world(), seededChance(1))
  expect(new Set(traps.map(({ kind }) => kind))).toEqual(new Set(trapKinds))
  expect(trapKinds.length).toBeGreaterThanOrEqual(30)
  const parties = new Set(seed.capsule.parties.map(({ key }) => key))
  const contacts = new Set(seed.xero.contacts.map(({ key }) => key))
  for (const trap of traps) {
    expect(trap.parties.filter((key) => !parties.has(key))).toEqual([])
    expect(trap.contacts.filter((key) => !contacts.has(key))).toEqual([])
  }
  expect(parties.size).toBe(seed.capsule.parties.length)
  expect(contacts.size).toBe(seed.xero.contacts.length)
})

test('one chance lays the same traps, another one others', () => {
  expect(perturb(world(), seededChance(1))).toEqual(perturb(world(), seededChance(1)))
  expect(perturb(world(), seededChance(2)).traps).not.toEqual(perturb(world(), seededChance(1)).traps)
})

test.each([
  ['scale', world()],
  ['demo', demoSeed(seededChance(3))],
])('both sandboxes take the perturbed books of %s', (_, from) => {
  const { seed } = perturb(from, seededChance(4))
  const kernel = createKernel({ clock: manualClock(0), seed: 1, fetch })
  const partyIds = createCapsule(kernel, { url: 'http://localhost:4001' }).seed(seed.capsule)
  const xero = createXero(kernel, { url: 'http://localhost:4002' })
  const ids = xero.seed(seed.xero, partyIds)
  expect(partyIds.size).toBe(seed.capsule.parties.length)
  expect(ids.size).toBe(seed.xero.contacts.length)
  expect(xero.counts().invoices).toBe(seed.xero.invoices.length)
})
