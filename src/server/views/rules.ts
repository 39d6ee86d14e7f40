import type { z } from 'zod'
import type { RulesView } from '#api/rules.ts'
import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import { nameKey } from '#core/field/name-key.ts'
import type { Access } from '#db/access.ts'
import { countDiffering, groupsSeen, tagsSeen } from '#db/read-rules.ts'
import { isCustomFieldKey, loadRules } from '#db/rules.ts'
import type { Engine } from '#sync/engine.ts'
import { isReferenceField } from '#sync/references.ts'
import { directionsOf } from '#sync/rules.ts'
import { fieldSetting } from '#sync/setting.ts'
import { fieldLabel } from './field-words.ts'
import { sidesOf } from './sides.ts'

/** The rules that apply now, with what they could be and how many of the records one sees they leave differing. */
export async function rulesView(engine: Engine, access: Access): Promise<z.infer<typeof RulesView>> {
  const { workspaceId } = access
  const current = await loadRules(engine.db, workspaceId)
  const differing = await countDiffering(engine.db, access)
  const { capsule, xero } = await sidesOf(engine, workspaceId)
  const customFields =
    capsule && xero ? fieldSetting(capsule.details, xero.details, current).customFields : current.customFields
  const groups = xero?.details.groups ?? []
  const groupKeys = new Set(groups.map(({ name }) => nameKey(name)))
  // Nothing is compared until a tag is mapped.
  const isShown = (key: FieldKey) => key !== 'tags' || current.tagGroups.length > 0
  return {
    fields: fieldKeys.filter(isShown).map((key) => ({
      field: key,
      label: fieldLabel(key),
      ...current.rules.fields[key],
      directions: directionsOf(key),
      ...(isCustomFieldKey(key) ? { customField: customFields[key] } : {}),
      differing: differing.get(key) ?? 0,
    })),
    createParties: current.rules.createParties,
    createContacts: current.rules.createContacts,
    firstDifference: current.rules.firstDifference,
    approveOver: current.approveOver,
    tagGroups: current.tagGroups.map(({ tag, group }) => ({
      tag,
      group,
      found: groupKeys.has(nameKey(group)),
    })),
    knownTags: await tagsSeen(engine.db, access),
    knownGroups: distinct([...groups.map(({ name }) => name), ...(await groupsSeen(engine.db, access))]),
    historyNotes: current.rules.historyNotes === true,
    customFields: (capsule?.details.partyFields ?? []).filter(({ name }) => !isReferenceField(name)),
    version: current.version,
    changedAt: current.changedAt?.toISOString() ?? null,
    changedBy: current.changedBy,
  }
}

/** Each name once whatever its case, in order. */
const distinct = (names: readonly string[]): string[] =>
  [...new Map(names.toReversed().map((name) => [nameKey(name), name])).values()].sort((a, b) =>
    a.localeCompare(b),
  )
