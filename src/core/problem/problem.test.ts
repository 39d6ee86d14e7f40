import fc from 'fast-check'
import { expect, test } from 'vitest'
import { causeOf, type Failure } from './cause.ts'
import { fieldsAtFault } from './fault-fields.ts'
import { normalMessage } from './normal-message.ts'
import { redacted, redactedText } from './redact.ts'

const failure: Failure = {
  source: 'operation',
  side: 'xero',
  kind: 'invalid',
  message: 'Xero refused the data: Email address jürgen@x.example is not valid.',
  next: 'Correct the record, then try again.',
  details: [{ message: 'Email address "jürgen@x.example" is not valid.' }],
  written: ['name', 'email'],
  operation: 'xero.contact.update',
}

test('the same fault of two records is one cause, whatever the values', () => {
  const other = {
    ...failure,
    message: 'x',
    details: [{ message: 'Email address "bob@" is not valid.' }],
  }
  expect(causeOf(other).hash).toBe(causeOf(failure).hash)
  expect(causeOf(failure)).toMatchObject({
    title: 'Xero refused the e-mail: Email address … is not valid.',
    fields: ['email'],
    fix: 'Correct the e-mail in Capsule; it is sent again by itself. Or send the record without the e-mail.',
    retries: false,
  })
})

test.each([
  ['side', { side: 'capsule' }],
  ['kind', { kind: 'clash' }],
  ['code', { code: 'ValidationException' }],
  ['words', { details: [{ message: 'Email address is too long.' }] }],
  ['field', { written: ['name'] }],
] satisfies [string, Partial<Failure>][])('another %s is another cause', (_what, change) => {
  expect(causeOf({ ...failure, ...change }).hash).not.toBe(causeOf(failure).hash)
})

test('a connection is one cause however long it has to wait', () => {
  const at = (message: string): Failure => ({
    ...failure,
    source: 'connection',
    kind: 'limited',
    message,
    details: [],
  })
  const first = causeOf(at('Calls are used up for another 3 hours.'))
  expect(first.hash).toBe(causeOf(at('Calls are used up for another 2 hours.')).hash)
  expect(first.retries).toBe(true)
})

test.each([
  ['id 5e1c1f1e-3b0a-4b7e-9a53-0d0f6c1e2a11 is gone', 'id … is gone'],
  ["The name 'Acme' is taken", 'The name … is taken'],
  ["contact's name", "contact's name"],
  ['Call +61 (2) 9999 1234 on 2026-11-22', 'Call … (…) … on …'],
  ['see https://x.example/a?b=1 now', 'see … now'],
])('%s reads %s', (text, words) => {
  expect(normalMessage(text)).toBe(words)
})

test('a normal message is one of itself', () => {
  fc.assert(fc.property(fc.string(), (text) => normalMessage(normalMessage(text)) === normalMessage(text)))
})

test.each([
  ['capsule', { message: 'unknown country', resource: 'address', field: 'country' }, ['address_street']],
  ['capsule', { message: 'number is required', resource: 'phoneNumber', field: 'number' }, ['phone_mobile']],
  ['capsule', { message: 'name is required', resource: 'party', field: 'name' }, ['name']],
  ['xero', { message: 'The contact name must not contain that', field: null }, ['name']],
  ['xero', { message: 'Tax Number is not valid' }, ['tax_number']],
  ['xero', { message: 'A validation exception occurred' }, []],
] as const)('%s: %o speaks of %o', (side, detail, fields) => {
  expect(fieldsAtFault(side, [detail], ['name', 'phone_mobile', 'address_street', 'tax_number'])).toEqual(
    fields,
  )
})

test('what is shown of a request has its form, but no secrets and no whole addresses', () => {
  expect(
    redacted({
      email: 'hannah@acme.example',
      accessToken: 'abc',
      taxNumber: '51824753556',
      phones: [{ number: '+61 2 9999 1234' }],
      name: 'Acme 2026',
      at: '2026-11-22T01:00:00Z',
    }),
  ).toEqual({
    email: 'h****h@acme.example',
    accessToken: '(hidden)',
    taxNumber: '5********6',
    phones: [{ number: '+********4' }],
    name: 'Acme 2026',
    at: '2026-11-22T01:00:00Z',
  })
  expect(redactedText('Bearer abc.def said bob@x.example')).toBe('Bearer (hidden) said b*b@x.example')
})
