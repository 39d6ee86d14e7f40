import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Comparison, type Run } from '#api/runs.ts'
import { auditPage } from './audit.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { connectCapsule, connectXero, planShown, runDone } from './steps.ts'

/** One installation from empty to lost, each page looked at when it has something to show. */
describe('every page in both schemes, wide and narrow: accessible, nothing cut off, no errors', () => {
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

  /** The answer the server gives while a run is in this state, for a page that must stand still. */
  const answerWhile = async (state: Run['state'], ready: (run: Run) => boolean): Promise<string> => {
    let text = ''
    await expect
      .poll(
        async () => {
          text = await (await page.request.get(`${product.url}/api/comparison`)).text()
          const { run } = Comparison.parse(JSON.parse(text))
          return run !== null && run.state === state && ready(run)
        },
        { interval: 20, timeout: 20_000 },
      )
      .toBe(true)
    return text
  }
  const standStill = async (body: string, look: () => Promise<void>) => {
    await page.route('**/api/comparison', (route) => route.fulfill({ body, contentType: 'application/json' }))
    await open('/comparison')
    await look()
    await page.unroute('**/api/comparison')
  }

  test('welcome', async () => {
    await open('/')
    await page.getByRole('button', { name: 'Connect Capsule' }).waitFor()
    await audit('welcome')
  })

  test('set-up of the apps', async () => {
    await open('/setup')
    await heading('Set up the two sides')
    await page.getByText('redirect URL').first().waitFor()
    await audit('setup')
  })

  test('connections, one side to go', async () => {
    await connectCapsule(page, product)
    await page.getByRole('button', { name: 'Connect Xero', exact: true }).waitFor()
    await audit('connections-half')
  })

  test('comparison: nothing yet', async () => {
    await open('/comparison')
    await page.getByText('Nothing to compare yet').waitFor()
    await audit('comparison-empty')
  })

  test('overview, contacts and review before there is anything', async () => {
    await open('/')
    await page.getByText('Connect Xero to see invoices').waitFor()
    await audit('overview-empty')
    await open('/contacts')
    await page.getByText('No contacts yet').waitFor()
    await audit('contacts-empty')
    await open('/review')
    await page.getByText('Nothing needs you').waitFor()
    await audit('review-empty')
  })

  test('comparison: reading', async () => {
    await product.control('faults', {
      vendor: 'xero',
      kind: 'slow',
      path: '/Invoices',
      delayMs: 700,
      times: 1,
    })
    await open('/connections')
    await connectXero(page)
    const answer = await answerWhile('reading', (run) => run.progress !== null && run.progress > 0)
    await standStill(answer, async () => {
      await heading('Comparing both sides')
      await audit('comparison-reading')
    })
  })

  test('comparison: planned, with its samples open', async () => {
    await open('/comparison')
    await planShown(page)
    const closed = page.getByRole('button', { expanded: false, name: /samples?:|^Show:/ })
    while ((await closed.count()) > 0) await closed.first().click()
    await page.locator('.pair').first().waitFor()
    await audit('comparison-planned')
  })

  test('comparison: applying, then done', async () => {
    await product.control('faults', {
      vendor: 'capsule',
      kind: 'slow',
      method: 'PUT',
      delayMs: 200,
      times: 12,
    })
    await page.getByRole('button', { name: 'Start' }).click()
    const answer = await answerWhile('applying', (run) =>
      run.steps.some(({ id, done }) => id === 'capsule_writes' && done > 3),
    )
    await standStill(answer, async () => {
      await heading('Linking your contacts')
      await audit('comparison-applying')
    })
    await open('/comparison')
    await runDone(page)
    await page.locator('[data-document]').first().waitFor()
    await audit('comparison-done')
  })

  test('overview', async () => {
    await open('/')
    await page.getByText('In step').first().waitFor()
    await page.locator('a[href^="/contacts/"]').first().waitFor()
    await audit('overview')
  })

  test('contacts', async () => {
    await open('/contacts')
    await page.locator('[data-contact]').first().waitFor()
    await audit('contacts')
    await open('/contacts?q=zzzz')
    await page.getByText('No contact matches').waitFor()
    await audit('contacts-none')
  })

  test('contact with a long panel, lines open; contact without a counterpart', async () => {
    await open('/contacts?sort=overdue&direction=desc')
    await page.locator('[data-contact] a').first().click()
    await page.locator('[data-document]').first().waitFor()
    await page
      .getByRole('button', { name: /^Lines and payments of/ })
      .first()
      .click()
    await page.getByText('Payments', { exact: false }).first().waitFor()
    await audit('contact')
    await open('/contacts?state=capsule_only')
    await page.locator('[data-contact] a').first().click()
    await page.getByText('Not linked with Xero').waitFor()
    await audit('contact-not-linked')
  })

  test('settings', async () => {
    await open('/settings')
    await page.getByRole('switch', { name: 'Show bills' }).waitFor()
    await audit('settings')
  })

  test('connections, both sides', async () => {
    await open('/connections')
    await page.getByText('Signed in as').nth(1).waitFor()
    await page.getByRole('button', { name: 'App for this side' }).first().click()
    await audit('connections')
  })

  test('no such page, no such contact', async () => {
    await open('/nowhere')
    await heading('Page not found')
    await audit('not-found')
    await open('/contacts/p999999999')
    await heading('Contact not found')
    await audit('contact-not-found', [/status of 404/])
  })

  test('palette and list of keys', async () => {
    await open('/')
    await page.getByText('In step').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Page or contact' }).fill('a')
    await page.getByRole('option').nth(3).waitFor()
    await audit('palette')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Page or contact' }).waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await audit('keys')
  })

  test('access lost: connections and comparison', async () => {
    await product.control('xero/disconnect', {})
    await open('/comparison')
    await page.getByRole('button', { name: 'Compare again' }).click()
    await open('/connections')
    await page.getByText('Access lost').waitFor()
    await audit('connections-lost')
    await open('/comparison')
    await page.getByRole('alert').waitFor()
    await page.getByText('Not moving at the moment').waitFor()
    await audit('comparison-cut-off')
  })

  test('signed out', async () => {
    await context.clearCookies()
    await open('/')
    await page.getByRole('button', { name: 'Sign in with Capsule' }).waitFor()
    await audit('sign-in')
  })
})
