import fc from 'fast-check'
import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import { defaultRules } from '#core/plan/default-rules.ts'
import type { FieldRule, Rules } from '#core/plan/plan.ts'
import { Chance } from './chance.ts'
import { drawCustomer, toldToCapsule, toldToXero } from './customers.ts'
import { copyOf, type Stage } from './stage.ts'
import { addContact, addParty, edits, events, round } from './steps.ts'

/** One case as it is drawn: small numbers that shrink; everything else follows from them. */
export interface Drawn {
  readonly rules: number
  readonly customers: readonly number[]
  /** What happened before, plans applied in between. */
  readonly before: readonly number[]
  /** What happened since the last plan was applied. */
  readonly since: readonly number[]
  /** For what a property itself leaves to chance. */
  readonly chance: number
}

const seed = fc.integer({ min: 0, max: 0x3fffffff })

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  rules: seed,
  customers: fc.array(seed, { minLength: 1, maxLength: 4 }),
  before: fc.array(seed, { maxLength: 3 }),
  since: fc.array(seed, { maxLength: 5 }),
  chance: seed,
})

export interface Case {
  readonly stage: Stage
  readonly chance: Chance
}

type Name = keyof typeof steps
const steps = { ...edits, ...events, round } as const
const editNames = ['edit party', 'edit contact', 'edit both sides'] as const
const eventNames = Object.keys(events).filter((name): name is keyof typeof events => name in events)

/** Edits are by far the most common, as in life. */
const weighted: readonly Name[] = [
  ...Array.from({ length: 8 }, () => editNames).flat(),
  ...eventNames,
  'invoiced',
  'two parties get one name',
  'list of both sides',
  'list of both sides',
  'decided',
  'decided',
  'contacts merged',
  'party deleted',
]

let last: { readonly given: Drawn; readonly made: Case } | null = null

/** The case as it is drawn, played once for all properties that look at it. The same numbers give the same stages. */
export function play(given: Drawn): Case {
  if (last?.given !== given) last = { given, made: played(given) }
  const { stage, chance } = last.made
  return { stage: copyOf(stage), chance: chance.copy() }
}

function played(given: Drawn): Case {
  const stage = emptyStage(drawRules(new Chance(given.rules)))
  for (const each of given.customers) {
    const chance = new Chance(each)
    const customer = drawCustomer(chance)
    const where = chance.int(8)
    if (where !== 0) addParty(stage, chance, toldToCapsule(stage, chance, customer))
    if (where !== 1) addContact(stage, chance, toldToXero(stage, chance, customer))
  }
  const chance = new Chance(given.chance)
  // Sometimes nothing was ever compared before.
  const isNew = given.before.length === 0
  if (isNew ? !chance.oneIn(8) : chance.oneIn(2)) round(stage, chance)
  for (const each of given.before) {
    const chance = new Chance(each)
    if (chance.oneIn(4)) round(stage, chance)
    else step(stage, chance)
  }
  if (given.before.length > 0) round(stage, chance)
  for (const each of given.since) step(stage, new Chance(each))
  if (chance.oneIn(6)) stage.rules = { ...stage.rules, fields: drawRules(chance).fields }
  return { stage, chance }
}

function step(stage: Stage, chance: Chance): void {
  steps[chance.pick(weighted)](stage, chance)
}

export function onlyEdit(stage: Stage, chance: Chance): void {
  edits[chance.pick(editNames)](stage, chance)
}

const directions = ['capsule_to_xero', 'xero_to_capsule', 'both', 'both', 'both', 'off'] as const
const policies = ['capsule', 'xero', 'newest', 'ask'] as const

function drawRules(chance: Chance): Rules {
  const rule = (): FieldRule => ({
    direction: chance.pick(directions),
    policy: chance.pick(policies),
    blank: chance.oneIn(2),
    approve: chance.oneIn(5),
  })
  const fields: Record<FieldKey, FieldRule> = { ...defaultRules.fields }
  for (const key of fieldKeys) fields[key] = rule()
  return {
    createParties: chance.pick(['with_documents', 'with_documents', 'all', 'customers', 'suppliers', 'none']),
    focus: 'all',
    nameOnly: chance.pick(['group', 'review']),
    createContacts: chance.pick(['none', 'organisations', 'all']),
    fields,
    firstDifference: chance.pick(['leave', 'policy']),
    historyNotes: chance.oneIn(2),
    gate: chance.pick(['whole', 'each']),
  }
}

function emptyStage(rules: Rules): Stage {
  return {
    parties: new Map(),
    hidden: new Map(),
    absent: new Map(),
    contacts: new Map(),
    documents: new Map(),
    links: new Map(),
    values: new Map(),
    rejected: [],
    excludedParties: new Set(),
    excludedContacts: new Set(),
    wantedParties: new Set(),
    wantedContacts: new Set(),
    decided: new Map(),
    rules,
    clock: 0,
    nextId: 100,
    nextRow: 1000,
  }
}
