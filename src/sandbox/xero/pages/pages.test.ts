import { expect, test } from 'vitest'
import { createWorld, type World } from '../fixture.ts'

const follow = async (world: World, response: Response) => {
  expect(response.status).toBe(303)
  return world.page(response.headers.get('location') ?? '')
}

const invoiceIn = async (world: World, number: string) => {
  const answer = await world.api('GET', `Invoices/${number}`)
  return { id: String(answer.at('Invoices', 0, 'InvoiceID')), row: answer.at('Invoices', 0) }
}

test('the dashboard lists contacts and invoices and says it is a sandbox', async () => {
  const page = await (await createWorld()).page('/')
  expect(page.text).toContain('Xero sandbox')
  expect(page.text).toContain('Birch &amp; Co')
  expect(page.text).toContain('Overdue')
  expect(page.text).not.toContain('Old Mill')
})

test('search and state narrow the lists', async () => {
  const world = await createWorld()
  expect((await world.page('/?tab=invoices&state=PAID')).text).not.toContain('INV-0100')
  expect((await world.page('/?tab=contacts&q=mill')).text).toContain('Old Mill')
})

test('an invoice for an unknown contact is created, approved, part paid, paid and reopened', async () => {
  const world = await createWorld()
  const made = await follow(
    world,
    await world.form('/app/invoices', {
      type: 'ACCREC',
      contact: 'Walk-in Pty Ltd',
      date: '2026-11-01',
      due: '2026-11-15',
      currency: 'AUD',
      description0: 'Shelf',
      quantity0: '2',
      price0: '50',
    }),
  )
  expect(made.text).toContain('>Approve<')
  const { id } = await invoiceIn(world, 'INV-0001')
  const approved = await follow(world, await world.form(`/app/invoices/${id}/approve`, {}))
  expect(approved.text).toContain('Record payment')
  await world.form(`/app/invoices/${id}/payments`, { amount: '10', date: '2026-11-20' })
  expect((await invoiceIn(world, 'INV-0001')).row).toMatchObject({ Status: 'AUTHORISED', AmountDue: 100 })
  await world.form(`/app/invoices/${id}/payments`, { amount: '100', date: '2026-11-21' })
  expect((await invoiceIn(world, 'INV-0001')).row).toMatchObject({ Status: 'PAID', AmountDue: 0 })
  const payments = (await world.api('GET', 'Payments?page=1&order=Date%20DESC')).at(
    'Payments',
    0,
    'PaymentID',
  )
  await world.form(`/app/payments/${payments}/delete`, {})
  expect((await invoiceIn(world, 'INV-0001')).row).toMatchObject({ Status: 'AUTHORISED', AmountDue: 100 })
})

test('a refused form comes back with what was typed and the reason', async () => {
  const world = await createWorld()
  const answer = await world.form('/app/invoices', {
    type: 'ACCREC',
    contact: 'Typed & kept',
    number: 'INV-0100',
    description0: 'x',
    price0: '1',
  })
  const text = await answer.text()
  expect(answer.status).toBe(400)
  expect(text).toContain('Invoice # must be unique.')
  expect(text).toContain('Typed &amp; kept')
})

test('overpaying is refused in words', async () => {
  const world = await createWorld()
  const { id } = await invoiceIn(world, 'INV-0100')
  const page = await follow(world, await world.form(`/app/invoices/${id}/payments`, { amount: '9999' }))
  expect(page.text).toContain('Payment amount exceeds the amount outstanding')
  const nonsense = await follow(world, await world.form(`/app/invoices/${id}/payments`, { amount: 'lots' }))
  expect(nonsense.text).toContain('could not be read')
})

test('void and delete follow the status table', async () => {
  const world = await createWorld()
  const { id } = await invoiceIn(world, 'INV-0100')
  const page = await follow(world, await world.form(`/app/invoices/${id}/delete`, {}))
  expect(page.text).toContain('Invoice not of valid status for modification')
  await world.form(`/app/invoices/${id}/void`, {})
  expect((await invoiceIn(world, 'INV-0100')).row).toMatchObject({ Status: 'VOIDED' })
})

test('a draft is edited in place, its lines keep their ids', async () => {
  const world = await createWorld()
  await world.form('/app/invoices', {
    type: 'ACCREC',
    contact: 'Birch & Co',
    due: '2026-12-01',
    description0: 'Old',
    quantity0: '1',
    price0: '5',
  })
  const before = (await world.api('GET', 'Invoices/INV-0001')).at('Invoices', 0)
  expect(before).toMatchObject({ LineItems: [{ Description: 'Old' }] })
  const { id } = await invoiceIn(world, 'INV-0001')
  const form = await world.page(`/app/!Ab1c2/invoicing/edit/${id}`)
  const lineId = /name="line0" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  await world.form(`/app/!Ab1c2/invoicing/edit/${id}`, {
    contact: 'Birch & Co',
    line0: lineId,
    description0: 'New',
    quantity0: '1',
    price0: '7',
  })
  const after = await world.api('GET', 'Invoices/INV-0001')
  expect(after.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    LineItemID: lineId,
    Description: 'New',
    LineAmount: 7,
  })
})

test('contacts are created, edited, archived and restored', async () => {
  const world = await createWorld()
  const made = await follow(
    world,
    await world.form('/app/contacts', { Name: 'Page Person', EmailAddress: 'p@p.example' }),
  )
  const id = /ID ([0-9a-f-]{36})/.exec(made.text)?.[1]
  await world.form(`/app/contacts/${id}`, { Name: 'Page Person', EmailAddress: '', Phone: '5550 1111' })
  const edited = (await world.api('GET', `Contacts/${id}`)).at('Contacts', 0)
  expect(edited).toMatchObject({ EmailAddress: '' })
  await world.form(`/app/contacts/${id}/archive`, {})
  expect((await world.api('GET', `Contacts/${id}`)).at('Contacts', 0, 'ContactStatus')).toBe('ARCHIVED')
  await world.form(`/app/contacts/${id}/restore`, {})
  expect((await world.api('GET', `Contacts/${id}`)).at('Contacts', 0, 'ContactStatus')).toBe('ACTIVE')
})

test('merging moves the documents and leaves a pointer', async () => {
  const world = await createWorld()
  await world.form(`/app/contacts/${world.id('acme')}/merge`, { into: 'birch & co' })
  const gone = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(gone.at('Contacts', 0)).toMatchObject({
    ContactStatus: 'ARCHIVED',
    MergedToContactID: world.id('birch'),
  })
  const invoices = await world.api('GET', `Invoices?ContactIDs=${world.id('birch')}`)
  expect(invoices.at('Invoices', 'length')).toBe(2)
})

test.each([
  ['/Contacts/View/ACME', 'contacts/contact/'],
  ['/AccountsReceivable/View.aspx?InvoiceID=INVOICE', 'invoicing/view/'],
  ['/AccountsReceivable/Edit.aspx?InvoiceID=INVOICE', 'invoicing/edit/'],
  ['/AccountsReceivable/Edit.aspx', 'invoicing/new'],
])('the older link to %s leads to %s', async (old, target) => {
  const world = await createWorld()
  const path = old
    .replace('ACME', world.id('acme'))
    .replace('INVOICE', (await invoiceIn(world, 'INV-0100')).id)
  for (const link of [
    `/organisationlogin/default.aspx?shortcode=!Ab1c2&redirecturl=${encodeURIComponent(path)}`,
    path,
  ]) {
    const answer = await world.page(link)
    expect(answer.headers.get('location')).toContain(`/app/!Ab1c2/${target}`)
  }
})

test('a link to somewhere else stays here, unknown ids are 404', async () => {
  const world = await createWorld()
  const away = await world.page('/organisationlogin/default.aspx?redirecturl=//evil.example/x')
  expect(away.headers.get('location')).toBe('/')
  expect((await world.page('/app/!Ab1c2/contacts/contact/11111111-2222-4333-8444-555555555555')).status).toBe(
    404,
  )
})

test('text from records is escaped', async () => {
  const world = await createWorld()
  await world.api('POST', 'Contacts', {
    ContactID: world.id('acme'),
    FirstName: '"><script>alert(1)</script>',
  })
  const page = await world.page(`/app/!Ab1c2/contacts/contact/${world.id('acme')}`)
  expect(page.text).not.toContain('<script>')
})
