import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { sandboxProcess } from '../bench/sandbox-process.ts'
import {
  call,
  comparison,
  connect,
  control,
  expectWholeImport,
  kill,
  pause,
  type Summary,
  start,
  summary,
  until,
} from './product.ts'

/** When to kill: once the vendors have seen this many calls, or writes, and a little later. */
const moments = [
  { calls: 8, laterMs: 0 },
  { calls: 11, laterMs: 25 },
  { writes: 1, laterMs: 0 },
  { writes: 3, laterMs: 20 },
  { writes: 6, laterMs: 5 },
  { writes: 11, laterMs: 30 },
  { writes: 13, laterMs: 10 },
  { writes: 20, laterMs: 0 },
  { writes: 45, laterMs: 15 },
  { writes: 70, laterMs: 35 },
] as const

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

test('kill -9 at ten moments of the first import: it completes, nothing twice, nothing lost', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-kill-'))
  open.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const sandbox = await sandboxProcess(['--seed', 'demo', '--no-quotas'])
  open.push(() => sandbox.stop())
  for (const vendor of ['capsule', 'xero']) {
    await control(sandbox, 'faults', { vendor, kind: 'slow', delayMs: 40 })
  }

  let product = await start(dataDir, sandbox)
  open.push(() => kill(product.child))
  const cookie = await connect(product.url)

  let approved = false
  let kills = 0
  for (const moment of moments) {
    if ('writes' in moment && !approved) {
      const run = await until(
        () => comparison(product.url, cookie),
        (r) => r?.state === 'planned',
      )
      expect((await summary(sandbox)).writes).toBe(0)
      await call(product.url, cookie, 'POST', `/api/comparison/${run?.id}/approve`, {
        hash: run?.plan?.hash,
        includeNameOnly: true,
      })
      approved = true
    }
    const reached =
      'calls' in moment
        ? (s: z.infer<typeof Summary>) => s.calls >= moment.calls
        : (s: z.infer<typeof Summary>) => s.writes >= moment.writes
    await until(() => summary(sandbox), reached)
    await pause(moment.laterMs)
    await kill(product.child)
    kills++
    product = await start(dataDir, sandbox)
  }
  expect(kills).toBe(10)

  await expectWholeImport(product, cookie, sandbox)
})
