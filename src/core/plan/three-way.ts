import type {
  CapsuleEdit,
  Field,
  FieldKey,
  FieldSetting,
  Fit,
  Normal,
  Subject,
  XeroEdit,
} from '../field/field.ts'
import type { XeroContact } from '../model/contact.ts'
import type { XeroContactId } from '../model/ids.ts'
import type { BaseValue, FieldChange, FieldRule, Rules, Settled } from './plan.ts'

export type Side = 'capsule' | 'xero'

/** What comparing a link depends on besides its records. */
export interface LinkContext {
  readonly rules: Pick<Rules, 'fields' | 'firstDifference'>
  readonly setting: FieldSetting
  /** Why a contact cannot be given this name, because another one has it; null when it is free. */
  readonly nameTaken: (name: string, self: XeroContactId | null) => string | null
}

/** One field of one link whose sides are to be compared. */
export interface Comparison {
  readonly field: Field
  readonly rule: FieldRule
  readonly subject: Subject
  readonly contact: XeroContact
  readonly context: LinkContext
  readonly base: BaseValue | null
  readonly capsule: Normal
  readonly xero: Normal
}

interface Told {
  readonly field: FieldKey
  readonly base: BaseValue | null
  readonly capsule: Normal
  readonly xero: Normal
  readonly why: string
}

/** What becomes of a field; `left`: the difference is settled as it stands. */
export type Outcome =
  | (Told & { readonly state: 'equal' | 'differs' })
  | (Told & { readonly state: 'left'; readonly settles?: BaseValue })
  | (Told & { readonly state: 'conflict'; readonly winners: readonly Side[] })
  | XeroWrite
  | CapsuleWrite

export interface XeroWrite extends Told {
  readonly state: 'write'
  readonly side: 'xero'
  readonly change: FieldChange
  readonly edit: XeroEdit
}

export interface CapsuleWrite extends Told {
  readonly state: 'write'
  readonly side: 'capsule'
  readonly change: FieldChange
  readonly edit: CapsuleEdit
}

/** What becomes settled without a write; null where nothing does. */
export function settledBy(outcome: Outcome): Pick<Settled, 'capsule' | 'xero' | 'because'> | null {
  const { state, capsule, xero } = outcome
  if (state === 'equal') return { capsule, xero, because: 'equal' }
  return state === 'left' ? { ...(outcome.settles ?? { capsule, xero }), because: 'left' } : null
}

const named = { capsule: 'Capsule', xero: 'Xero' } as const
const sides = ['capsule', 'xero'] as const
const other = (side: Side): Side => (side === 'capsule' ? 'xero' : 'capsule')

/** What to do about one field, from what both sides hold and what was last settled. */
export function threeWay(compared: Comparison): Outcome {
  const c = underSetting(compared)
  const { base, capsule, xero } = c
  if (capsule === xero) return told(c, 'equal', 'Both sides agree.')
  if (base === null) return neverAgreed(c)
  const fromCapsule = capsule !== base.capsule
  const fromXero = xero !== base.xero
  if (fromCapsule && fromXero) return merged(c) ?? decided(c, 'Changed on both sides')
  if (fromCapsule) return copied(c, 'capsule', 'changed', `${verb(capsule)} in Capsule`)
  if (fromXero) return copied(c, 'xero', 'changed', `${verb(xero)} in Xero`)
  return told(c, 'differs', 'Left as they are until one of them changes.')
}

/** Members of a list that is compared no more were not agreed on, whatever was settled with them. */
function underSetting(c: Comparison): Comparison {
  const { members } = c.field
  if (members === undefined || c.base === null) return c
  const known = (value: Normal) => (value === null ? null : members.known(value, c.context.setting))
  return { ...c, base: { capsule: known(c.base.capsule), xero: known(c.base.xero) } }
}

function neverAgreed(c: Comparison): Outcome {
  if (c.xero === null) return copied(c, 'capsule', 'filled', 'Only Capsule holds a value')
  if (c.capsule === null) return copied(c, 'xero', 'filled', 'Only Xero holds a value')
  const { members } = c.field
  if (members?.hasAll(c.capsule, c.xero)) return filledFrom(c, 'capsule')
  if (members?.hasAll(c.xero, c.capsule)) return filledFrom(c, 'xero')
  if (c.context.rules.firstDifference === 'policy') return decided(c, 'Different, and never agreed')
  const only = sides.find((side) => mayCopy(c, side) && !mayCopy(c, other(side)))
  if (members && only) return copied(c, only, 'filled', 'Each side holds what the other one does not')
  return told(c, 'left', 'Different since the records were linked; left as they are.')
}

/** Lists, one of which has all of the other one: what is missing is added, or the difference settled as it stands. */
function filledFrom(c: Comparison, from: Side): Outcome {
  const what = `${named[from]} holds all that ${named[other(from)]} does, and more`
  if (mayCopy(c, from)) return copied(c, from, 'filled', what)
  return told(c, 'left', refusal(c, from, what) ?? `${what}.`)
}

const mayCopy = ({ rule: { direction } }: Comparison, from: Side): boolean =>
  direction === 'both' || direction === `${from}_to_${other(from)}`

/**
 * A list that both sides changed: each member travels by itself, so nothing is to be decided. Where the lists differed
 * before, and one side added what the other one removed, it stays. One side is written at a time; what is settled with
 * it leaves the other side's changes open, and the next plan copies them. Null for a field that is no list.
 */
function merged(c: Comparison): Outcome | null {
  const { members } = c.field
  const { base, capsule, xero } = c
  if (!members || base?.capsule == null || base.xero == null || capsule === null || xero === null) return null
  const what = 'Changed on both sides'
  /** What is settled once Capsule's changes are in Xero, and the other way. */
  const settled = {
    capsule: { capsule, xero: members.edited(base.xero, base.capsule, capsule) },
    xero: { capsule: members.edited(base.capsule, base.xero, xero), xero },
  } as const
  /** A side's list with the changes of the other one, which take nothing away that was added here. */
  const taking = (list: string, was: string, from: string, to: string) =>
    members.edited(members.edited(list, from, to), was, members.edited(was, null, list))
  const wanted = {
    capsule: taking(xero, base.xero, base.capsule, capsule),
    xero: taking(capsule, base.capsule, base.xero, xero),
  } as const
  const tries = sides.map((from) => ({ from, made: copy(c, from, 'changed', what, wanted[from]) }))
  for (const { from, made } of tries) {
    if (made.kind !== 'write') continue
    const settles = settled[from]
    const { write } = made
    // The other side's changes are in this side's list already, or in the list that is written.
    const isHeld = tries.some((each) => each.from !== from && each.made.kind === 'held')
    const { after } = write.change
    if (isHeld || after === c[from] || settles[other(from)] === after) return write
    return write.side === 'xero'
      ? { ...write, change: { ...write.change, settles } }
      : { ...write, change: { ...write.change, settles } }
  }
  const held = tries.find(({ made }) => made.kind === 'held')
  const refused = tries.find(({ made }) => made.kind === 'no')
  const why = refused?.made.kind === 'no' ? refused.made.why : `${what}.`
  return held ? { ...told(c, 'left', why), settles: settled[held.from] } : told(c, 'differs', why)
}

/** Both sides have a claim: the field's policy or a person decides. */
function decided(c: Comparison, what: string): Outcome {
  const winner = winnerByPolicy(c)
  if (winner !== null) {
    const outcome = copied(c, winner, 'policy', `${what}, and ${named[winner]} goes before`)
    if (c.rule.policy !== 'newest' || outcome.state !== 'differs' || !isEditable(c)) return outcome
    // Settled, or our next write of either record would make its side the newest.
    return told(c, 'left', outcome.why)
  }
  const tries = sides.map((from) => ({ from, copy: copy(c, from, 'policy', what) }))
  const winners = tries.flatMap(({ from, copy }) => (isPossible(copy) ? [from] : []))
  const [first] = tries
  const taken = tries.find(({ copy }) => copy.kind === 'taken')
  if (taken?.copy.kind === 'taken') return { ...told(c, 'conflict', taken.copy.why), winners }
  // With nothing to choose there is no question.
  if (winners.length === 0 && first?.copy.kind === 'no') return told(c, 'differs', first.copy.why)
  return { ...told(c, 'conflict', `${what}.`), winners }
}

function winnerByPolicy(c: Comparison): Side | null {
  const { policy } = c.rule
  if (policy === 'ask') return null
  if (policy !== 'newest') return policy
  const inCapsule = Date.parse(changedAt(c))
  const inXero = Date.parse(c.contact.updatedAt)
  const newest = inCapsule > inXero ? 'capsule' : inCapsule < inXero ? 'xero' : null
  return newest === null || hasToWait(c) ? null : newest
}

/**
 * What would wait for a person anyway is a person's to decide at once: while it waits, our own writes of other
 * fields move the times by which the newest is told.
 */
function hasToWait(c: Comparison): boolean {
  const isCleared = c.capsule === null || c.xero === null
  return c.rule.approve || isCleared || copy(c, 'capsule', 'policy', '').kind === 'taken'
}

const isEditable = ({ contact }: Comparison): boolean =>
  contact.status === 'ACTIVE' && contact.mergedToContactId === null

/** Fields that are read from people of an organisation too, whose edits do not touch its own time. */
const ofPeople: ReadonlySet<FieldKey> = new Set(['primary_person', 'contact_persons', 'email'])

function changedAt({ field, subject }: Comparison): string {
  let newest = subject.party.updatedAt
  if (ofPeople.has(field.key)) {
    for (const { updatedAt } of subject.people)
      if (Date.parse(updatedAt) > Date.parse(newest)) newest = updatedAt
  }
  return newest
}

type Copy =
  | { readonly kind: 'write'; readonly write: XeroWrite | CapsuleWrite }
  /** The other side holds already all that it can of the value. */
  | { readonly kind: 'held'; readonly why: string }
  | { readonly kind: 'taken'; readonly why: string }
  | { readonly kind: 'no'; readonly why: string }

const isPossible = (copy: Copy): boolean => copy.kind === 'write' || copy.kind === 'held'

function copied(c: Comparison, from: Side, because: FieldChange['because'], what: string): Outcome {
  const made = copy(c, from, because, what)
  switch (made.kind) {
    case 'write':
      return made.write
    case 'held':
      return told(c, 'left', made.why)
    case 'no':
      return told(c, 'differs', made.why)
    case 'taken': {
      const back = copy(c, other(from), 'policy', what)
      return { ...told(c, 'conflict', made.why), winners: isPossible(back) ? [other(from)] : [] }
    }
  }
}

/** The write that brings the value of a side to the other one, or why there is none. */
function copy(
  c: Comparison,
  from: Side,
  because: FieldChange['because'],
  what: string,
  wanted = edited(c, from, because),
): Copy {
  const to = other(from)
  const value = c[from]
  const refused = refusal(c, from, what)
  if (refused !== null) return { kind: 'no', why: refused }
  const fit = to === 'xero' ? fitXero(c, wanted) : fitCapsule(c, wanted)
  if (!fit.ok) return { kind: 'no', why: fit.why }
  if (fit.reads === c[to])
    return { kind: 'held', why: fit.lost ?? `${named[to]} holds what it can of the value.` }
  if (fit.reads === null && value !== null) {
    return { kind: 'no', why: fit.lost ?? `${named[to]} cannot hold this value.` }
  }
  if (to === 'xero' && c.field.key === 'name' && fit.reads !== null) {
    const why = c.context.nameTaken(fit.reads, c.contact.id)
    if (why !== null) return { kind: 'taken', why }
  }
  const change: FieldChange = {
    field: c.field.key,
    before: c[to],
    after: fit.reads,
    source: value,
    because,
    lost: fit.lost,
  }
  const common = { ...told(c, 'write', `${what}.`), change }
  return fit.side === 'xero'
    ? { kind: 'write', write: { ...common, side: 'xero', edit: fit.edit } }
    : { kind: 'write', write: { ...common, side: 'capsule', edit: fit.edit } }
}

/**
 * What the other side is to hold: of a list only what was added or removed is copied, and what was never agreed on
 * is only added to. Where somebody decided for a side, its list is taken as it is.
 */
function edited(c: Comparison, from: Side, because: FieldChange['because']): Normal {
  const { members } = c.field
  const value = c[from]
  const target = c[other(from)]
  const before = c.base?.[from] ?? null
  if (members === undefined || value === null || target === null || because === 'policy') return value
  if (because === 'changed' && before === null) return value
  return members.edited(target, before, value)
}

/** Why a value may not be copied, whatever it is; null when it may. */
function refusal(c: Comparison, from: Side, what: string): string | null {
  const { direction, blank } = c.rule
  if (direction === 'off') return `${what}; this field is not compared.`
  if (!mayCopy(c, from)) {
    return `${what}; this field is copied from ${named[other(from)]} to ${named[from]} only.`
  }
  if (from === 'capsule' && c.contact.status !== 'ACTIVE') {
    return `${what}; the contact is archived in Xero and cannot be edited there.`
  }
  if (from === 'capsule' && c.contact.mergedToContactId !== null) {
    return `${what}; the contact was merged into another one in Xero.`
  }
  if (c[from] !== null) return null
  // Only a clear that was really observed may clear: what never held a value says nothing.
  if (c.base === null || c.base[from] === null) return `${what}; nothing was cleared in ${named[from]}.`
  return blank ? null : `${what}; copying of cleared values is off for this field.`
}

type SidedFit =
  | (Fit<XeroEdit> & { readonly side: 'xero' })
  | (Fit<CapsuleEdit> & { readonly side: 'capsule' })

const fitXero = (c: Comparison, value: Normal): SidedFit => ({
  ...c.field.toXero(value, c.contact, c.context.setting),
  side: 'xero',
})

const fitCapsule = (c: Comparison, value: Normal): SidedFit => ({
  ...c.field.toCapsule(value, c.subject, c.context.setting),
  side: 'capsule',
})

const verb = (value: Normal): string => (value === null ? 'Cleared' : 'Changed')

function told<State extends string>(
  { field, base, capsule, xero }: Comparison,
  state: State,
  why: string,
): Told & { readonly state: State } {
  return { state, field: field.key, base, capsule, xero, why }
}
