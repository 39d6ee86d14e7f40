import { expect, test } from 'vitest'
import { Overview } from '#api/overview.ts'
import { defined } from '#core/assert.ts'
import { driftingNames, latestProof } from '#db/balance-proof.ts'
import { type Harness, type HarnessOptions, startHarness } from './harness.ts'

const hour = 3_600_000

async function inStep(options: HarnessOptions = {}): Promise<Harness> {
  const h = await startHarness(options)
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

const proof = async (h: Harness) => latestProof(h.db, await h.workspaceId())
const overview = async (h: Harness) =>
  Overview.parse(await (await h.admin.send('GET', '/api/overview')).json())

test('the balances of a whole company, in four currencies and with credit, are Xero’s', async () => {
  await using h = await inStep({ seed: 'demo' })
  const { equal, different } = defined((await proof(h)) ?? undefined, 'the balances were compared')
  expect(await driftingNames(h.db, await h.workspaceId(), 10)).toEqual([])
  expect(different).toBe(0)
  expect(equal).toBe((await h.remote.contacts()).length)
})

test('a balance that is not Xero’s is named the next night, and is gone once it is', async () => {
  await using h = await inStep()
  expect(await proof(h)).toMatchObject({ equal: 7, different: 0 })
  expect((await overview(h)).proof).toMatchObject({ words: 'What 7 contacts owe is what Xero says.' })

  const invoice = { number: 'INV-1', lost: 9_000, right: 11_000 }
  const owe = (due_minor: number) =>
    h.db.updateTable('mirror_document').set({ due_minor }).where('number', '=', invoice.number).execute()
  await owe(invoice.lost)
  h.forgetSent()
  for (let passed = 0; passed < 24; passed++) await h.pass(hour)
  expect(await proof(h)).toMatchObject({ equal: 6, different: 1 })
  expect((await overview(h)).proof).toMatchObject({
    words: 'What 1 contact owes is not what Xero says: Acme Joinery Pty Ltd. The other 6 agree.',
  })
  await owe(invoice.right)
  for (let passed = 0; passed < 24; passed++) await h.pass(hour)
  expect(await proof(h)).toMatchObject({ equal: 7, different: 0 })
})
