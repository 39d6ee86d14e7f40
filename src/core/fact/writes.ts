import type { CapsuleEdit } from '../field/field.ts'
import { nameKey } from '../field/name-key.ts'
import type { CapsuleFieldId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import {
  type FactKey,
  type FactSettings,
  type FactValue,
  type FactValues,
  factKinds,
  fieldsOn,
  type Written,
} from './fact.ts'

export interface FactChange {
  readonly fact: FactKey
  /** What the field holds now, and what it will hold. */
  readonly before: FactValue
  readonly after: FactValue
}

/** All that is to be written to one party: one call. */
export interface FactWrite {
  readonly changes: readonly FactChange[]
  /** Null leaves the tags as they are. */
  readonly tag: { readonly name: string; readonly add: boolean } | null
}

/** The custom fields that hold the facts; one that is still to be made is missing. */
export type FactFieldIds = Readonly<Partial<Record<FactKey, CapsuleFieldId>>>

export interface FactPlan {
  /** Null when nothing has to be written. */
  readonly write: FactWrite | null
  /** What counts as written from now on without a call, because it is there already or is nobody's to change. */
  readonly settled: Written
}

/**
 * What has to be written so that the party shows these facts. Only a fact that changed since it was last written is:
 * what a person typed into the field meanwhile stays until then, and a tag that a person set or took off too.
 */
export function planFacts(
  { values, isOverdue }: { readonly values: FactValues; readonly isOverdue: boolean },
  settings: FactSettings,
  written: Written,
  party: Pick<CapsuleParty, 'fields' | 'tags'>,
  ids: FactFieldIds,
): FactPlan {
  const changes: FactChange[] = []
  let settled: Written = {}
  for (const fact of fieldsOn(settings)) {
    const after = values[fact]
    const last = written[fact] ?? null
    if (after === last && (fact in written || after === null)) continue
    const before = heldIn(party, ids[fact])
    // An edit that says what is there already would only move the party's time of change.
    if (isSame(fact, before, after)) settled = { ...settled, [fact]: after }
    else changes.push({ fact, before, after })
  }
  let tag: FactWrite['tag'] = null
  if (settings.tag.on && isOverdue !== (written.tag ?? false)) {
    if (tagIn(party, settings.tag.name) === isOverdue) settled = { ...settled, tag: isOverdue }
    else tag = { name: settings.tag.name, add: isOverdue }
  }
  return { write: changes.length > 0 || tag !== null ? { changes, tag } : null, settled }
}

/** What counts as written once a write was made. */
export function writtenBy({ changes, tag }: FactWrite): Written {
  return {
    ...Object.fromEntries(changes.map(({ fact, after }) => [fact, after])),
    ...(tag === null ? {} : { tag: tag.add }),
  }
}

/** @returns null when a field it names is not known, which must be made first */
export function editOf(
  { changes, tag }: FactWrite,
  ids: FactFieldIds,
  party: Pick<CapsuleParty, 'tags'>,
): CapsuleEdit | null {
  const fields: { definitionId: CapsuleFieldId; value: string | null }[] = []
  for (const { fact, after } of changes) {
    const definitionId = ids[fact]
    if (definitionId === undefined) return null
    fields.push({ definitionId, value: after })
  }
  if (tag === null) return { fields }
  const tagged = party.tags.filter(({ name }) => nameKey(name) === nameKey(tag.name))
  if (tag.add) return { fields, tags: { add: tagged.length > 0 ? [] : [tag.name], remove: [] } }
  return { fields, tags: { add: [], remove: tagged.map(({ id }) => id) } }
}

/**
 * The write that takes another one back. What was edited since stays, and is named.
 *
 * @param party as it is now
 */
export function undoFacts(
  done: FactWrite,
  party: Pick<CapsuleParty, 'fields' | 'tags'>,
  ids: FactFieldIds,
): { readonly write: FactWrite | null; readonly edited: readonly FactKey[] } {
  const edited: FactKey[] = []
  const changes: FactChange[] = []
  for (const { fact, before, after } of done.changes) {
    const held = heldIn(party, ids[fact])
    if (ids[fact] === undefined || !isSame(fact, held, after)) edited.push(fact)
    else if (!isSame(fact, held, before)) changes.push({ fact, before: held, after: before })
  }
  const tag =
    done.tag !== null && tagIn(party, done.tag.name) === done.tag.add
      ? { name: done.tag.name, add: !done.tag.add }
      : null
  return { write: changes.length > 0 || tag !== null ? { changes, tag } : null, edited }
}

/** Capsule gives numbers back as text, not always as they were sent. @source reference/capsule.md §13.2 */
export function isSame(fact: FactKey, a: FactValue, b: FactValue): boolean {
  if (a === b || a === null || b === null) return a === b
  return factKinds[fact].type === 'number' ? plainNumber(a) === plainNumber(b) : a.trim() === b.trim()
}

function plainNumber(text: string): string {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.trim())
  if (!match) return text
  const [, sign = '', digits = '', fraction = ''] = match
  const plain = fraction === '' ? digits : `${digits}.${fraction}`
  return plain === '0' ? plain : `${sign}${plain}`
}

function heldIn(party: Pick<CapsuleParty, 'fields'>, id: CapsuleFieldId | undefined): FactValue {
  const value = party.fields.find(({ definitionId }) => definitionId === id)?.value ?? null
  if (value === null || value === '') return null
  return String(value)
}

const tagIn = ({ tags }: Pick<CapsuleParty, 'tags'>, name: string): boolean =>
  tags.some((tag) => nameKey(tag.name) === nameKey(name))
