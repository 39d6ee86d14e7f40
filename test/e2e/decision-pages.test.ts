import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactDetail, ContactPage } from '#api/contacts.ts'
import { createRemote } from '../engine/remote.ts'
import { auditPage } from './audit.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

/** Where people decide, follow what was written, and make rules. */
describe('the pages of decisions in both schemes, wide and narrow: accessible, nothing cut off', () => {
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

  const audit = async (name: string, expected: readonly RegExp[] = []) => {
    const wrong = await auditPage(page, name)
    const unexpected = complaints.take().filter((one) => !expected.some((pattern) => pattern.test(one)))
    await page.setViewportSize({ width: 1440, height: 900 })
    expect([...wrong, ...unexpected]).toEqual([])
  }
  const open = async (path: string) => {
    await page.goto(`${product.url}${path}`)
  }
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()

  const contactOf = async (key: string): Promise<NonNullable<ContactDetail['xero']>> => {
    const response = await page.request.get(`${product.url}/api/contacts/${key}`)
    const { xero } = ContactDetail.parse(await response.json())
    if (!xero) throw new Error(`${key} has no contact`)
    return xero
  }
  /** A customer that the comparison created in Capsule: both sides agree on everything. */
  const agreedParty = async () => {
    const response = await page.request.get(`${product.url}/api/contacts?q=abbotsgrove&state=linked`)
    const key = ContactPage.parse(await response.json()).rows[0]?.key
    if (key === undefined) throw new Error('the demo has no such customer')
    return { key, partyId: Number(key.slice(1)), contactId: (await contactOf(key)).id }
  }

  test('contact with a story open; the dialogs that act on it', async () => {
    await open(`/contacts/${(await agreedParty()).key}`)
    await page.getByRole('button', { name: 'Why is this value here? Name' }).click()
    await page.getByText('See the run').waitFor()
    await audit('contact-story')
    await page.getByRole('button', { name: 'Unlink' }).click()
    await page.getByRole('dialog', { name: /^Unlink/ }).waitFor()
    await audit('contact-unlink')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await open('/contacts?state=xero_only')
    await page
      .locator('[data-contact]')
      .filter({ hasNotText: '(archived)' })
      .first()
      .getByRole('link')
      .click()
    await page.getByRole('button', { name: 'Link to…' }).click()
    await page.getByRole('searchbox', { name: 'Search in Capsule' }).fill('a')
    await page.getByRole('radio').first().check()
    await audit('contact-link')
  })

  test('review: a match', async () => {
    await open('/review?kind=match')
    await page.getByRole('article').waitFor()
    await audit('review-match-list')
    await page.locator('[data-review]').first().click()
    await page.keyboard.press('1')
    await audit('review-match')
    await open('/review?kind=merge')
    await page.getByText('No merges').waitFor()
    await audit('review-none-of-kind')
  })

  test('review: a conflict, an approval and a merge', async () => {
    const { key, partyId, contactId } = await agreedParty()
    const remote = createRemote(product.sandbox, { capsule: product.capsuleUrl, xero: product.xeroUrl })
    const parties = await remote.parties()
    const named = (name: string) => parties.find((one) => one.name === name)?.id ?? 0
    const email = parties.find(({ id }) => id === partyId)?.emailAddresses[0]
    await remote.editParty(partyId, {
      name: 'Abbotsgrove Kitchens',
      emailAddresses: [{ id: email?.id, address: 'kitchen@abbotsgrove.example' }],
    })
    await remote.editContact(contactId, { EmailAddress: 'books@abbotsgrove.example' })
    const [goes, stays] = await Promise.all(
      ['Wok Works', 'Fig & Bay'].map((name) => contactOf(`p${named(name)}`)),
    )
    await remote.inXero(`/app/contacts/${goes?.id}/merge`, { into: stays?.name ?? '' })
    await open(`/contacts/${key}`)
    await page.getByRole('button', { name: 'Re-sync now' }).click()
    await page.getByText('Waits for you').waitFor()
    await audit('contact-conflict')

    await open('/review?kind=conflict')
    await page.locator('[data-review]').first().click()
    await page.getByRole('radio', { name: /Leave both/ }).check()
    await page.keyboard.press('Shift+A')
    await audit('review-conflict')
    await open('/review?kind=approval')
    await page.locator('[data-review]').first().click()
    await page.getByRole('row', { name: /Abbotsgrove Kitchens/ }).waitFor()
    await audit('review-approval')
    await open('/review?kind=merge')
    await page.locator('[data-review]').first().click()
    await page.getByText('Is merged into it').waitFor()
    await audit('review-merge')
    await page.getByRole('button', { name: 'Keep both' }).click()
    await page.getByRole('status', { name: 'Notices' }).getByText(/./).first().waitFor()
    await audit('review-notice')
  })

  test('activity, one run, and what undoing it does', async () => {
    await open('/activity')
    await page.locator('[data-run]').first().waitFor()
    await audit('activity')
    await page.locator('[data-run][data-kind="comparison"] a').click()
    await page.locator('[data-operation]').first().waitFor()
    await audit('activity-run')
    await page.getByRole('button', { name: 'Undo run' }).click()
    await page
      .getByRole('dialog')
      .getByText(/writes? (is|are) undone/)
      .waitFor()
    await audit('activity-undo')
    await open('/activity/00000000-0000-4000-8000-000000000000')
    await heading('Run not found')
    await audit('activity-not-found', [/status of 404/])
  })

  test('rules, as they are and with changes', async () => {
    await open('/rules')
    await page.locator('[data-rule]').first().waitFor()
    await audit('rules')
    await page.getByRole('combobox', { name: 'Direction of e-mail' }).selectOption('both')
    await page.getByRole('checkbox', { name: 'Ask before writing the e-mail' }).check()
    await page.getByLabel('Capsule tag').fill('Hotel')
    await page.getByLabel('Xero contact group').fill('Hotels')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('3 changes, not saved yet').waitFor()
    await audit('rules-changed')
  })

  test.each([
    ['/review', '**/api/reviews**'],
    ['/rules', '**/api/rules'],
    ['/activity', '**/api/activity**'],
  ])('%s while its answer cannot be had', async (path, address) => {
    await page.route(address, (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/json',
        body: '{"error":{"code":"fault","message":"Counterpart could not answer.","next":"Try again."}}',
      }),
    )
    await open(path)
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await audit(`${path.slice(1)}-failing`, [/status of 500/])
    await page.unroute(address)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })
})
