import { capsuleContract } from './capsule.ts'
import { documentsPresent } from './openapi.ts'
import { faultsOf, type Report, tableOf } from './report.ts'
import { xeroContract } from './xero.ts'

const reports: Report[] = [await capsuleContract()]
if (documentsPresent()) reports.push(await xeroContract())
else
  process.stdout.write('Xero is skipped: there are no OpenAPI documents in ../shared/reference/openapi.\n\n')

for (const report of reports) process.stdout.write(`${tableOf(report)}\n\n`)
const faults = reports.flatMap(faultsOf)
for (const fault of faults) process.stdout.write(`✗ ${fault}\n`)
process.exitCode = faults.length > 0 ? 1 : 0
