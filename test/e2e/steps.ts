import type { Page } from 'playwright-core'
import type { Product } from './product.ts'

/** What a person does, step by step; each ends when its result is on the screen. */

export async function connectCapsule(page: Page, product: Pick<Product, 'url'>): Promise<void> {
  await page.goto(product.url)
  await page.getByRole('button', { name: 'Connect Capsule' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Connections' }).waitFor()
}

export async function connectXero(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect Xero', exact: true }).click()
  await page.getByRole('button', { name: 'Allow access' }).click()
}

export async function planShown(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Here is what was found' }).waitFor()
}

export async function runDone(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /contacts are linked/ }).waitFor({ timeout: 60_000 })
}

/** From the address to linked contacts. */
export async function joinBoth(page: Page, product: Pick<Product, 'url'>): Promise<void> {
  await connectCapsule(page, product)
  await connectXero(page)
  await planShown(page)
  await page.getByRole('button', { name: 'Start' }).click()
  await runDone(page)
}
