import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ContactDetail, ContactPage } from '#api/contacts.ts'
import { defined } from '#core/assert.ts'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

async function person(): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  return context
}

const Named = z.object({ id: z.int(), name: z.string() })

/** Somebody who sees everything gives a record to another team, in Capsule itself. */
async function giveAway(partyId: number): Promise<void> {
  const capsule = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' }
    const response = await fetch(`${product.capsuleUrl}/api/v2${path}`, { ...init, headers })
    expect(response.ok, path).toBe(true)
    const body: unknown = await response.json()
    return body
  }
  const { users } = z.object({ users: z.array(Named) }).parse(await capsule('/users'))
  const { teams } = z.object({ teams: z.array(Named) }).parse(await capsule('/teams'))
  const idOf = (all: readonly z.infer<typeof Named>[], name: string) =>
    defined(
      all.find((one) => one.name === name),
      name,
    ).id
  const party = { owner: { id: idOf(users, 'Mei-Lin Chau') }, team: { id: idOf(teams, 'Projects') } }
  await capsule(`/parties/${partyId}`, { method: 'PUT', body: JSON.stringify({ party }) })
}

const opened = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${product.url}${path}`)
  return page
}

test('a customer that Capsule hides from somebody disappears from their open pages', async () => {
  await joinBoth(await (await person()).newPage(), product)
  const lachlan = await person()
  const page = await opened(lachlan, '/')
  await page.getByRole('button', { name: 'Sign in with Capsule' }).click()
  await page.getByText('Lachlan Reid').click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()

  const most = await page.request.get(`${product.url}/api/contacts?sort=outstanding&direction=desc&limit=1`)
  const [customer] = ContactPage.parse(await most.json()).rows
  const { key, name } = defined(customer, 'somebody they see owes something')
  const partyId = Number(key.slice(1))
  const detail = await page.request.get(`${product.url}/api/contacts/${key}`)
  const billed = defined(ContactDetail.parse(await detail.json()).xero?.name, 'it is in Xero')
  await page.goto(`${product.url}/contacts/${key}`)
  await page.getByRole('heading', { level: 1, name }).waitFor()
  const list = await opened(lachlan, `/contacts?q=${encodeURIComponent(name)}`)
  const rowsOf = (of: Page, text: string) => of.getByRole('row').filter({ hasText: text })
  await rowsOf(list, name).first().waitFor()
  const invoices = await opened(lachlan, `/invoices?q=${encodeURIComponent(billed)}`)
  await rowsOf(invoices, billed).first().waitFor()
  const panel = await opened(lachlan, `/panel/party/${partyId}`)
  await panel.getByText('Outstanding').first().waitFor()

  await giveAway(partyId)
  await page.getByRole('heading', { level: 1, name: 'Contact not found' }).waitFor()
  expect(await page.getByText(name).count()).toBe(0)
  await expect.poll(() => rowsOf(list, name).count(), { timeout: 30_000 }).toBe(0)
  await expect.poll(() => rowsOf(invoices, billed).count(), { timeout: 30_000 }).toBe(0)
  await panel.getByText('Counterpart knows no such contact.').waitFor()
  expect(await panel.getByText('Outstanding').count()).toBe(0)
})
