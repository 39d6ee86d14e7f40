import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { atMost, type Figure, plain } from './figure.ts'
import { sandboxProcess } from './sandbox-process.ts'

const records = 10_000
/** 100 pages of parties, 10 of contacts, 50 of documents. */
const fewestCalls = 160

const Report = z.object({
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
  peakMb: z.number(),
  linked: z.int(),
  parties: z.int(),
  contacts: z.int(),
  documents: z.int(),
})
const Summary = z.object({
  writes: z.int(),
  byVendor: z.object({ capsule: z.object({ calls: z.int() }), xero: z.object({ calls: z.int() }) }),
})

/** The first comparison of 10,000 parties, 10,000 contacts and 50,000 documents; quotas off, sandbox in its own process. */
export async function firstComparison(): Promise<Figure[]> {
  const bench = 'first-comparison'
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  const sandbox = await sandboxProcess([`--seed`, `scale=${records}`, '--no-quotas'])
  try {
    await fetch(`${sandbox.capsuleUrl}/_sandbox/calls/clear`, { method: 'POST' })
    const worker = fileURLToPath(new URL('first-comparison-worker.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...process.execArgv, worker, sandbox.capsuleUrl, sandbox.xeroUrl, dataDir],
      { maxBuffer: 1e7 },
    )
    const report = Report.parse(JSON.parse(stdout))
    const summary = Summary.parse(await (await fetch(`${sandbox.capsuleUrl}/_sandbox/calls/summary`)).json())
    const { capsule, xero } = summary.byVendor
    return [
      atMost(bench, 'calls', capsule.calls + xero.calls, 'calls', fewestCalls * 1.05),
      plain(bench, 'capsuleCalls', capsule.calls, 'calls'),
      plain(bench, 'xeroCalls', xero.calls, 'calls'),
      atMost(bench, 'writes', summary.writes, 'calls', 0),
      atMost(bench, 'cpuSeconds', report.cpuSeconds, 's', 15),
      plain(bench, 'wallSeconds', report.wallSeconds, 's'),
      atMost(bench, 'peakMb', report.peakMb, 'MB', 600),
      plain(bench, 'pairsProposed', report.linked, 'pairs'),
      plain(bench, 'documentsRead', report.documents, 'rows'),
    ]
  } finally {
    await sandbox.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
