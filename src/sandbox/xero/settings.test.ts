import { expect, test } from 'vitest'
import type { XeroSeed } from '../seed.ts'
import { createWorld, smallSeed, type World } from './fixture.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings accounting.invoices'
const open = () => createWorld({ scope, quotas: false })

async function inCountry(countryCode: string, baseCurrency: string): Promise<World> {
  const world = await createWorld({ quotas: false, connect: false })
  world.xero.reset()
  const organisation: XeroSeed['organisation'] = { ...smallSeed.organisation, countryCode, baseCurrency }
  world.xero.seed({ organisation, users: smallSeed.users, contacts: [], invoices: [] }, new Map())
  await world.connect(scope)
  return world
}

const column = (answer: { at(...path: (string | number)[]): unknown }, key: string, field: string) => {
  const rows = answer.at(key)
  return Array.isArray(rows) ? rows.map((row: unknown) => Object(row)[field]) : []
}

test.each([
  ['AU', 'AUD', 'OUTPUT', 10],
  ['NZ', 'NZD', 'OUTPUT2', 15],
  ['GB', 'GBP', 'OUTPUT2', 20],
])('%s has its chart and its tax rates', async (country, currency, type, percent) => {
  const world = await inCountry(country, currency)
  const rate = await world.api('GET', `TaxRates/${type}`)
  expect(rate.at('TaxRates', 0, 'EffectiveRate')).toBe(percent)
  const accounts = await world.api('GET', `Accounts?where=${encodeURIComponent('Code=="200"')}`)
  expect(accounts.at('Accounts', 0, 'TaxType')).toBe(type)
  const all = await world.api('GET', 'Accounts')
  const rates = column(await world.api('GET', 'TaxRates'), 'TaxRates', 'TaxType')
  expect(column(all, 'Accounts', 'TaxType').every((used) => rates.includes(used))).toBe(true)
  expect(column(all, 'Accounts', 'SystemAccount')).toContain('DEBTORS')
  const codes = column(all, 'Accounts', 'Code')
  expect(new Set(codes).size).toBe(codes.length)
})

test('trap: two accounts in one request are refused (xero §6.1)', async () => {
  const world = await open()
  const account = (code: string) => ({ Code: code, Name: `Account ${code}`, Type: 'EXPENSE' })
  expect((await world.api('PUT', 'Accounts', [account('901'), account('902')])).status).toBe(400)
  expect((await world.api('PUT', 'Accounts', account('901'))).at('Accounts', 0)).toMatchObject({
    Code: '901',
    Class: 'EXPENSE',
    Status: 'ACTIVE',
  })
})

test.each([
  [{ Code: '200', Name: 'New', Type: 'EXPENSE' }, 'Please enter a unique Code.'],
  [{ Code: '999', Name: 'sales', Type: 'EXPENSE' }, 'Please enter a unique Name.'],
  [{ Code: '999', Name: 'New', Type: 'FUN' }, 'valid account type'],
  [{ Code: '12345678901', Name: 'New', Type: 'EXPENSE' }, 'maximum length of 10'],
  [{ Code: '999', Name: 'New', Type: 'BANK' }, 'Bank account number'],
  [{ Code: '999', Name: 'New', Type: 'EXPENSE', TaxType: 'NOPE' }, "'NOPE' does not exist"],
])('an account %j is refused', async (body, message) => {
  const world = await open()
  const answer = await world.api('PUT', 'Accounts', body)
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(message)
})

test('trap: an archived account takes no more lines but stays in the list (xero §4)', async () => {
  const world = await open()
  const found = await world.api('GET', `Accounts?where=${encodeURIComponent('Code=="260"')}`)
  const path = `Accounts/${found.at('Accounts', 0, 'AccountID')}`
  const archived = await world.api('POST', path, { Status: 'ARCHIVED', Name: 'Ignored' })
  expect(archived.at('Accounts', 0)).toMatchObject({ Status: 'ARCHIVED', Name: 'Other Revenue' })
  const invoice = {
    Type: 'ACCREC',
    Contact: { ContactID: world.id('acme') },
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '260' }],
  }
  expect((await world.api('PUT', 'Invoices', invoice)).text).toContain(
    "Account code '260' is not a valid code for this document.",
  )
  expect((await world.api('GET', path)).at('Accounts', 0, 'Status')).toBe('ARCHIVED')
})

test('system accounts stay; used accounts are not deleted, unused ones are', async () => {
  const world = await open()
  const path = async (code: string) => {
    const found = await world.api('GET', `Accounts?where=${encodeURIComponent(`Code=="${code}"`)}`)
    return `Accounts/${found.at('Accounts', 0, 'AccountID')}`
  }
  expect((await world.api('POST', await path('610'), { Status: 'ARCHIVED' })).text).toContain(
    'System accounts',
  )
  expect((await world.api('DELETE', await path('200'))).text).toContain('with transactions')
  const unused = await path('489')
  expect((await world.api('DELETE', unused)).at('Accounts', 0, 'Status')).toBe('DELETED')
  expect((await world.api('GET', unused)).status).toBe(404)
})

test('trap: custom tax rates are called TAX001 and up, names may change while TaxType stays (xero §8.4)', async () => {
  const world = await open()
  const rate = {
    Name: 'Luxury',
    ReportTaxType: 'OUTPUT',
    TaxComponents: [
      { Name: 'Base', Rate: 10 },
      { Name: 'On top', Rate: 5, IsCompound: true },
    ],
  }
  const made = await world.api('PUT', 'TaxRates', rate)
  expect(made.at('TaxRates', 0)).toMatchObject({ TaxType: 'TAX001', EffectiveRate: 15.5, DisplayTaxRate: 15 })
  const renamed = await world.api('POST', 'TaxRates', { TaxType: 'OUTPUT', Name: 'GST we charge' })
  expect(renamed.at('TaxRates', 0)).toMatchObject({
    TaxType: 'OUTPUT',
    Name: 'GST we charge',
    EffectiveRate: 10,
  })
  expect((await world.api('POST', 'TaxRates', { TaxType: 'OUTPUT', Status: 'DELETED' })).status).toBe(400)
  expect((await world.api('PUT', 'TaxRates', { ...rate, Name: 'luxury' })).text).toContain('already exists')
})

test('a custom tax rate works on a line until it is deleted', async () => {
  const world = await open()
  const TaxComponents = [{ Name: 'Levy', Rate: 25 }]
  await world.api('PUT', 'TaxRates', { Name: 'Levy', ReportTaxType: 'OUTPUT', TaxComponents })
  const invoice = () =>
    world.api('PUT', 'Invoices', {
      Type: 'ACCREC',
      Contact: { ContactID: world.id('acme') },
      LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'TAX001' }],
    })
  expect((await invoice()).at('Invoices', 0, 'TotalTax')).toBe(25)
  await world.api('POST', 'TaxRates', { TaxType: 'TAX001', Status: 'DELETED' })
  expect((await invoice()).status).toBe(400)
})

test('currencies are added one code at a time, known ones only', async () => {
  const world = await open()
  expect((await world.api('PUT', 'Currencies', { Code: 'SGD' })).at('Currencies', 0)).toEqual({
    Code: 'SGD',
    Description: 'Singapore Dollar',
  })
  expect((await world.api('PUT', 'Currencies', { Code: 'SGD' })).status).toBe(400)
  expect((await world.api('PUT', 'Currencies', { Code: 'QQQ' })).status).toBe(400)
  expect(column(await world.api('GET', 'Currencies'), 'Currencies', 'Code')).toEqual(['AUD', 'USD', 'SGD'])
})

test('CIS settings exist in the UK only', async () => {
  const world = await open()
  expect((await world.api('GET', `Contacts/${world.id('acme')}/CISSettings`)).status).toBe(404)
  const uk = await inCountry('GB', 'GBP')
  const made = await uk.api('PUT', 'Contacts', { Name: 'Builder' })
  const path = `Contacts/${made.at('Contacts', 0, 'ContactID')}/CISSettings`
  expect((await uk.api('GET', path)).at('CISSettings', 0, 'CISEnabled')).toBe(false)
})

test('one branding theme by id', async () => {
  const world = await open()
  const id = (await world.api('GET', 'BrandingThemes')).at('BrandingThemes', 0, 'BrandingThemeID')
  expect((await world.api('GET', `BrandingThemes/${id}`)).at('BrandingThemes', 0, 'SortOrder')).toBe(0)
  expect((await world.api('GET', `BrandingThemes/${world.id('acme')}`)).status).toBe(404)
})
