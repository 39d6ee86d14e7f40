import { expect, test } from 'vitest'
import { runNodes } from './nodes.ts'
import { sharedDatabase } from './postgres.ts'

test('four nodes, twelve workspaces, kill -9 now and then: one lane each, nothing twice, nothing lost', async () => {
  const database = await sharedDatabase()
  try {
    const report = await runNodes({
      databaseUrl: database.url,
      workspaces: 12,
      nodes: 4,
      seconds: 10,
      killEveryMs: 3_000,
      changeEveryMs: 60,
      seed: 7,
      tokenSeconds: 70,
    })
    expect(report.kills).toBeGreaterThanOrEqual(1)
    expect(report.changes).toBeGreaterThanOrEqual(10)
    expect(report.missing).toEqual([])
    expect(report.twice).toEqual([])
    expect(report.vendors.overlaps).toEqual([])
    expect(report.vendors.duplicates).toEqual([])
    expect(report.needlessGrants).toBe(0)
    expect(report.vendors.grants.length).toBeGreaterThanOrEqual(12)
    expect(report.stopMsMax).toBeLessThan(10_000)
  } finally {
    await database.close()
  }
})
