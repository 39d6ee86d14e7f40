import { expect, test } from 'vitest'
import { createWorld, reply } from './fixture.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings accounting.invoices'
const open = () => createWorld({ scope, quotas: false })

test.each([
  [{ SalesDefaultAccountCode: '999' }, "Account code '999'"],
  [{ PurchasesDefaultAccountCode: '610' }, "Account code '610'"],
  [{ AccountsReceivableTaxType: 'NOPE' }, "The TaxType code 'NOPE'"],
  [{ SalesDefaultLineAmountType: 'SOMETIMES' }, 'SalesDefaultLineAmountType is not valid'],
  [{ DefaultCurrency: 'GBP' }, 'Organisation is not subscribed to currency GBP'],
  [{ SalesTrackingCategories: [{ TrackingCategoryName: 'Region' }] }, "tracking category 'Region'"],
])(
  'trap: a contact default that the organisation does not have is refused: %j (xero §7)',
  async (extra, message) => {
    const world = await open()
    const answer = await world.api('PUT', 'Contacts', { Name: 'Fresh', ...extra })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(message)
  },
)

test('defaults and default tracking are kept, a list that is sent replaces', async () => {
  const world = await open()
  const made = await world.api('PUT', 'TrackingCategories', { Name: 'Region' })
  const path = `TrackingCategories/${made.at('TrackingCategories', 0, 'TrackingCategoryID')}/Options`
  await world.api('PUT', path, { Options: [{ Name: 'North' }, { Name: 'South' }] })
  const tracking = (name: string) => [{ TrackingCategoryName: 'region', TrackingOptionName: name }]
  const contact = {
    ContactID: world.id('acme'),
    SalesDefaultAccountCode: '200',
    DefaultCurrency: 'USD',
    PaymentTerms: { Sales: { Day: 14, Type: 'DAYSAFTERBILLDATE' } },
    SalesTrackingCategories: tracking('north'),
  }
  await world.api('POST', 'Contacts', contact)
  await world.api('POST', 'Contacts', { ContactID: world.id('acme'), FirstName: 'A' })
  const read = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(read.at('Contacts', 0)).toMatchObject({
    SalesDefaultAccountCode: '200',
    DefaultCurrency: 'USD',
    PaymentTerms: { Sales: { Day: 14 } },
    SalesTrackingCategories: [{ TrackingCategoryName: 'Region', TrackingOptionName: 'North' }],
    PurchasesTrackingCategories: [],
  })
  const changed = { ContactID: world.id('acme'), SalesTrackingCategories: tracking('South') }
  const after = await world.api('POST', 'Contacts', changed)
  expect(after.at('Contacts', 0, 'SalesTrackingCategories', 0, 'TrackingOptionName')).toBe('South')
  const list = await world.api('GET', 'Contacts?page=1')
  expect(list.at('Contacts', 0, 'SalesTrackingCategories')).toBeUndefined()
})

test('trap: a contact under a GDPR request takes no documents and no edits (xero §7)', async () => {
  const world = await open()
  await world.form(`/app/contacts/${world.id('birch')}/erase`, {})
  const read = await world.api('GET', `Contacts/${world.id('birch')}`)
  expect(read.at('Contacts', 0, 'ContactStatus')).toBe('GDPRREQUEST')
  const edit = await world.api('POST', 'Contacts', { ContactID: world.id('birch'), FirstName: 'B' })
  expect(edit.status).toBe(400)
  const lines = [{ Description: 'x' }]
  const invoice = { Type: 'ACCREC', Contact: { ContactID: world.id('birch') }, LineItems: lines }
  expect((await world.api('PUT', 'Invoices', invoice)).status).toBe(400)
})

test('trap: the custom contact link fills in the code, or a blank where there is none (xero §12)', async () => {
  const world = await open()
  const pattern = 'https://crm.example/go?code={!CONTACTCODE}&id={!CONTACTID}'
  await world.form('/app/settings/contact-link', { name: 'Open in CRM', pattern })
  const page = async (key: string) =>
    (await world.page(`/app/!Ab1c2/contacts/contact/${world.id(key)}`)).text.replaceAll('&amp;', '&')
  expect(await page('acme')).toContain(`href="https://crm.example/go?code=4711&id=${world.id('acme')}"`)
  expect(await page('birch')).toContain(`href="https://crm.example/go?code=&id=${world.id('birch')}"`)
})

test('a link that leads nowhere is refused, an empty one goes', async () => {
  const world = await open()
  const save = (name: string, pattern: string) => world.form('/app/settings/contact-link', { name, pattern })
  expect((await save('Bad', 'javascript:alert(1)')).headers.get('location')).toContain('problem=')
  await save('CRM', 'http://crm.example/{!CONTACTCODE}')
  expect((await world.page('/app/!Ab1c2/settings')).text).toContain('value="CRM"')
  await save('', '')
  expect((await world.page('/app/!Ab1c2/settings')).text).not.toContain('value="CRM"')
})

test('the Projects add-on ends and comes back on the settings page', async () => {
  const world = await createWorld({ scope: `${scope} projects` })
  await world.form('/app/settings/projects', { on: 'no' })
  expect((await world.api('GET', '/projects.xro/2.0/Projects')).status).toBe(401)
  await world.form('/app/settings/projects', { on: 'yes' })
  expect((await world.api('GET', '/projects.xro/2.0/Projects')).status).toBe(200)
})

test('the settings page is found without knowing the short code', async () => {
  const world = await open()
  const answer = await reply(await world.xero.fetch(new Request('http://localhost:4002/app/settings')))
  expect(answer.headers.get('location')).toContain('/settings')
})

test('trap: where on an invoice reaches every field of its contact (xero §5)', async () => {
  const world = await open()
  const found = async (where: string) => {
    const answer = await world.api('GET', `Invoices?where=${encodeURIComponent(where)}`)
    return answer.at('Invoices', 0, 'InvoiceNumber') ?? answer.at('Type') ?? null
  }
  expect(await found('Contact.EmailAddress=="ACCOUNTS@acme.example"')).toBe('INV-0100')
  expect(await found('Contact.ContactStatus=="ACTIVE" AND Contact.ContactNumber=="4711"')).toBe('INV-0100')
  expect(await found('Contact.Name.StartsWith("acme cafe")')).toBe('INV-0100')
  expect(await found('Contact.EmailAddress.StartsWith("a")')).toBe('QueryParseException')
  expect(await found('Contact.Shoe=="42"')).toBe('QueryParseException')
})
