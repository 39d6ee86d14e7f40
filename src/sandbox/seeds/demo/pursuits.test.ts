import { expect, test } from 'vitest'
import { seededChance } from '../../kernel/chance.ts'
import { demoSeed } from '../demo.ts'

const {
  parties,
  users,
  opportunities = [],
  kases = [],
  tasks = [],
  notes = [],
} = demoSeed(seededChance(7)).capsule

test('the pipeline has the size it claims, with a few won in the last months', () => {
  expect(opportunities).toHaveLength(30)
  expect(kases).toHaveLength(8)
  expect(tasks).toHaveLength(20)
  expect(notes).toHaveLength(40)
  const won = opportunities.filter((o) => o.milestone === 'Won' && (o.closedDaysAgo ?? 999) < 100)
  expect(won.length).toBeGreaterThanOrEqual(5)
})

test('every key resolves and stands once, and nothing closed before it began', () => {
  const partyKeys = parties.map((party) => party.key)
  const userKeys = users.map((user) => user.key)
  const all = [...partyKeys, ...opportunities.map((o) => o.key), ...kases.map((k) => k.key)]
  expect(new Set(all).size).toBe(all.length)
  for (const { party, owner, createdDaysAgo, closedDaysAgo = 0 } of [...opportunities, ...kases]) {
    expect(partyKeys).toContain(party)
    expect(userKeys).toContain(owner)
    expect(closedDaysAgo).toBeLessThan(createdDaysAgo)
  }
  for (const { on } of [...tasks, ...notes]) if (on !== undefined) expect(all).toContain(on)
  const ages = new Map([...opportunities, ...kases].map((deal) => [deal.key, deal.createdDaysAgo]))
  for (const { on, daysAgo } of notes) expect(daysAgo, on).toBeLessThan(ages.get(on) ?? 999)
})
