import { expect, test } from 'vitest'
import { capsuleContract } from './capsule.ts'
import { documentsPresent } from './openapi.ts'
import { faultsOf } from './report.ts'
import { xeroContract } from './xero.ts'

test('every answer of the Capsule sandbox is one the reference describes', async () => {
  const report = await capsuleContract()
  expect(faultsOf(report)).toEqual([])
  expect(report.rows.filter((row) => row.state === 'checked').length).toBeGreaterThan(40)
})

const present = documentsPresent()
const name = present
  ? 'every answer of the Xero sandbox is one the OpenAPI documents describe'
  : 'the Xero sandbox is not held against the OpenAPI documents: ../shared/reference/openapi is not there'
test.runIf(present)(name, async () => {
  const report = await xeroContract()
  expect(faultsOf(report)).toEqual([])
  expect(report.rows.filter((row) => row.state === 'checked').length).toBeGreaterThan(40)
})
