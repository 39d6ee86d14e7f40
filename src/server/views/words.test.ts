import { expect, test } from 'vitest'
import { auditWords, countedWords } from './words.ts'

const entry = (action: string, actor = 'user:Hannah', details = {}) => ({ action, actor, details })

test.each([
  [entry('xero.contact.reference.done'), 'The Capsule id was written on the Xero contact by Hannah'],
  [entry('capsule.party.create.done', 'rule'), 'The record was created in Capsule from the Xero contact'],
  [
    entry('xero.contact.reference.failed', 'rule', { error: { message: 'Xero refused the data.' } }),
    'Refused: the Capsule id was written on the Xero contact. Xero refused the data.',
  ],
  [
    entry('capsule.party.create.skipped'),
    'Left out, because it changed after the plan: the record was created in Capsule from the Xero contact',
  ],
  [entry('run.done', 'system'), 'The run ended'],
  [entry('something.new'), 'something.new by Hannah'],
])('%o', (audit, words) => {
  expect(auditWords(audit)).toBe(words)
})

test('many of a kind are one sentence; a refusal is always told by itself', () => {
  expect(countedWords(entry('capsule.party.reference.done'), 1_234)).toBe(
    'The Xero reference was written on 1,234 Capsule records by Hannah',
  )
  expect(countedWords(entry('capsule.party.reference.failed'), 3)).toBeNull()
})
