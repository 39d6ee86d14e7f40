import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import { operationHash } from '#core/plan/hash.ts'
import type { PlannedReview } from '#core/plan/plan.ts'
import { saveBase } from '#db/base-values.ts'
import { upsertContacts } from '#db/mirrors.ts'
import { openReviews } from '#db/reviews.ts'
import { loadRules } from '#db/rules.ts'
import { listUnplanned } from '#db/unplanned.ts'
import { linkedPair, type TestDesk, testDesk } from '../../test/desk.ts'
import { contact, instant, later, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { decideReview, type ReviewDecision } from './decisions.ts'

const store = storeOfFile()

async function asked(desk: TestDesk, review: PlannedReview): Promise<string> {
  const id = randomUUID()
  const scope = { workspaceId: desk.id, runId: null, at: instant(later) }
  await openReviews(store.db, scope, [{ id, review }])
  return id
}

const decide = (desk: TestDesk, reviewId: string, decision: ReviewDecision, by = 'Mia') =>
  decideReview(desk.engine, desk.id, { reviewId, decision, by })

const stateOf = (id: string) =>
  store.db
    .selectFrom('review')
    .select(['state', 'decided_by', 'decision'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

const matchOf = (...parties: number[]): PlannedReview => ({
  kind: 'match',
  subject: { side: 'xero', contactId: xeroContactId(uuid(1)) },
  candidates: parties.map((id) => ({ partyId: capsulePartyId(id), score: 60 + id, reasons: [] })),
  why: 'Several records have this e-mail.',
})

test('accepting a candidate links it as decided, with its evidence, and has both planned', async () => {
  const desk = await testDesk(store)
  await desk.records()
  const id = await asked(desk, matchOf(1, 2))
  expect(await decide(desk, id, { kind: 'link', partyId: 2 })).toMatchObject({
    outcome: 'decided',
    settled: 1,
  })
  expect(await desk.links()).toMatchObject([
    { party_id: 2, contact_id: uuid(1), state: 'pending', confidence: 'decided', score: 62 },
  ])
  expect(await stateOf(id)).toMatchObject({ state: 'decided', decided_by: 'Mia', decision: { partyId: 2 } })
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [1, 2], contacts: [uuid(1)] })
  expect(desk.woken).toEqual([desk.id])
  // The other candidate was not said to be somebody else.
  expect(await desk.rejected()).toEqual([])
})

test('a candidate that was linked meanwhile is refused, and nothing is stored', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 2, 9)
  await desk.records()
  const id = await asked(desk, matchOf(1, 2))
  expect(await decide(desk, id, { kind: 'link', partyId: 2 })).toMatchObject({ outcome: 'changed' })
  expect(await decide(desk, id, { kind: 'link', partyId: 77 })).toMatchObject({ outcome: 'not_allowed' })
  expect(await stateOf(id)).toMatchObject({ state: 'open' })
  expect(await desk.links()).toHaveLength(1)
})

test('an archived contact and a party that is gone are not linked', async () => {
  const desk = await testDesk(store)
  await desk.records()
  const id = await asked(desk, matchOf(1))
  await store.db.updateTable('mirror_party').set({ state: 'restricted' }).where('id', '=', 1).execute()
  expect(await decide(desk, id, { kind: 'link', partyId: 1 })).toMatchObject({ outcome: 'changed' })
  await store.db.updateTable('mirror_party').set({ state: 'active' }).where('id', '=', 1).execute()
  await upsertContacts(store.db, desk.xero, [contact(1, { status: 'ARCHIVED', updatedAt: later })])
  expect(await decide(desk, id, { kind: 'link', partyId: 1 })).toMatchObject({ outcome: 'changed' })
})

test('none of them: every candidate is remembered as somebody else', async () => {
  const desk = await testDesk(store)
  await desk.records()
  const id = await asked(desk, matchOf(1, 2))
  expect(await decide(desk, id, { kind: 'none' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.rejected()).toEqual([1, 2])
  expect(await decide(desk, id, { kind: 'none' })).toEqual({ outcome: 'not_open' })
})

test('excluding takes the contact out, and its line says so', async () => {
  const desk = await testDesk(store)
  await desk.records()
  const id = await asked(desk, matchOf(1))
  expect(await decide(desk, id, { kind: 'exclude' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.excluded()).toEqual([`xero ${uuid(1)}`])
  expect(await desk.row(`x${uuid(1)}`)).toMatchObject({ state: 'excluded' })
})

test("another workspace's question does not exist", async () => {
  const [mine, theirs] = [await testDesk(store), await testDesk(store)]
  await theirs.records()
  const id = await asked(theirs, matchOf(1))
  expect(await decide(mine, id, { kind: 'none' })).toEqual({ outcome: 'not_found' })
  expect(await stateOf(id)).toMatchObject({ state: 'open' })
})

test('an answer to another kind of question is refused', async () => {
  const desk = await testDesk(store)
  await desk.records()
  const id = await asked(desk, matchOf(1))
  for (const decision of [
    { kind: 'dismiss' },
    { kind: 'refuse' },
    { kind: 'approve', always: true },
    { kind: 'resolve', fields: { email: 'keep' }, always: false },
  ] as const)
    expect(await decide(desk, id, decision), decision.kind).toMatchObject({ outcome: 'not_allowed' })
})

/** Both sides changed the e-mail of a linked pair since they agreed on `old@firm.test`. */
async function conflict(desk: TestDesk, n: number, winners: readonly ('capsule' | 'xero')[] = ['capsule']) {
  const { contactId } = await linkedPair(desk, n, n, {
    party: { emails: [{ id: 5, type: 'Work', address: `capsule${n}@firm.test` }] },
    contact: { email: `xero${n}@firm.test` },
  })
  const at = later
  await saveBase(store.db, desk.id, [
    {
      contactId,
      field: 'email',
      c: 'old@firm.test',
      x: 'old@firm.test',
      at,
      because: 'equal',
      run: null,
      operation: null,
      by: null,
    },
  ])
  return asked(desk, {
    kind: 'conflict',
    contactId: xeroContactId(contactId),
    partyId: capsulePartyId(n),
    fields: [
      {
        field: 'email',
        base: { capsule: 'old@firm.test', xero: 'old@firm.test' },
        capsule: `capsule${n}@firm.test`,
        xero: `xero${n}@firm.test`,
        winners,
        why: 'Changed on both sides.',
      },
    ],
  })
}

const resolve = (pick: 'capsule' | 'xero' | 'keep', always = false): ReviewDecision => ({
  kind: 'resolve',
  fields: { email: pick },
  always,
})

test('who wins a conflict is stored as an edit against what was agreed, with who said so', async () => {
  const desk = await testDesk(store)
  const id = await conflict(desk, 1)
  expect(await decide(desk, id, resolve('capsule'))).toMatchObject({
    outcome: 'decided',
    settled: 1,
    words: 'The e-mail is copied from Capsule to Xero.',
  })
  expect(await desk.base(1)).toMatchObject({
    email: { c: 'old@firm.test', x: 'xero1@firm.test', because: 'decided', by: 'user:Mia' },
  })
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [1], contacts: [uuid(1)] })
})

test('keeping both settles the difference as it is', async () => {
  const desk = await testDesk(store)
  const id = await conflict(desk, 1)
  expect(await decide(desk, id, resolve('keep'))).toMatchObject({ settled: 1 })
  expect(await desk.base(1)).toMatchObject({ email: { c: 'capsule1@firm.test', x: 'xero1@firm.test' } })
})

test('a winner that was not offered, or a field that was not asked about, is refused', async () => {
  const desk = await testDesk(store)
  const id = await conflict(desk, 1)
  expect(await decide(desk, id, resolve('xero'))).toMatchObject({ outcome: 'not_allowed' })
  const other = { kind: 'resolve', fields: { name: 'keep' }, always: false } as const
  expect(await decide(desk, id, other)).toMatchObject({ outcome: 'changed' })
  const unknown = { kind: 'resolve', fields: { shoe_size: 'keep' }, always: false } as const
  expect(await decide(desk, id, unknown)).toMatchObject({ outcome: 'not_allowed' })
  expect(await decide(desk, id, { kind: 'resolve', fields: {}, always: false })).toMatchObject({
    outcome: 'not_allowed',
  })
  expect(await desk.base(1)).toMatchObject({ email: { because: 'equal' } })
})

test('values that changed since they were shown are not decided about', async () => {
  const desk = await testDesk(store)
  const id = await conflict(desk, 1)
  await upsertContacts(store.db, desk.xero, [contact(1, { email: 'newer@firm.test', updatedAt: later })])
  expect(await decide(desk, id, resolve('capsule'))).toMatchObject({ outcome: 'changed' })
  expect(await stateOf(id)).toMatchObject({ state: 'open' })
})

test('always: the winner becomes the rule, and the other questions it answers are closed', async () => {
  const desk = await testDesk(store)
  const first = await conflict(desk, 1)
  const second = await conflict(desk, 2)
  const blocked = await conflict(desk, 3, [])
  expect(await decide(desk, first, resolve('capsule', true))).toMatchObject({ settled: 2 })
  expect((await loadRules(store.db, desk.id)).rules.fields.email).toMatchObject({
    direction: 'capsule_to_xero',
    policy: 'capsule',
  })
  expect(await stateOf(second)).toMatchObject({ state: 'decided' })
  expect(await stateOf(blocked)).toMatchObject({ state: 'open' })
  expect((await listUnplanned(store.db, desk.id, 10)).contacts).toEqual([uuid(1), uuid(2), uuid(3)])
})

test('always keep: the others are kept alike, and no rule is made up', async () => {
  const desk = await testDesk(store)
  const first = await conflict(desk, 1)
  await conflict(desk, 2, [])
  expect(await decide(desk, first, resolve('keep', true))).toMatchObject({ settled: 2 })
  expect((await loadRules(store.db, desk.id)).version).toBe(0)
  expect(await desk.base(2)).toMatchObject({
    email: { c: 'capsule2@firm.test', x: 'xero2@firm.test', because: 'decided' },
  })
})

test('a legal name that a person decided for is not asked about a second time', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1, { party: { name: 'New Name' }, contact: { name: 'Other Name' } })
  const id = await asked(desk, {
    kind: 'conflict',
    contactId: xeroContactId(uuid(1)),
    partyId: capsulePartyId(1),
    fields: [
      {
        field: 'name',
        base: { capsule: 'Old', xero: 'Old' },
        capsule: 'New Name',
        xero: 'Other Name',
        winners: ['capsule'],
        why: 'Changed on both sides.',
      },
    ],
  })
  const fields = { name: 'capsule' } as const
  expect(await decide(desk, id, { kind: 'resolve', fields, always: false })).toMatchObject({ settled: 1 })
  const [granted] = await desk.decided()
  expect(granted).toMatchObject({ granted: true, decided_by: 'Mia', review_id: id })
  expect(granted?.hash).toBe(
    operationHash({
      kind: 'xero.contact.update',
      contactId: xeroContactId(uuid(1)),
      partyId: capsulePartyId(1),
      changes: [
        {
          field: 'name',
          before: 'Other Name',
          after: 'New Name',
          source: 'New Name',
          because: 'changed',
          lost: null,
        },
      ],
      edit: { name: 'New Name' },
      restore: {},
    }),
  )
})

async function approval(desk: TestDesk): Promise<{ id: string; hash: string }> {
  await linkedPair(desk, 1, 1)
  const review = {
    kind: 'approval' as const,
    contactId: xeroContactId(uuid(1)),
    partyId: capsulePartyId(1),
    operation: {
      kind: 'xero.contact.update' as const,
      contactId: xeroContactId(uuid(1)),
      partyId: capsulePartyId(1),
      changes: [
        {
          field: 'name' as const,
          before: 'A',
          after: 'B',
          source: 'B',
          because: 'changed' as const,
          lost: null,
        },
      ],
      edit: { name: 'B' },
      restore: { name: 'A' },
    },
    why: 'This changes name in Xero.',
  }
  const hash = operationHash(review.operation)
  return { id: await asked(desk, { ...review, hash }), hash }
}

test('an approval names exactly the write that was shown; a refusal too', async () => {
  for (const [kind, granted] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    const desk = await testDesk(store)
    const { id, hash } = await approval(desk)
    expect(await decide(desk, id, { kind, always: false })).toMatchObject({ outcome: 'decided' })
    expect(await desk.decided()).toMatchObject([{ hash, granted, decided_by: 'Mia' }])
    expect((await listUnplanned(store.db, desk.id, 10)).contacts).toEqual([uuid(1)])
    expect((await loadRules(store.db, desk.id)).version).toBe(0)
  }
})

test('approve always: the fields are not held back any more', async () => {
  const desk = await testDesk(store)
  const { id } = await approval(desk)
  await decide(desk, id, { kind: 'approve', always: true })
  const { rules } = await loadRules(store.db, desk.id)
  expect(rules.fields.name.approve).toBe(false)
  expect(rules.fields.tax_number.approve).toBe(true)
})

test('who asked for a run cannot approve what it does', async () => {
  const desk = await testDesk(store)
  const { id } = await approval(desk)
  const runId = await desk.run('manual', 'done', 'Mia')
  await store.db.updateTable('review').set({ run_id: runId }).where('id', '=', id).execute()
  expect(await decide(desk, id, { kind: 'approve', always: false }, 'Mia')).toMatchObject({
    outcome: 'not_allowed',
  })
  expect(await decide(desk, id, { kind: 'approve', always: false }, 'Noah')).toMatchObject({
    outcome: 'decided',
  })
})

test('a merge that was dealt with is not proposed again', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1)
  const id = await asked(desk, {
    kind: 'merge',
    side: 'capsule',
    contactId: xeroContactId(uuid(1)),
    winner: '1',
    loser: '2',
    why: 'The contacts were merged in Xero.',
  })
  expect(await decide(desk, id, { kind: 'dismiss' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.decided()).toMatchObject([{ granted: false, review_id: id }])
})

test('a held run goes ahead whole, or not at all', async () => {
  for (const kind of ['approve', 'refuse'] as const) {
    const desk = await testDesk(store)
    await linkedPair(desk, 1, 1)
    const { runId, reviewId } = await desk.heldRun()
    expect(await decide(desk, reviewId, { kind, always: false })).toMatchObject({ outcome: 'decided' })
    const run = await store.db
      .selectFrom('run')
      .select(['state', 'approved_by'])
      .where('id', '=', runId)
      .executeTakeFirstOrThrow()
    const states = await store.db
      .selectFrom('operation')
      .select('state')
      .where('run_id', '=', runId)
      .execute()
    if (kind === 'approve') {
      expect(run).toEqual({ state: 'applying', approved_by: 'Mia' })
      expect(states).toEqual([{ state: 'planned' }])
      expect(await desk.decided()).toEqual([])
    } else {
      expect(run).toEqual({ state: 'superseded', approved_by: null })
      expect(states).toEqual([{ state: 'skipped' }])
      expect(await desk.decided()).toMatchObject([{ granted: false }])
    }
    expect(await decide(desk, reviewId, { kind, always: false })).toEqual({ outcome: 'not_open' })
  }
})
