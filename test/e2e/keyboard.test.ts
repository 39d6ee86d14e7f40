import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

describe('without a mouse', () => {
  let product: Product
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    page.setDefaultTimeout(20_000)
    await joinBoth(page, product)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const focusedKey = () =>
    page.evaluate(() => document.activeElement?.closest('[data-contact]')?.getAttribute('data-contact'))

  test('g c opens the contacts, j and k move, Enter opens, g c returns', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL(/\/contacts$/)
    await page.locator('[data-contact]').nth(2).waitFor()
    const keys = await page
      .locator('[data-contact]')
      .evaluateAll((rows) => rows.slice(0, 3).map((row) => row.getAttribute('data-contact')))
    for (const expected of [keys[0], keys[1], keys[2]]) {
      await page.keyboard.press('j')
      expect(await focusedKey()).toBe(expected)
    }
    await page.keyboard.press('k')
    expect(await focusedKey()).toBe(keys[1])
    expect(await outlineOf(page)).toBeGreaterThan(0)

    await page.keyboard.press('Enter')
    await page.waitForURL(`**/contacts/${keys[1]}`)
    await page.getByRole('region', { name: 'Invoices' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL(/\/contacts$/)
    await page.locator(`[data-contact="${keys[0]}"]`).waitFor()
  })

  test('/ puts the cursor into the search, and what is typed filters the list', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('ironbark')
    await page.waitForURL(/q=ironbark/)
    await expect
      .poll(() => page.locator('[data-contact]').allTextContents())
      .toSatisfy(
        (rows: string[]) => rows.length > 0 && rows.every((row) => /ironbark|raman|achterberg/i.test(row)),
      )
  })

  test('the palette finds a contact and a page', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('blue gum')
    await page
      .getByRole('option', { name: /Blue Gum/ })
      .first()
      .waitFor()
    await expect.poll(() => page.getByRole('option', { selected: true }).textContent()).toMatch(/Blue Gum/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Blue Gum/ }).waitFor()

    await page.keyboard.press('Control+k')
    await page.keyboard.type('sett')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/settings$/)
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  })

  test('the first Tab offers to skip to the content, and does', async () => {
    await page.goto(`${product.url}/contacts`)
    await page.locator('[data-contact]').first().waitFor()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to content' })
    expect(await skip.evaluate((node) => node === document.activeElement)).toBe(true)
    expect(await skip.evaluate((node) => getComputedStyle(node).clipPath)).toBe('none')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('#main') !== null)).toBe(true)
  })

  test('every stop of the Tab key is visible and shows where it is', async () => {
    await page.goto(product.url)
    await page.locator('a[href^="/contacts/"]').first().waitFor()
    const seen = new Set<string>()
    for (let stop = 0; stop < 40; stop++) {
      await page.keyboard.press('Tab')
      const name = await page.evaluate(() => {
        const node = document.activeElement
        return node && node !== document.body ? `${node.tagName} ${node.textContent || node.ariaLabel}` : ''
      })
      if (name === '' || (seen.has(name) && name.includes('Skip'))) break
      seen.add(name)
      expect({ name, outlined: (await outlineOf(page)) > 0 }).toEqual({ name, outlined: true })
    }
    expect(seen.size).toBeGreaterThan(12)
  })
})

/** Width in pixels of what shows the focus: the outline of the focused element. */
const outlineOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const node = document.activeElement
    if (!node) return 0
    const { outlineStyle, outlineWidth } = getComputedStyle(node)
    return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
  })
