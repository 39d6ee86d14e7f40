import { stdnum } from 'stdnum'
import { expect, test } from 'vitest'
import { abn, acn, spacedAbn } from './numbers.ts'

test('every number passes an independent checksum and is given once', () => {
  const serials = Array.from({ length: 500 }, (_, i) => i * 1_999)
  for (const serial of serials) {
    expect(stdnum.AU?.abn?.validate(abn(serial)).isValid, `ABN of ${serial}`).toBe(true)
    expect(stdnum.AU?.acn?.validate(acn(serial)).isValid, `ACN of ${serial}`).toBe(true)
  }
  expect(new Set(serials.map(abn)).size).toBe(serials.length)
})

test('a business number is written in groups', () => {
  expect(spacedAbn('51824753556')).toBe('51 824 753 556')
})
