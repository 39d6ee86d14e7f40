import type { FieldRow } from '#api/contacts.ts'
import { type FieldKey, type FieldSetting, fieldKeys } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { type FieldPlan, planLink } from '#core/plan/link-plan.ts'
import type { Direction } from '#core/plan/plan.ts'
import type { Db } from '#db/open.ts'
import { waitingChangesOf } from '#db/read-history.ts'
import { openReviewsOf } from '#db/read-reviews.ts'
import { loadRules } from '#db/rules.ts'
import { type LinkedPair, loadLinkedPair, loadPair, loadSubject, type Pair } from '#sync/pair.ts'
import { possibleTakes } from '#sync/resolving.ts'
import { ApprovalDetails, ConflictDetails, isRunApproval } from '#sync/review-details.ts'
import { fieldSetting } from '#sync/setting.ts'
import { fieldLabel, fieldWords } from './field-words.ts'
import { changesOf } from './operation-words.ts'
import { agreedWords, explain, historyOf, provenanceOf } from './provenance.ts'
import type { Sides } from './sides.ts'

export interface Shown {
  readonly partyId: number | null
  readonly contact: XeroContact | null
  /** A person took it out: nothing is compared or written. */
  readonly excluded: boolean
}

/** Every mapped field of a customer, those that need looking at first. */
export async function fieldRows(
  db: Db,
  workspaceId: string,
  { capsule, xero }: Sides,
  shown: Shown,
): Promise<FieldRow[]> {
  if (!capsule || !xero) return []
  const { partyId, contact } = shown
  if (partyId !== null && contact !== null) {
    const sides = { capsule, xero }
    const linked = await loadLinkedPair(db, sides, contact.id)
    if (linked) return linkedRows(db, workspaceId, linked, xero.details.timeZone, shown.excluded)
    const pair = await loadPair(db, sides, partyId, contact.id)
    if (pair) return inOrder(planLink(pair.subject, pair.contact, null, pair.context).fields.map(row(pair)))
  }
  const rules = await loadRules(db, workspaceId)
  const setting = fieldSetting(capsule.details, xero.details, rules)
  return oneSide(db, workspaceId, shown, setting, (key) => rules.rules.fields[key].direction)
}

/** What only one side holds. */
async function oneSide(
  db: Db,
  workspaceId: string,
  { partyId, contact }: Shown,
  setting: FieldSetting,
  directionOf: (key: FieldKey) => Direction,
): Promise<FieldRow[]> {
  const subject = partyId === null ? null : await loadSubject(db, workspaceId, partyId)
  return fieldKeys.flatMap((key) => {
    const field = fieldOf(key)
    const capsule = subject ? (field.readCapsule(subject, setting) ?? null) : null
    const xero = contact ? (field.readXero(contact, setting) ?? null) : null
    if (capsule === null && xero === null) return []
    return [
      {
        ...plain(key),
        capsule: fieldWords(key, capsule),
        xero: fieldWords(key, xero),
        state: 'only' as const,
        why: null,
        direction: directionOf(key),
      },
    ]
  })
}

const plain = (key: FieldKey) => ({
  field: key,
  label: fieldLabel(key),
  agreed: null,
  takes: [],
  provenance: null,
  history: [],
})

const row =
  (pair: Pair) =>
  (plan: FieldPlan): FieldRow => ({
    ...plain(plan.field),
    capsule: fieldWords(plan.field, plan.capsule ?? null),
    xero: fieldWords(plan.field, plan.xero ?? null),
    state: stateOf[plan.state],
    why: plan.why,
    direction: pair.rules.rules.fields[plan.field].direction,
  })

const stateOf = {
  agrees: 'agrees',
  differs: 'differs',
  write: 'waiting',
  conflict: 'conflict',
  not_compared: 'only',
} as const satisfies Record<FieldPlan['state'], FieldRow['state']>

async function linkedRows(
  db: Db,
  workspaceId: string,
  pair: LinkedPair,
  timeZone: string,
  excluded: boolean,
): Promise<FieldRow[]> {
  const explained = await explain(db, workspaceId, pair.contact.id, pair.stored, timeZone)
  const asked = { ...(await askedFields(db, workspaceId, pair.contact.id)), left: pair.differing }
  const plans = planLink(pair.subject, pair.contact, pair.base, pair.context).fields
  return inOrder(
    plans.map((plan) => ({
      ...row(pair)(plan),
      ...(excluded ? leftOut(plan) : standing(plan, asked)),
      agreed: agreedWords(plan.field, pair.stored),
      takes: excluded || plan.state === 'agrees' ? [] : possibleTakes(pair, plan.field),
      provenance: provenanceOf(plan.field, explained),
      history: historyOf(plan.field, explained),
    })),
  )
}

function leftOut(plan: FieldPlan): Pick<FieldRow, 'state' | 'why'> {
  if (plan.state === 'agrees' || plan.state === 'not_compared')
    return { state: stateOf[plan.state], why: plan.why }
  return { state: 'differs', why: 'This customer is left out, so nothing is written.' }
}

interface Asked {
  readonly conflicts: ReadonlySet<FieldKey>
  readonly approvals: ReadonlySet<FieldKey>
  readonly writing: ReadonlySet<FieldKey>
}

/** A question that is open, or a write under way, says more than comparing does. */
function standing(
  plan: FieldPlan,
  asked: Asked & { readonly left: LinkedPair['differing'] },
): Pick<FieldRow, 'state' | 'why'> {
  if (plan.state === 'agrees') return { state: 'agrees', why: null }
  if (asked.writing.has(plan.field)) return { state: 'waiting', why: 'It is being written.' }
  if (asked.approvals.has(plan.field)) return { state: 'waiting', why: 'It waits for approval.' }
  if (asked.conflicts.has(plan.field)) return { state: 'conflict', why: plan.why }
  // A write that comparing would plan was left out, because a person refused it.
  const left = plan.state === 'write' ? asked.left.find(({ field }) => field === plan.field) : undefined
  if (left) return { state: 'differs', why: left.why }
  return { state: stateOf[plan.state], why: plan.why }
}

async function askedFields(db: Db, workspaceId: string, contactId: string): Promise<Asked> {
  const reviews = await openReviewsOf(db, workspaceId, contactId)
  const writing = await waitingChangesOf(db, workspaceId, contactId)
  return {
    conflicts: new Set(
      reviews.flatMap((each) =>
        each.kind === 'conflict' ? ConflictDetails.parse(each.details).fields.map(({ field }) => field) : [],
      ),
    ),
    approvals: new Set(
      reviews.flatMap((each) =>
        each.kind === 'approval' && !isRunApproval(each.key)
          ? ApprovalDetails.parse(each.details).operation.changes.map(({ field }) => field)
          : [],
      ),
    ),
    writing: new Set(
      writing.flatMap((each) => changesOf({ ...each, side: 'xero' }).map(({ field }) => field)),
    ),
  }
}

const rank: Readonly<Record<FieldRow['state'], number>> = {
  conflict: 0,
  differs: 1,
  waiting: 2,
  agrees: 3,
  only: 4,
}

/** What needs looking at first; what neither side holds is not shown. */
const inOrder = (rows: readonly FieldRow[]): FieldRow[] =>
  rows
    .filter((each) => each.capsule !== null || each.xero !== null || each.history.length > 0)
    .sort((a, b) => rank[a.state] - rank[b.state])
