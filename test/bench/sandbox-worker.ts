import { capsuleCaller, quietSandbox, xeroCaller } from '../sandbox-session.ts'

/** The sandboxes in a process of their own, so that the peak is theirs. Prints what it took. */
const begun = performance.now()
const sandbox = quietSandbox()
sandbox.load({ scale: 10_000 })
const loadSeconds = (performance.now() - begun) / 1_000
const capsule = capsuleCaller(sandbox)
const xero = await xeroCaller(sandbox, 'accounting.contacts accounting.invoices')

async function timed(answer: () => Promise<Response>): Promise<number> {
  const from = performance.now()
  const response = await answer()
  await response.text()
  if (response.status !== 200) throw new Error(`a page answered ${response.status}`)
  return performance.now() - from
}
const contacts = (page: number) => () =>
  xero('GET', `/Contacts?page=${page}&pageSize=1000&includeArchived=true`)
const invoices = (page: number) => () => xero('GET', `/Invoices?page=${page}&pageSize=1000&unitdp=4`)

const report = {
  loadSeconds,
  contactsFirstMs: await timed(contacts(1)),
  contactsMs: await timed(contacts(2)),
  invoicesFirstMs: await timed(invoices(1)),
  invoicesMs: await timed(invoices(2)),
  partiesMs: await timed(() => capsule('GET', '/parties?perPage=100&embed=tags,fields')),
  peakMb: process.resourceUsage().maxRSS / 1_024,
  documents: sandbox.xero.counts().invoices,
}
process.stdout.write(`${JSON.stringify(report)}\n`)
