import { byText } from '../normal/text.ts'
import type { Plan } from './plan.ts'
import { sha256 } from './sha256.ts'

/**
 * Names what approving a plan does: its links and its writes, in any order. Scores, words, reviews and
 * counts are left out, so better wording does not make an approval stale, and another write does.
 *
 * @returns SHA-256, 64 hexadecimal digits
 */
export function planHash(plan: Plan): string {
  const links = plan.links.map(({ partyId, contactId, confidence }) =>
    canonical({ partyId, contactId, confidence }),
  )
  const operations = plan.operations.map(canonical)
  return sha256([...links.sort(byText), '', ...operations.sort(byText)].join('\n'))
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => byText(a, b))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
}
