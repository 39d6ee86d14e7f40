import type { Mutation } from './mutation.ts'

const fieldScenarios = 'test/engine/fields.store.test.ts'
const eventScenarios = 'test/engine/events.store.test.ts'

/** Lines of the engine: intents, answers that were lost, what changed meanwhile, what was read before. */
export const engineMutations: readonly Mutation[] = [
  {
    file: 'src/sync/apply/pairs.ts',
    old: "return values.every((each) => each.isWritten || each.isAsBefore) ? 'write' : 'stale'",
    new: "return 'write'",
    breaks: 'what somebody edited since the plan is overwritten',
    scenario: { file: fieldScenarios, name: 'nobody told us of' },
  },
  {
    file: 'src/sync/apply/pairs.ts',
    old: "return isWritten && wasSent ? 'overtaken' : 'stale'",
    new: "return 'stale'",
    breaks: 'what a killed process had written is taken for an edit',
    scenario: { file: 'test/engine/resume.store.test.ts', name: 'what it wrote is not taken' },
  },
  {
    file: 'src/sync/apply/create-parties.ts',
    old: "operations.filter((operation) => operation.state === 'sent')",
    new: 'operations.filter(() => false)',
    breaks: 'a party whose creation was answered into the void is made twice',
    scenario: { file: eventScenarios, name: 'the lost answer to a creation' },
  },
  {
    file: 'src/sync/apply/create-contacts.ts',
    old: "operations.filter((operation) => operation.state === 'sent')",
    new: 'operations.filter(() => false)',
    breaks: 'a contact whose creation was answered into the void is asked for twice',
    survives:
      'Xero answers the repeated call by its key, refuses a second contact of that number later, and the first one is found by its number at the next read: the look-up only spares the refusal.',
  },
  {
    file: 'src/sync/apply/create-contacts.ts',
    old: ".update(open.map((operation) => operation.idempotency_key).join(' '))",
    new: '.update(crypto.randomUUID())',
    breaks: 'a creation in Xero sent again carries another idempotency key',
    survives: 'What was made before is looked up by its number, before anything is sent a second time.',
  },
  {
    file: 'src/sync/apply/create-contacts.ts',
    old: "operations.filter((operation) => operation.state === 'sent')",
    new: 'operations.filter(() => false)',
    also: [
      {
        file: 'src/sync/apply/create-contacts.ts',
        old: ".update(open.map((operation) => operation.idempotency_key).join(' '))",
        new: '.update(crypto.randomUUID())',
      },
    ],
    breaks: 'neither look-up nor idempotency key knows a creation that was answered into the void',
  },
  {
    file: 'src/sync/apply/write-contacts.ts',
    old: 'base: baseAfter(operation, at),\n    again:',
    new: 'base: [],\n    again:',
    breaks: 'the base is forgotten after a write to Xero',
    scenario: { file: fieldScenarios, name: 'reaches Xero once' },
  },
  {
    file: 'src/sync/approval.ts',
    old: "if (run.plan_hash !== request.hash) return 'changed'",
    new: '',
    breaks: 'a plan other than the one shown is approved',
    scenario: { file: 'test/engine/http.store.test.ts', name: 'only the very plan' },
  },
  {
    file: 'src/db/mirrors.ts',
    old: "where m.updated_at <= excluded.updated_at and (m.data is distinct from excluded.data or m.state <> 'active')",
    new: 'where true',
    breaks: 'an older read of a party overwrites a newer one',
    scenario: { file: 'src/db/mirrors.store.test.ts', name: 'parties: a newer' },
  },
  {
    file: 'src/db/mirrors.ts',
    old: 'where m.updated_at <= excluded.updated_at and m.data is distinct from excluded.data\n',
    new: 'where true\n',
    breaks: 'an older read of a contact overwrites a newer one',
  },
  {
    file: 'src/sync/overlap.ts',
    old: 'watermark.getTime() - overlapMs',
    new: 'watermark.getTime() + overlapMs',
    breaks: 'sweeps miss what changed just before the last one',
  },
  {
    file: 'src/sync/apply/write-contacts.ts',
    old: 'idempotencyKey: batchKey(',
    new: 'idempotencyKey: crypto.randomUUID() + batchKey(',
    breaks: 'a batch sent again carries another idempotency key',
    survives:
      'Every write says what the record shall be, so sending it twice leaves it as once; the key saves Xero the work.',
  },
  {
    file: 'src/sync/apply/in-groups.ts',
    old: 'const sent = await markSent(engine.db, ids, new Date(engine.now()))',
    new: 'const sent = new Set(ids)',
    breaks: 'the intent of a write to Capsule is not stored before its call',
    scenario: { file: eventScenarios, name: 'the lost answer to a creation' },
  },
]
