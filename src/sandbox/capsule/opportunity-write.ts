import type { Caller } from './access.ts'
import { currencyList } from './currencies.ts'
import { durationBases, type Milestone, type Opportunity } from './deal-entities.ts'
import { chosen, commonFields, differs } from './deal-fields.ts'
import { isObject, text } from './input.ts'
import { invalid, type JsonObject } from './refusal.ts'
import type { Store } from './store.ts'
import { toDay } from './time.ts'

const resource = 'opportunity'

export function createOpportunity(store: Store, caller: Caller, sent: JsonObject, now: number): Opportunity {
  const opportunity = {
    ...planChange(store, caller, blank(caller.user.id, now), sent, now)().opportunity,
    id: store.nextId(),
  }
  store.opportunities.put(opportunity)
  store.tell('opportunity/created', opportunity.id)
  if (opportunity.closedOn !== null) store.tell('opportunity/closed', opportunity.id)
  return opportunity
}

/** Changes only what was sent; without effect nothing is stamped and nobody is told. */
export function updateOpportunity(
  store: Store,
  caller: Caller,
  before: Opportunity,
  sent: JsonObject,
  now: number,
): Opportunity {
  const { opportunity, touched } = planChange(store, caller, before, sent, now)()
  if (!touched && !differs(before, opportunity)) return before
  const stamped = { ...opportunity, updatedAt: now }
  store.opportunities.change(stamped, now)
  store.tell('opportunity/updated', stamped.id)
  if (stamped.milestoneId !== before.milestoneId) store.tell('opportunity/moved', stamped.id)
  if (stamped.closedOn !== null && before.closedOn === null) store.tell('opportunity/closed', stamped.id)
  return stamped
}

function blank(ownerId: number, now: number): Opportunity {
  return {
    id: 0,
    name: '',
    description: null,
    partyId: 0,
    contactIds: [],
    ownerId,
    teamId: null,
    milestoneId: 0,
    lastOpenMilestoneId: null,
    lastStageChangedAt: now,
    amount: null,
    currency: null,
    probability: 0,
    durationBasis: 'FIXED',
    duration: null,
    lostReasonId: null,
    expectedCloseOn: null,
    closedOn: null,
    tagIds: [],
    fields: [],
    createdAt: now,
    updatedAt: now,
    lastContactedAt: null,
  }
}

function planChange(store: Store, caller: Caller, before: Opportunity, sent: JsonObject, now: number) {
  const { values, touched, tags } = commonFields(store, caller, 'opportunities', before, sent)
  const milestone = chosen(sent, 'milestone', resource, store.milestones)
  const target = milestone === undefined ? store.milestones.get(before.milestoneId) : milestone
  if (!target) throw invalid('milestone is required', resource, 'milestone')
  const moved = move(
    store,
    { ...before, ...values, ...money(sent, before), ...term(sent, before) },
    target,
    now,
  )
  const opportunity = {
    ...moved,
    probability: probability(sent, moved, target),
    lostReasonId: lostReason(store, sent, moved, target),
  }
  return () => ({ touched, opportunity: { ...opportunity, tagIds: tags() } satisfies Opportunity })
}

/**
 * A complete milestone closes with its own probability, an open one opens again; a milestone of another pipeline moves
 * the opportunity there without a word.
 *
 * @source reference capsule.md §7
 */
function move(store: Store, opportunity: Opportunity, target: Milestone, now: number): Opportunity {
  if (opportunity.milestoneId === target.id) return opportunity
  const left = store.milestones.get(opportunity.milestoneId)
  return {
    ...opportunity,
    milestoneId: target.id,
    lastStageChangedAt: now,
    probability: target.probability,
    closedOn: target.complete ? (opportunity.closedOn ?? toDay(now)) : null,
    lastOpenMilestoneId: !target.complete
      ? target.id
      : left && !left.complete
        ? left.id
        : opportunity.lastOpenMilestoneId,
  }
}

function probability(sent: JsonObject, moved: Opportunity, target: Milestone): number {
  const value = sent.probability
  if (value === undefined || value === null) return moved.probability
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 100)
    throw invalid('probability must be between 0 and 100', resource, 'probability')
  if (target.complete)
    throw invalid('probability can be updated only for open opportunity', resource, 'probability')
  return value
}

/** Sticks on a Lost milestone only; elsewhere it is dropped without a word. */
function lostReason(store: Store, sent: JsonObject, moved: Opportunity, target: Milestone): number | null {
  const reason = chosen(sent, 'lostReason', resource, store.lostReasons)
  if (!target.complete || target.probability !== 0) return null
  return reason === undefined ? moved.lostReasonId : (reason?.id ?? null)
}

/** The amount is per unit of the duration and cannot go without its currency. */
function money(sent: JsonObject, before: Opportunity): Pick<Opportunity, 'amount' | 'currency'> {
  const { value } = sent
  if (value === undefined) return { amount: before.amount, currency: before.currency }
  if (value === null) return { amount: null, currency: null }
  if (!isObject(value)) throw invalid('value must be an object', resource, 'value')
  const { amount = null } = value
  if (amount !== null && (typeof amount !== 'number' || !Number.isFinite(amount)))
    throw invalid('amount must be a number', resource, 'value')
  const currency = text(value, 'currency', resource, 3) ?? null
  if (currency === null && amount !== null) throw invalid('currency is required', resource, 'value')
  if (currency !== null && !currencyList.some(({ code }) => code === currency))
    throw invalid('unknown currency', resource, 'value')
  return { amount, currency }
}

/** A duration counts units of its basis; FIXED has none. */
function term(sent: JsonObject, before: Opportunity): Pick<Opportunity, 'duration' | 'durationBasis'> {
  const asked = text(sent, 'durationBasis', resource) ?? before.durationBasis
  const durationBasis = durationBases.find((basis) => basis === asked)
  if (!durationBasis) throw invalid('unknown duration basis', resource, 'durationBasis')
  const { duration } = sent
  if (duration === undefined || duration === null) {
    const kept = duration === null || durationBasis === 'FIXED' ? null : before.duration
    return { durationBasis, duration: kept }
  }
  if (typeof duration !== 'number' || !Number.isInteger(duration) || duration < 1 || duration > 100_000)
    throw invalid('duration must be a whole number', resource, 'duration')
  if (durationBasis === 'FIXED')
    throw invalid('duration must be null when durationBasis is FIXED', resource, 'duration')
  return { durationBasis, duration }
}
