import type { RulesInput, RulesView } from '#api/rules.ts'
import { count, numberText } from './time.ts'

type FieldRule = RulesView['fields'][number]

/** What can be changed of a field, and of whole records; only what differs from the rules that apply. */
export interface FieldDraft {
  readonly direction?: FieldRule['direction']
  readonly policy?: FieldRule['policy']
  readonly blank?: boolean
  readonly approve?: boolean
  readonly customField?: number | null
}
interface WholeDraft {
  readonly createParties?: RulesView['createParties']
  readonly createContacts?: RulesView['createContacts']
  readonly firstDifference?: RulesView['firstDifference']
  readonly approveOver?: number
  readonly historyNotes?: boolean
  readonly tagGroups?: readonly TagGroup[]
}
/** A Capsule tag and the Xero contact group that stands for it. */
export interface TagGroup {
  readonly tag: string
  readonly group: string
}
export interface RulesDraft {
  readonly fields: Readonly<Record<string, FieldDraft>>
  readonly whole: WholeDraft
}

export const noDraft: RulesDraft = { fields: {}, whole: {} }

const isNew = <Value>(value: Value | undefined, applies: unknown): value is Value =>
  value !== undefined && value !== applies

const fieldChanges = (draft: FieldDraft, rule: FieldRule): FieldDraft => ({
  ...(isNew(draft.direction, rule.direction) ? { direction: draft.direction } : {}),
  ...(isNew(draft.policy, rule.policy) ? { policy: draft.policy } : {}),
  ...(isNew(draft.blank, rule.blank) ? { blank: draft.blank } : {}),
  ...(isNew(draft.approve, rule.approve) ? { approve: draft.approve } : {}),
  ...(isNew(draft.customField, rule.customField) ? { customField: draft.customField } : {}),
})

const wholeChanges = (draft: WholeDraft, view: RulesView): WholeDraft => ({
  ...(isNew(draft.createParties, view.createParties) ? { createParties: draft.createParties } : {}),
  ...(isNew(draft.createContacts, view.createContacts) ? { createContacts: draft.createContacts } : {}),
  ...(isNew(draft.firstDifference, view.firstDifference) ? { firstDifference: draft.firstDifference } : {}),
  ...(isNew(draft.approveOver, view.approveOver) ? { approveOver: draft.approveOver } : {}),
  ...(isNew(draft.historyNotes, view.historyNotes) ? { historyNotes: draft.historyNotes } : {}),
  ...(draft.tagGroups && pairText(draft.tagGroups) !== pairText(view.tagGroups)
    ? { tagGroups: draft.tagGroups }
    : {}),
})

const pairText = (pairs: readonly TagGroup[]): string =>
  JSON.stringify(pairs.map(({ tag, group }) => [tag, group]))

const size = (value: object): number => Object.keys(value).length

/** The draft with more changes; what is again as it applies is no change any more. */
export function withField(view: RulesView, draft: RulesDraft, field: string, change: FieldDraft): RulesDraft {
  const rule = view.fields.find((one) => one.field === field)
  if (!rule) return draft
  const merged = fieldChanges({ ...draft.fields[field], ...change }, rule)
  const { [field]: _before, ...others } = draft.fields
  return { ...draft, fields: size(merged) === 0 ? others : { ...others, [field]: merged } }
}

export const withWhole = (view: RulesView, draft: RulesDraft, change: WholeDraft): RulesDraft => ({
  ...draft,
  whole: wholeChanges({ ...draft.whole, ...change }, view),
})

/** The draft over newer rules, as after somebody else has saved theirs. */
export function rebased(view: RulesView, draft: RulesDraft): RulesDraft {
  const start: RulesDraft = { fields: {}, whole: wholeChanges(draft.whole, view) }
  return Object.entries(draft.fields).reduce(
    (all, [field, change]) => withField(view, all, field, change),
    start,
  )
}

export const isEmpty = (draft: RulesDraft): boolean => size(draft.fields) === 0 && size(draft.whole) === 0

export function rulesInput(view: RulesView, { fields, whole }: RulesDraft): RulesInput {
  const { tagGroups, ...rest } = whole
  return {
    version: view.version,
    ...rest,
    ...(tagGroups ? { tagGroups: tagGroups.map(({ tag, group }) => ({ tag, group })) } : {}),
    ...(size(fields) === 0
      ? {}
      : { fields: Object.entries(fields).map(([field, change]) => ({ field, ...change })) }),
  }
}

export const directionLabel: Readonly<Record<FieldRule['direction'], string>> = {
  capsule_to_xero: 'Capsule → Xero',
  xero_to_capsule: 'Capsule ← Xero',
  both: 'Capsule ↔ Xero',
  off: 'Off',
}

export const policyLabel: Readonly<Record<FieldRule['policy'], string>> = {
  capsule: 'Capsule wins',
  xero: 'Xero wins',
  newest: 'The newest wins',
  ask: 'Ask me',
}

export const createPartiesLabel: Readonly<Record<RulesView['createParties'], string>> = {
  with_documents: 'Those with an invoice or bill',
  all: 'All of them',
  customers: 'Customers only',
  suppliers: 'Suppliers only',
  none: 'None by themselves',
}

export const createContactsLabel: Readonly<Record<RulesView['createContacts'], string>> = {
  none: 'None by themselves',
  organisations: 'Organisations only',
  all: 'All of them',
}

export const firstDifferenceLabel: Readonly<Record<RulesView['firstDifference'], string>> = {
  leave: 'Leave both as they are',
  policy: 'Decide by the rule of the field',
}

/** What saving the draft does, a sentence each. */
export function consequences(view: RulesView, draft: RulesDraft, locale?: string): string[] {
  const fields = view.fields.flatMap((rule) => {
    const change = draft.fields[rule.field]
    return change ? fieldConsequences(rule, change, locale) : []
  })
  return [...fields, ...wholeConsequences(draft.whole, locale), ...groupConsequences(view, draft.whole)]
}

function fieldConsequences(rule: FieldRule, change: FieldDraft, locale?: string): string[] {
  const name = rule.label.slice(0, 1).toUpperCase() + rule.label.slice(1)
  const said: string[] = []
  if (change.direction !== undefined)
    said.push(`${name}: ${directionConsequence(rule, change.direction, locale)}`)
  if (change.policy !== undefined) said.push(`${name}: ${policyConsequence[change.policy]}`)
  if (change.blank !== undefined) {
    said.push(
      change.blank
        ? `${name}: a value that is cleared on one side is cleared on the other, after approval.`
        : `${name}: a value that is cleared on one side stays on the other.`,
    )
  }
  if (change.approve !== undefined) {
    said.push(
      change.approve
        ? `${name}: every write waits under Review until somebody has looked.`
        : `${name}: written without asking. What waits now is written too.`,
    )
  }
  if (change.customField !== undefined) {
    said.push(
      change.customField === null
        ? `${name}: is not kept in Capsule any more, so it is not compared.`
        : `${name}: is compared with the chosen Capsule field, for every linked record.`,
    )
  }
  return said
}

const policyConsequence: Readonly<Record<FieldRule['policy'], string>> = {
  capsule: 'when both sides changed, Capsule’s value is taken without asking. Xero’s stays in the history.',
  xero: 'when both sides changed, Xero’s value is taken without asking. Capsule’s stays in the history.',
  newest: 'when both sides changed, the later edit is taken without asking. The other stays in the history.',
  ask: 'when both sides changed, nothing is written before you decide.',
}

function directionConsequence(rule: FieldRule, direction: FieldRule['direction'], locale?: string): string {
  const differ = differText(rule, locale)
  switch (direction) {
    case 'off':
      return 'is neither compared nor written any more.'
    case 'both':
      return `edits travel both ways. ${differ('where one side was edited since, its value is copied; the others stay until somebody edits them')}`
    case 'capsule_to_xero':
      return `edits in Capsule reach Xero; edits in Xero are only shown. ${differ('where Capsule was edited since, its value is copied to Xero; the others stay')}`
    case 'xero_to_capsule':
      return `edits in Xero reach Capsule; edits in Capsule are only shown. ${differ('where Xero was edited since, its value is copied to Capsule; the others stay')}`
  }
}

const differText = (rule: FieldRule, locale?: string) => (then: string) =>
  rule.differing === 0
    ? 'No linked record differs in it now.'
    : `${count(rule.differing, 'record differs', 'records differ', locale)} in it now: ${then}.`

function wholeConsequences(whole: WholeDraft, locale?: string): string[] {
  const said: string[] = []
  if (whole.createParties !== undefined) {
    said.push(
      whole.createParties === 'none'
        ? 'No Xero contact is added to Capsule by itself any more; the button on its page still does.'
        : `Xero contacts without a counterpart are added to Capsule: ${createPartiesLabel[whole.createParties].toLowerCase()}.`,
    )
  }
  if (whole.createContacts !== undefined) {
    said.push(
      whole.createContacts === 'none'
        ? 'No Capsule record is added to Xero by itself any more; the button on its page still does.'
        : `Capsule records without a counterpart are added to Xero: ${createContactsLabel[whole.createContacts].toLowerCase()}. Xero cannot delete contacts, only archive them.`,
    )
  }
  if (whole.firstDifference !== undefined) {
    said.push(
      whole.firstDifference === 'leave'
        ? 'Values that differ when two records are linked stay as they are until somebody edits them.'
        : 'Values that differ when two records are linked are decided by the rule of their field.',
    )
  }
  if (whole.approveOver !== undefined) {
    said.push(
      `A pass that writes more than ${numberText(whole.approveOver, locale)} records waits for approval.`,
    )
  }
  return said
}

function groupConsequences(view: RulesView, { tagGroups, historyNotes }: WholeDraft): string[] {
  const now = new Set(view.tagGroups.map((pair) => pairText([pair])))
  const then = new Set((tagGroups ?? view.tagGroups).map((pair) => pairText([pair])))
  return [
    ...(tagGroups ?? [])
      .filter((pair) => !now.has(pairText([pair])))
      .map(
        ({ tag, group }) =>
          `The tag “${tag}” stands for the Xero group “${group}”; the rule for tags says which way it travels.`,
      ),
    ...view.tagGroups
      .filter((pair) => !then.has(pairText([pair])))
      .map(
        ({ tag, group }) =>
          `The tag “${tag}” and the Xero group “${group}” are not kept in step any more; nobody is taken out of either.`,
      ),
    ...(historyNotes === undefined
      ? []
      : [
          historyNotes
            ? 'A note in the history of each newly linked Xero contact names its Capsule record, with one call each. Xero cannot remove notes.'
            : 'No more notes are written into the history of newly linked contacts; those that are there stay.',
        ]),
  ]
}
