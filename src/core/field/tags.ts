import type { XeroContact } from '../model/contact.ts'
import { byText } from '../normal/text.ts'
import type { CapsuleEdit, Field, FieldSetting, Subject, TagGroup, XeroEdit } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'
import { nameKey } from './name-key.ts'
import { parsedJson } from './structured.ts'

/**
 * The mapped tags a party bears, and the contact groups that stand for them: JSON list of the tags' names in the
 * spelling of the mapping, in order. An empty list is a value, not a missing one. Tags and groups that are not
 * mapped are neither read nor touched.
 *
 * @source reference/capsule.md §3.3, Tags; reference/xero.md §7, ContactGroups
 */
export const tags: Field = {
  key: 'tags',
  label: 'tags and groups',
  readCapsule({ party }, setting) {
    const mapping = mappingOf(setting)
    if (mapping === null) return undefined
    return normalOf(party.tags.flatMap((tag) => mapping.byTag.get(nameKey(tag.name)) ?? []))
  },
  readXero(contact, setting) {
    const mapping = mappingOf(setting)
    if (mapping === null) return undefined
    return normalOf(contact.groups.flatMap((group) => pairOf(mapping, group) ?? []))
  },
  toXero(value, contact, setting) {
    const mapping = mappingOf(setting)
    const wanted = mapping && pairsIn(value, mapping)
    if (mapping === null || wanted === null) return refused(mapping === null ? nothingMapped : noList)
    const held = contact.groups.flatMap((group) => {
      const pair = pairOf(mapping, group)
      return pair ? [{ group, pair }] : []
    })
    const missing = wanted.pairs.filter((pair) => !held.some((each) => each.pair === pair))
    const unknown = missing.find((pair) => pair.groupId === null)
    if (unknown) return refused(noSuchGroup(unknown.group))
    const edit = xeroEdit(
      missing.flatMap(({ group, groupId }) => (groupId === null ? [] : [{ id: groupId, name: group }])),
      held.flatMap(({ group, pair }) => (wanted.pairs.includes(pair) ? [] : [group])),
    )
    return xeroFit(tags, value, contact, edit, setting, lostWords(wanted.unmapped))
  },
  toCapsule(value, subject, setting) {
    const mapping = mappingOf(setting)
    const wanted = mapping && pairsIn(value, mapping)
    if (mapping === null || wanted === null) return refused(mapping === null ? nothingMapped : noList)
    const edit = capsuleEdit(subject, mapping, wanted.pairs)
    return capsuleFit(tags, value, subject, edit, setting, lostWords(wanted.unmapped))
  },
  words(value) {
    const names = namesIn(value)
    if (names === null) return value
    return names.length === 0 ? 'none' : names.join(', ')
  },
  members: {
    hasAll(value, others) {
      const names = keysIn(value)
      return [...keysIn(others)].every((key) => names.has(key))
    },
    edited(target, from, to) {
      const before = keysIn(from ?? '[]')
      const after = keysIn(to)
      const kept = (namesIn(target) ?? []).filter((name) => {
        const key = nameKey(name)
        return after.has(key) || !before.has(key)
      })
      const held = new Set(kept.map(nameKey))
      const added = (namesIn(to) ?? []).filter(
        (name) => !before.has(nameKey(name)) && !held.has(nameKey(name)),
      )
      return JSON.stringify([...kept, ...added].sort(byText))
    },
    known(value, setting) {
      const mapping = mappingOf(setting)
      const pairs = mapping && pairsIn(value, mapping)
      return pairs ? normalOf(pairs.pairs) : value
    },
  },
}

const nothingMapped = 'No tag is mapped to a contact group.'
const noList = 'This is no list of tags.'
const noSuchGroup = (group: string) =>
  `There is no contact group “${group}” in Xero; create it there, or choose another one.`

interface Mapping {
  readonly byTag: ReadonlyMap<string, TagGroup>
  readonly byGroup: ReadonlyMap<string, TagGroup>
  readonly byGroupId: ReadonlyMap<string, TagGroup>
}

const mappings = new WeakMap<readonly TagGroup[], Mapping>()

/** Null while nothing is mapped. A tag or group that is named twice counts where it is named first. */
function mappingOf({ tagGroups }: FieldSetting): Mapping | null {
  if (tagGroups === undefined || tagGroups.length === 0) return null
  const known = mappings.get(tagGroups)
  if (known) return known
  const byTag = new Map<string, TagGroup>()
  const byGroup = new Map<string, TagGroup>()
  const byGroupId = new Map<string, TagGroup>()
  for (const pair of tagGroups) {
    const tag = nameKey(pair.tag)
    const group = nameKey(pair.group)
    if (byTag.has(tag) || byGroup.has(group) || byGroupId.has(pair.groupId ?? '')) continue
    byTag.set(tag, pair)
    byGroup.set(group, pair)
    if (pair.groupId !== null) byGroupId.set(pair.groupId, pair)
  }
  const mapping = { byTag, byGroup, byGroupId }
  mappings.set(tagGroups, mapping)
  return mapping
}

/** By id first: a group keeps it when it is renamed. */
const pairOf = (mapping: Mapping, group: XeroContact['groups'][number]): TagGroup | undefined =>
  mapping.byGroupId.get(group.id) ?? mapping.byGroup.get(nameKey(group.name))

const normalOf = (pairs: readonly TagGroup[]): string =>
  JSON.stringify([...new Set(pairs.map((pair) => pair.tag))].sort(byText))

function namesIn(value: string): string[] | null {
  const parsed = parsedJson(value)
  return Array.isArray(parsed) && parsed.every((each) => typeof each === 'string') ? parsed : null
}

const keysIn = (value: string): Set<string> => new Set((namesIn(value) ?? []).map(nameKey))

/** The mapped pairs that a value names; null when it is no list of names. */
function pairsIn(
  value: string | null,
  { byTag }: Mapping,
): { readonly pairs: readonly TagGroup[]; readonly unmapped: readonly string[] } | null {
  const names = value === null ? null : namesIn(value)
  if (names === null) return null
  const pairs = names.flatMap((name) => byTag.get(nameKey(name)) ?? [])
  return { pairs: [...new Set(pairs)], unmapped: names.filter((name) => !byTag.has(nameKey(name))) }
}

const lostWords = (unmapped: readonly string[]): string | null =>
  unmapped.length === 0 ? null : `Not mapped: ${unmapped.map((name) => `“${name}”`).join(', ')}.`

type Groups = NonNullable<XeroEdit['groups']>

const xeroEdit = (add: Groups['add'], remove: Groups['remove']): XeroEdit =>
  add.length + remove.length === 0 ? {} : { groups: { add, remove } }

function capsuleEdit({ party }: Subject, mapping: Mapping, wanted: readonly TagGroup[]): CapsuleEdit {
  const held = party.tags.flatMap((tag) => {
    const pair = mapping.byTag.get(nameKey(tag.name))
    return pair ? [{ tag, pair }] : []
  })
  const add = wanted.filter((pair) => !held.some((each) => each.pair === pair)).map((pair) => pair.tag)
  const remove = held.flatMap(({ tag, pair }) => (wanted.includes(pair) ? [] : [tag.id]))
  return add.length + remove.length === 0 ? {} : { tags: { add, remove } }
}
