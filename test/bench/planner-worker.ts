import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import { indexWorld } from '#core/match/world.ts'
import type { CapsulePartyId } from '#core/model/ids.ts'
import { compareLinks, type Pair } from '#core/plan/compare-links.ts'
import { defaultRules } from '#core/plan/default-rules.ts'
import { subjectOf } from '#core/plan/link-plan.ts'
import type { BaseValue, Rules } from '#core/plan/plan.ts'
import { Taken } from '#core/plan/taken.ts'
import { type Linked, linked, setting } from './planner-links.ts'

/**
 * Compares links as a plan does, alone in its process, and prints what one of them costs. Values of the measured
 * links were never read before: nothing is remembered of them.
 */
const rules: Rules = { ...defaultRules, focus: 'all', nameOnly: 'review', gate: 'each' }

function compare(links: readonly Linked[]) {
  const parties = links.flatMap((each) => each.parties)
  const contacts = links.map((each) => each.contact)
  const base = { links: links.map((each) => each.link), rejected: [] }
  const world = indexWorld({ parties, contactIdField: null }, { contacts }, base)
  const pairs = links.map(({ link, base }): Pair => {
    if (link.partyId === null) throw new Error('every link has its party')
    return { partyId: link.partyId, contactId: link.contactId, base, planned: true }
  })
  const subject = (partyId: CapsulePartyId) => subjectOf(world, partyId)
  const taken = new Taken(contacts)
  const begun = process.cpuUsage()
  const wall = performance.now()
  const found = compareLinks(world, subject, pairs, setting, rules, taken, new Map())
  const wallSeconds = (performance.now() - wall) / 1_000
  const { user, system } = process.cpuUsage(begun)
  return { cpuSeconds: (user + system) / 1e6, wallSeconds, found }
}

const batch = 10_000
const make = (from: number) => Array.from({ length: batch }, (_, i) => asRead(linked(from + i)))

/** As records come from a store: by their JSON, so that no two share any text; bases as `db/base-values.ts` makes them. */
function asRead({ parties, contact, link, base }: Linked): Linked {
  const stored = copied(base)
  const values: Partial<Record<FieldKey, BaseValue>> = {}
  for (const key of fieldKeys) {
    const value = stored[key]
    if (value === undefined) continue
    const { capsule, xero } = value
    values[key] = { capsule, xero: xero === capsule ? capsule : xero }
  }
  return { parties: copied(parties), contact: copied(contact), link: copied(link), base: values }
}

/** JSON knows all that records consist of. */
function copied<Value>(value: Value): Value {
  const copy: Value = JSON.parse(JSON.stringify(value))
  return copy
}

// A running engine is warm; what it reads is not.
for (let n = 0; n < 3; n++) compare(make(1 + n * batch))
let cpuSeconds = 0
let wallSeconds = 0
let writes = 0
const batches = 5
for (let n = 3; n < 3 + batches; n++) {
  const links = make(1 + n * batch)
  forget(links)
  const cost = compare(links)
  cpuSeconds += cost.cpuSeconds
  wallSeconds += cost.wallSeconds
  writes += cost.found.operations.length + cost.found.reviews.length
}
process.stdout.write(`${JSON.stringify({ links: batch * batches, cpuSeconds, wallSeconds, writes })}\n`)

/** Reading the bases remembered every value; reading as many others forgets them again. */
function forget(links: readonly Linked[]): void {
  for (let i = 0; i < 2; i++)
    for (const { link } of links) linked(900_000 + i * batch + (Number(link.partyId) % batch))
}
