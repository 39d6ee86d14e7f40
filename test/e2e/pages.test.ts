import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactPage } from '#api/contacts.ts'
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

  const partyCalled = async (q: string): Promise<string> => {
    const response = await page.request.get(`${product.url}/api/contacts?q=${q}&state=linked`)
    const key = ContactPage.parse(await response.json()).rows[0]?.key
    if (key === undefined) throw new Error(`the demo has no linked ${q}`)
    return key.slice(1)
  }

  test('contact with invoices, credit and quotes', async () => {
    await open(`/contacts/p${await partyCalled('blue+gum')}`)
    await page.getByText('Credit to use').waitFor()
    await page.getByText(/^Credit \d/).click()
    await page.locator('[data-document][data-state="available"]').waitFor()
    await audit('contact-credit')
    await page.getByText(/^Quotes \d/).click()
    await page.locator('[data-document][data-state="draft"]').waitFor()
    await audit('contact-quotes')
    await page.getByRole('button', { name: 'Link to these invoices' }).click()
    await page.getByRole('button', { name: 'Make a link' }).click()
    const address = await page.getByRole('textbox', { name: 'Address' }).inputValue()
    await audit('contact-share')
    const stranger = await browser.newContext({ reducedMotion: 'reduce' })
    const shared = await stranger.newPage()
    await shared.goto(address)
    await shared.getByText('Credit to use').waitFor()
    await stranger.close()
  })

  test('the panel alone, with a document open; its other kinds of documents', async () => {
    await open(`/panel/party/${await partyCalled('blue+gum')}`)
    await page.locator('[data-document]').first().waitFor()
    await page
      .getByRole('button', { name: /^Lines and payments of/ })
      .first()
      .click()
    await page.getByText('Lines', { exact: true }).waitFor()
    await audit('panel')
    await page.getByRole('button', { name: /^Credit/ }).click()
    await audit('panel-credit')
    await open(`/panel/party/${await partyCalled('fernleigh')}`)
    await page.getByRole('button', { name: /^Repeating/ }).click()
    await page.locator('[data-state="active"]').waitFor()
    await audit('panel-repeating')
  })

  test('the panel alone: nobody linked, nobody there, no answer', async () => {
    const response = await page.request.get(`${product.url}/api/contacts?state=capsule_only`)
    const rows = ContactPage.parse(await response.json()).rows
    const organisation = rows.find(({ type }) => type === 'organisation')
    await open(`/panel/party/${organisation?.key.slice(1)}`)
    await page.getByText('Not linked with Xero').waitFor()
    await audit('panel-not-linked')
    await open('/panel/party/999999999')
    await heading('Counterpart knows no such contact.')
    await audit('panel-not-found', [/status of 404/])
    await page.route('**/api/panel/party/1', (route) => route.abort())
    await open('/panel/party/1')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await audit('panel-silent', [/Failed to load resource/])
    await page.unroute('**/api/panel/party/1')
  })

  test('settings', async () => {
    await open('/settings')
    await page.getByRole('radio', { name: 'Hide bills', exact: true }).waitFor()
    await audit('settings')
  })

  test('calls, problems and alerts', async () => {
    await open('/budget')
    await page.getByText('The last 24 hours').first().waitFor()
    await audit('calls')
    await open('/problems')
    await page.getByText('Nothing needs you').waitFor()
    await audit('problems-none')
    await open('/settings/alerts')
    await page.getByRole('button', { name: 'Add a destination' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).waitFor()
    await audit('alerts')
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
    // A page that is left takes the requests with it that have not reached the server.
    const asked = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Compare again' }).click()
    await asked
    await open('/connections')
    await page.getByText('Access lost').waitFor()
    await audit('connections-lost')
    await open(`/panel/party/${await partyCalled('bluegum')}`)
    await page.getByText('What is shown was last known').waitFor()
    await audit('panel-lost')
    await open(`/contacts/p${await partyCalled('bluegum')}`)
    await page.getByText('What is shown was last known').waitFor()
    await audit('contact-lost')
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
    await open('/panel/party/1')
    await page.getByText('Sign in to see the invoices').waitFor()
    await audit('panel-signed-out', [/status of 401/])
  })
})
