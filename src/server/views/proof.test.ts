import { expect, test } from 'vitest'
import { proofWords, readingWords } from './proof.ts'

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

test.each([
  [[16, 0, 0, 0, 0], '16 records were read again: nothing had been missed.'],
  [[16, 0, 7, 0, 0], '16 records were read again: nothing had been missed. 7 of 7 linked pairs are equal.'],
  [
    [1_200, 1, 598, 2, 1],
    '1,200 records were read again: 1 had changed unheard, and was taken over. 598 of 601 linked pairs are equal. 2 differ as a rule, a decision or an open question says. 1 differed for no reason, and was compared anew.',
  ],
] as const)('a reading of %j', ([read, unheard, equal, explained, drifting], words) => {
  expect(readingWords({ read, unheard, equal, explained, drifting })).toBe(words)
})
