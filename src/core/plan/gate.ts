import type { Subject } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import type { XeroContact } from '../model/contact.ts'
import { operationHash } from './hash.ts'
import type { ApprovalReview, Base, FieldChange, Rules } from './plan.ts'
import { capsuleUpdate, type UpdateOperation, type Write, xeroUpdate } from './updates.ts'

export interface Gated {
  readonly operations: readonly UpdateOperation[]
  readonly reviews: readonly ApprovalReview[]
  /** Writes that a person refused. */
  readonly refused: readonly Write[]
}

/**
 * The updates of both records of a link that may go ahead, and those that wait for a person. What waits holds
 * nothing else of the record back, and once approved it goes in the same call as the rest.
 */
export function gate(
  subject: Subject,
  contact: XeroContact,
  writes: readonly Write[],
  rules: Pick<Rules, 'fields' | 'gate'>,
  decided: Base['decided'],
): Gated {
  const operations: UpdateOperation[] = []
  const reviews: ApprovalReview[] = []
  const refused: Write[] = []
  const held = rules.gate === 'whole' ? [] : writes.filter(({ change }) => waits(change, rules))
  for (const update of [capsuleUpdate, xeroUpdate]) {
    const free = writes.filter((each) => !held.includes(each))
    const waiting = update(subject, contact, held)
    if (waiting !== null) {
      const hash = operationHash(waiting)
      const own = held.filter((each) => waiting.changes.includes(each.change))
      const decision = decided.get(hash)
      if (decision === true) free.push(...own)
      else if (decision === false) refused.push(...own)
      else reviews.push(approval(waiting, hash))
    }
    const flowing = update(subject, contact, inOrder(writes, free))
    if (flowing !== null) operations.push(flowing)
  }
  return { operations, reviews, refused }
}

/** Fields keep their order, so that an operation does not depend on what was approved when. */
const inOrder = (all: readonly Write[], some: readonly Write[]): Write[] =>
  all.filter((each) => some.includes(each))

function waits(change: FieldChange, rules: Pick<Rules, 'fields'>): boolean {
  return rules.fields[change.field].approve || isBlanking(change)
}

const isBlanking = ({ before, after }: FieldChange): boolean => after === null && before !== null

function approval(operation: UpdateOperation, hash: string): ApprovalReview {
  const { contactId, partyId, changes } = operation
  const side = operation.kind === 'xero.contact.update' ? 'Xero' : 'Capsule'
  const cleared = changes.filter(isBlanking).map(labelOf)
  const written = changes.filter((change) => !isBlanking(change)).map(labelOf)
  const parts = [
    ...(written.length > 0 ? [`changes ${listed(written)}`] : []),
    ...(cleared.length > 0 ? [`clears ${listed(cleared)}`] : []),
  ]
  return {
    kind: 'approval',
    contactId,
    partyId,
    operation,
    hash,
    why: `This ${parts.join(' and ')} in ${side}, which waits for approval.`,
  }
}

const labelOf = (change: FieldChange): string => fieldOf(change.field).label

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
