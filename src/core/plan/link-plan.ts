import type { Field, FieldKey, Normal, Subject } from '../field/field.ts'
import { fields } from '../field/fields.ts'
import type { World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { BaseValue, FieldRule, LinkBase } from './plan.ts'
import { type LinkContext, type Outcome, type Side, threeWay } from './three-way.ts'

/** One field of a link as people see it. */
export interface FieldPlan {
  readonly field: FieldKey
  readonly state: 'agrees' | 'differs' | 'write' | 'conflict' | 'not_compared'
  /** What was last settled; null when never. */
  readonly base: BaseValue | null
  /** What each side holds; `undefined` where it has no place for the field. */
  readonly capsule: Normal | undefined
  readonly xero: Normal | undefined
  /** In words; null where both agree. */
  readonly why: string | null
  /** The side that is to be written. */
  readonly side: Side | null
}

export interface LinkPlan {
  /** All mapped fields, in the order in which people read them. */
  readonly fields: readonly FieldPlan[]
}

/** Every field of one link: what each side holds, and what is to become of it. */
export function planLink(
  subject: Subject,
  contact: XeroContact,
  linkBase: LinkBase | null,
  context: LinkContext,
): LinkPlan {
  return { fields: fields.map((field) => fieldPlan(field, subject, contact, linkBase, context)) }
}

const nothing: readonly Outcome[] = []

/** A field that is compared, with its rule. */
interface Ruled {
  readonly field: Field
  readonly rule: FieldRule
}

/** The rules of the fields that are compared: looked up once, not for every link. */
const ruledBy = new WeakMap<LinkContext['rules'], readonly Ruled[]>()

function ruled(rules: LinkContext['rules']): readonly Ruled[] {
  const known = ruledBy.get(rules)
  if (known !== undefined) return known
  const made = fields
    .map((field) => ({ field, rule: rules.fields[field.key] }))
    .filter(({ rule }) => rule.direction !== 'off')
  ruledBy.set(rules, made)
  return made
}

/**
 * The fields of a link about which there is something to do or to say, in their order. One and the same empty
 * list for a link that is in step, so that a hundred thousand of them cost nothing.
 */
export function planFields(
  subject: Subject,
  contact: XeroContact,
  linkBase: LinkBase | null,
  context: LinkContext,
  only: readonly Field[] | null = null,
): readonly Outcome[] {
  let found: Outcome[] | null = null
  for (const { field, rule } of ruled(context.rules)) {
    if (only !== null && !only.includes(field)) continue
    const base = linkBase?.[field.key] ?? null
    const capsule = field.readCapsule(subject, context.setting, base?.capsule)
    if (capsule === undefined) continue
    const xero = field.readXero(contact, context.setting, capsule)
    if (xero === undefined) continue
    if (isSettled(base, capsule, xero)) continue
    found ??= []
    found.push(threeWay({ field, rule, subject, contact, context, base, capsule, xero }))
  }
  return found ?? nothing
}

const isSettled = (base: BaseValue | null, capsule: Normal, xero: Normal): boolean =>
  capsule === xero && base !== null && base.capsule === capsule && base.xero === capsule

function fieldPlan(
  field: Field,
  subject: Subject,
  contact: XeroContact,
  linkBase: LinkBase | null,
  context: LinkContext,
): FieldPlan {
  const rule = context.rules.fields[field.key]
  const capsule = field.readCapsule(subject, context.setting)
  const xero = field.readXero(contact, context.setting)
  const base = linkBase?.[field.key] ?? null
  const plain = { field: field.key, base, capsule, xero, side: null }
  if (rule.direction === 'off')
    return { ...plain, state: 'not_compared', why: 'This field is not synchronised.' }
  if (capsule === undefined || xero === undefined) {
    const side = capsule === undefined ? 'Capsule' : 'Xero'
    return { ...plain, state: 'not_compared', why: `${side} has no place for it on this record.` }
  }
  if (capsule === xero) return { ...plain, state: 'agrees', why: null }
  const outcome = threeWay({ field, rule, subject, contact, context, base, capsule, xero })
  switch (outcome.state) {
    case 'write':
      return { ...plain, state: 'write', why: outcome.why, side: outcome.side }
    case 'conflict':
      return { ...plain, state: 'conflict', why: outcome.why }
    default:
      return { ...plain, state: 'differs', why: outcome.why }
  }
}

const nobody: readonly CapsuleParty[] = []

/**
 * A party with its people, as far as this world knows them; null for a party it does not know.
 *
 * @param others  people of organisations that the world leaves out and who belong to them all the same
 */
export function subjectOf(
  world: World,
  partyId: CapsulePartyId,
  others?: ReadonlyMap<CapsulePartyId, readonly CapsuleParty[]>,
): Subject | null {
  const number = world.partyNumber.get(partyId)
  const party = number === undefined ? undefined : world.parties[number]?.party
  if (number === undefined || party === undefined) return null
  // An organisation turned into a person has nobody, whatever its people still say.
  if (party.type === 'person') return { party, people: nobody }
  const staff = world.people.get(number)
  const left = others === undefined || others.size === 0 ? undefined : others.get(partyId)
  if (staff === undefined && left === undefined) return { party, people: nobody }
  const people = (staff ?? []).flatMap((each) => world.parties[each]?.party ?? [])
  return { party, people: left === undefined ? people : [...people, ...left].sort((a, b) => a.id - b.id) }
}
