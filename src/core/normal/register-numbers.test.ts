import { expect, test } from 'vitest'
import { isNzbn } from './nzbn.ts'
import { isMasked, registerFault, registerNumber, written } from './register-numbers.ts'

test.each([
  ['AU', 'tax_number', 'ABN 51 824 753 556', '51824753556', '51 824 753 556', null],
  ['AU', 'tax_number', 'AU51824753556', '51824753556', '51 824 753 556', null],
  ['AU', 'tax_number', '51 824 753 557', '51824753557', '51824753557', 'ABN'],
  ['AU', 'company_number', 'ACN 004-085-616', '004085616', '004 085 616', null],
  ['AU', 'company_number', '004 085 617', '004085617', '004 085 617', 'ACN'],
  ['AU', 'tax_number', 'DE 811 569 869', 'DE811569869', 'DE811569869', null],
  ['NZ', 'tax_number', '49-091-850', '49091850', '49-091-850', null],
  ['NZ', 'tax_number', '49-091-851', '49091851', '49-091-851', 'IRD number'],
  ['NZ', 'company_number', '9429 0415 6173 8', '9429041561738', '9429041561738', 'NZBN'],
  ['GB', 'tax_number', 'GB 980 7806 84', '980780684', 'GB980780684', null],
  ['GB', 'tax_number', '802311781', '802311781', 'GB802311781', 'VAT number'],
  ['GB', 'company_number', '1234567', '01234567', '01234567', null],
  ['GB', 'company_number', 'sc 123456', 'SC123456', 'SC123456', null],
  ['GB', 'company_number', 'SC12345', 'SC12345', 'SC12345', 'eight characters'],
  ['US', 'tax_number', '12-3456789', '123456789', '123456789', null],
] as const)('in %s the %s %j is %s', (country, kind, text, value, print, fault) => {
  expect(registerNumber(text, kind, country)).toBe(value)
  expect(written(value, country)).toBe(print)
  if (fault === null) expect(registerFault(value, kind, country)).toBeNull()
  else expect(registerFault(value, kind, country)).toContain(fault)
})

test.each([
  ['*****1234', true],
  ['•••-••-1234', true],
  ['XXX-XX-1234', true],
  ['51824753556', false],
  ['XY123', false],
])('%s is hidden: %s', (text, hidden) => expect(isMasked(text)).toBe(hidden))

test.each([
  ['9429041535110', true],
  ['9429041535111', false],
  ['9329041535110', false],
  ['942904153511', false],
])('NZBN %s: %s', (digits, valid) => expect(isNzbn(digits)).toBe(valid))
