import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { atMost, type Figure, plain } from './figure.ts'

const Report = z.object({
  documentsP95Ms: z.number(),
  documentsWallP95Ms: z.number(),
  contactsP95Ms: z.number(),
  contactsWallP95Ms: z.number(),
  documentsMb: z.number(),
  contactsMb: z.number(),
  documentsReadSeconds: z.number(),
  contactsReadSeconds: z.number(),
})

const start = promisify(execFile)
/** A program that hangs is ended, and the bench with it. */
const limits = { timeout: 20 * 60_000 }
const program = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/**
 * Pages of 100 lines with filter, order, sums and counts, of a million documents of a hundred thousand customers, and
 * of a million lines of contacts, in the embedded store. Half are asked by an administrator, half by somebody who sees
 * a third of the customers and no suppliers. Filters are drawn, one or two mostly and sometimes none, of every kind;
 * orders too, and every fourth list is turned twice. Each asks the database what changed and reads its lines there. By
 * the time of the processor, so that what else runs on the machine does not count; the time on the wall stands beside.
 * BENCH_LISTS_STORE names a folder whose store is filled once and kept, so that the next run only measures.
 */
export async function lists(): Promise<Figure[]> {
  const kept = process.env.BENCH_LISTS_STORE
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  try {
    const begun = performance.now()
    if (kept === undefined || !existsSync(kept)) await fill(folder)
    const seedSeconds = (performance.now() - begun) / 1_000
    const { stdout } = await start(process.execPath, [program('lists-worker.ts'), folder], limits)
    const report = Report.parse(JSON.parse(stdout))
    const bench = 'lists'
    return [
      atMost(bench, 'contactsP95Ms', report.contactsP95Ms, 'ms', 50),
      atMost(bench, 'documentsP95Ms', report.documentsP95Ms, 'ms', 50),
      plain(bench, 'contactsWallP95', report.contactsWallP95Ms, 'ms'),
      plain(bench, 'documentsWallP95', report.documentsWallP95Ms, 'ms'),
      plain(bench, 'contactsMb', report.contactsMb, 'MB'),
      plain(bench, 'documentsMb', report.documentsMb, 'MB'),
      plain(bench, 'contactsRead', report.contactsReadSeconds, 's'),
      plain(bench, 'documentsRead', report.documentsReadSeconds, 's'),
      plain(bench, 'seed', seedSeconds, 's'),
    ]
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** It has its name when all is in it, so that a run that was ended leaves nothing half filled behind. */
async function fill(folder: string): Promise<void> {
  const filling = `${folder}-filling`
  rmSync(filling, { recursive: true, force: true })
  try {
    await start(process.execPath, [program('lists-seeding.ts'), filling], limits)
    rmSync(folder, { recursive: true, force: true })
    renameSync(filling, folder)
  } finally {
    rmSync(filling, { recursive: true, force: true })
  }
}
