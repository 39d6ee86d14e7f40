import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, civilDate, civilDateIn } from '../civil-date.ts'
import type { CapsuleEdit } from '../field/field.ts'
import { nameKey } from '../field/name-key.ts'
import { capsuleFieldId, xeroDocumentId } from '../model/ids.ts'
import type { CapsuleFieldValue, CapsuleParty } from '../model/party.ts'
import { minorFromDecimal } from '../money.ts'
import {
  defaultFactSettings,
  type FactSettings,
  type FactValues,
  factKeys,
  fieldsOf,
  type Written,
} from './fact.ts'
import { planNote } from './notes.ts'
import { isSpell, type Spell, taskStep } from './overdue-task.ts'
import { type FactDocument, factValues, overdueInvoices } from './values.ts'
import { editOf, type FactFieldIds, isSame, planFacts, undoFacts, writtenBy } from './writes.ts'

type Held = Pick<CapsuleParty, 'fields' | 'tags'>

const ids: FactFieldIds = fieldsOf((key) => capsuleFieldId(100 + factKeys.indexOf(key)))
const allOn: FactSettings = {
  ...defaultFactSettings,
  fields: fieldsOf((key) => ({ on: true, name: defaultFactSettings.fields[key].name })),
  tag: { on: true, name: 'Overdue' },
}

const number = fc.integer({ min: -9_999_999, max: 99_999_999 }).map((minor) => (minor / 100).toFixed(2))
const day = fc.integer({ min: 0, max: 800 }).map((n) => addDays(civilDate('2026-01-01'), n))
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const values: fc.Arbitrary<FactValues> = fc.record({
  outstanding: optional(number),
  overdue: optional(number),
  oldest_overdue_days: optional(fc.integer({ min: 1, max: 900 }).map(String)),
  last_invoice: optional(day),
  last_payment: optional(day),
  average_days_to_pay: optional(fc.integer({ min: 0, max: 300 }).map(String)),
  lifetime_value: optional(number),
  currency: optional(fc.constantFrom('AUD', 'AUD, USD')),
})
const facts = fc.record({ values, isOverdue: fc.boolean() })
/** What stands in the record, whoever wrote it. */
const held: fc.Arbitrary<Held> = fc.record({
  fields: fc
    .subarray([...factKeys])
    .chain((keys) =>
      fc.tuple(
        ...keys.map((key) =>
          fc.constantFrom('12.5', '2026-02-03', 'by hand').map((value) => row(key, value)),
        ),
      ),
    ),
  tags: fc.subarray([
    { id: 7, name: 'OVERDUE' },
    { id: 8, name: 'VIP' },
  ]),
})

const row = (key: (typeof factKeys)[number], value: string): CapsuleFieldValue => ({
  id: 1_000 + factKeys.indexOf(key),
  definitionId: ids[key] ?? capsuleFieldId(1),
  name: key,
  value,
})

/** Capsule's own behaviour: fields are set or cleared by definition, tags joined and left. */
function applied(party: Held, edit: CapsuleEdit): Held {
  const edited = new Map(
    (edit.fields ?? []).map(({ definitionId, value }) => [definitionId as number, value]),
  )
  const kept = party.fields.filter(({ definitionId }) => !edited.has(definitionId))
  const set = factKeys.flatMap((key) => {
    const value = edited.get(ids[key] ?? 0) ?? null
    return value === null ? [] : [row(key, trimmed(value))]
  })
  const removed = new Set(edit.tags?.remove ?? [])
  const added = (edit.tags?.add ?? []).map((name, n) => ({ id: 50 + n, name }))
  return { fields: [...kept, ...set], tags: [...party.tags.filter(({ id }) => !removed.has(id)), ...added] }
}

/** Numbers come back without the noughts they were sent with. */
const trimmed = (value: string): string => (/^-?\d+\.\d+$/.test(value) ? String(Number(value)) : value)

function step(party: Held, written: Written, known: { values: FactValues; isOverdue: boolean }) {
  const { write, settled } = planFacts(known, allOn, written, party, ids)
  const edit = write && editOf(write, ids, party)
  return {
    write,
    party: edit ? applied(party, edit) : party,
    written: { ...written, ...settled, ...(write ? writtenBy(write) : {}) },
  }
}

test('what was written is not written again, and stands in the record', () => {
  fc.assert(
    fc.property(held, facts, (party, known) => {
      const first = step(party, {}, known)
      const again = step(first.party, first.written, known)
      expect(again.write).toBeNull()
      for (const key of factKeys) {
        const value = first.party.fields.find(({ definitionId }) => definitionId === ids[key])?.value ?? null
        // A fact that never had a value leaves alone what somebody keeps in the field.
        if (known.values[key] !== null) expect(isSame(key, String(value), known.values[key])).toBe(true)
      }
      if (known.isOverdue) expect(first.party.tags.some(({ name }) => nameKey(name) === 'overdue')).toBe(true)
    }),
  )
})

test('without a change of the facts a person’s edits stay; the fact that changes is written alone', () => {
  fc.assert(
    fc.property(
      held,
      held,
      facts,
      fc.constantFrom(...factKeys),
      number,
      (party, edited, known, key, other) => {
        const first = step(party, {}, known)
        expect(step(edited, first.written, known).write).toBeNull()
        const next = { ...known, values: { ...known.values, [key]: other } }
        fc.pre(known.values[key] !== other)
        const changes = step(edited, first.written, next).write?.changes ?? []
        expect(changes.every(({ fact, after }) => fact === key && after === other)).toBe(true)
      },
    ),
  )
})

test('undoing puts back what the record held, and leaves alone what was edited since', () => {
  fc.assert(
    fc.property(held, facts, (party, known) => {
      const { write, party: after } = step(party, {}, known)
      if (write === null) return
      const back = undoFacts(write, after, ids)
      expect(back.edited).toEqual([])
      const edit = back.write && editOf(back.write, ids, after)
      const restored = edit ? applied(after, edit) : after
      const texts = (each: Held) =>
        each.fields.map(({ definitionId, value }) => `${definitionId} ${value}`).sort()
      expect(texts(restored)).toEqual(texts(party))
      const names = (each: Held) => each.tags.map(({ name }) => nameKey(name)).sort()
      expect(names(restored)).toEqual(names(party))
      const typed = { ...after, fields: after.fields.map((field) => ({ ...field, value: 'typed since' })) }
      const kept = undoFacts(write, typed, ids)
      expect(kept.write?.changes.filter(({ before }) => before === 'typed since') ?? []).toEqual([])
    }),
  )
})

const document = (n: number, minor: number, due: FactDocument['dueDate'], paid = false): FactDocument => ({
  id: xeroDocumentId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  kind: 'invoice',
  status: paid ? 'PAID' : 'AUTHORISED',
  number: `INV-${n}`,
  date: civilDate('2026-01-01'),
  dueDate: due,
  fullyPaidOn: paid ? due : null,
  currency: 'AUD',
  currencyRate: null,
  subTotalMinor: minor,
  totalMinor: minor,
  dueMinor: paid ? 0 : minor,
  paidMinor: paid ? minor : 0,
  updatedAt: '2026-06-01T00:00:00.000Z',
  payments: [],
  credits: [],
})
const documents = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), day, fc.boolean()), { maxLength: 30 })
  .map((rows) => rows.map(([minor, due, paid], n) => document(n, minor, due, paid)))

test('amounts are right to the cent', () => {
  fc.assert(
    fc.property(documents, day, (all, today) => {
      const { outstanding, overdue, lifetime_value } = factValues(
        { documents: all, credits: [] },
        { today, baseCurrency: 'AUD' },
      )
      const cents = (text: string | null) => (text === null ? 0 : minorFromDecimal(text, 'AUD'))
      const open = all.filter(({ status }) => status === 'AUTHORISED')
      const sum = (some: readonly FactDocument[]) => some.reduce((total, each) => total + each.dueMinor, 0)
      expect(cents(outstanding)).toBe(sum(open))
      expect(cents(overdue)).toBe(sum(open.filter(({ dueDate }) => dueDate !== null && dueDate < today)))
      expect(cents(lifetime_value)).toBe(all.reduce((total, each) => total + each.subTotalMinor, 0))
    }),
  )
})

test('an invoice becomes overdue at the organisation’s midnight, wherever this runs', () => {
  const zones = ['Pacific/Kiritimati', 'Australia/Adelaide', 'UTC', 'America/St_Johns', 'Pacific/Niue']
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 24 * 400 }), (zone, hour) => {
      const now = Date.UTC(2026, 0, 1) + hour * 3_600_000
      const today = civilDateIn(zone, now)
      const ledger = {
        documents: [document(1, 100, today), document(2, 250, addDays(today, -1))],
        credits: [],
      }
      const known = factValues(ledger, { today, baseCurrency: 'AUD' })
      expect(known).toMatchObject({ outstanding: '3.50', overdue: '2.50', oldest_overdue_days: '1' })
      const later = civilDateIn(zone, now + 26 * 3_600_000)
      expect(factValues(ledger, { today: later, baseCurrency: 'AUD' }).overdue).toBe('3.50')
    }),
  )
})

test('a spell has one task, from its first day to its last', () => {
  const setting = { on: true, days: 7, defaultOwnerId: null }
  fc.assert(
    fc.property(fc.array(documents, { maxLength: 12 }), day, (ledgers, today) => {
      const spells: Spell[] = []
      for (const all of ledgers) {
        const overdue = overdueInvoices({ documents: all, credits: [] }, today)
        const last = spells.at(-1) ?? null
        const asked = taskStep(overdue, setting, last)
        if (asked === 'open') spells.push({ number: spells.length + 1, state: 'made' })
        if (asked === 'close' && last) spells.splice(-1, 1, { ...last, state: 'ended' })
        const now = spells.at(-1) ?? null
        expect(now?.state === 'made').toBe(isSpell(overdue, setting.days))
        expect(taskStep(overdue, setting, now)).toBe('nothing')
      }
    }),
  )
})

test('every invoice is noted once of each kind, and nothing from before the switch', () => {
  const start = { at: '2026-05-01T00:00:00.000Z', day: civilDate('2026-05-01') }
  fc.assert(
    fc.property(documents, day, (all, today) => {
      const said = new Set<string>()
      const noted = ({ documentId, kind }: { documentId: string; kind: string }) =>
        said.has(`${documentId} ${kind}`)
      const note = planNote({ documents: all, credits: [] }, today, { paid: start, overdue: start }, noted)
      for (const { documentId, kind } of note?.about ?? []) said.add(`${documentId} ${kind}`)
      expect(
        planNote({ documents: all, credits: [] }, today, { paid: start, overdue: start }, noted),
      ).toBeNull()
      for (const { documentId, kind } of note?.about ?? []) {
        const one = all.find(({ id }) => id === documentId)
        if (kind === 'overdue') expect((one?.dueDate ?? '') >= start.day).toBe(true)
        else expect((one?.fullyPaidOn ?? '') >= start.day).toBe(true)
      }
    }),
  )
})
