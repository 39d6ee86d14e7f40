import { describe, expect, test } from 'vitest'
import { account, at } from '../fixture.ts'

async function page(base: ReturnType<typeof account>, path: string): Promise<string> {
  return (await base.request('GET', path)).text()
}

describe('list', () => {
  test('shows name, type and owner, and says that it is a sandbox', async () => {
    const html = await page(account(), '/')
    for (const words of ['Acme Pty Ltd', 'Organisation', 'Cy Restricted', 'Capsule sandbox', 'Tryout Ltd'])
      expect(html).toContain(words)
  })

  test('searches', async () => {
    const html = await page(account(), '/?q=acme')
    expect(html).toContain('Acme Pty Ltd')
    expect(html).not.toContain('For Sales')
    expect(await page(account(), '/?q=zzz')).toContain('Nothing matches “zzz”.')
  })

  test('what people typed is never markup', async () => {
    const base = account()
    const name = '<script>alert(1)</script>'
    await base.call('POST', '/parties', { party: { type: 'organisation', name } })
    expect(await page(base, '/')).not.toContain('<script>')
    expect(await page(base, `/?q=${encodeURIComponent('"><script>')}`)).not.toContain('<script>')
  })
})

describe('party', () => {
  test('shows what is known, with web addresses to click', async () => {
    const base = account()
    const fields = [{ definition: { name: 'ABN' }, value: 'https://app.test/contacts/7' }]
    await base.call('PUT', `/parties/${base.idOf('acme')}`, { party: { fields } })
    const html = await page(base, `/party/${base.idOf('acme')}`)
    for (const words of ['hello@acme.test', '+61 2 9000 0001', '1 Pitt St', 'Customer', 'Jo Wren', 'ABN'])
      expect(html).toContain(words)
    expect(html).toContain('<a href="https://app.test/contacts/7"')
  })

  test('a link that is no web address stays text', async () => {
    const base = account()
    const fields = [{ definition: { name: 'ABN' }, value: 'javascript:alert(1)' }]
    await base.call('PUT', `/parties/${base.idOf('acme')}`, { party: { fields } })
    expect(await page(base, `/party/${base.idOf('acme')}`)).not.toContain('href="javascript')
  })

  test('an edit changes the row in place, and hooks hear of it', async () => {
    const heard: string[] = []
    const base = account({
      deliver: async (_, init) => {
        heard.push(String(init?.body))
        return new Response()
      },
    })
    const { access } = await base.signIn('ann@tryout.test')
    const restHook = { event: 'party/updated', targetUrl: 'http://r.test/' }
    await base.call('POST', '/resthooks', { restHook }, access)
    const path = `/party/${base.idOf('acme')}`
    const response = await base.form(path, { name: 'Acme Group', email: 'new@acme.test', phone: '' })
    expect(response.status).toBe(303)
    const { body } = await base.call('GET', `/parties/${base.idOf('acme')}`)
    expect(at(body, 'party.name')).toBe('Acme Group')
    expect(at(body, 'party.emailAddresses')).toMatchObject([{ type: 'Work', address: 'new@acme.test' }])
    expect(at(body, 'party.phoneNumbers')).toEqual([])
    await base.clock.advance(50)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toContain('Acme Group')
  })

  test('a refused edit says why and changes nothing', async () => {
    const base = account()
    const response = await base.form(`/party/${base.idOf('acme')}`, { name: ' ' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('name is required')
  })

  test('tags are added and removed', async () => {
    const base = account()
    const path = `/party/${base.idOf('jo')}`
    await base.form(`${path}/tags`, { name: 'VIP' })
    const tagged = await base.call('GET', `/parties/${base.idOf('jo')}?embed=tags`)
    expect(at(tagged.body, 'party.tags')).toMatchObject([{ name: 'VIP' }])
    await base.form(`${path}/tags/${at(tagged.body, 'party.tags.0.id')}/delete`, {})
    const bare = await base.call('GET', `/parties/${base.idOf('jo')}?embed=tags`)
    expect(at(bare.body, 'party.tags')).toEqual([])
  })

  test('a contact is added and deleted', async () => {
    const base = account()
    const values = {
      type: 'person',
      firstName: 'Eve',
      lastName: 'Poe',
      organisation: 'Acme Pty Ltd',
      email: 'e@p.test',
    }
    const made = await base.form('/party/new', values)
    expect(made.status).toBe(303)
    const path = made.headers.get('Location') ?? ''
    expect(await page(base, path)).toContain('Acme Pty Ltd')
    expect((await base.form(`${path}/delete`, {})).status).toBe(303)
    expect((await base.request('GET', path)).status).toBe(404)
  })

  test('a contact that is not accepted keeps what was typed', async () => {
    const response = await account().form('/party/new', {
      type: 'organisation',
      name: '',
      email: 'kept@x.test',
    })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('kept@x.test')
  })
})
