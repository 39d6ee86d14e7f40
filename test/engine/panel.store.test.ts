import { expect, test } from 'vitest'
import { ApiError } from '#api/common.ts'
import { Panel, PanelLink } from '#api/panel.ts'
import { defined } from '#core/assert.ts'
import { createApp } from '#server/app.ts'
import { createBrowser } from './browser.ts'
import { type Harness, startHarness } from './harness.ts'

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)

async function linkTo(h: Harness, partyId: number, days = 30): Promise<PanelLink> {
  const response = await h.admin.send('POST', `/api/panel/party/${partyId}/link`, { days })
  expect(response.status).toBe(200)
  return PanelLink.parse(await response.json())
}

const tokenOf = (link: PanelLink) =>
  defined(new URL(link.url).searchParams.get('token') ?? undefined, 'a link has a token')
const codeOf = async (response: Response) => ApiError.parse(await response.json()).error.code

test('a session and a signed link show the same panel', async () => {
  await using h = await inStep()
  const id = partyOf(h, 'acme')
  const own = await h.admin.send('GET', `/api/panel/party/${id}`)
  const panel = Panel.parse(await own.json())
  expect(panel).toMatchObject({ state: 'linked', outstanding: [{ currency: 'AUD', minor: 11_000 }] })

  const stranger = createBrowser(h.server)
  const token = tokenOf(await linkTo(h, id))
  const shown = await stranger.send('GET', `/api/panel/party/${id}?token=${token}`)
  expect(Panel.parse(await shown.json())).toEqual(panel)
})

test('a signed link opens its party until its time is over, and nothing else', async () => {
  await using h = await inStep()
  const id = partyOf(h, 'acme')
  const other = partyOf(h, 'bright')
  const token = tokenOf(await linkTo(h, id, 1))
  const stranger = createBrowser(h.server)
  const ask = (path: string) => stranger.send('GET', path)
  for (const path of [
    `/api/panel/party/${other}?token=${token}`,
    `/api/panel/party/${other}/events?token=${token}`,
    `/api/panel/party/${id}?token=${token.slice(0, -1)}`,
    `/api/panel/party/${id}?token=x`,
  ]) {
    const refused = await ask(path)
    expect(refused.status, path).toBe(403)
    expect(await codeOf(refused)).toBe('link_over')
  }
  for (const path of [
    `/api/panel/party/${id}`,
    `/api/contacts/p${id}?token=${token}`,
    `/api/contacts/p${id}/panel?token=${token}`,
    `/api/events?token=${token}`,
  ]) {
    const refused = await ask(path)
    expect(refused.status, path).toBe(401)
  }
  const more = await stranger.send('POST', `/api/panel/party/${id}/link?token=${token}`, { days: 9 })
  expect(more.status).toBe(401)
  expect((await ask(`/api/panel/party/${id}?token=${token}`)).status).toBe(200)
  await h.clock.advance(24 * 3_600_000)
  expect((await ask(`/api/panel/party/${id}?token=${token}`)).status).toBe(403)
})

test('whether a party is there is told to nobody who may not see it', async () => {
  await using h = await inStep()
  expect((await h.admin.send('GET', '/api/panel/party/999999999')).status).toBe(404)
  expect((await h.admin.send('POST', '/api/panel/party/999999999/link', {})).status).toBe(404)
  expect((await createBrowser(h.server).send('GET', '/api/panel/party/999999999')).status).toBe(401)
})

test('a panel hears of its own party, and of no other', async () => {
  await using h = await inStep()
  const id = partyOf(h, 'acme')
  const token = tokenOf(await linkTo(h, id))
  const stream = await createBrowser(h.server).send('GET', `/api/panel/party/${id}/events?token=${token}`)
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  const reader = defined(stream.body ?? undefined, 'a stream has a body').getReader()
  const next = async () => new TextDecoder().decode((await reader.read()).value)
  expect(await next()).toBe(': hello\n\n')

  const pay = async (number: string) => {
    const invoice = (await h.remote.invoices()).find((each) => each.InvoiceNumber === number)
    await h.remote.inXero(`/app/invoices/${invoice?.InvoiceID}/payments`, { amount: '1.00' })
    await h.settle()
  }
  await pay('INV-2')
  await pay('INV-1')
  // Had it heard of the other, that would come first.
  expect(await next()).toBe('data: changed\n\n')
  const heard = Panel.parse(await (await h.admin.send('GET', `/api/panel/party/${id}?token=${token}`)).json())
  expect(heard.outstanding).toEqual([{ currency: 'AUD', minor: 10_900 }])
  await reader.cancel()
})

test('only the panel may stand in a frame, and only where the operator says so', async () => {
  await using h = await inStep()
  const framesOf = async (path: string, fetch = (request: Request) => h.server.fetch(request)) => {
    const { headers } = await fetch(new Request(`${h.server.url}${path}`))
    const policy = headers.get('content-security-policy') ?? ''
    return [/frame-ancestors ([^;]*)/.exec(policy)?.[1], headers.get('x-frame-options')]
  }
  expect(await framesOf('/contacts')).toEqual(["'none'", 'DENY'])
  expect(await framesOf('/panel/party/1')).toEqual(["'self'", null])
  const origin = 'https://ironbark.capsulecrm.com'
  const named = createApp({ ...h.context, panelFrames: [origin] })
  const fetch = async (request: Request) => named.fetch(request)
  expect(await framesOf('/panel/party/1', fetch)).toEqual([`'self' ${origin}`, null])
  expect(await framesOf('/contacts', fetch)).toEqual(["'none'", 'DENY'])
  expect(await framesOf('/panel/party/nobody')).toEqual(["'self'", null])
})

test('while Xero is disconnected the last that is known is shown, with its reason', async () => {
  await using h = await inStep()
  const id = partyOf(h, 'acme')
  await h.admin.send('DELETE', '/api/connections/xero')
  const panel = Panel.parse(await (await h.admin.send('GET', `/api/panel/party/${id}`)).json())
  expect(panel.unreachable).toBe('Xero is disconnected.')
  expect(panel.documents).toHaveLength(1)
  expect(panel.asOf).not.toBeNull()
})
