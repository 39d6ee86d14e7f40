import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditPage } from './audit.ts'
import { complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

const password = 'a long enough password'

/** An administrator, a colleague of the Capsule account, and a bookkeeper from outside. */
describe('who may come in, and what they are shown', () => {
  let product: Product
  let browser: Browser
  let hannah: Page
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    hannah = await person()
    await joinBoth(hannah, product)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  async function person(): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(20_000)
    contexts.push(context)
    return context.newPage()
  }

  const audit = async (page: Page, name: string) => {
    const wrong = await auditPage(page, name)
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(wrong).toEqual([])
  }

  test('settings say what everybody sees', async () => {
    await hannah.goto(`${product.url}/settings`)
    await hannah.getByRole('radio', { name: 'Show bills to these roles' }).click()
    await hannah.getByRole('checkbox', { name: 'Finance' }).waitFor()
    await hannah.getByRole('checkbox', { name: 'Viewer' }).last().click()
    await hannah.getByLabel('All others: team').waitFor()
    await audit(hannah, 'settings-all')
    await hannah.getByRole('button', { name: 'Save' }).click()
    await hannah.getByText('Saved.').waitFor()
  })

  test('a colleague sees what Capsule shows them, and no more is offered', async () => {
    const page = await person()
    const complaints = complaintsOf(page.context())
    await page.goto(product.url)
    await page.getByRole('button', { name: 'Sign in with Capsule' }).waitFor()
    await page.getByText('I was invited and do not use Capsule').click()
    await audit(page, 'sign-in-all')
    await page.getByRole('button', { name: 'Sign in with Capsule' }).click()
    await page.getByText('Lachlan Reid').click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
    const offered = await links.allInnerTexts()
    expect(offered).toEqual(expect.arrayContaining(['Overview', 'Contacts', 'Invoices', 'Settings']))
    for (const page of [
      'Review',
      'Problems',
      'Activity',
      'Comparison',
      'Rules & mapping',
      'Connections',
      'People',
    ])
      expect(offered).not.toContain(page)
    await audit(page, 'overview-viewer')
    await page.goto(`${product.url}/contacts`)
    await page.getByRole('row').nth(3).waitFor()
    // Who owes is said, and nothing of how much.
    await page.getByRole('columnheader', { name: 'Owes', exact: true }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Outstanding' }).count()).toBe(0)
    expect(await page.getByRole('table').textContent()).not.toMatch(/AUD|\d\.\d\d/)
    await audit(page, 'contacts-viewer')
    await page.getByRole('row').nth(2).getByRole('link').first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await audit(page, 'contact-viewer')
    expect(complaints.take()).toEqual([])
  })

  test('an administrator gives roles and invites somebody from outside', async () => {
    await hannah.goto(`${product.url}/people`)
    await hannah.getByText('The customers Capsule shows them.').waitFor()
    await audit(hannah, 'people')
    await hannah.getByLabel('Role of Lachlan Reid').selectOption('finance')
    await expect.poll(() => hannah.getByLabel('Role of Lachlan Reid').inputValue()).toBe('finance')
    await hannah.getByLabel('Role of Hannah Whitlock').selectOption('viewer')
    await hannah.getByText('There has to be one administrator at least.').waitFor()

    await hannah.getByRole('button', { name: 'Invite somebody else' }).click()
    await hannah.getByRole('textbox', { name: 'Name' }).fill('Ines Accounts')
    await hannah.getByRole('textbox', { name: 'E-mail' }).fill('ines@books.example')
    await hannah.getByRole('radio', { name: 'E-mail and password' }).click()
    await audit(hannah, 'people-invite')
    await hannah.getByRole('button', { name: 'Make the invitation' }).click()
    const address = await hannah.getByRole('textbox', { name: 'Address' }).inputValue()
    await audit(hannah, 'people-invited')
    await hannah.getByRole('button', { name: 'Done' }).click()
    await hannah.getByText('ines@books.example').waitFor()
    await audit(hannah, 'people-waiting')

    const ines = await person()
    await ines.goto(address)
    await ines.getByRole('heading', { name: /Ines Accounts, join/ }).waitFor()
    await audit(ines, 'join')
    await ines.getByRole('textbox', { name: 'Password' }).fill(password)
    await ines.getByRole('button', { name: 'Make the account' }).click()
    await ines.getByRole('heading', { name: 'Add a second factor' }).waitFor()
    await audit(ines, 'second-factor')
    await ines.getByRole('textbox', { name: 'Your password' }).fill(password)
    await ines.getByRole('button', { name: 'Go on' }).click()
    await ines.getByText('Recovery codes').waitFor()
    await audit(ines, 'second-factor-codes')
    await ines.getByRole('textbox', { name: 'The six digits the app shows now' }).fill('000000')
    await ines.getByRole('button', { name: 'Confirm' }).click()
    await ines.getByText('This code is not right, or not any more.').waitFor()
  })
})
