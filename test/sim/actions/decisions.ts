import { decideReview, type ReviewDecision } from '#sync/decisions.ts'
import { actOnContact, type ManualAction } from '#sync/manual.ts'
import { previewUndo, startUndo, type UndoTarget } from '#sync/undoing.ts'
import { count } from '../reach.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'

const by = 'operator'

/** Answers one of the open questions, one way or another. */
async function answer(world: World): Promise<boolean> {
  const reviews = await world.db
    .selectFrom('review')
    .select(['id', 'kind', 'candidates', 'details', 'key'])
    .where('state', '=', 'open')
    .orderBy('key')
    .execute()
  if (reviews.length === 0) return false
  const review = world.chance.pick(reviews)
  const decision = decisionOn(world, review)
  world.trace.note(`decide ${review.key} ${JSON.stringify(decision)}`)
  const id = await world.workspaceId()
  const { outcome } = await world.perform('decides a review', (engine) =>
    decideReview(engine, id, { reviewId: review.id, decision, by }),
  )
  if (outcome !== 'decided') return false
  if (review.kind === 'conflict') count(world.reach, 'conflict on both sides')
  if (review.kind === 'approval') count(world.reach, 'approval waits')
  return true
}

function decisionOn(
  world: World,
  review: {
    readonly kind: 'match' | 'conflict' | 'approval' | 'merge'
    readonly candidates: readonly { readonly partyId: number }[]
    readonly details: unknown
  },
): ReviewDecision {
  const roll = world.chance.next()
  switch (review.kind) {
    case 'match': {
      const [first] = review.candidates
      if (first && roll < 0.6) return { kind: 'link', partyId: world.chance.pick(review.candidates).partyId }
      return roll < 0.85 ? { kind: 'none' } : { kind: 'exclude' }
    }
    case 'conflict': {
      const pick = world.chance.pick(['capsule', 'xero', 'keep'] as const)
      const fields = Object.fromEntries(fieldsOf(review.details).map((field) => [field, pick]))
      return { kind: 'resolve', fields, always: roll < 0.1 }
    }
    case 'approval':
      return roll < 0.7 ? { kind: 'approve', always: roll < 0.05 } : { kind: 'refuse' }
    case 'merge':
      return { kind: 'dismiss' }
  }
}

function fieldsOf(details: unknown): string[] {
  if (typeof details !== 'object' || details === null || !('fields' in details)) return []
  if (!Array.isArray(details.fields)) return []
  return details.fields.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'field' in each && typeof each.field === 'string'
      ? [each.field]
      : [],
  )
}

async function undo(world: World): Promise<boolean> {
  const operations = await world.db
    .selectFrom('operation')
    .select(['id', 'run_id'])
    .where('state', '=', 'done')
    .orderBy('ended_at')
    .orderBy('id')
    .execute()
  if (operations.length === 0) return false
  const operation = world.chance.pick(operations)
  const target: UndoTarget =
    world.chance.next() < 0.7
      ? { kind: 'operation', id: operation.id }
      : { kind: 'run', id: operation.run_id }
  const id = await world.workspaceId()
  const shown = await world.perform('looks at an undo', (engine) => previewUndo(engine, id, target))
  if (shown.outcome !== 'decided') return false
  world.trace.note(`undo ${target.kind} ${target.id}`)
  const { outcome } = await world.perform('undoes', (engine) =>
    startUndo(engine, id, { target, hash: shown.hash, by }),
  )
  return outcome === 'decided'
}

const manual: readonly ManualAction['action'][] = [
  'resync',
  'resync',
  'unlink',
  'exclude',
  'include',
  'add_to_xero',
  'add_to_xero',
  'add_to_capsule',
]

async function byHand(world: World): Promise<boolean> {
  const rows = await world.db.selectFrom('contact_row').select('key').orderBy('key').execute()
  if (rows.length === 0) return false
  const { key } = world.chance.pick(rows)
  const action = world.chance.pick(manual)
  if (action === 'link' || action === 'take') return false
  world.trace.note(`by hand ${action} ${key}`)
  const id = await world.workspaceId()
  const { outcome } = await world.perform(`does ${action}`, (engine) =>
    actOnContact(engine, id, { key, action: { action }, by }),
  )
  if (outcome === 'decided' && action === 'add_to_xero') count(world.reach, 'added to Xero by hand')
  return outcome === 'decided'
}

/** What the product's own people decide, undo and do by hand. */
export const decisionActions: readonly Action[] = [
  { name: 'answer a question', weight: 6, reach: 'review decided', act: answer },
  { name: 'undo', weight: 1, reach: 'undo', act: undo },
  { name: 'by hand', weight: 2.5, reach: 'done by hand', act: byHand },
]
