import { firmCases, referenceCases } from './firms.ts'
import { mailboxCases } from './mailboxes.ts'
import { numberCases } from './numbers.ts'
import { peopleCases } from './people.ts'
import type { LabelledCase } from './sketch.ts'
import { spellingCases } from './spellings.ts'

/** Every case by itself: its records are the whole world. */
export const labelledCases: readonly LabelledCase[] = [
  ...spellingCases,
  ...numberCases,
  ...mailboxCases,
  ...peopleCases,
  ...firmCases,
  ...referenceCases,
]
