import { expect, test } from 'vitest'
import { createWorld } from './fixture.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings'
const open = () => createWorld({ scope, quotas: false })
const bench = { Code: 'BENCH', Name: 'Bench', SalesDetails: { UnitPrice: 12.3456, AccountCode: '200' } }

test('trap: item prices have four decimals only with unitdp=4 (xero §1)', async () => {
  const world = await open()
  expect((await world.api('PUT', 'Items', bench)).at('Items', 0, 'SalesDetails', 'UnitPrice')).toBe(12.35)
  const read = await world.api('GET', 'Items/BENCH?unitdp=4')
  expect(read.at('Items', 0, 'SalesDetails', 'UnitPrice')).toBe(12.3456)
})

test('trap: PUT of a known code collides, POST updates it (xero §13.4)', async () => {
  const world = await open()
  const made = await world.api('PUT', 'Items', bench)
  const again = await world.api('PUT', 'Items', { Items: [{ Code: 'bench' }] })
  expect(again.status).toBe(400)
  expect(again.text).toContain("Price List Item with Code 'bench' already exists")
  const updated = await world.api('POST', 'Items', { Code: 'bench', Description: 'Steel' })
  expect(updated.at('Items', 0)).toMatchObject({
    ItemID: made.at('Items', 0, 'ItemID'),
    Description: 'Steel',
    SalesDetails: { AccountCode: '200' },
  })
})

test('trap: more than 500 items in a request are refused (xero §3)', async () => {
  const world = await open()
  const items = Array.from({ length: 501 }, (_, i) => ({ Code: `I${i}` }))
  expect((await world.api('PUT', 'Items', { Items: items })).status).toBe(400)
  expect((await world.api('GET', 'Items')).at('Items')).toEqual([])
  expect((await world.api('PUT', 'Items', { Items: items.slice(1) })).status).toBe(200)
})

test.each([
  [{}, 'Item Code must be specified.'],
  [{ Code: 'x'.repeat(31) }, 'maximum length of 30'],
  [{ Code: 'A', Name: 'x'.repeat(51) }, 'maximum length of 50'],
  [{ Code: 'A', SalesDetails: { AccountCode: '777' } }, "Account code '777'"],
  [{ Code: 'A', SalesDetails: { TaxType: 'NOPE' } }, "'NOPE' does not exist"],
  [{ Code: 'A', InventoryAssetAccountCode: '630' }, 'COGSAccountCode'],
  [{ Code: 'A', InventoryAssetAccountCode: '200' }, 'type INVENTORY'],
])('an item %j is refused', async (body, message) => {
  const world = await open()
  const answer = await world.api('PUT', 'Items', [body])
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(message)
})

test('a tracked item, its history, its end', async () => {
  const world = await open()
  const made = await world.api('PUT', 'Items', {
    ...bench,
    InventoryAssetAccountCode: '630',
    PurchaseDetails: { COGSAccountCode: '310' },
  })
  expect(made.at('Items', 0)).toMatchObject({ IsTrackedAsInventory: true, QuantityOnHand: 0 })
  const path = `Items/${made.at('Items', 0, 'ItemID')}`
  await world.api('PUT', `${path}/History`, { HistoryRecords: [{ Details: 'Counted' }] })
  expect((await world.api('GET', `${path}/History`)).at('HistoryRecords', 0, 'Details')).toBe('Counted')
  expect((await world.api('DELETE', path)).status).toBe(204)
  expect((await world.api('GET', path)).status).toBe(404)
})

test('items are filtered and ordered', async () => {
  const world = await open()
  await world.api('PUT', 'Items', { Items: [{ Code: 'B', IsSold: false }, { Code: 'A' }, bench] })
  const query = encodeURIComponent('IsSold==true AND Name!=null AND Name.StartsWith("ben")')
  expect((await world.api('GET', `Items?where=${query}`)).at('Items', 0, 'Code')).toBe('BENCH')
  expect((await world.api('GET', 'Items?order=Code DESC')).at('Items', 0, 'Code')).toBe('BENCH')
  expect((await world.api('GET', 'Items?order=Code')).at('Items', 1, 'Code')).toBe('B')
})
