import type { FieldKey, Normal } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import { gate } from '#core/plan/gate.ts'
import { planFields } from '#core/plan/link-plan.ts'
import type { BaseValue, LinkBase } from '#core/plan/plan.ts'
import { isWrite } from '#core/plan/updates.ts'
import { saveBase } from '#db/base-values.ts'
import { recordDecided } from '#db/decided.ts'
import { changed, notAllowed, type Refused, type Scope } from './deciding.ts'
import { type LinkedPair, readings } from './pair.ts'

export type Pick = 'capsule' | 'xero' | 'keep'

/** What a person decided for one field, and the values they saw. */
export interface FieldDecision {
  readonly field: FieldKey
  readonly pick: Pick
  readonly capsule: Normal
  readonly xero: Normal
}

/**
 * Settles fields of a link as a person decided. Only what was agreed on is changed: the value that lost counts as
 * known and the one that won as new, so that the next plan copies it, and nothing else of the record waits for it.
 * A write that would need an approval has it by the decision.
 *
 * @returns null when done
 */
export async function resolveFields(
  scope: Scope,
  pair: LinkedPair,
  decisions: readonly FieldDecision[],
  reviewId: string | null,
): Promise<Refused | null> {
  const stale = decisions.find((each) => !isAsSeen(pair, each))
  if (stale)
    return changed(`The ${fieldOf(stale.field).label} has changed since you saw it. Nothing was decided.`)
  const base = { ...pair.base }
  for (const each of decisions) base[each.field] = decidedBase(each, pair.base[each.field] ?? null)
  const refusal = notCopied(pair, base, decisions)
  if (refusal !== null) return notAllowed(refusal)
  await saveBase(
    scope.tx,
    scope.workspaceId,
    decisions.map(({ field }) => {
      const value = base[field]
      return {
        contactId: pair.contact.id,
        field,
        c: value?.capsule ?? null,
        x: value?.xero ?? null,
        at: scope.at.toISOString(),
        because: 'decided' as const,
        run: null,
        operation: null,
        by: `user:${scope.by}`,
      }
    }),
  )
  await grantDecided(scope, pair, base, decisions, reviewId)
  return null
}

function isAsSeen({ subject, contact, context }: LinkedPair, seen: FieldDecision): boolean {
  const now = readings(seen.field, subject, contact, context.setting)
  return now.capsule === seen.capsule && now.xero === seen.xero
}

/** The base from which the plan derives what was decided. */
export function decidedBase(
  { field, pick, capsule, xero }: Omit<FieldDecision, 'field'> & { readonly field?: FieldKey },
  before: BaseValue | null,
): BaseValue {
  // What a list was before tells what was added and removed; here the whole list is to be copied.
  const isList = field !== undefined && fieldOf(field).members !== undefined
  if (isList && pick !== 'keep')
    return pick === 'capsule' ? { capsule: xero, xero } : { capsule, xero: capsule }
  if (pick === 'capsule') return { capsule: other(capsule, before?.capsule, xero), xero }
  if (pick === 'xero') return { capsule, xero: other(xero, before?.xero, capsule) }
  return { capsule, xero }
}

/** A value that is not `now`: the one agreed before where it differs, so that the winner counts as an edit. */
function other(now: Normal, before: Normal | undefined, loser: Normal): Normal {
  if (before !== undefined && before !== now) return before
  return now === null ? loser : null
}

/** Why a value that is to win cannot be copied, in words; null when all can. */
function notCopied(pair: LinkedPair, base: LinkBase, decisions: readonly FieldDecision[]): string | null {
  const copied = decisions.filter(({ pick }) => pick !== 'keep')
  if (copied.length === 0) return null
  const outcomes = planFields(
    pair.subject,
    pair.contact,
    base,
    pair.context,
    copied.map(({ field }) => fieldOf(field)),
  )
  const stuck = outcomes.find(({ state }) => state !== 'write' && state !== 'left' && state !== 'equal')
  return stuck === undefined ? null : stuck.why
}

/** Whoever decides which value wins has seen it: the approval its write would wait for is theirs already. */
async function grantDecided(
  scope: Scope,
  pair: LinkedPair,
  base: LinkBase,
  decisions: readonly FieldDecision[],
  reviewId: string | null,
): Promise<void> {
  const { subject, contact, context, rules } = pair
  const writes = planFields(subject, contact, base, context).filter(isWrite)
  const { reviews } = gate(subject, contact, writes, { fields: rules.rules.fields, gate: 'each' }, new Map())
  const fields = new Set(decisions.map(({ field }) => field))
  await recordDecided(
    scope.tx,
    scope,
    reviews.flatMap(({ hash, operation }) =>
      'changes' in operation && operation.changes.every((change) => fields.has(change.field))
        ? [{ hash, granted: true, reviewId }]
        : [],
    ),
  )
}

/** Whose value of a differing field could be copied to the other side now, under the rules. */
export function possibleTakes(pair: LinkedPair, key: FieldKey): ('capsule' | 'xero')[] {
  const now = readings(key, pair.subject, pair.contact, pair.context.setting)
  const { capsule, xero } = now
  if (capsule === undefined || xero === undefined || capsule === xero) return []
  return (['capsule', 'xero'] as const).filter((pick) => {
    const decision = { field: key, pick, capsule, xero }
    const base = { ...pair.base, [key]: decidedBase(decision, pair.base[key] ?? null) }
    return notCopied(pair, base, [decision]) === null
  })
}
