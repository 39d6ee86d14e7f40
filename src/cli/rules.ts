import type { z } from 'zod'
import { RulesInput, RulesView } from '#api/rules.ts'
import { type Command, pairsOf, wrongCall } from './command.ts'
import { isTagGroup, tagGroupLines, tagGroupsWith } from './tag-groups.ts'

export const rulesCommand: Command = {
  usage: `Usage: counterpart rules [--json]
       counterpart rules set NAME=VALUE … [--json]

Shows the rules, or changes them. NAME is createParties, createContacts, firstDifference, approveOver, historyNotes,
or a field with what changes of it: email.direction=both, email.policy=newest, email.blank=true, name.approve=false,
tax_number.customField=12 (or none). The contact group that goes with a tag is set by "tagGroups.VIP=Key accounts"
and taken out by tagGroups.VIP= ; the other tags stay.`,
  async run({ operator, words, flags, say }) {
    const [verb, ...settings] = words
    if (verb !== undefined && (verb !== 'set' || settings.length === 0))
      throw wrongCall(rulesCommand, 'Nothing is said that could be set.')
    const shown = await operator.ask(RulesView, 'GET', '/api/rules')
    const rules =
      verb === undefined
        ? shown
        : await operator.ask(RulesView, 'PUT', '/api/rules', inputOf(shown, settings))
    if (flags.json) say(JSON.stringify(rules))
    else for (const line of linesOf(rules)) say(line)
  },
}

function inputOf(
  { version, tagGroups }: Pick<RulesView, 'version' | 'tagGroups'>,
  settings: readonly string[],
): z.infer<typeof RulesInput> {
  const ofTags = settings.filter(isTagGroup)
  const whole: Record<string, unknown> = {
    version,
    ...(ofTags.length > 0 ? { tagGroups: tagGroupsWith(rulesCommand, tagGroups, ofTags) } : {}),
  }
  const fields = new Map<string, Record<string, unknown>>()
  for (const [name, text] of pairsOf(
    rulesCommand,
    settings.filter((setting) => !isTagGroup(setting)),
  )) {
    const [field, part, ...more] = name.split('.')
    if (field === undefined || more.length > 0) throw wrongCall(rulesCommand, `There is no rule "${name}".`)
    if (part === undefined) whole[field] = read(text)
    else if (!parts.includes(part)) throw wrongCall(rulesCommand, `A field has no "${part}".`)
    else {
      const value = part === 'customField' && text === 'none' ? null : read(text)
      fields.set(field, { ...fields.get(field), field, [part]: value })
    }
  }
  const input = RulesInput.strict().safeParse({
    ...whole,
    ...(fields.size > 0 ? { fields: [...fields.values()] } : {}),
  })
  if (input.success) return input.data
  const [issue] = input.error.issues
  throw wrongCall(rulesCommand, `${issue?.path.join('.') || 'A rule'}: ${issue?.message ?? 'not understood'}`)
}

const parts: readonly string[] = ['direction', 'policy', 'blank', 'approve', 'customField']

/** Numbers, yes and no as such. */
function read(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}

function linesOf(rules: z.infer<typeof RulesView>): string[] {
  const changed = rules.changedBy === null ? 'as they came' : `by ${rules.changedBy}, ${rules.changedAt}`
  return [
    `Version ${rules.version}, ${changed}`,
    `createParties=${rules.createParties} createContacts=${rules.createContacts} firstDifference=${rules.firstDifference} approveOver=${rules.approveOver} historyNotes=${rules.historyNotes}`,
    ...rules.fields.map(
      ({ field, direction, policy, blank, approve, customField, differing }) =>
        `${field}: direction=${direction} policy=${policy} blank=${blank} approve=${approve}` +
        `${customField === undefined ? '' : ` customField=${customField ?? 'none'}`}` +
        `${differing > 0 ? `  (${differing} differ)` : ''}`,
    ),
    ...tagGroupLines(rules.tagGroups),
  ]
}
