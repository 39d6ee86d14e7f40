import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactPage } from '#api/contacts.ts'
import { defined } from '#core/assert.ts'
import { auditPage } from './audit.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

describe('facts written into Capsule, and the link from Xero to Capsule', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: Complaints

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(30_000)
    complaints = complaintsOf(context)
    page = await context.newPage()
    await joinBoth(page, product)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const linkedParty = async (): Promise<string> => {
    const answer = await page.request.get(`${product.url}/api/contacts?limit=50`)
    const { rows } = ContactPage.parse(await answer.json())
    return defined(rows.find(({ state }) => state === 'linked')?.key, 'somebody is linked').slice(1)
  }

  test('what would be written is shown, and then written', async () => {
    await page.goto(`${product.url}/rules`)
    const section = page.getByRole('region', { name: 'Facts in Capsule' })
    await section.getByRole('switch', { name: /^Outstanding/ }).press('Space')
    await section.getByRole('switch', { name: /^Tag customers/ }).press('Space')
    await section.getByRole('button', { name: 'Show what would be written' }).click()
    const dialog = page.getByRole('dialog', { name: 'What would be written' })
    await dialog.getByText('Adds 1 custom field in Capsule: Outstanding.').waitFor()
    await dialog.getByText(/^About \d+ calls to Capsule now/).waitFor()
    await dialog.getByRole('button', { name: 'Save and write it' }).click()
    await page.getByText('The switches are saved.').waitFor()
    await page.goto(`${product.url}/activity`)
    await page
      .getByText(/Wrote figures on \d+ records in Capsule/)
      .first()
      .waitFor()
    expect(complaints.take()).toEqual([])
  })

  test('the link on a Xero contact leads to its record in Capsule', async () => {
    const party = await linkedParty()
    await page.goto(`${product.url}/go/xero-contact?code=${party}&id=`)
    await page.waitForURL(`${product.capsuleUrl}/party/${party}`)
  })

  test('a code nobody knows is said to be unknown', async () => {
    await page.goto(`${product.url}/go/xero-contact?code=nobody&id=`)
    await page.getByText('There is no such customer here').waitFor()
    expect(await auditPage(page, 'from-xero')).toEqual([])
  })

  test('the way is kept through signing in', async () => {
    const party = await linkedParty()
    await page.request.post(`${product.url}/api/sign-out`, { headers: { origin: product.url } })
    await page.goto(`${product.url}/go/xero-contact?code=${party}&id=`)
    await page.getByRole('button', { name: 'Sign in with Capsule' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${product.capsuleUrl}/party/${party}`)
  })
})
