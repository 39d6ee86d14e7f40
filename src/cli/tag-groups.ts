import type { RulesView } from '#api/rules.ts'
import { nameKey } from '#core/field/name-key.ts'
import { type Command, wrongCall } from './command.ts'

type Pair = { readonly tag: string; readonly group: string }

const prefix = 'tagGroups.'

/** Whether a setting is about a tag: names of tags may have spaces and dots, so it is read in its own way. */
export const isTagGroup = (setting: string): boolean => setting.startsWith(prefix)

/** The pairs with each `tagGroups.TAG=GROUP` put in; one without a group takes its tag out. @throws Fault */
export function tagGroupsWith(
  command: Pick<Command, 'usage'>,
  shown: RulesView['tagGroups'],
  settings: readonly string[],
): Pair[] {
  let pairs: Pair[] = shown.map(({ tag, group }) => ({ tag, group }))
  for (const setting of settings) {
    const [, tag = '', group = ''] = /^([^=]*)=(.*)$/s.exec(setting.slice(prefix.length)) ?? []
    if (tag.trim() === '') throw wrongCall(command, `"${setting}" should have the form tagGroups.TAG=GROUP.`)
    const pair = { tag: tag.trim(), group: group.trim() }
    const isSame = (each: Pair) => nameKey(each.tag) === nameKey(pair.tag)
    const isMapped = pairs.some(isSame)
    if (pair.group !== '') {
      pairs = isMapped ? pairs.map((each) => (isSame(each) ? pair : each)) : [...pairs, pair]
      continue
    }
    if (!isMapped) throw wrongCall(command, `The tag "${pair.tag}" goes with no contact group.`)
    pairs = pairs.filter((each) => !isSame(each))
  }
  return pairs
}

export const tagGroupLines = (pairs: RulesView['tagGroups']): string[] =>
  pairs.map(({ tag, group, found }) => `${prefix}${tag}=${group}${found ? '' : '  (Xero has no such group)'}`)
