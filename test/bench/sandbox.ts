import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { atMost, type Figure, plain } from './figure.ts'

const Report = z.object({
  loadSeconds: z.number(),
  contactsFirstMs: z.number(),
  contactsMs: z.number(),
  invoicesFirstMs: z.number(),
  invoicesMs: z.number(),
  partiesMs: z.number(),
  peakMb: z.number(),
  documents: z.int(),
})

/** Both sandboxes alone in a process: 10,000 parties, 10,000 contacts, 50,000 documents, then the largest pages. */
export async function sandbox(): Promise<Figure[]> {
  const bench = 'sandbox'
  const worker = fileURLToPath(new URL('sandbox-worker.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [worker])
  const report = Report.parse(JSON.parse(stdout))
  return [
    atMost(bench, 'loadSeconds', report.loadSeconds, 's', 20),
    atMost(bench, 'contactsFirstMs', report.contactsFirstMs, 'ms', 100),
    plain(bench, 'contactsMs', report.contactsMs, 'ms'),
    atMost(bench, 'invoicesFirstMs', report.invoicesFirstMs, 'ms', 200),
    plain(bench, 'invoicesMs', report.invoicesMs, 'ms'),
    plain(bench, 'partiesMs', report.partiesMs, 'ms'),
    atMost(bench, 'peakMb', report.peakMb, 'MB', 600),
    plain(bench, 'documents', report.documents, 'rows'),
  ]
}
