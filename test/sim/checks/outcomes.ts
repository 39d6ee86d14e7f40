import { count } from '../reach.ts'
import type { Check } from './checks.ts'

/** Counts what became of the engine's work; finds nothing wrong. */
export const outcomesCounted: Check = async ({ db, reach }) => {
  const operations = await db.selectFrom('operation').select(['kind', 'state']).execute()
  for (const { kind, state } of operations) {
    if (state === 'failed') count(reach, 'operation failed')
    if (state === 'skipped') count(reach, 'operation skipped')
    if (state === 'done' && kind === 'capsule.party.create') count(reach, 'party created')
    if (state === 'done' && kind === 'xero.contact.create') count(reach, 'contact created')
    if (state === 'done' && kind === 'xero.contact.update') count(reach, 'field carried to Xero')
    if (state === 'done' && kind === 'capsule.party.update') count(reach, 'field carried to Capsule')
    if (state === 'done' && kind === 'xero.contact.reference') count(reach, 'contact numbered')
  }
  const reviews = await db.selectFrom('review').select('id').where('state', '=', 'open').execute()
  count(reach, 'review open', reviews.length)
  return []
}
