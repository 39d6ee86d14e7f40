import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { atLeast, type Figure, plain } from './figure.ts'

const Report = z.object({
  links: z.int(),
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
  writes: z.int(),
})

/**
 * Link plans on one core: all fields of links as they are after a first synchronisation, one in twenty of them edited
 * since. By the time of the processor, so that what else runs on the machine does not count.
 */
export async function planner(): Promise<Figure[]> {
  const worker = fileURLToPath(new URL('planner-worker.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [worker])
  const { links, cpuSeconds, wallSeconds, writes } = Report.parse(JSON.parse(stdout))
  const bench = 'planner'
  return [
    atLeast(bench, 'linksPerSecond', links / cpuSeconds, '/s', 100_000),
    plain(bench, 'wallLinksPerSecond', links / wallSeconds, '/s'),
    plain(bench, 'shareWritten', writes / links, ''),
  ]
}
