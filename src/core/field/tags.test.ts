import { expect, test } from 'vitest'
import { applyCapsuleEdit, applyXeroEdit, rawXero } from './apply.ts'
import type { FieldSetting, TagGroup } from './field.ts'
import { contact, setting as plain, subject } from './fixture.ts'
import { tags } from './tags.ts'

const group = (n: number, name: string) => ({ id: `0000000${n}-0000-4000-8000-000000000000`, name })
const pair = (tag: string, { name, id }: { name: string; id: string }): TagGroup => ({
  tag,
  group: name,
  groupId: id,
})
const [vip, trade, other] = [group(1, 'VIP customers'), group(2, 'Trade'), group(3, 'Owner: Mia')]
const setting: FieldSetting = { ...plain, tagGroups: [pair('VIP', vip), pair('Wholesale', trade)] }

const party = (...names: string[]) => subject({ tags: names.map((name, i) => ({ id: 10 + i, name })) })
const members = (value: unknown) => JSON.stringify(value)

test('without mapped tags neither side has a place for them', () => {
  expect(tags.readCapsule(party('VIP'), plain)).toBeUndefined()
  expect(tags.readXero(contact({ groups: [vip] }), { ...plain, tagGroups: [] })).toBeUndefined()
  expect(tags.toXero('["VIP"]', contact(), plain)).toEqual({
    ok: false,
    why: 'No tag is mapped to a contact group.',
  })
})

test('only mapped names are read, in the spelling of the mapping; none is a value of its own', () => {
  expect(tags.readCapsule(party('wholesale', 'vip ', 'Other'), setting)).toBe('["VIP","Wholesale"]')
  expect(tags.readXero(contact({ groups: [trade, other, vip] }), setting)).toBe('["VIP","Wholesale"]')
  expect(tags.readCapsule(party('Other'), setting)).toBe('[]')
  expect(tags.readXero(contact({ groups: [other] }), setting)).toBe('[]')
})

test('a group is known by its id when it was renamed, by its name when it was made anew', () => {
  expect(tags.readXero(contact({ groups: [{ ...vip, name: 'Best customers' }] }), setting)).toBe('["VIP"]')
  expect(tags.readXero(contact({ groups: [group(9, 'vip CUSTOMERS')] }), setting)).toBe('["VIP"]')
})

test('groups that are not mapped are neither joined nor left', () => {
  const held = contact({ groups: [other, vip] })
  const fit = tags.toXero(members(['Wholesale']), held, setting)
  expect(fit).toEqual({
    ok: true,
    edit: { groups: { add: [trade], remove: [vip] } },
    reads: '["Wholesale"]',
    lost: null,
  })
  if (!fit.ok) return
  expect(applyXeroEdit(held, fit.edit).groups).toEqual([other, trade])
  expect(rawXero(held, fit.edit)).toEqual({ groups: { add: [vip], remove: [trade] } })
})

test('tags that are not mapped stay, and the others go by their ids', () => {
  const held = party('vip', 'Other')
  const fit = tags.toCapsule(members(['Wholesale']), held, setting)
  expect(fit).toMatchObject({ ok: true, edit: { tags: { add: ['Wholesale'], remove: [10] } } })
  if (fit.ok)
    expect(applyCapsuleEdit(held.party, fit.edit, () => 99).tags).toEqual([
      { id: 11, name: 'Other' },
      { id: 99, name: 'Wholesale' },
    ])
})

test('a group that Xero has not is named; leaving and staying need none', () => {
  const unknown = { ...setting, tagGroups: [{ tag: 'VIP', group: 'VIP', groupId: null }] }
  expect(tags.toXero(members(['VIP']), contact(), unknown)).toEqual({
    ok: false,
    why: 'There is no contact group “VIP” in Xero; create it there, or choose another one.',
  })
  const held = contact({ groups: [group(7, 'VIP')] })
  expect(tags.toXero(members(['VIP']), held, unknown)).toMatchObject({ ok: true, edit: {} })
  expect(tags.toXero(members([]), held, unknown)).toMatchObject({ ok: true, reads: '[]' })
})

test('only what was added or removed travels', () => {
  const edited = (target: string[], from: string[] | null, to: string[]) =>
    tags.members?.edited(members(target), from && members(from), members(to))
  expect(edited(['C'], ['A'], ['A', 'B'])).toBe('["B","C"]')
  expect(edited(['A', 'C'], ['A', 'B'], ['B'])).toBe('["C"]')
  expect(edited(['A'], null, ['B'])).toBe('["A","B"]')
})

test('a list settled under another mapping counts as far as it is still mapped', () => {
  expect(tags.members?.known(members(['Gone', 'vip']), setting)).toBe('["VIP"]')
})

test('says its values in words', () => {
  expect(tags.words('["VIP","Wholesale"]')).toBe('VIP, Wholesale')
  expect(tags.words('[]')).toBe('none')
})
