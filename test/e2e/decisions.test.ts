import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ContactDetail } from '#api/contacts.ts'
import { type ReviewKind, Reviews } from '#api/reviews.ts'
import { createRemote, type Remote, type RemoteContact, type RemoteParty } from '../engine/remote.ts'
import { type Complaints, complaintsOf, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { joinBoth } from './steps.ts'

/** A customer that the comparison creates in Capsule, so that both sides begin by agreeing. */
const agreed = 'Abbotsgrove Convent Kitchen Trust'

/** One person at a keyboard: each test goes on where the one before it ended. */
describe('decided without a mouse', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let remote: Remote
  let complaints: Complaints
  const clicks: string[] = []

  beforeAll(async () => {
    product = await startProduct()
    remote = createRemote(product.sandbox, { capsule: product.capsuleUrl, xero: product.xeroUrl })
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(20_000)
    complaints = complaintsOf(context)
    page = await context.newPage()
    await joinBoth(page, product)
    await context.exposeFunction('countClick', (where: string) => clicks.push(where))
    // A key that presses a button makes a click without a count.
    await context.addInitScript(
      "addEventListener('click', (event) => event.detail > 0 && countClick(location.href), true)",
    )
    await page.reload()
  })
  afterAll(async () => {
    await browser?.close()
    await product?.[Symbol.asyncDispose]()
  })

  const reviews = async (kind: ReviewKind): Promise<Reviews['reviews']> => {
    const response = await page.request.get(`${product.url}/api/reviews?kind=${kind}`)
    return Reviews.parse(await response.json()).reviews
  }
  const detail = async (key: string): Promise<ContactDetail> =>
    ContactDetail.parse(await (await page.request.get(`${product.url}/api/contacts/${key}`)).json())
  const partyCalled = async (name: string): Promise<RemoteParty> =>
    found((await remote.parties()).find((one) => one.name === name))
  const contactCalled = async (name: string): Promise<RemoteContact> =>
    found((await remote.contacts()).find((one) => one.Name === name))
  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key)
  }
  const openQuestion = () => page.locator('[data-question]').getAttribute('data-question')
  const notice = (words: RegExp) =>
    page.getByRole('status', { name: 'Notices' }).getByText(words).first().waitFor()
  const toReview = async () => {
    await keys('g', 'r')
    await page.waitForURL(/\/review/)
    await page.getByRole('article').waitFor()
  }
  /** Waits for the question in the list and moves to it. */
  const goTo = async (id: string, key: 'j' | 'k') => {
    await page.locator(`[data-review="${id}"]`).waitFor()
    for (let moves = 0; moves < 40 && (await openQuestion()) !== id; moves++) await keys(key)
    expect(await openQuestion()).toBe(id)
  }
  const asked = async (kind: ReviewKind): Promise<Reviews['reviews'][number]> => {
    await expect.poll(async () => (await reviews(kind)).length, { timeout: 20_000 }).toBe(1)
    return found((await reviews(kind))[0])
  }
  const openContact = async (name: string) => {
    await keys('Control+k')
    await page.keyboard.type(name)
    await page
      .getByRole('option', { name: new RegExp(name) })
      .first()
      .waitFor()
    await expect.poll(() => page.getByRole('option', { selected: true }).textContent()).toContain(name)
    await keys('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }

  test('a match is accepted: the chosen candidate is linked, and the next question opens', async () => {
    const [first, second] = await reviews('match')
    if (first?.kind !== 'match' || !second) throw new Error('the demo asks about several matches')
    const chosen = found(first.candidates[1])
    await toReview()
    expect(await openQuestion()).toBe(first.id)
    await keys('2')
    await page.getByRole('button', { name: /^Link with 2/ }).waitFor()
    await keys('a')
    await notice(/./)
    await expect.poll(openQuestion).toBe(second.id)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('question')
    await expect
      .poll(async () => {
        const { state, xero } = await detail(`p${chosen.record.id}`)
        return { state, contact: xero?.id }
      })
      .toEqual({ state: 'linked', contact: first.subject.id })
    await expect
      .poll(async () => (await remote.contacts()).find((one) => one.ContactID === first.subject.id))
      .toMatchObject({ ContactNumber: chosen.record.id })
  })

  test('j and k pass through the questions, s skips, and a match is refused with x', async () => {
    const [first, second, third] = await reviews('match')
    if (first?.kind !== 'match' || !second || !third) throw new Error('the demo asks about several matches')
    await expect.poll(openQuestion).toBe(first.id)
    await keys('j')
    await expect.poll(openQuestion).toBe(second.id)
    await keys('j')
    await expect.poll(openQuestion).toBe(third.id)
    await keys('k', 'k')
    await expect.poll(openQuestion).toBe(first.id)
    await keys('s')
    await expect.poll(openQuestion).toBe(second.id)
    await keys('k')
    await expect.poll(openQuestion).toBe(first.id)
    await keys('x')
    await expect.poll(openQuestion).toBe(second.id)
    await expect.poll(async () => (await reviews('match')).map(({ id }) => id)).not.toContain(first.id)
    for (const { record } of first.candidates) {
      expect((await detail(`p${record.id}`)).xero?.id ?? null).not.toBe(first.subject.id)
    }
  })

  test('a conflict is resolved: Capsule’s value reaches Xero, the contact page tells why', async () => {
    const party = await partyCalled(agreed)
    const contact = await contactCalled(agreed)
    const email = found(party.emailAddresses[0])
    await remote.editParty(party.id, {
      emailAddresses: [{ id: email.id, address: 'kitchen@abbotsgrove.example' }],
    })
    await remote.editContact(contact.ContactID, { EmailAddress: 'books@abbotsgrove.example' })
    await openContact(agreed)
    await pressButton(page, page.getByRole('button', { name: 'Re-sync now' }))
    const row = page.locator('[data-field="email"]')
    await row.getByText('Waits for you').waitFor()

    await toReview()
    await goTo((await asked('conflict')).id, 'k')
    const field = page.locator('fieldset[data-field="email"]')
    expect(await field.textContent()).toContain(email.address)
    expect(await field.getByRole('radio', { name: /kitchen@/ }).isEnabled()).toBe(true)
    // The field travels from Capsule to Xero only.
    expect(await field.getByRole('radio', { name: /books@/ }).isEnabled()).toBe(false)
    await keys('l')
    await notice(/e-mail/)
    await expect
      .poll(async () => (await contactCalled(agreed)).EmailAddress)
      .toBe('kitchen@abbotsgrove.example')

    await openContact(agreed)
    await expect.poll(() => row.getAttribute('data-state')).toBe('agrees')
    await pressButton(page, row.getByRole('button', { name: /^Why is this value here/ }))
    await page.getByRole('link', { name: 'See the run' }).waitFor()
    expect(await page.locator('#fields').locator('xpath=../..').textContent()).toContain(
      'books@abbotsgrove.example',
    )
  })

  test('a rename is held until it is approved', async () => {
    const party = await partyCalled(agreed)
    await remote.editParty(party.id, { name: 'Abbotsgrove Kitchens' })
    await pressButton(page, page.getByRole('button', { name: 'Re-sync now' }))
    await page.getByRole('heading', { level: 1, name: 'Abbotsgrove Kitchens' }).waitFor()
    await toReview()
    await goTo((await asked('approval')).id, 'k')
    const article = page.getByRole('article')
    await article
      .getByRole('row', { name: /Abbotsgrove Convent Kitchen Trust.*Abbotsgrove Kitchens/ })
      .waitFor()
    expect((await remote.contacts()).some(({ Name }) => Name === 'Abbotsgrove Kitchens')).toBe(false)
    await keys('a')
    await notice(/Approved/)
    await expect
      .poll(async () => (await remote.contacts()).some(({ Name }) => Name === 'Abbotsgrove Kitchens'))
      .toBe(true)
  })

  test('a run is undone, after a look at what that does', async () => {
    await keys('g', 'a')
    await page.waitForURL(/\/activity$/)
    await page.locator('[data-run]').first().waitFor()
    await keys('j', 'Enter')
    await page.waitForURL(/\/activity\/[0-9a-f-]+$/)
    const undone = page.url()
    await page.locator('[data-operation][data-state="done"]').first().waitFor()
    await pressButton(page, page.getByRole('button', { name: 'Undo run' }))
    const dialog = page.getByRole('dialog', { name: 'Undo this run' })
    await dialog.getByText('Abbotsgrove Kitchens → Abbotsgrove Convent Kitchen Trust').waitFor()
    await pressButton(page, dialog.getByRole('button', { name: 'Undo 1 write' }))
    await page.waitForURL((url) => url.pathname.startsWith('/activity/') && url.href !== undone)
    await page.locator('[data-run-state="done"]').waitFor()
    await expect
      .poll(async () => (await remote.contacts()).some(({ Name }) => Name === 'Abbotsgrove Kitchens'))
      .toBe(false)
    expect((await contactCalled(agreed)).EmailAddress).toBe('kitchen@abbotsgrove.example')
    await pressButton(page, page.getByRole('link', { name: 'this run' }))
    await page.waitForURL(undone)
    await page.getByText('Undone by').waitFor()
    expect(await page.getByRole('button', { name: 'Undo run' }).count()).toBe(0)
  })

  /** What a person does in Xero: merges the contact into the one of that name. */
  const mergeInXero = async (contactId: string, into: string) => {
    const xero = await context.newPage()
    await xero.goto(`${product.xeroUrl}/app/!x/contacts/contact/${contactId}`)
    await fill(xero, xero.getByLabel(/^Merge into/), into)
    await xero.keyboard.press('Enter')
    await xero.getByRole('heading', { name: into }).waitFor()
    await xero.close()
  }
  const contactIdOf = async (party: RemoteParty) => (await detail(`p${party.id}`)).xero?.id
  test('two contacts are merged in Xero: the link follows to the one that stays', async () => {
    const party = await partyCalled('Harvest Table Catering')
    const xero = await context.newPage()
    await xero.goto(`${product.xeroUrl}/app/!x/contacts/new`)
    await fill(xero, xero.getByLabel('Name', { exact: true }), 'Harvest Table Group')
    await xero.keyboard.press('Enter')
    await xero.getByRole('heading', { name: 'Harvest Table Group' }).waitFor()
    await xero.close()
    const stays = await contactCalled('Harvest Table Group')
    await mergeInXero(found(await contactIdOf(party)), stays.Name)

    await expect.poll(() => contactIdOf(party), { timeout: 20_000 }).toBe(stays.ContactID)
    await openContact('Harvest Table Catering')
    await page.getByRole('region', { name: 'Invoices' }).locator('[data-document]').first().waitFor()
    const address = await page
      .getByRole('link', { name: /^Open in Xero/ })
      .first()
      .getAttribute('href')
    expect(address).toContain(stays.ContactID)
  })

  test('two linked contacts are merged in Xero: the same merge is proposed for Capsule', async () => {
    const goes = await partyCalled('Wok Works')
    const stays = await partyCalled('Fig & Bay')
    const staysInXero = found(
      (await remote.contacts()).find(({ ContactNumber }) => ContactNumber === String(stays.id)),
    )
    await mergeInXero(found(await contactIdOf(goes)), staysInXero.Name)
    const merge = await asked('merge')
    if (merge.kind !== 'merge') throw new Error('no merge is asked for')
    expect([merge.side, merge.winner.id, merge.loser.id]).toEqual([
      'capsule',
      String(stays.id),
      String(goes.id),
    ])
    await toReview()
    await goTo(merge.id, 'j')
    await page.getByRole('article').getByText('Is merged into it').waitFor()

    const capsule = await context.newPage()
    await capsule.goto(merge.url)
    await fill(capsule, capsule.getByLabel('Id of the contact that stays'), String(stays.id))
    await capsule.keyboard.press('Enter')
    await capsule.getByRole('heading', { level: 1, name: 'Fig & Bay' }).waitFor()
    await capsule.close()
    // The merge is noticed by itself, and the question is answered by it.
    await expect.poll(() => reviews('merge'), { timeout: 20_000 }).toEqual([])
    await page.getByText('This question is answered').waitFor()
    await keys('s')
    await page.getByRole('article').waitFor()
    expect(await contactIdOf(stays)).toBe(staysInXero.ContactID)
  })

  test('no mouse was used, and no page complained', () => {
    expect(clicks).toEqual([])
    expect(complaints.take()).toEqual([])
  })
})

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not there')
  return value
}

/** Goes to it with the Tab key and presses it. */
async function pressButton(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

async function fill(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(text)
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < 80; stop++) {
    if (await target.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`not reached with the Tab key: ${target}`)
}
