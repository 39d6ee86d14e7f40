import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings accounting.invoices'

async function open() {
  const world = await createWorld({ scope, quotas: false })
  await world.api('PUT', 'Items', {
    Code: 'BENCH',
    Description: 'Steel bench',
    SalesDetails: { UnitPrice: 120, AccountCode: '260', TaxType: 'EXEMPTOUTPUT' },
    PurchaseDescription: 'Bench, bought',
    PurchaseDetails: { UnitPrice: 70, AccountCode: '310' },
  })
  return world
}

const invoice = (world: World, line: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
  world.api('PUT', 'Invoices', {
    Type: 'ACCREC',
    Contact: { ContactID: world.id('acme') },
    LineItems: [line],
    ...extra,
  })

test('trap: an item code nobody knows is refused (xero §4)', async () => {
  const world = await open()
  const answer = await invoice(world, { Description: 'x', ItemCode: 'NOPE' })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain("Item code 'NOPE' is not valid")
})

test('an item fills in what the line leaves out, by the side of the document', async () => {
  const world = await open()
  const sale = await invoice(world, { ItemCode: 'bench', Quantity: 2 })
  expect(sale.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    ItemCode: 'BENCH',
    Description: 'Steel bench',
    UnitAmount: 120,
    AccountCode: '260',
    TaxType: 'EXEMPTOUTPUT',
    LineAmount: 240,
  })
  const bill = await invoice(world, { ItemCode: 'BENCH' }, { Type: 'ACCPAY' })
  expect(bill.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    Description: 'Bench, bought',
    LineAmount: 70,
  })
  const own = await invoice(world, {
    ItemCode: 'BENCH',
    UnitAmount: 5,
    Description: 'Mine',
    AccountCode: '200',
  })
  expect(own.at('Invoices', 0, 'LineItems', 0)).toMatchObject({ Description: 'Mine', LineAmount: 5 })
})

async function region(world: World) {
  const made = await world.api('PUT', 'TrackingCategories', { Name: 'Region' })
  const TrackingCategoryID = String(made.at('TrackingCategories', 0, 'TrackingCategoryID'))
  const option = await world.api('PUT', `TrackingCategories/${TrackingCategoryID}/Options`, { Name: 'North' })
  return { TrackingCategoryID, TrackingOptionID: String(option.at('Options', 0, 'TrackingOptionID')) }
}

test('a line is tracked by names or by ids and keeps it until another list is sent', async () => {
  const world = await open()
  const ids = await region(world)
  const named = { Description: 'x', Tracking: [{ Name: 'region', Option: 'NORTH' }] }
  const made = await invoice(world, named)
  const wanted = { Name: 'Region', Option: 'North', ...ids }
  expect(made.at('Invoices', 0, 'LineItems', 0, 'Tracking')).toEqual([wanted])
  const InvoiceID = made.at('Invoices', 0, 'InvoiceID')
  const LineItemID = made.at('Invoices', 0, 'LineItems', 0, 'LineItemID')
  const update = async (line: Record<string, unknown>) =>
    (await world.api('POST', 'Invoices', { InvoiceID, LineItems: [{ LineItemID, ...line }] })).at(
      'Invoices',
      0,
      'LineItems',
      0,
      'Tracking',
    )
  expect(await update({ Description: 'y' })).toEqual([wanted])
  expect(await update({ Tracking: [] })).toEqual([])
  expect(await update({ Tracking: [ids] })).toEqual([wanted])
})

test('trap: a third tracking category on a line is refused, an archived option too (xero §8.1)', async () => {
  const world = await open()
  const ids = await region(world)
  const three = await invoice(world, { Description: 'x', Tracking: [ids, ids, ids] })
  expect(three.text).toContain('up to 2 tracking categories')
  const path = `TrackingCategories/${ids.TrackingCategoryID}/Options/${ids.TrackingOptionID}`
  await world.api('POST', path, { Status: 'ARCHIVED' })
  expect((await invoice(world, { Description: 'x', Tracking: [ids] })).status).toBe(400)
})
