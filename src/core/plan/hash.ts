import { byText } from '../normal/text.ts'
import type { Plan, PlannedOperation } from './plan.ts'
import { sha256 } from './sha256.ts'

/**
 * Names what approving a plan does: its links, what becomes of old ones, and its writes, in any order. Scores, words, reviews and
 * counts are left out, so better wording does not make an approval stale, and another write does.
 *
 * @returns SHA-256, 64 hexadecimal digits
 */
export function planHash(plan: Plan): string {
  const links = plan.links.map(({ partyId, contactId, confidence }) =>
    canonical({ partyId, contactId, confidence }),
  )
  const changes = plan.linkChanges.map(canonical)
  const operations = plan.operations.map(canonical)
  return sha256([...links.sort(byText), '', ...changes.sort(byText), ...operations.sort(byText)].join('\n'))
}

/**
 * Names one write: the record, the values and how they are written. Approving it approves this and nothing else;
 * another value asks anew.
 *
 * @returns SHA-256, 64 hexadecimal digits
 */
export function operationHash(operation: PlannedOperation): string {
  if (operation.kind !== 'capsule.party.update' && operation.kind !== 'xero.contact.update') {
    return sha256(canonical(operation))
  }
  const { kind, contactId, partyId, edit } = operation
  const changes = operation.changes.map(({ field, before, after }) => ({ field, before, after }))
  return sha256(canonical({ kind, contactId, partyId, changes, edit }))
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
