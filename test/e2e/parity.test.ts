import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactDetail, ContactPage } from '#api/contacts.ts'
import { defined } from '#core/assert.ts'
import { complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { connectCapsule, connectXero, planShown, runDone } from './steps.ts'
import { totp } from './totp.ts'

const password = 'a long enough password'

/** What Capsule's own Xero link does, in the order in which a firm meets it: each test goes on where the last ended. */
describe('what Capsule’s own link does', () => {
  let product: Product
  let browser: Browser
  /** The administrator, and a window of hers on Capsule's and Xero's own pages. */
  let hannah: Page
  let vendor: Page
  let lachlan: Page

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    hannah = await person()
    vendor = await hannah.context().newPage()
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
    return context.newPage()
  }

  const rows = async (query: string): Promise<ContactPage['rows']> =>
    ContactPage.parse(await (await hannah.request.get(`${product.url}/api/contacts?${query}`)).json()).rows
  const keyOf = async (name: string): Promise<string> =>
    defined(
      (await rows(new URLSearchParams({ q: name }).toString())).find((row) => row.name === name)?.key,
      `${name} is listed`,
    )
  const detail = async (key: string): Promise<ContactDetail> =>
    ContactDetail.parse(await (await hannah.request.get(`${product.url}/api/contacts/${key}`)).json())

  const openContact = async (page: Page, key: string, name: string) => {
    await page.goto(`${product.url}/contacts/${key}`)
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  const inCapsule = async (key: string) => {
    await vendor.goto(`${product.capsuleUrl}/party/${key.slice(1)}`)
    await vendor.getByRole('heading', { level: 1 }).waitFor()
  }
  const foundInCapsule = async (name: string): Promise<boolean> => {
    await vendor.goto(`${product.capsuleUrl}/?${new URLSearchParams({ q: name })}`)
    await vendor.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor()
    return (await vendor.getByRole('link', { name, exact: true }).count()) > 0
  }
  const foundInXero = async (name: string): Promise<boolean> => {
    await vendor.goto(`${product.xeroUrl}/?${new URLSearchParams({ tab: 'contacts', q: name })}`)
    await vendor.getByRole('heading', { name: /^Contacts/ }).waitFor()
    return (await vendor.getByRole('link', { name, exact: true }).count()) > 0
  }
  const settle = async (choose: () => Promise<void>) => {
    await hannah.goto(`${product.url}/settings`)
    await hannah.getByRole('radio', { name: 'Hide bills', exact: true }).waitFor()
    await choose()
    await hannah.getByRole('button', { name: 'Save' }).click()
    await hannah.getByText('Saved.').waitFor()
  }
  const sections = (page: Page) => page.getByRole('region', { name: 'Invoices' })
  const found = (page: Page, name: string) => page.getByRole('option', { name: new RegExp(name) })
  const search = async (page: Page, name: string) => {
    const answer = page.waitForResponse((response) => asksFor(response.url(), name))
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Page or contact' }).fill(name)
    await answer
  }
  const leaveSearch = async (page: Page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Page or contact' }).waitFor({ state: 'detached' })
  }
  const searchOffers = async (page: Page, name: string) => {
    await search(page, name)
    await found(page, name).first().waitFor()
    await leaveSearch(page)
  }
  const searchHasNothing = async (page: Page, name: string) => {
    await search(page, name)
    await page.getByText('Nothing matches.').waitFor()
    expect(await found(page, name).count()).toBe(0)
    await leaveSearch(page)
  }

  test('who may see bills is asked before Xero is connected', async () => {
    await connectCapsule(hannah, product)
    const question = hannah.getByRole('region', { name: 'Before Xero: who may see bills?' })
    await question.getByRole('radio', { name: 'Hide bills', exact: true }).waitFor()
    await question.getByRole('radio', { name: 'Show bills to these roles' }).click()
    await question.getByRole('checkbox', { name: 'Admin' }).waitFor()
    await hannah.reload()
    await expect
      .poll(() => question.getByRole('radio', { name: 'Show bills to these roles' }).isChecked())
      .toBe(true)
  })

  test('contacts with a document come into Capsule, with the owner and team that were chosen', async () => {
    await settle(async () => {
      await hannah.getByLabel('All others: owner').selectOption('Mei-Lin Chau')
      await hannah.getByLabel('All others: team').selectOption('Projects')
    })
    await hannah.goto(`${product.url}/connections`)
    await connectXero(hannah)
    await planShown(hannah)
    expect(await foundInCapsule('Dumpling Assembly')).toBe(false)
    await hannah.getByRole('button', { name: 'Start' }).click()
    await runDone(hannah)

    await inCapsule(await keyOf('Dumpling Assembly'))
    const chosen = (name: string) => vendor.locator(`select[name="${name}"] option:checked`).textContent()
    expect(await chosen('owner')).toBe('Mei-Lin Chau')
    expect(await chosen('team')).toBe('Projects')
    // Nobody was ever billed.
    expect(await foundInXero('Brightlines Signage')).toBe(true)
    expect(await foundInCapsule('Brightlines Signage')).toBe(false)
  })

  test('a record in Capsule leads to its contact in Xero, and the contact back to the record', async () => {
    const name = 'Blue Gum Lodge'
    const key = await keyOf(name)
    const { xero } = await detail(key)
    await inCapsule(key)
    await vendor
      .locator('dt', { hasText: 'Xero contact link' })
      .locator('xpath=following-sibling::dd[1]//a')
      .click()
    await vendor.getByRole('heading', { level: 1, name: 'Bluegum Lodge Pty Limited' }).waitFor()
    expect(vendor.url()).toContain(defined(xero, 'it is linked').id)

    await hannah.goto(`${product.url}/settings`)
    const link = hannah.getByRole('region', { name: 'A link from Xero to Capsule' })
    const label = await link.getByRole('textbox', { name: 'Name' }).inputValue()
    const address = await link.getByRole('textbox', { name: 'Address' }).inputValue()
    const contact = vendor.url()
    await vendor.goto(`${product.xeroUrl}/app/settings`)
    const form = vendor.locator('form[action$="/contact-link"]')
    await form.getByLabel('Name').fill(label)
    await form.getByLabel('Address').fill(address)
    await form.getByRole('button', { name: 'Save link' }).click()
    await vendor.goto(contact)
    await vendor.getByRole('link', { name: label }).click()
    await vendor.waitForURL(`${product.capsuleUrl}/party/${key.slice(1)}`)
    await vendor.getByRole('heading', { level: 1, name }).waitFor()
  })

  test('an edit in Capsule arrives in Xero', async () => {
    const key = await keyOf('Blue Gum Lodge')
    const { xero } = await detail(key)
    await inCapsule(key)
    await vendor.getByLabel('E-mail', { exact: true }).fill('stay@bluegumlodge.example')
    await vendor.getByRole('button', { name: 'Save', exact: true }).click()
    await vendor.getByRole('link', { name: 'stay@bluegumlodge.example' }).waitFor()
    await vendor.goto(`${product.xeroUrl}/app/!x/contacts/contact/${xero?.id}`)
    await expect
      .poll(async () => {
        await vendor.reload()
        return vendor.locator('input[name="EmailAddress"]').inputValue()
      })
      .toBe('stay@bluegumlodge.example')
  })

  test('adding a person of an organisation to Xero adds the organisation', async () => {
    const person = await keyOf('Oliver Thun')
    await openContact(hannah, person, 'Oliver Thun')
    await hannah.getByRole('button', { name: 'Add to Xero' }).click()
    await expect.poll(() => foundInXero('Granite Peak Resort')).toBe(true)
    expect(await foundInXero('Oliver Thun')).toBe(false)
    await foundInXero('Granite Peak Resort')
    await vendor.getByRole('link', { name: 'Granite Peak Resort', exact: true }).click()
    await vendor.getByRole('heading', { level: 1, name: 'Granite Peak Resort' }).waitFor()
    expect(await vendor.locator('input[name="FirstName"]').inputValue()).toBe('Oliver')
    expect(await vendor.locator('input[name="LastName"]').inputValue()).toBe('Thun')
    // The page went along to the organisation; the person shows the organisation's documents.
    await hannah.getByRole('heading', { level: 1, name: 'Granite Peak Resort' }).waitFor()
    await openContact(hannah, person, 'Oliver Thun')
    await hannah.getByText('the organisation this person belongs to').waitFor()
    expect((await rows('q=granite+peak+resort')).map(({ state }) => state)).toContain('linked')
  })

  test('an invoice is begun at the customer, completed in Xero, and shows here by itself', async () => {
    await hannah.goto(`${product.url}/rules`)
    const section = hannah.locator('section[aria-labelledby="deal-rules"]')
    await section.getByRole('button', { name: 'Add a rule' }).click()
    await section.getByRole('switch', { name: 'Add customer invoice' }).press('Space')
    await section.getByRole('button', { name: 'Save' }).click()
    await hannah.getByText('The rules about deals are saved.').waitFor()
    await hannah.goto(`${product.url}/connections`)
    await hannah
      .getByRole('button', { name: /^Reconnect/ })
      .last()
      .click()
    await hannah.getByRole('button', { name: 'Allow access' }).click()
    await hannah.waitForURL((url) => url.origin === product.url)

    await openContact(hannah, await keyOf('Granite Peak Resort'), 'Granite Peak Resort')
    await hannah.getByText('No invoices yet').waitFor()
    await hannah.getByRole('button', { name: 'Add customer invoice' }).click()
    const opened = hannah.context().waitForEvent('page')
    await hannah.getByRole('link', { name: 'Open the draft in Xero' }).click()
    const xero = await opened
    await xero.getByLabel('Description, line 1').fill('Kitchen one, drawings')
    await xero.getByLabel('Quantity, line 1').fill('1')
    await xero.getByLabel('Price, line 1').fill('1800')
    await xero.getByRole('button', { name: 'Save and approve' }).click()
    const number = defined(
      /INV-\d+/.exec((await xero.getByRole('heading', { level: 1 }).textContent()) ?? '')?.[0],
      'the invoice has a number',
    )
    await xero.close()
    await hannah.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    const row = sections(hannah).locator('[data-document][data-state="outstanding"]')
    await row.filter({ hasText: number }).waitFor()
    expect(await row.count()).toBe(1)
  })

  test('document and contact open in Xero', async () => {
    const key = await keyOf('Ironbark Hotel Group')
    await openContact(hannah, key, 'Ironbark Hotel Group')
    const row = sections(hannah).locator('[data-document]').first()
    const id = await row.getAttribute('data-document')
    const number = defined(/INV-\d+/.exec((await row.textContent()) ?? '')?.[0], 'invoices have numbers')
    const document = hannah.context().waitForEvent('page')
    await row.getByRole('link', { name: /in Xero$/ }).click()
    const invoice = await document
    await invoice.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
    expect(invoice.url()).toContain(id)
    await invoice.close()
    await hannah.goto(defined((await detail(key)).xero, 'it is linked').url)
    await hannah.getByRole('heading', { level: 1, name: 'Ironbark Hotel Group Pty Ltd' }).waitFor()
  })

  test('bills show to whom they may show, and to nobody else', async () => {
    const key = await keyOf('Copper Gum Brewing')
    await openContact(hannah, key, 'Copper Gum Brewing')
    await sections(hannah)
      .getByText(/^Bills \d/)
      .click()
    await sections(hannah).locator('[data-document]').filter({ hasText: 'CG-0093' }).waitFor()
    await settle(() => hannah.getByRole('radio', { name: 'Hide bills', exact: true }).click())
    await openContact(hannah, key, 'Copper Gum Brewing')
    await sections(hannah).getByText('Bills are not shown here').waitFor()
    expect(
      await sections(hannah)
        .getByText(/^Bills \d/)
        .count(),
    ).toBe(0)
  })

  test('suppliers who are no customers are in no list, search or panel once they are hidden', async () => {
    const name = 'Polar Bay Refrigeration'
    const key = await keyOf(name)
    await openContact(hannah, key, name)
    await searchOffers(hannah, name)
    await settle(() =>
      hannah.getByRole('radio', { name: 'Hide bills, and contacts that are suppliers only' }).click(),
    )
    await searchHasNothing(hannah, name)
    await hannah.goto(`${product.url}/contacts?q=polar+bay`)
    await hannah.getByText('No contact matches').waitFor()
    await hannah.goto(`${product.url}/contacts/${key}`)
    await hannah.getByRole('heading', { level: 1, name: 'Contact not found' }).waitFor()
    await hannah.goto(`${product.url}/panel/party/${key.slice(1)}`)
    await hannah.getByText('Counterpart knows no such contact.').waitFor()
  })

  test('a colleague finds only what Capsule shows them, wherever they look', async () => {
    lachlan = await person()
    await lachlan.goto(product.url)
    await lachlan.getByRole('button', { name: 'Sign in with Capsule' }).click()
    await lachlan.getByText('Lachlan Reid').click()
    await lachlan.getByRole('button', { name: 'Allow' }).click()
    await lachlan.getByRole('navigation', { name: 'Pages' }).waitFor()

    const theirs = 'Quayside Seafood Market'
    const others = 'Ironbark Hotel Group'
    await lachlan.goto(`${product.url}/contacts?q=quayside`)
    await lachlan.getByRole('link', { name: theirs }).first().waitFor()
    await lachlan.goto(`${product.url}/contacts?q=ironbark`)
    await lachlan.getByText('No contact matches').waitFor()
    await searchOffers(lachlan, theirs)
    await searchHasNothing(lachlan, others)
    await lachlan.goto(`${product.url}/invoices?q=qsm`)
    await lachlan.locator('[data-document]').first().waitFor()
    await lachlan.goto(`${product.url}/invoices?q=ironbark`)
    await lachlan.getByRole('heading', { name: 'No document matches' }).waitFor()
    const key = await keyOf(others)
    await lachlan.goto(`${product.url}/contacts/${key}`)
    await lachlan.getByRole('heading', { level: 1, name: 'Contact not found' }).waitFor()
    await lachlan.goto(`${product.url}/panel/party/${key.slice(1)}`)
    await lachlan.getByText('Counterpart knows no such contact.').waitFor()
  })

  test('a record that is taken from them leaves their open page', async () => {
    const name = 'Quayside Seafood Market'
    const key = await keyOf(name)
    await openContact(lachlan, key, name)
    await sections(lachlan).locator('[data-document]').first().waitFor()
    await inCapsule(key)
    await vendor.locator('select[name="owner"]').selectOption('Mei-Lin Chau')
    await vendor.locator('select[name="team"]').selectOption('Projects')
    await vendor.getByRole('button', { name: 'Assign' }).click()
    await vendor.getByText(/^Seen by (?!.*Lachlan)/).waitFor()
    await lachlan.getByRole('heading', { level: 1, name: 'Contact not found' }).waitFor()
    expect(await lachlan.locator('[data-document]').count()).toBe(0)
  })

  test('a password alone shows nothing: the second factor is asked for at every sign-in', async () => {
    await hannah.goto(`${product.url}/people`)
    await hannah.getByRole('button', { name: 'Invite somebody else' }).click()
    await hannah.getByRole('textbox', { name: 'Name' }).fill('Ines Accounts')
    await hannah.getByRole('textbox', { name: 'E-mail' }).fill('ines@books.example')
    await hannah.getByRole('radio', { name: 'E-mail and password' }).click()
    await hannah.getByRole('button', { name: 'Make the invitation' }).click()
    const invitation = await hannah.getByRole('textbox', { name: 'Address' }).inputValue()

    const ines = await person()
    const complaints = complaintsOf(ines.context())
    await ines.goto(invitation)
    await ines.getByRole('textbox', { name: 'Password' }).fill(password)
    await ines.getByRole('button', { name: 'Make the account' }).click()
    await ines.getByRole('heading', { name: 'Add a second factor' }).waitFor()
    expect((await ines.request.get(`${product.url}/api/contacts`)).status()).toBe(403)
    await ines.getByRole('textbox', { name: 'Your password' }).fill(password)
    await ines.getByRole('button', { name: 'Go on' }).click()
    const secret = await ines.getByRole('textbox', { name: 'Key for your authenticator app' }).inputValue()
    await ines
      .getByRole('textbox', { name: 'The six digits the app shows now' })
      .fill(totp(secret, Date.now()))
    await ines.getByRole('button', { name: 'Confirm' }).click()
    await ines.getByRole('navigation', { name: 'Pages' }).waitFor()
    await ines.goto(`${product.url}/contacts`)
    await ines.locator('[data-contact]').first().waitFor()
    expect(complaints.take()).toEqual([])

    const elsewhere = await person()
    await signInByPassword(elsewhere)
    expect((await elsewhere.request.get(`${product.url}/api/contacts`)).status()).toBe(401)
    await elsewhere.getByRole('textbox', { name: 'Code' }).fill(totp(secret, Date.now()))
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click()
    await elsewhere.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  const signInByPassword = async (page: Page) => {
    await page.goto(product.url)
    await page.getByText('I was invited and do not use Capsule').click()
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ines@books.example')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('textbox', { name: 'Code' }).waitFor()
  }
})

const asksFor = (url: string, name: string): boolean => new URL(url).searchParams.get('q') === name
