import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Overview } from '#api/overview.ts'
import { demoExpectations } from '#sandbox/seeds/demo.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { connectCapsule, connectXero, planShown, runDone } from './steps.ts'

/** The limit of the promise "an invoice paid in Xero shows at once". */
const liveWithinMs = 2_000

const customer = 'Quokka Street Bakery Pty Ltd'

const Summary = z.object({
  calls: z.number(),
  writes: z.number(),
  endpoints: z.array(z.object({ endpoint: z.string(), writes: z.number() })),
})
const Parties = z.object({
  parties: z.array(z.object({ id: z.number(), type: z.string(), name: z.string().nullish() })),
})

/** One person, one visit: each test goes on where the one before it ended. */
describe('from the address to live invoices', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: Complaints
  const clicks: string[] = []

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(20_000)
    complaints = complaintsOf(context)
    await context.exposeFunction('countClick', (origin: string) => clicks.push(origin))
    await context.addInitScript(
      "addEventListener('click', (event) => event.isTrusted && countClick(location.origin), true)",
    )
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const summary = async () => Summary.parse(await product.control('calls/summary'))

  test('signing in and connecting both sides shows the comparison and writes nothing', async () => {
    await connectCapsule(page, product)
    expect(await page.getByRole('region', { name: 'Account' }).textContent()).toContain('Hannah Whitlock')
    await connectXero(page)
    await planShown(page)

    const outcomes = Object.values(demoExpectations)
    const expected = (outcome: (typeof outcomes)[number]) => outcomes.filter((one) => one === outcome).length
    const shown = async (group: string) =>
      Number(await page.locator(`[data-group="${group}"]`).getAttribute('data-count'))
    expect(await shown('link')).toBe(expected('certain'))
    expect(await shown('nameOnly')).toBe(expected('name_only'))
    expect(await shown('create')).toBe(expected('create'))
    expect(await shown('review')).toBe(expected('review'))
    expect(await shown('skipped')).toBe(expected('skip'))
    expect(await shown('capsuleOnly')).toBeGreaterThan(0)
    expect(await page.getByRole('main').textContent()).toContain('Nothing has been written')

    const { calls, writes, endpoints } = await summary()
    expect(calls).toBeGreaterThan(0)
    expect(writes).toBe(0)
    expect(endpoints.filter(({ endpoint }) => /^(POST|PUT|DELETE) .*resthooks/.test(endpoint))).toEqual([])
  })

  test('starting shows progress, then the invoices of the largest debtor, three clicks of ours in all', async () => {
    // So that there is a while to see the work in.
    await product.control('faults', {
      vendor: 'capsule',
      kind: 'slow',
      method: 'PUT',
      delayMs: 150,
      times: 10,
    })
    expect(await page.getByRole('checkbox', { name: 'Link them too' }).isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('heading', { name: 'Linking your contacts' }).waitFor()
    await page.getByRole('progressbar', { name: 'Whole run' }).waitFor()
    await page
      .locator('[data-step="capsule_writes"]')
      .getByText(/\d+ of \d+/)
      .waitFor()
    await runDone(page)

    const panel = page.getByRole('region', { name: 'Invoices' })
    await panel.locator('[data-document]').first().waitFor()
    expect(clicks.filter((origin) => origin === product.url)).toHaveLength(3)

    const { owing } = Overview.parse(await (await page.request.get(`${product.url}/api/overview`)).json())
    const largest = owing[0]
    expect(largest).toBeDefined()
    await page.getByRole('link', { name: largest?.name ?? '' }).waitFor()
    expect(await page.locator('[data-panel]').getAttribute('data-panel')).toBe(
      largest?.href.replace('/contacts/', ''),
    )
    expect((await summary()).writes).toBeGreaterThan(0)
  })

  test('the contact page marks what is owed with an i, red where it is overdue', async () => {
    await page.getByRole('main').getByRole('link').first().waitFor()
    await page.locator('a[href^="/contacts/p"]').first().click()
    await page.waitForURL(/\/contacts\/p\d+$/)
    const overdue = page.locator('[data-document][data-state="overdue"]')
    await overdue.first().waitFor()

    const danger = await colourOf(page, '--cp-danger')
    for (const row of await overdue.all()) {
      const mark = row.getByRole('img', { name: 'Overdue' })
      expect(await mark.locator('svg.tabler-icon-info-circle').count()).toBe(1)
      // A row that is just being drawn anew has no colour.
      await expect.poll(() => mark.evaluate((node) => getComputedStyle(node).color)).toBe(danger)
      expect(await row.textContent()).toMatch(/\d+ days? late/)
    }
    const paid = page.locator('[data-document][data-state="paid"]').first()
    expect(await paid.locator('svg.tabler-icon-info-circle').count()).toBe(0)

    for (const heading of ['Number', 'Issued', 'Due', 'Total', 'Amount due']) {
      expect(await page.getByRole('columnheader', { name: heading, exact: true }).count()).toBe(1)
    }
    expect(await overdue.first().textContent()).toMatch(/INV-\d+/)
    expect(await overdue.first().textContent()).toMatch(/AUD/)
  })

  test('an invoice paid in Xero changes the open panel within two seconds, without a reload', async () => {
    const row = page.locator('[data-document][data-state="overdue"]').first()
    const id = await row.getAttribute('data-document')
    const address = await row.getByRole('link', { name: /in Xero$/ }).getAttribute('href')
    const xero = await context.newPage()
    await xero.goto(address ?? '')
    await xero.getByRole('button', { name: 'Record payment' }).waitFor()
    const sumBefore = await page.getByRole('region', { name: 'Invoices' }).locator('dd').first().textContent()

    await page.evaluate("window.stillHere = 'yes'")
    let navigations = 0
    page.on('framenavigated', () => navigations++)
    await xero.getByRole('button', { name: 'Record payment' }).click({ noWaitAfter: true })
    await page.locator(`[data-document="${id}"][data-state="paid"]`).waitFor({ timeout: liveWithinMs })

    expect(await page.locator(`[data-document="${id}"]`).getByRole('img', { name: 'Paid' }).count()).toBe(1)
    await expect
      .poll(() => page.getByRole('region', { name: 'Invoices' }).locator('dd').first().textContent())
      .not.toBe(sumBefore)
    expect(await page.evaluate('window.stillHere')).toBe('yes')
    expect(navigations).toBe(0)
    await xero.close()
  })

  test('an invoice for an unknown customer creates the Capsule organisation and shows there', async () => {
    const xero = await context.newPage()
    await xero.goto(product.xeroUrl)
    await xero.getByRole('link', { name: 'New invoice' }).click()
    await xero.getByLabel('Contact (existing or new)').fill(customer)
    await xero.getByLabel('Description, line 1').fill('Deck oven, installed')
    await xero.getByLabel('Quantity, line 1').fill('1')
    await xero.getByLabel('Price, line 1').fill('4200')
    await xero.getByRole('button', { name: 'Save and approve' }).click()
    const number = /INV-\d+/.exec((await xero.getByRole('heading', { level: 1 }).textContent()) ?? '')?.[0]
    expect(number).toBeDefined()
    await xero.close()

    await expect.poll(() => partiesNamed(product, customer), { timeout: 15_000 }).toHaveLength(1)
    const [party] = await partiesNamed(product, customer)
    expect(party?.type).toBe('organisation')

    await page.goto(`${product.url}/contacts/p${party?.id}`)
    await page.getByRole('heading', { name: customer, level: 1 }).waitFor()
    const row = page.locator('[data-document]')
    await row.first().waitFor()
    expect(await row.count()).toBe(1)
    expect(await row.getAttribute('data-state')).toBe('outstanding')
    expect(await row.textContent()).toContain(number)
    const mark = row.getByRole('img', { name: 'Outstanding' })
    expect(await mark.locator('svg.tabler-icon-info-circle').count()).toBe(1)
    expect(await mark.evaluate((node) => getComputedStyle(node).color)).toBe(
      await colourOf(page, '--cp-accent'),
    )
  })

  test('nothing was complained about on the way', () => {
    expect(complaints.list).toEqual([])
  })
})

/** A colour of the theme as computed styles spell it. */
const colourOf = (page: Page, variable: string): Promise<string> =>
  page.evaluate((name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(${name})`
    document.body.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }, variable)

async function partiesNamed(product: Product, name: string) {
  const response = await fetch(`${product.capsuleUrl}/api/v2/parties/search?q=${encodeURIComponent(name)}`, {
    headers: { authorization: 'Bearer sandbox-pat' },
  })
  return Parties.parse(await response.json()).parties.filter((party) => party.name === name)
}
