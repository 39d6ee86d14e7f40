import { expect, test } from 'vitest'
import { sandboxOptions } from './options.ts'

test('without arguments it serves the demo on the usual ports', () => {
  expect(sandboxOptions([])).toEqual({
    capsulePort: 4001,
    xeroPort: 4002,
    load: 'demo',
    quotas: true,
    chance: 1,
    help: false,
  })
})

test('reads every argument', () => {
  const text = '--capsule-port 0 --xero-port 0 --seed scale=500 --chance 9 --no-quotas --help'
  expect(sandboxOptions(text.split(' '))).toEqual({
    capsulePort: 0,
    xeroPort: 0,
    load: { scale: 500 },
    quotas: false,
    chance: 9,
    help: true,
  })
})

test.each([
  ['--seed big', /--seed big/],
  ['--seed scale=0', /scale=N/],
  ['--seed scale=300000', /200,000/],
  ['--capsule-port http', /--capsule-port must be a whole number/],
  ['--xero-port 70000', /--xero-port must be a whole number/],
  ['--capsule-port 5000 --xero-port 5000', /two different ports/],
  ['--sed demo', /--sed/],
])('%s is refused in words', (text, words) => {
  expect(() => sandboxOptions(text.split(' '))).toThrow(words)
})
