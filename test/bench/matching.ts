import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { atMost, type Figure, plain } from './figure.ts'

const records = 100_000
const Report = z.object({
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
  indexedSeconds: z.number(),
  peakMb: z.number(),
  links: z.int(),
  questions: z.int(),
})
type Report = z.infer<typeof Report>

const start = promisify(execFile)
const maker = fileURLToPath(new URL('matching-books.ts', import.meta.url))
const worker = fileURLToPath(new URL('matching-worker.ts', import.meta.url))

/**
 * 100,000 parties against 100,000 contacts, each time in a process of its own: the sandbox's scale seed, and books
 * in which names, telephones and domains collide. The worse of the two is the figure; the time is that of all
 * threads together, so that what else runs on the machine does not count.
 */
export async function matching(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  try {
    const scale = await matched('scale', folder)
    const hard = await matched('hard', folder)
    const bench = 'matching'
    const worse = (of: (report: Report) => number) => Math.max(of(scale), of(hard))
    return [
      atMost(
        bench,
        'seconds',
        worse((report) => report.cpuSeconds),
        's',
        10,
      ),
      atMost(
        bench,
        'peakMb',
        worse((report) => report.peakMb),
        'MB',
        1_000,
      ),
      plain(
        bench,
        'wallSeconds',
        worse((report) => report.wallSeconds),
        's',
      ),
      plain(bench, 'scaleSeconds', scale.cpuSeconds, 's'),
      plain(bench, 'scaleLinks', scale.links, 'pairs'),
      plain(bench, 'scaleQuestions', scale.questions, 'contacts'),
      plain(bench, 'hardSeconds', hard.cpuSeconds, 's'),
      plain(bench, 'hardLinks', hard.links, 'pairs'),
      plain(bench, 'hardQuestions', hard.questions, 'contacts'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function matched(books: 'scale' | 'hard', folder: string): Promise<Report> {
  const files = [join(folder, `${books}-parties`), join(folder, `${books}-contacts`)]
  await start(process.execPath, [maker, books, String(records), ...files])
  const { stdout } = await start(process.execPath, [worker, ...files])
  return Report.parse(JSON.parse(stdout))
}
