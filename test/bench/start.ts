import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../store/embedded-postgres.ts'
import { atMost, type Figure, plain } from './figure.ts'
import { firstImport, pause, startProduct } from './product.ts'
import { sandboxProcess } from './sandbox-process.ts'

const bench = 'start'
/** Idle begins when what follows a start is over. */
const settleMs = 10_000

/**
 * The second start of an installation that is connected and in step, from the process's first moment to serving, and
 * what the process holds in memory when nothing happens.
 */
export async function start(): Promise<Figure[]> {
  const embedded = await onStore(null)
  const postgres = await startEmbedded({ durable: true })
  try {
    const shared = await onStore(postgres.url)
    return [
      atMost(bench, 'readyMs', embedded.readyMs, 'ms', 1_500),
      plain(bench, 'readyMsPostgres', shared.readyMs, 'ms'),
      atMost(bench, 'idleMbEmbedded', embedded.idleMb, 'MB', 300),
      atMost(bench, 'idleMbPostgres', shared.idleMb, 'MB', 150),
      plain(bench, 'stopMs', Math.max(embedded.stopMs, shared.stopMs), 'ms'),
    ]
  } finally {
    await postgres.stop()
  }
}

async function onStore(databaseUrl: string | null) {
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  const sandbox = await sandboxProcess(['--seed', 'demo', '--no-quotas'])
  const settings = { dataDir, databaseUrl, ...sandbox }
  try {
    const first = await startProduct(settings)
    await firstImport(first.url)
    await first.stop()
    const second = await startProduct({ ...settings, port: first.port })
    try {
      await pause(settleMs)
      const idleMb = residentMb(second.child.pid ?? 0)
      return { readyMs: second.readyMs, idleMb, stopMs: await second.stop() }
    } finally {
      await second.kill()
    }
  } finally {
    await sandbox.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** What the system counts as the process's memory. */
function residentMb(pid: number): number {
  if (process.platform === 'linux') {
    const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kb) / 1_024
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1_024
}
