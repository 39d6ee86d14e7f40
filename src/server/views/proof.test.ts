import { expect, test } from 'vitest'
import { proofWords } from './proof.ts'

test.each([
  [1, 0, [], 'What 1 contact owes is what Xero says.'],
  [10_482, 0, [], 'What 10,482 contacts owe is what Xero says.'],
  [0, 1, ['Acme'], 'What 1 contact owes is not what Xero says: Acme.'],
  [
    1,
    5,
    ['Acme', 'Bright'],
    'What 5 contacts owe is not what Xero says: Acme, Bright, 3 more. The other 1 agrees.',
  ],
] as const)('%i equal, %i different', (equal, different, names, words) => {
  expect(proofWords(equal, different, names)).toBe(words)
})
