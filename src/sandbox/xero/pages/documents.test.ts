import { expect, test } from 'vitest'
import { createWorld, documentScopes, origin, type World } from '../fixture.ts'

const world = () => createWorld({ scope: documentScopes, quotas: false })

const follow = async (w: World, response: Response) => {
  expect(response.status).toBe(303)
  return w.page(response.headers.get('location') ?? '')
}

const invoice = async (w: World) => (await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0)
const idOf = async (w: World) =>
  String((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID'))

test('a bookkeeper credits part of an invoice, and takes it back', async () => {
  const w = await world()
  const path = `/app/invoices/${await idOf(w)}/credits`
  const page = await follow(w, await w.form(path, { amount: '55', reason: 'Dented' }))
  expect(page.text).toContain('CN-0001')
  expect(await invoice(w)).toMatchObject({ AmountCredited: 55, AmountDue: 165 })
  const allocation = /credits\/([0-9a-f-]{36})\/remove/.exec(page.text)?.[1]
  await follow(w, await w.form(`${path}/${allocation}/remove`, {}))
  expect(await invoice(w)).toMatchObject({ AmountCredited: 0, AmountDue: 220 })
})

test.each([
  ['221', 'more than is due'],
  ['0', 'more than nothing'],
  ['lots', 'more than nothing'],
])('a credit of %s is refused in words and leaves no note behind', async (amount, words) => {
  const w = await world()
  const path = `/app/invoices/${await idOf(w)}/credits`
  expect((await follow(w, await w.form(path, { amount, reason: 'x' }))).text).toContain(words)
  expect((await w.api('GET', 'CreditNotes')).at('CreditNotes')).toEqual([])
})

test('the old address of a credit note leads to its contact', async () => {
  const w = await world()
  await w.form(`/app/invoices/${await idOf(w)}/credits`, { amount: '5', reason: 'x' })
  const id = (await w.api('GET', 'CreditNotes')).at('CreditNotes', 0, 'CreditNoteID')
  const path = encodeURIComponent(`/AccountsPayable/ViewCreditNote.aspx?creditNoteID=${id}`)
  const answer = await w.xero.fetch(
    new Request(`${origin}/organisationlogin/default.aspx?shortcode=!Ab1c2&redirecturl=${path}`),
  )
  expect(answer.headers.get('location')).toContain(`/contacts/contact/${w.id('acme')}`)
})

test('an invoice is e-mailed from its page', async () => {
  const w = await world()
  const page = await follow(w, await w.form(`/app/invoices/${await idOf(w)}/email`, {}))
  expect(page.text).toContain('Sent to accounts@acme.example')
})

test('a quote is found in the list, sent and accepted; what its state forbids is not offered', async () => {
  const w = await world()
  const made = await w.api('PUT', 'Quotes', {
    Contact: { ContactID: w.id('acme') },
    Title: 'New <bench>',
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 10 }],
  })
  const id = String(made.at('Quotes', 0, 'QuoteID'))
  expect((await w.page('/quotes')).text).toContain('New &lt;bench&gt;')
  const draft = await w.page(`/app/!Ab1c2/quotes/view/${id}`)
  expect(draft.text).not.toContain('>Accept<')
  const sent = await follow(w, await w.form(`/app/quotes/${id}/send`, {}))
  expect(sent.text).toContain('>Accept<')
  const accepted = await follow(w, await w.form(`/app/quotes/${id}/accept`, {}))
  expect(accepted.text).toContain('>Accepted<')
  expect((await w.api('GET', `Quotes/${id}`)).at('Quotes', 0, 'Status')).toBe('ACCEPTED')
  const wrong = await follow(w, await w.form(`/app/quotes/${id}/accept`, {}))
  expect(wrong.status).toBe(200)
})
