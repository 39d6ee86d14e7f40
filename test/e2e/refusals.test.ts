import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Connections } from '#api/connections.ts'
import { ContactPage } from '#api/contacts.ts'
import { Session } from '#api/session.ts'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { connectCapsule, connectXero, planShown } from './steps.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

async function newVisit(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(20_000)
  return { context, page: await context.newPage() }
}

const alertText = async (page: Page): Promise<string> => {
  const alert = page.getByRole('alert').first()
  await alert.waitFor()
  return (await alert.textContent()) ?? ''
}

const connectionsOf = async (page: Page, product: Product) =>
  Connections.parse(await (await page.request.get(`${product.url}/api/connections`)).json()).connections

const contactsOf = async (page: Page, product: Product) =>
  ContactPage.parse(await (await page.request.get(`${product.url}/api/contacts`)).json())

describe('a person says no, a vendor says no', () => {
  let product: Product
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    product = await startProduct()
    ;({ context, page } = await newVisit())
  })
  afterAll(async () => {
    await context?.close()
    await product?.[Symbol.asyncDispose]()
  })

  test('consent refused at Capsule: words, and nobody has claimed anything', async () => {
    await page.goto(product.url)
    await page.getByRole('button', { name: 'Connect Capsule' }).click()
    await page.getByRole('button', { name: 'Refuse' }).click()
    const words = await alertText(page)
    expect(words).toContain('You chose not to allow access')
    expect(words).toContain('nothing was stored')
    const session = await page.request.get(`${product.url}/api/session`)
    expect(Session.parse(await session.json())).toMatchObject({ state: 'new', user: null })
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('')
  })

  test('consent refused at Xero: words, and Xero stays unconnected', async () => {
    await connectCapsule(page, product)
    await page.getByRole('button', { name: 'Connect Xero', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await alertText(page)).toContain('You chose not to allow access')
    expect(await connectionsOf(page, product)).toMatchObject([{ side: 'capsule', state: 'connected' }])
  })

  test('disconnected inside Xero: Connections says so, reconnecting goes on with all records', async () => {
    await connectXero(page)
    await planShown(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('heading', { name: /contacts are linked/ }).waitFor({ timeout: 60_000 })
    const before = await contactsOf(page, product)
    expect(before.byState.linked).toBeGreaterThan(0)

    await product.control('xero/disconnect', {})
    await page.getByRole('button', { name: 'Compare again' }).click()
    await page.getByRole('link', { name: 'Connections', exact: true }).first().click()
    const card = page.getByRole('region', { name: 'Xero' })
    await card.getByText('Access lost').waitFor()
    const words = await alertText(page)
    expect(words).toMatch(/Xero/)
    expect((await contactsOf(page, product)).byState).toEqual(before.byState)

    await card.getByRole('button', { name: 'Reconnect Xero' }).click()
    await page.getByRole('button', { name: 'Allow access' }).click()
    await page.waitForURL(/\/comparison$/)
    await page.getByRole('heading', { name: 'Here is what was found' }).waitFor()
    expect(await connectionsOf(page, product)).toMatchObject([
      { side: 'capsule', state: 'connected' },
      { side: 'xero', state: 'connected', problem: null },
    ])
    expect((await contactsOf(page, product)).byState.linked).toBe(before.byState.linked)
  })

  test('Disconnect asks first, and keeps the records', async () => {
    const before = await contactsOf(page, product)
    await page.goto(`${product.url}/connections`)
    const card = page.getByRole('region', { name: 'Xero' })
    await card.getByRole('button', { name: 'Disconnect' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('All records stay as they are on both sides', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Keep connected' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await connectionsOf(page, product)).toMatchObject([{}, { side: 'xero', state: 'connected' }])

    await card.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect Xero' }).click()
    await card.getByText('Disconnected').waitFor()
    await card.getByRole('button', { name: 'Connect Xero' }).waitFor()
    expect((await contactsOf(page, product)).byState).toEqual(before.byState)
    await page.goto(`${product.url}/contacts?state=linked`)
    await page.locator('[data-contact]').first().waitFor()
  })

  test('a session that has ended leads to the sign-in page, and signing in back', async () => {
    await context.clearCookies()
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('button', { name: 'Sign in with Capsule' }).waitFor()
    await page.getByRole('button', { name: 'Sign in with Capsule' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  test('a person to whom nobody gave a role sees that there is no access yet', async () => {
    const settings = await (await page.request.get(`${product.url}/api/settings`)).json()
    await page.request.put(`${product.url}/api/settings`, {
      data: { ...settings, defaultRole: 'none' },
      headers: { origin: product.url },
    })
    const other = await newVisit()
    await other.page.goto(product.url)
    await other.page.getByRole('button', { name: 'Sign in with Capsule' }).click()
    await other.page.getByRole('radio').nth(1).check()
    await other.page.getByRole('button', { name: 'Allow' }).click()
    await other.page.getByRole('heading', { name: 'Your account has no access yet' }).waitFor()
    const contacts = await other.page.request.get(`${product.url}/api/contacts`)
    expect(contacts.status()).toBe(403)
    await other.context.close()
  })
})

test('a wrong Capsule secret is said in words, and nothing is stored', async () => {
  await using product = await startProduct({ capsule: 'not-the-secret' })
  const { context, page } = await newVisit()
  await page.goto(product.url)
  await page.getByRole('button', { name: 'Connect Capsule' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  const words = await alertText(page)
  expect(words).toContain('The client secret is not accepted')
  expect(words).not.toContain('invalid_client')
  const session = await page.request.get(`${product.url}/api/session`)
  expect(Session.parse(await session.json()).state).toBe('new')
  await context.close()
})

test('a wrong Xero secret is said in words, and Capsule stays connected', async () => {
  await using product = await startProduct({ xero: 'not-the-secret' })
  const { context, page } = await newVisit()
  await connectCapsule(page, product)
  await connectXero(page)
  expect(await alertText(page)).toContain('The client secret is not accepted')
  expect(await connectionsOf(page, product)).toMatchObject([{ side: 'capsule', state: 'connected' }])
  await context.close()
})
