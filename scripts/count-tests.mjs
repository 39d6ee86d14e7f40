// Reads the test runner's own results (JSON) and says how many tests passed, failed and were skipped.

import { readFileSync } from 'node:fs'

const text = readFileSync(process.argv[2], 'utf8')
if (text === '') {
  console.error('No test ran: the test runner left no results.')
  process.exit(1)
}
const results = JSON.parse(text)
const passed = results.numPassedTests
const failed = results.numFailedTests
const skipped = results.numPendingTests + results.numTodoTests
// A file that cannot even be loaded fails as a whole, with no test of its own to count.
const brokenFiles = results.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
)
for (const file of brokenFiles) console.error(`Could not run: ${file.name}`)
if (passed + failed === 0) console.error('No test ran.')
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || brokenFiles.length > 0 || passed === 0 ? 1 : 0
