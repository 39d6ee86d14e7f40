import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWorld } from './fixture.ts'

const keys =
  `ContactGroupID Name Status Contacts ContactID TrackingCategoryID Options Code Type Class TaxType Description
  BankAccountNumber EnablePaymentsToAccount TaxComponents Rate IsCompound ReportTaxType ItemID SalesDetails
  PurchaseDetails UnitPrice AccountCode COGSAccountCode InventoryAssetAccountCode IsSold SalesTrackingCategories
  TrackingCategoryName TrackingOptionName SalesDefaultAccountCode DefaultCurrency PaymentTerms name contactId
  estimateAmount deadlineUtc status rate currency value chargeType estimateMinutes userId taskId dateUtc duration
  description __proto__ constructor`.split(/\s+/)

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    'ACTIVE',
    'ARCHIVED',
    'DELETED',
    'EXPENSE',
    'BANK',
    'OUTPUT',
    'TAX001',
    '200',
    'SGD',
    'TIME',
    'CLOSED',
    '2026-11-30T10:00:00Z',
    null,
    '',
    true,
    -1,
    0,
    1e300,
    0.00005,
  ),
  fc.string({ maxLength: 12 }),
  fc.double(),
)

const { document } = fc.letrec<{ document: unknown; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('document'), fc.array(tie('document'), { maxLength: 3 })),
  document: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }),
}))

test('whatever is sent to groups, settings, items and projects, the answer is one Xero could give', async () => {
  const scope = 'openid accounting.contacts accounting.settings projects'
  const world = await createWorld({ scope, quotas: false })
  const id = async (path: string, body: unknown, ...at: (string | number)[]) =>
    String((await world.api('PUT', path, body)).at(...at))
  const group = await id('ContactGroups', { Name: 'G' }, 'ContactGroups', 0, 'ContactGroupID')
  const category = await id(
    'TrackingCategories',
    { Name: 'C' },
    'TrackingCategories',
    0,
    'TrackingCategoryID',
  )
  const account = await id('Accounts', { Code: '9', Name: 'N', Type: 'SALES' }, 'Accounts', 0, 'AccountID')
  const root = '/projects.xro/2.0/Projects'
  const made = await world.api('POST', root, { name: 'P', contactId: world.id('acme') })
  const project = `${root}/${made.at('projectId')}`
  const target = fc.constantFrom(
    'PUT ContactGroups',
    `POST ContactGroups/${group}`,
    `PUT ContactGroups/${group}/Contacts`,
    'PUT TrackingCategories',
    `POST TrackingCategories/${category}`,
    `PUT TrackingCategories/${category}/Options`,
    'PUT Accounts',
    `POST Accounts/${account}`,
    'PUT TaxRates',
    'POST TaxRates',
    'PUT Currencies',
    'PUT Items',
    'POST Items?summarizeErrors=false',
    'PUT Contacts',
    `POST ${root}`,
    `PUT ${project}`,
    `PATCH ${project}`,
    `POST ${project}/Tasks`,
    `POST ${project}/Time`,
  )
  await fc.assert(
    fc.asyncProperty(target, document, async (place, body) => {
      const [method = '', path = ''] = place.split(' ')
      const answer = await world.api(method, path, body)
      expect([200, 201, 204, 400, 404]).toContain(answer.status)
      if (answer.status < 204) expect(() => answer.at('Id')).not.toThrow()
    }),
    { seed: 20261122, numRuns: 700 },
  )
  for (const path of ['ContactGroups', 'TrackingCategories', 'Accounts', 'TaxRates', 'Currencies', 'Items'])
    expect((await world.api('GET', `${path}?order=Name`)).status).toBeLessThan(401)
  expect((await world.api('GET', root)).status).toBe(200)
})
