import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DealPage } from '#api/deals.ts'
import { auditPage } from './audit.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

const customer = 'Saltwater & Vine'

/** Each test goes on where the one before it ended. */
describe('deals become invoices', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: Complaints

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(20_000)
    complaints = complaintsOf(context)
    page = await context.newPage()
    await joinBoth(page, product)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const deals = async (show: string): Promise<DealPage> =>
    DealPage.parse(await (await page.request.get(`${product.url}/api/deals?show=${show}`)).json())
  const section = () => page.locator('section[aria-labelledby="deal-rules"]')
  const openCustomer = async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(customer)
    await page
      .getByRole('option', { name: new RegExp(customer) })
      .first()
      .click()
    await page.getByRole('heading', { name: customer, level: 1 }).waitFor()
  }

  test('while nobody wants it, the page and the button say how', async () => {
    await page.goto(`${product.url}/deals`)
    await page.getByText('Deals are not followed').waitFor()
    expect(await auditPage(page, 'deals-off')).toEqual([])
    await openCustomer()
    await page.getByRole('button', { name: 'Add customer invoice' }).click()
    await page.getByText(/An administrator switches it on under Rules/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  })

  test('a rule is saved, and Xero is asked once to allow writing', async () => {
    await page.goto(`${product.url}/rules`)
    await section().getByRole('button', { name: 'Add a rule' }).click()
    await section().getByRole('switch', { name: 'Add customer invoice' }).press('Space')
    await section().getByText('Xero has to allow this once').waitFor()
    expect(await auditPage(page, 'deal-rules')).toEqual([])
    await section().getByRole('button', { name: 'Save' }).click()
    await page.getByText('The rules about deals are saved.').waitFor()
    await page.goto(`${product.url}/connections`)
    await page
      .getByRole('button', { name: /^Reconnect/ })
      .last()
      .click()
    await page.getByRole('button', { name: 'Allow access' }).click()
    await page.waitForURL((url) => url.origin === product.url)
    await expect.poll(async () => (await deals('all')).counts.all, { timeout: 20_000 }).toBeGreaterThan(20)
    expect(await deals('all')).toMatchObject({ on: true, mayWrite: true })
  })

  test('a deal won before is made on demand, and shows at once', async () => {
    const before = (await deals('without')).counts.without
    await page.goto(`${product.url}/deals?show=without`)
    const row = page.locator('[data-deal]').filter({ hasText: customer })
    await row.getByRole('button', { name: /^Make it/ }).click()
    // It leaves this list by itself.
    await row.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: /^Made/ }).click()
    await row.getByRole('link', { name: /^Invoice INV-/ }).waitFor()
    await row.getByText('Draft').waitFor()
    expect((await deals('without')).counts.without).toBe(before - 1)
    await page.goto(`${product.url}/deals`)
    await row.first().waitFor()
    expect(await auditPage(page, 'deals')).toEqual([])
  })

  test('an invoice is begun from the customer and opened in Xero', async () => {
    await openCustomer()
    await page.getByRole('button', { name: 'Add customer invoice' }).click()
    const link = page.getByRole('link', { name: 'Open the draft in Xero' })
    await link.waitFor()
    const opened = context.waitForEvent('page')
    await link.click()
    const xero = await opened
    await xero.waitForLoadState()
    expect(xero.url()).toMatch(/\/invoicing\/edit\//)
    expect(await xero.content()).toContain('To be completed')
    await xero.close()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    expect(await auditPage(page, 'contact-deals')).toEqual([])
    expect(complaints.take()).toEqual([])
  })
})
