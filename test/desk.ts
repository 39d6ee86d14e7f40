import { randomUUID } from 'node:crypto'
import type { XeroContact } from '#core/model/contact.ts'
import { capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { baseOfLink } from '#db/decided.ts'
import { insertLinks } from '#db/links.ts'
import { upsertContacts, upsertParties } from '#db/mirrors.ts'
import type { Store } from '#db/open.ts'
import { insertOperations, type NewOperation } from '#db/operations.ts'
import { askForRun } from '#db/reviews.ts'
import { insertRun } from '#db/runs.ts'
import type { RunTable } from '#db/tables.ts'
import type { Engine } from '#sync/engine.ts'
import {
  contact,
  insertWorkspace,
  instant,
  later,
  party,
  type TestWorkspace,
  testVault,
  uuid,
} from './records.ts'

/** A workspace whose decisions are tested: what they store is looked at, and nothing leaves it. */
export type TestDesk = Awaited<ReturnType<typeof testDesk>>

export async function testDesk(opened: { readonly store: Store }) {
  const { store } = opened
  const { db } = store
  const world = await insertWorkspace(db)
  const { id } = world
  const woken: WorkspaceId[] = []
  const run = async (kind: RunTable['kind'], state: RunTable['state'], requestedBy: string | null) => {
    const runId = randomUUID()
    await insertRun(db, {
      id: runId,
      workspaceId: id,
      kind,
      state,
      steps: [
        { id: 'capsule_writes', done: 0, total: 0, state: 'waiting' },
        { id: 'xero_writes', done: 0, total: 1, state: 'waiting' },
      ],
      requestedBy,
      at: instant(later),
    })
    return runId
  }
  const operation = async (runId: string, planned: Partial<NewOperation> & Pick<NewOperation, 'kind'>) => {
    const operationId = randomUUID()
    await insertOperations(db, id, runId, [
      {
        id: operationId,
        seq: 0,
        side: planned.kind.startsWith('xero.') ? 'xero' : 'capsule',
        contactId: uuid(1),
        partyId: 1,
        approvedBy: null,
        before: null,
        after: null,
        idempotencyKey: operationId,
        ...planned,
      },
    ])
    return operationId
  }
  return {
    ...world,
    db,
    engine: quietEngine(store, woken),
    /** Workspaces whose lane was woken. */
    woken,
    run,
    operation,
    /** Parties 1 and 2, and contact 1, none of them linked. */
    async records() {
      await upsertParties(db, world.capsule, [party(1), party(2)])
      await upsertContacts(db, world.xero, [contact(1)])
    },
    /** A run of one write that waits for approval. */
    async heldRun() {
      const runId = await run('events', 'held', null)
      await operation(runId, {
        kind: 'xero.contact.update',
        before: { email: 'a@firm.test' },
        after: { changes: [], edit: { email: 'b@firm.test' } },
      })
      const reviewId = randomUUID()
      const question = { id: reviewId, why: 'A large run.', records: 1 }
      await askForRun(db, { workspaceId: id, runId, at: instant(later) }, question)
      return { runId, reviewId }
    },
    links: () =>
      db.selectFrom('link').selectAll().where('workspace_id', '=', id).orderBy('contact_id').execute(),
    async rejected() {
      const rows = await db
        .selectFrom('rejected_pair')
        .select('party_id')
        .where('workspace_id', '=', id)
        .orderBy('party_id')
        .execute()
      return rows.map((row) => row.party_id)
    },
    excluded: () => marks('exclusion'),
    wanted: () => marks('wanted'),
    decided: () => db.selectFrom('decided_operation').selectAll().where('workspace_id', '=', id).execute(),
    /** What was settled of the link of contact n. */
    base: (n: number) => baseOfLink(db, id, linkOf(world, n)),
    row: (key: string) =>
      db
        .selectFrom('contact_row')
        .selectAll()
        .where('workspace_id', '=', id)
        .where('key', '=', key)
        .executeTakeFirst(),
  }

  async function marks(table: 'exclusion' | 'wanted') {
    const rows = await db
      .selectFrom(table)
      .select(['side', 'record_id'])
      .where('workspace_id', '=', id)
      .orderBy('side')
      .orderBy('record_id')
      .execute()
    return rows.map((row) => `${row.side} ${row.record_id}`)
  }
}

/** Ids of links are their own across workspaces. */
const linkOf = (world: TestWorkspace, n: number): string => uuid(Number(world.id.slice(-12)) + 500_000 + n)

/** Party p and contact n, linked. */
export async function linkedPair(
  desk: TestDesk,
  p: number,
  n: number,
  values: { readonly party?: Partial<CapsuleParty>; readonly contact?: Partial<XeroContact> } = {},
): Promise<{ partyId: number; contactId: string; linkId: string }> {
  const name = `Customer ${n}`
  await upsertParties(desk.db, desk.capsule, [party(p, { name, ...values.party })])
  await upsertContacts(desk.db, desk.xero, [contact(n, { name, ...values.contact })])
  const id = linkOf(desk, n)
  await insertLinks(
    desk.db,
    { workspaceId: desk.id, connectionId: desk.xero.connectionId, runId: uuid(900), at: instant(later) },
    'pending',
    [
      {
        id,
        partyId: capsulePartyId(p),
        contactId: xeroContactId(uuid(n)),
        confidence: 'certain',
        score: 100,
        reasons: [],
      },
    ],
  )
  await desk.db
    .updateTable('link')
    .set({ state: 'active', activated_at: instant(later) })
    .where('id', '=', id)
    .execute()
  return { partyId: p, contactId: uuid(n), linkId: id }
}

function quietEngine(store: Store, woken: WorkspaceId[]): Engine {
  const nobody = async () => null
  const never = (): never => {
    throw new Error('nothing is called here')
  }
  const said = () => {}
  return {
    store,
    db: store.db,
    vault: testVault,
    apps: { capsule: nobody, xero: nobody },
    accounts: {
      capsule: nobody,
      sides: async () => ({ capsule: null, xeros: [], home: null }),
      xero: nobody,
      xeros: async () => [],
      tryNow: said,
      forget: said,
      changes: () => 0,
      flush: async () => {},
    },
    endpoints: {
      capsule: { apiUrl: 'https://capsule.test' },
      xero: {
        loginUrl: 'https://xero.test',
        identityUrl: 'https://xero.test',
        apiUrl: 'https://xero.test',
        appUrl: 'https://xero.test',
      },
    },
    fetch: never,
    now: () => Date.parse(later),
    sleep: never,
    random: () => 0.5,
    uuid: () => randomUUID(),
    log: { info: said, warn: said, error: said },
    quotas: false,
    hookBaseUrl: null,
    coalesceMs: 0,
    async wake(id) {
      woken.push(id)
    },
  }
}
