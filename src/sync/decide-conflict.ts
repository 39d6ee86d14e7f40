import type { FieldKey } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import { saveBase } from '#db/base-values.ts'
import { closeDecided } from '#db/decided.ts'
import { jsonText } from '#db/json-text.ts'
import { contactOf } from '#db/read-contacts.ts'
import { openReviewsOfKind } from '#db/read-reviews.ts'
import { loadRules, markLinksUnplanned, type StoredRules, saveRules } from '#db/rules.ts'
import { changed, conclude, notAllowed, type Refused, type Scope, xeroOf } from './deciding.ts'
import type { Decided, OpenReview } from './decisions.ts'
import { loadLinkedPair } from './pair.ts'
import { decidedBase, type Pick, resolveFields } from './resolving.ts'
import { ConflictDetails, type ConflictField, isFieldKey } from './review-details.ts'

type Picks = ReadonlyMap<FieldKey, Pick>

/** Per field whose value goes to the other side, or that both stay as they are. */
export async function resolveConflict(
  scope: Scope,
  review: OpenReview & { readonly contact_id: string },
  decision: { readonly fields: Readonly<Record<string, Pick>>; readonly always: boolean },
): Promise<Decided | Refused> {
  const asked = ConflictDetails.parse(review.details).fields
  const picks: Picks = new Map(
    Object.entries(decision.fields).flatMap(([key, pick]) => (isFieldKey(key) ? [[key, pick] as const] : [])),
  )
  if (picks.size === 0 || picks.size !== Object.keys(decision.fields).length)
    return notAllowed('Say for at least one field of this question whose value is right.')
  const decided = asked.filter(({ field }) => picks.has(field))
  if (decided.length !== picks.size)
    return changed('This question is about other fields now. Look at it again.')
  for (const { field, winners } of decided) {
    const pick = picks.get(field) ?? 'keep'
    if (pick !== 'keep' && !winners.includes(pick))
      return notAllowed(`The rules do not allow that value of the ${fieldOf(field).label} to be copied.`)
  }
  const contact = await contactOf(scope.tx, scope.workspaceId, review.contact_id)
  const xero = xeroOf(scope, contact?.connection_id)
  if (!scope.capsule || !xero) return notAllowed('Connect both accounts before you decide.')
  const pair = await loadLinkedPair(scope.tx, { capsule: scope.capsule, xero }, review.contact_id)
  if (!pair) return changed('These records are not linked any more.')
  const refused = await resolveFields(
    scope,
    pair,
    decided.map(({ field, capsule, xero }) => ({ field, pick: picks.get(field) ?? 'keep', capsule, xero })),
    review.id,
  )
  if (refused) return refused
  const left = asked.filter(({ field }) => !picks.has(field))
  if (left.length === 0) await closeDecided(scope.tx, scope, [review.id], { kind: 'resolve', ...decision })
  else await keepAsking(scope, review.id, left)
  const also = decision.always ? await always(scope, review.id, picks) : { settled: 0, contacts: [] }
  await conclude(scope, {
    action: 'review.resolved',
    subject: `contact:${review.contact_id}`,
    details: { review: review.id, fields: decision.fields, always: decision.always, also: also.settled },
    parties: [pair.subject.party.id],
    contacts: [review.contact_id, ...also.contacts],
    topics: decision.always ? ['rules'] : [],
  })
  return {
    outcome: 'decided',
    settled: (left.length === 0 ? 1 : 0) + also.settled,
    words: words(picks, decision.always),
  }
}

/** The fields nobody decided about stay a question. */
async function keepAsking(scope: Scope, reviewId: string, left: readonly ConflictField[]): Promise<void> {
  await scope.tx
    .updateTable('review')
    .set({ details: jsonText({ fields: left }), why: left.map(({ why }) => why).join(' ') })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', reviewId)
    .execute()
}

/**
 * Makes the winners the rule, and answers the other open questions about these fields alike. Keeping both is an
 * answer to what is asked now; no rule says it, so a later edit on both sides asks again.
 */
async function always(
  scope: Scope,
  reviewId: string,
  picks: Picks,
): Promise<{ settled: number; contacts: string[] }> {
  const { tx, workspaceId } = scope
  const current = await loadRules(tx, workspaceId)
  const fields: NonNullable<StoredRules['fields']> = { ...current.stored.fields }
  const winners = [...picks].flatMap(([key, pick]) => (pick === 'keep' ? [] : [{ key, pick }]))
  for (const { key, pick } of winners) fields[key] = { ...fields[key], policy: pick }
  if (winners.length > 0) {
    const rules = { ...current.stored, fields }
    await saveRules(tx, workspaceId, { expectedVersion: current.version, rules, by: scope.by, at: scope.at })
    await markLinksUnplanned(tx, workspaceId)
  }
  const settled: string[] = []
  const contacts: string[] = []
  for (const other of await openReviewsOfKind(tx, workspaceId, 'conflict')) {
    if (other.id === reviewId || other.contact_id === null) continue
    const asked = ConflictDetails.parse(other.details).fields
    const answered = asked.filter((each) => isAnswered(each, picks))
    if (answered.length === 0) continue
    await keepBoth(
      scope,
      other.contact_id,
      answered.filter(({ field }) => picks.get(field) === 'keep'),
    )
    contacts.push(other.contact_id)
    if (answered.length === asked.length) settled.push(other.id)
    else
      await keepAsking(
        scope,
        other.id,
        asked.filter((each) => !isAnswered(each, picks)),
      )
  }
  const decision = { kind: 'resolve', fields: Object.fromEntries(picks), always: true }
  return { settled: await closeDecided(tx, scope, settled, decision), contacts }
}

function isAnswered({ field, winners }: ConflictField, picks: Picks): boolean {
  const pick = picks.get(field)
  return pick !== undefined && (pick === 'keep' || winners.includes(pick))
}

async function keepBoth(scope: Scope, contactId: string, fields: readonly ConflictField[]): Promise<void> {
  await saveBase(
    scope.tx,
    scope.workspaceId,
    fields.map(({ field, capsule, xero, base }) => {
      const settled = decidedBase({ pick: 'keep', capsule, xero }, base)
      const at = scope.at.toISOString()
      return {
        contactId,
        field,
        c: settled.capsule,
        x: settled.xero,
        at,
        because: 'decided' as const,
        run: null,
        operation: null,
        by: `user:${scope.by}`,
      }
    }),
  )
}

function words(picks: Picks, isAlways: boolean): string {
  const said = [...picks].map(([key, pick]) => {
    const { label } = fieldOf(key)
    if (pick === 'keep') return `The ${label} stays as it is on both sides.`
    const [from, to] = pick === 'capsule' ? ['Capsule', 'Xero'] : ['Xero', 'Capsule']
    return isAlways
      ? `The ${label} is copied from ${from} to ${to}, and from now on ${from} wins when both change.`
      : `The ${label} is copied from ${from} to ${to}.`
  })
  const kept = isAlways && [...picks.values()].includes('keep')
  return [
    ...said,
    ...(kept ? ['Other open questions about it are kept alike; a later edit on both sides asks again.'] : []),
  ].join(' ')
}
