import { expect, test } from 'vitest'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { REAL_XERO } from './endpoints.ts'
import { contactUrl, creditUrl, documentUrl, quoteUrl } from './links.ts'

const id = '5f3b8f0a-0000-4000-8000-000000000001'
const place = { appUrl: REAL_XERO.appUrl, shortCode: '!Qj35V' }

test('links lead to the record in the organisation', () => {
  expect(contactUrl(place, xeroContactId(id))).toBe(`https://go.xero.com/app/!Qj35V/contacts/contact/${id}`)
  const document = { id: xeroDocumentId(id), kind: 'invoice', status: 'AUTHORISED' } as const
  expect(documentUrl(place, document)).toBe(`https://go.xero.com/app/!Qj35V/invoicing/view/${id}`)
  expect(documentUrl(place, { ...document, status: 'DRAFT' })).toBe(
    `https://go.xero.com/app/!Qj35V/invoicing/edit/${id}`,
  )
  expect(documentUrl(place, { ...document, kind: 'bill' })).toBe(
    `https://go.xero.com/app/!Qj35V/bills/view/${id}`,
  )
})

test('quotes and credits lead to the nearest page there is', () => {
  expect(quoteUrl(place, xeroDocumentId(id))).toBe(`https://go.xero.com/app/!Qj35V/quotes/view/${id}`)
  const credit = {
    id: xeroDocumentId(id),
    kind: 'credit_note',
    side: 'sales',
    contactId: xeroContactId(id),
  } as const
  const login = 'https://go.xero.com/organisationlogin/default.aspx?shortcode=%21Qj35V&redirecturl='
  expect(creditUrl(place, credit)).toBe(
    `${login}%2FAccountsReceivable%2FViewCreditNote.aspx%3FcreditNoteID%3D${id}`,
  )
  expect(creditUrl(place, { ...credit, side: 'purchases' })).toBe(
    `${login}%2FAccountsPayable%2FViewCreditNote.aspx%3FcreditNoteID%3D${id}`,
  )
  expect(creditUrl(place, { ...credit, kind: 'prepayment' })).toBe(contactUrl(place, credit.contactId))
})
