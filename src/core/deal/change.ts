import type { DealRule, DealSettings } from './settings.ts'
import { unknownPlaceholders } from './template.ts'

/** What a person says about deals: the moment from which a rule counts is ours to set. */
export type DealSettingsInput = Omit<DealSettings, 'rules'> & {
  readonly rules: readonly Omit<DealRule, 'since'>[]
}

/**
 * The settings as they are stored. A rule counts from the moment it was switched on, or was given another milestone:
 * what came there before is nobody's wish.
 *
 * @param at ISO 8601 UTC
 */
export function changedDeals(before: DealSettings, input: DealSettingsInput, at: string): DealSettings {
  const known = new Map(before.rules.map((rule) => [rule.id, rule]))
  return {
    ...input,
    rules: input.rules.map((rule) => {
      const old = known.get(rule.id)
      const goesOn =
        old?.on === true &&
        rule.on &&
        old.milestoneId === rule.milestoneId &&
        (old.automatic || !rule.automatic)
      return { ...rule, since: goesOn ? old.since : at }
    }),
  }
}

/** What is wrong with the settings, in words; null when nothing is. */
export function faultOfDeals({ rules }: DealSettingsInput): string | null {
  const milestones = new Set<number>()
  const ids = new Set<string>()
  for (const rule of rules) {
    if (ids.has(rule.id))
      return 'Two rules have the same name inside. Reload the page and add the rule again.'
    ids.add(rule.id)
    if (milestones.has(rule.milestoneId))
      return `There are two rules for “${rule.milestoneName}”. An opportunity becomes one document.`
    milestones.add(rule.milestoneId)
    for (const text of [rule.reference, rule.description]) {
      const [unknown] = unknownPlaceholders(text)
      if (unknown !== undefined) return `“{${unknown}}” means nothing here.`
    }
    if (rule.tracking.length > 2) return 'Xero takes at most two tracking categories on a line.'
    if (rule.make === 'approved_invoice' && rule.on && rule.accountCode === null && rule.itemCode === null)
      return 'An approved invoice needs an account or an item.'
  }
  return null
}
