import { createServer } from 'node:http'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactPage } from '#api/contacts.ts'
import { Panel, PanelLink } from '#api/panel.ts'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { connectCapsule, connectXero, planShown, runDone } from './steps.ts'

/** A site of somebody else: each page holds in a frame what its address says. */
interface Site extends AsyncDisposable {
  readonly origin: string
}

async function startSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const src = new URL(request.url ?? '/', 'http://site.example').searchParams.get('src') ?? ''
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Site</title><iframe src="${src}" width="420" height="700"></iframe>`)
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

describe('the invoice panel inside a page of another site', () => {
  let product: Product
  let named: Site
  let unnamed: Site
  let browser: Browser
  let admin: Page
  let link: PanelLink
  let partyId: string

  beforeAll(async () => {
    named = await startSite()
    unnamed = await startSite()
    product = await startProduct({}, [named.origin])
    browser = await openBrowser()
    admin = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
    admin.setDefaultTimeout(20_000)
    await admin.goto(product.url)
    await connectCapsule(admin, product)
    await connectXero(admin)
    await admin.goto(`${product.url}/comparison`)
    await planShown(admin)
    await admin.getByRole('button', { name: 'Start' }).click()
    await runDone(admin)
    const found = await admin.request.get(`${product.url}/api/contacts?q=blue+gum&state=linked`)
    partyId = ContactPage.parse(await found.json()).rows[0]?.key.slice(1) ?? ''
    const made = await admin.request.post(`${product.url}/api/panel/party/${partyId}/link`, {
      data: { days: 30 },
      headers: { origin: product.url },
    })
    link = PanelLink.parse(await made.json())
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
    await named?.[Symbol.asyncDispose]()
    await unnamed?.[Symbol.asyncDispose]()
  })

  /** Seen by somebody who never signed in. */
  const framedOn = async ({ origin }: Site, address: string): Promise<FrameLocator> => {
    const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${origin}/?${new URLSearchParams({ src: address })}`)
    return page.frameLocator('iframe')
  }
  const panelNow = async () =>
    Panel.parse(await (await admin.request.get(`${product.url}/api/panel/party/${partyId}`)).json())

  test('it shows there without a session, and changes by itself when an invoice is paid', async () => {
    const frame = await framedOn(named, link.url)
    const overdue = frame.locator('[data-state="overdue"]')
    await overdue.first().waitFor()
    const { documents } = await panelNow()
    const open = documents.filter((one) => one.state === 'overdue')
    expect(await overdue.count()).toBe(open.length)
    const [invoice] = open
    await frame.getByRole('button', { name: `Lines and payments of invoice ${invoice?.number}` }).click()
    await frame.getByText('Lines', { exact: true }).waitFor()

    const paid = await fetch(`${product.xeroUrl}/app/invoices/${invoice?.id}/payments`, {
      method: 'POST',
      body: new URLSearchParams({ amount: '10.00' }),
      redirect: 'manual',
    })
    expect(paid.status).toBe(303)
    // What was opened stays open.
    await frame.getByText('Payments', { exact: true }).waitFor()
    expect((await panelNow()).outstanding?.[0]?.minor).toBe((invoice?.amountDue?.minor ?? 0) - 1_000)
  })

  test('a site that is not named shows nothing of it, and no other page goes into a frame', async () => {
    const elsewhere = await framedOn(unnamed, link.url)
    const app = await framedOn(named, `${product.url}/contacts`)
    const there = await framedOn(named, link.url)
    await there.locator('[data-document]').first().waitFor()
    expect(await elsewhere.locator('main').count()).toBe(0)
    expect(await app.locator('#root').count()).toBe(0)
  })

  test('without a link the frame asks to sign in: the cookie stays outside', async () => {
    const frame = await framedOn(named, `${product.url}/panel/party/${partyId}`)
    await frame.getByText('Sign in to see the invoices').waitFor()
  })
})
