import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InvoicePage } from '#api/invoices.ts'
import { auditPage } from './audit.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

describe('the Invoices page', () => {
  let product: Product
  let browser: Browser
  let page: Page
  let complaints: Complaints

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    })
    complaints = complaintsOf(context)
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await joinBoth(page, product)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const api = async (query = '') =>
    InvoicePage.parse(await (await page.request.get(`${product.url}/api/invoices?${query}`)).json())
  const open = async (query = '') => {
    await page.goto(`${product.url}/invoices${query}`)
    await page.locator('[data-document]').first().waitFor()
  }
  const searchNow = () => new URL(page.url()).searchParams
  const shownTotal = (n: number) => page.getByRole('status').filter({ hasText: new RegExp(`\\b${n}\\b`) })

  test('a filter is in the address, and list, sums and number of documents follow it', async () => {
    await page.getByRole('link', { name: 'Invoices', exact: true }).click()
    await page.locator('[data-document]').first().waitFor()
    const all = await api()
    await page.getByText('Overdue', { exact: false }).locator('visible=true').first().waitFor()
    await page.getByRole('group', { name: 'States' }).getByText('Overdue').click()
    await expect.poll(() => searchNow().get('state')).toBe('overdue')
    const overdue = await api('state=overdue')
    expect(overdue.total).toBeGreaterThan(0)
    expect(overdue.total).toBeLessThan(all.total)
    await shownTotal(overdue.total).waitFor()
    expect(await page.locator('[data-document]:not([data-state="overdue"])').count()).toBe(0)
    expect(await page.getByRole('region', { name: 'Totals' }).getByRole('row').count()).toBe(
      overdue.totals.length + 1,
    )

    await page
      .getByRole('textbox', { name: 'Search invoices' })
      .or(page.getByRole('searchbox'))
      .fill('nobody at all')
    await page.getByRole('heading', { name: 'No document matches' }).waitFor()
    await page.getByRole('link', { name: 'Clear all filters' }).click()
    await shownTotal(all.total).waitFor()
    expect(complaints.take()).toEqual([])
  })

  test('a cell of the ageing leads to its documents', async () => {
    await open()
    await page.getByText('Ageing', { exact: true }).click()
    await page.getByText('Owner', { exact: true }).locator('visible=true').first().click()
    const region = page.getByRole('region', { name: 'Ageing' })
    await region.getByRole('columnheader', { name: 'Owner' }).waitFor()
    const cell = region.getByRole('link', { name: /days late: / }).first()
    const documents = Number(
      /^\d+/.exec((await cell.locator('[title]').first().getAttribute('title')) ?? '')?.[0],
    )
    await cell.locator('[title]').first().click()
    await page.locator('[data-document]').first().waitFor()
    expect(searchNow().get('late')).toMatch(/^(days|over)/)
    await shownTotal(documents).waitFor()
  })

  test('a view is saved, opened by its key, and removed', async () => {
    await open('?state=overdue&sort=left')
    await page.getByRole('button', { name: 'Save this view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Largest overdue')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const view = page.getByRole('link', { name: /^Largest overdue/ })
    await view.waitFor()
    await open()
    await view.waitFor()
    await page.locator('body').press('1')
    await expect.poll(() => searchNow().get('sort')).toBe('left')
    await page.getByRole('button', { name: 'Remove “Largest overdue”' }).click()
    await view.waitFor({ state: 'detached' })
    expect(complaints.take()).toEqual([])
  })

  test('the export has every document of the filter, not only the page', async () => {
    const csv = await page.request.get(`${product.url}/api/invoices/export?format=csv&state=overdue`)
    const overdue = await api('state=overdue')
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(overdue.total + 1)
    const xlsx = await page.request.get(`${product.url}/api/invoices/export?format=xlsx`)
    expect((await xlsx.body()).subarray(0, 2).toString()).toBe('PK')
  })

  test('a payment in Xero shows by itself', async () => {
    await open('?state=overdue&sort=left')
    const { rows, total } = await api('state=overdue&sort=left')
    const [row] = rows
    const paid = await fetch(`${product.xeroUrl}/app/invoices/${row?.id}/payments`, {
      method: 'POST',
      body: new URLSearchParams({ amount: String((row?.left?.minor ?? 0) / 100) }),
      redirect: 'manual',
    })
    expect(paid.status).toBe(303)
    await shownTotal(total - 1).waitFor()
  })

  test('nothing is wrong with it in either scheme, at either width', async () => {
    const found: string[] = []
    await open()
    found.push(...(await auditPage(page, 'invoices')))
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.locator('body').press('f')
    await page.getByRole('region', { name: 'All filters' }).getByText('Overdue by').waitFor()
    found.push(...(await auditPage(page, 'invoices-filters')))
    await page.goto(`${product.url}/invoices?show=ageing&by=owner`)
    await page.getByRole('region', { name: 'Ageing' }).getByRole('table').waitFor()
    found.push(...(await auditPage(page, 'invoices-ageing')))
    await page.goto(`${product.url}/invoices?q=nobody+at+all`)
    await page.getByRole('heading', { name: 'No document matches' }).waitFor()
    found.push(...(await auditPage(page, 'invoices-empty')))
    await page.route('**/api/invoices?*', (route) => route.fulfill({ status: 500, body: '{}' }))
    await page.goto(`${product.url}/invoices`)
    await page.getByRole('alert').waitFor()
    found.push(...(await auditPage(page, 'invoices-failing')))
    expect(found).toEqual([])
  })
})
