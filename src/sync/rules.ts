import { changedDeals, type DealSettingsInput, faultOfDeals } from '#core/deal/change.ts'
import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import { nameKey } from '#core/field/name-key.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { canonical } from '#core/plan/hash.ts'
import type { Direction, FieldRule, Rules } from '#core/plan/plan.ts'
import { forgetBase } from '#db/base-values.ts'
import { markOpportunitiesUnplanned } from '#db/opportunities.ts'
import {
  type CurrentRules,
  isCustomFieldKey,
  loadRules,
  markLinksUnplanned,
  markUnlinkedUnplanned,
  type StoredRules,
  saveRules,
} from '#db/rules.ts'
import { changed, conclude, decide, notAllowed, type Refused, type Scope } from './deciding.ts'
import type { Engine } from './engine.ts'
import { isFieldKey } from './review-details.ts'

/** What is left out stays. */
export interface RulesChange {
  /** The version that was shown. */
  readonly version: number
  readonly fields?: readonly FieldRuleChange[] | undefined
  readonly createParties?: Rules['createParties'] | undefined
  readonly createContacts?: Rules['createContacts'] | undefined
  readonly firstDifference?: Rules['firstDifference'] | undefined
  readonly approveOver?: number | undefined
  /** Replaces the list. */
  readonly tagGroups?: CurrentRules['tagGroups'] | undefined
  readonly historyNotes?: boolean | undefined
  /** Replaces them. */
  readonly deals?: DealSettingsInput | undefined
}

export type FieldRuleChange = { readonly field: string; readonly customField?: number | null | undefined } & {
  readonly [Key in keyof FieldRule]?: FieldRule[Key] | undefined
}

/** Directions a field can have: what one side cannot be written to is copied one way only. */
export const directionsOf = (key: FieldKey): Direction[] =>
  key === 'contact_persons'
    ? ['capsule_to_xero', 'off']
    : ['capsule_to_xero', 'xero_to_capsule', 'both', 'off']

/** Stores what a person changed as the next version, and has the records planned again that it is about. */
export async function changeRules(
  engine: Engine,
  workspaceId: WorkspaceId,
  change: RulesChange,
  by: string,
): Promise<{ readonly outcome: 'decided'; readonly version: number } | Refused> {
  return decide(engine, workspaceId, by, async (scope) => {
    const current = await loadRules(scope.tx, workspaceId)
    if (current.version !== change.version)
      return changed(
        current.changedBy === null
          ? 'The rules are not as you saw them.'
          : `${current.changedBy} changed the rules meanwhile.`,
      )
    const refusal = faultOf(scope, change) ?? (change.deals ? faultOfDeals(change.deals) : null)
    if (refusal !== null) return notAllowed(refusal)
    const rules = merged(current.stored, change)
    if (change.deals)
      rules.deals = storedDeals(changedDeals(current.deals, change.deals, scope.at.toISOString()))
    if (canonical(rules) === canonical(current.stored))
      return { outcome: 'decided', version: current.version }
    const version = await saveRules(scope.tx, workspaceId, {
      expectedVersion: current.version,
      rules,
      by,
      at: scope.at,
    })
    if (version === null) return changed('Somebody else changed the rules meanwhile.')
    if (isRemapped(current.tagGroups, rules.tagGroups ?? [])) await forgetBase(scope.tx, workspaceId, 'tags')
    await planAgain(scope, current)
    await conclude(scope, {
      action: 'rules.changed',
      subject: null,
      details: { version, before: current.stored, after: rules },
      parties: [],
      contacts: [],
      topics: ['rules'],
    })
    return { outcome: 'decided', version }
  })
}

type Deals = NonNullable<StoredRules['deals']>

/** As the store takes them: lists of its own. */
const storedDeals = (deals: CurrentRules['deals']): Deals => ({
  ...deals,
  rules: deals.rules.map((rule) => ({ ...rule, tracking: [...rule.tracking] })),
  accepted: { ...deals.accepted },
  paid: { ...deals.paid },
})

function faultOf({ capsule }: Scope, { fields = [], tagGroups = [] }: RulesChange): string | null {
  for (const { field, direction, customField } of fields) {
    if (!isFieldKey(field)) return `There is no field "${field}".`
    const { label } = fieldOf(field)
    if (direction !== undefined && !directionsOf(field).includes(direction))
      return `The ${label} cannot be copied from Xero to Capsule.`
    if (customField === undefined) continue
    if (!isCustomFieldKey(field)) return `The ${label} has a place of its own in Capsule, no custom field.`
    if (customField !== null && !capsule?.details.partyFields.some(({ id }) => id === customField))
      return 'Capsule has no such custom field any more. Choose another one.'
  }
  return faultOfTagGroups(tagGroups)
}

/** A tag stands for one group and a group for one tag, or nobody could say what removing one of them means. */
function faultOfTagGroups(pairs: CurrentRules['tagGroups']): string | null {
  for (const { tag, group } of pairs)
    if (tag.trim() === '' || group.trim() === '') return 'Name both the tag and the contact group.'
  const twice = (names: readonly string[]) => {
    const keys = names.map(nameKey)
    return names.find((_, n) => keys.indexOf(keys[n] ?? '') !== n)
  }
  const tag = twice(pairs.map((pair) => pair.tag))
  if (tag !== undefined) return `The tag “${tag}” is mapped twice. A tag goes with one contact group.`
  const group = twice(pairs.map((pair) => pair.group))
  return group === undefined
    ? null
    : `The group “${group}” is mapped twice. A contact group goes with one tag.`
}

/** A tag stands for another group now: that its members differ is nobody's edit. */
const isRemapped = (before: CurrentRules['tagGroups'], after: CurrentRules['tagGroups']): boolean =>
  after.some(({ tag, group }) =>
    before.some((pair) => nameKey(pair.tag) === nameKey(tag) && nameKey(pair.group) !== nameKey(group)),
  )

function merged(stored: StoredRules, change: RulesChange): StoredRules {
  const rules: StoredRules = { ...stored }
  const fields = { ...stored.fields }
  const customFields = { ...stored.customFields }
  for (const { field, customField, direction, policy, blank, approve } of change.fields ?? []) {
    if (!isFieldKey(field)) continue
    if (customField !== undefined && isCustomFieldKey(field)) customFields[field] = customField
    const own = defined({ direction, policy, blank, approve })
    if (Object.keys(own).length > 0) fields[field] = { ...fields[field], ...own }
  }
  if (Object.keys(fields).length > 0) rules.fields = fields
  if (Object.keys(customFields).length > 0) rules.customFields = customFields
  if (change.tagGroups !== undefined)
    rules.tagGroups = change.tagGroups.map(({ tag, group }) => ({ tag: tag.trim(), group: group.trim() }))
  const { createParties, createContacts, firstDifference, approveOver, historyNotes } = change
  return {
    ...rules,
    ...defined({ createParties, createContacts, firstDifference, approveOver, historyNotes }),
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function defined<T extends object>(values: T): Defined<T> {
  const kept: Defined<T> = { ...values }
  for (const key in kept) if (kept[key] === undefined) delete kept[key]
  return kept
}

/** The records whose plan may be another one under the new rules. */
async function planAgain({ tx, workspaceId }: Scope, before: CurrentRules): Promise<void> {
  const after = await loadRules(tx, workspaceId)
  const differs = (of: (rules: CurrentRules) => unknown) => canonical(of(before)) !== canonical(of(after))
  const perField = fieldKeys.some((key) => differs((each) => each.rules.fields[key]))
  if (
    perField ||
    differs((each) => each.stored.customFields ?? {}) ||
    differs((each) => each.tagGroups) ||
    differs((each) => each.rules.firstDifference)
  )
    await markLinksUnplanned(tx, workspaceId)
  if (differs((each) => each.deals)) await markOpportunitiesUnplanned(tx, workspaceId)
  if (differs((each) => each.rules.createParties)) await markUnlinkedUnplanned(tx, workspaceId, 'xero')
  if (differs((each) => each.rules.createContacts)) await markUnlinkedUnplanned(tx, workspaceId, 'capsule')
}
