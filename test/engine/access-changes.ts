import { sql } from 'kysely'
import { defined } from '#core/assert.ts'
import { claim } from '#db/deals.ts'
import { insertRun } from '#db/runs.ts'
import { insertWorkspace, uuid } from '../records.ts'
import type { Route } from './access-world.ts'
import type { Harness } from './harness.ts'

/** One customer with everything that can be named about it. */
export interface Named {
  readonly key: string
  readonly partyId: number | null
  readonly contactId: string
  readonly dealId: number
  readonly conflict: string
  readonly approval: string
  readonly match: string
  readonly problem: string
  readonly operation: string
  readonly run: string
  readonly claim: string
  readonly view: string
}

/** Numbers of what belongs to one customer. */
const idsFor = (n: number) => ({
  dealId: 50_000 + n,
  conflict: uuid(n * 1_000 + 1),
  approval: uuid(n * 1_000 + 2),
  match: uuid(n * 1_000 + 3),
  problem: uuid(n * 1_000 + 4),
  operation: uuid(n * 1_000 + 5),
  run: uuid(n * 1_000 + 6),
  claim: uuid(n * 1_000 + 7),
  view: uuid(n * 1_000 + 8),
})

/** What never existed. */
export const nowhere: Named = { key: 'nowhere', partyId: 987_654_321, contactId: uuid(999), ...idsFor(9_999) }

/** Questions, a failed write with its problem, a deal, an invoice that was begun and a view, about one customer. */
export async function everythingAbout(
  h: Harness,
  n: number,
  of: { readonly workspaceId: string; readonly userId: string } & Pick<
    Named,
    'key' | 'partyId' | 'contactId'
  >,
): Promise<Named> {
  const { db } = h
  const { workspaceId: workspace_id, userId: user_id, key, partyId: party_id, contactId: contact_id } = of
  const ids = idsFor(n)
  const at = new Date(h.clock.now())
  const connection = await db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', workspace_id)
    .where('side', '=', 'capsule')
    .executeTakeFirstOrThrow()
  await insertRun(db, {
    id: ids.run,
    workspaceId: workspace_id,
    kind: 'manual',
    state: 'done',
    steps: [],
    requestedBy: null,
    at,
  })
  const about = { workspace_id, run_id: ids.run, state: 'open' as const, created_at: at, hash: null }
  const review = { ...about, decided_by: null, contact_id, candidates: '[]', why: `About ${key}.` }
  const change = { field: 'tax_number', before: null, after: '51 824 753 556' }
  await db
    .insertInto('review')
    .values([
      {
        ...review,
        id: ids.conflict,
        kind: 'conflict',
        key: `conflict:${n}`,
        party_id,
        details: JSON.stringify({
          fields: [
            {
              field: 'tax_number',
              base: null,
              capsule: '1',
              xero: '2',
              winners: ['capsule'],
              why: 'Both changed.',
            },
          ],
        }),
      },
      {
        ...review,
        id: ids.approval,
        kind: 'approval',
        key: `approval:${n}`,
        party_id,
        details: JSON.stringify({ operation: { kind: 'xero.contact.update', changes: [change] } }),
      },
      {
        ...review,
        id: ids.match,
        kind: 'match',
        key: `match:${n}`,
        candidates: JSON.stringify([{ partyId: party_id ?? 1, score: 60, reasons: [] }]),
      },
    ])
    .execute()
  await db
    .insertInto('operation')
    .values({
      id: ids.operation,
      workspace_id,
      run_id: ids.run,
      seq: 0,
      kind: 'xero.contact.update',
      side: 'xero',
      party_id,
      contact_id,
      idempotency_key: ids.operation,
      state: 'failed',
      after: JSON.stringify({ changes: [change] }),
      error: JSON.stringify({ kind: 'invalid', message: `${key} was refused.`, next: 'Look.', details: [] }),
      ended_at: at,
    })
    .execute()
  await db
    .insertInto('problem')
    .values({
      id: ids.problem,
      workspace_id,
      cause: `cause ${n}`,
      source: 'operation',
      side: 'xero',
      kind: 'invalid',
      code: null,
      fields: '["tax_number"]',
      title: 'Xero refused the tax number',
      message: 'Refused.',
      fix: 'Correct it.',
      state: 'open',
      first_at: at,
      last_at: at,
    })
    .execute()
  await db
    .insertInto('problem_record')
    .values({ operation_id: ids.operation, workspace_id, problem_id: ids.problem, at, state: 'open' })
    .execute()
  await sql`insert into mirror_opportunity (workspace_id, id, connection_id, name, party_id, milestone_id, stage_at,
      updated_at, seen_at, data)
    values (${workspace_id}, ${ids.dealId}, ${connection.id}, ${`Deal of ${key}`}, ${party_id ?? 1}, 1, ${at}, ${at},
      ${at}, '{}')`.execute(db)
  await claim(db, {
    id: ids.claim,
    workspaceId: workspace_id,
    connectionId: null,
    key: `asked:${n}`,
    opportunityId: null,
    partyId: party_id,
    contactId: party_id === null ? contact_id : null,
    askedBy: 'hannah',
    at,
  })
  await db.updateTable('deal_document').set({ state: 'failed' }).where('id', '=', ids.claim).execute()
  const view = {
    workspace_id,
    user_id,
    page: 'invoices' as const,
    name: `Of ${key}`,
    query: '',
    shared: false,
  }
  await db
    .insertInto('saved_view')
    .values({ ...view, id: ids.view, created_at: at })
    .execute()
  return { ...ids, key, partyId: party_id, contactId: contact_id }
}

/** Another firm's workspace in the same installation, with a person, an invitation and a place for alerts. */
export async function otherWorkspace(h: Harness): Promise<Named & Whole> {
  const { db } = h
  const { id, xero } = await insertWorkspace(db)
  const at = new Date(h.clock.now())
  // The installation's own is the first one.
  await db.updateTable('workspace').set({ created_at: at }).where('id', '=', id).execute()
  const userId = 'somebody of another firm'
  await sql`insert into auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${userId}, 'Zoe Elsewhere', 'zoe@elsewhere.example', true, now(), now())`.execute(db)
  await db
    .insertInto('viewer')
    .values({
      workspace_id: id,
      user_id: userId,
      role: 'finance',
      way: 'local',
      capsule_user_id: null,
      created_at: at,
    })
    .execute()
  const [invitation, destination] = [uuid(7_001), uuid(7_002)]
  await db
    .insertInto('invitation')
    .values({
      id: invitation,
      workspace_id: id,
      email: 'yan@elsewhere.example',
      name: 'Yan',
      role: 'finance',
      way: 'local',
      token_hash: 'hash',
      invited_by: 'Zoe',
      created_at: at,
      expires_at: new Date(at.getTime() + 86_400_000),
    })
    .execute()
  await sql`insert into alert_destination (id, workspace_id, kind, name, shown, config, topics, enabled, created_at)
    values (${destination}, ${id}, 'slack', 'Elsewhere', '{}', 'sealed', '{}', true, ${at})`.execute(db)
  const contactId = uuid(7_003)
  const named = await everythingAbout(h, 700, {
    workspaceId: id,
    userId,
    key: 'foreign',
    partyId: 7_004,
    contactId,
  })
  await sql`insert into contact_row (workspace_id, key, party_id, contact_id, name, sort_name, search, type, state,
      is_customer, is_supplier, owner, archived, outstanding, overdue, outstanding_base, overdue_base, days_late, changed_at)
    values (${id}, ${'p7004'}, 7004, ${contactId}, 'Elsewhere Ltd', 'elsewhere', 'elsewhere', 'organisation', 'linked',
      true, false, null, false, '[]', '[]', 0, 0, 0, ${at})`.execute(db)
  return { ...named, userId, invitation, destination, connectionId: xero.connectionId }
}

/** What concerns a workspace as a whole. */
export interface Whole {
  readonly userId: string
  readonly invitation: string
  readonly destination: string
  readonly connectionId: string
}

export const wholeNowhere: Named & Whole = {
  ...nowhere,
  userId: 'nobody at all',
  invitation: uuid(9_001),
  destination: uuid(9_002),
  connectionId: uuid(9_003),
}

export interface Ask {
  readonly address: string
  readonly body?: unknown
}

type Asks<T> = Readonly<Record<string, (of: T) => readonly Ask[]>>

const keysOf = ({ partyId, contactId }: Named) => [
  ...(partyId === null ? [] : [`p${partyId}`]),
  `x${contactId}`,
]

/** Changing routes that name one customer's record, with everything that can be asked of them. @param own one they see */
export const asksAbout = (own: Named): Asks<Named> => ({
  'POST /api/contacts/:key/actions': (of) => [
    ...keysOf(of).flatMap((key) =>
      [
        ...['resync', 'unlink', 'exclude', 'include', 'add_to_xero', 'add_to_capsule'].map((action) => ({
          action,
        })),
        ...['capsule', 'xero', 'keep'].map((value) => ({ action: 'take', field: 'tax_number', value })),
        { action: 'take', field: 'email', value: 'capsule' },
        { action: 'link', other: `x${own.contactId}` },
        { action: 'link', other: `p${own.partyId}` },
      ].map((body) => ({ address: `/api/contacts/${key}/actions`, body })),
    ),
    ...keysOf(of).flatMap((other) =>
      keysOf(own).map((key) => ({
        address: `/api/contacts/${key}/actions`,
        body: { action: 'link', other },
      })),
    ),
  ],
  'POST /api/contacts/:key/invoice': (of) =>
    keysOf(of).map((key) => ({ address: `/api/contacts/${key}/invoice`, body: { requestKey: uuid(8_001) } })),
  'POST /api/invoice-requests/:id/retry': (of) => [
    { address: `/api/invoice-requests/${of.claim}/retry`, body: {} },
  ],
  'POST /api/panel/party/:partyId/link': (of) =>
    of.partyId === null ? [] : [{ address: `/api/panel/party/${of.partyId}/link`, body: {} }],
  'POST /api/deals/:id/document': (of) => [{ address: `/api/deals/${of.dealId}/document`, body: {} }],
  'POST /api/reviews/:id/decision': (of) =>
    [of.conflict, of.approval, of.match].flatMap((id) =>
      [
        { kind: 'link', partyId: own.partyId },
        { kind: 'none' },
        { kind: 'exclude' },
        ...[false, true].flatMap((always) => [
          { kind: 'resolve', fields: { tax_number: 'capsule' }, always },
          { kind: 'approve', always },
        ]),
        { kind: 'refuse' },
        { kind: 'dismiss' },
      ].map((body) => ({ address: `/api/reviews/${id}/decision`, body })),
    ),
  'POST /api/problems/:id/actions': (of) => [
    ...[
      { action: 'retry', operationId: null },
      { action: 'retry', operationId: of.operation },
      { action: 'send_without', operationId: null },
      { action: 'send_without', operationId: of.operation },
      { action: 'ignore', reason: 'Because.' },
      { action: 'reopen' },
      { action: 'assign', to: 'Hannah Okafor' },
    ].map((body) => ({ address: `/api/problems/${of.problem}/actions`, body })),
  ],
  'POST /api/undo/preview': (of) => targetsOf(of).map((body) => ({ address: '/api/undo/preview', body })),
  'POST /api/undo': (of) =>
    targetsOf(of).map((target) => ({ address: '/api/undo', body: { target, hash: 'hash' } })),
  'POST /api/comparison/:runId/approve': (of) => [
    { address: `/api/comparison/${of.run}/approve`, body: { hash: 'hash', includeNameOnly: true } },
  ],
  'PUT /api/views/:id': (of) => [
    { address: `/api/views/${of.view}`, body: { name: 'Mine', query: '', shared: false } },
  ],
  'DELETE /api/views/:id': (of) => [{ address: `/api/views/${of.view}` }],
})

const targetsOf = (of: Named) => [
  { kind: 'run', id: of.run },
  { kind: 'operation', id: of.operation },
  ...keysOf(of).map((key) => ({ kind: 'record', key })),
]

/** Changing routes that name something of the workspace as a whole. */
export const asksOfWhole: Asks<Whole> = {
  'PUT /api/people/:id': ({ userId }) => [
    { address: `/api/people/${encodeURIComponent(userId)}`, body: { role: 'viewer' } },
    { address: `/api/people/${encodeURIComponent(userId)}`, body: { role: 'admin' } },
  ],
  'DELETE /api/people/:id': ({ userId }) => [{ address: `/api/people/${encodeURIComponent(userId)}` }],
  'DELETE /api/people/invitations/:id': ({ invitation }) => [
    { address: `/api/people/invitations/${invitation}` },
  ],
  'PUT /api/alerts/destinations/:id': ({ destination }) => [
    {
      address: `/api/alerts/destinations/${destination}`,
      body: { name: 'Mine', topics: ['problem'], enabled: true },
    },
  ],
  'DELETE /api/alerts/destinations/:id': ({ destination }) => [
    { address: `/api/alerts/destinations/${destination}` },
  ],
  'POST /api/alerts/destinations/:id/test': ({ destination }) => [
    { address: `/api/alerts/destinations/${destination}/test`, body: {} },
  ],
  'DELETE /api/connections/:side': ({ connectionId }) => [
    { address: `/api/connections/xero?id=${connectionId}` },
    { address: `/api/connections/capsule?id=${connectionId}` },
  ],
}

/** Changing routes that name no record, each with what they are about. */
export const withoutRecord: Readonly<Record<string, string>> = {
  'POST /api/backups': 'copies the whole installation',
  'POST /api/comparison': 'starts one over the whole workspace, for those who see all of it',
  'PUT /api/rules': 'rules name fields, users and teams',
  'PUT /api/deals/settings': 'rules name milestones and accounts',
  'PUT /api/facts': 'switches',
  'POST /api/facts/preview': 'switches; counts over every record, for those who see all of them',
  'PUT /api/settings': 'policies name roles',
  'PUT /api/alerts/setting': 'hours and days',
  'POST /api/alerts/destinations': 'adds one',
  'POST /api/views': 'adds one of their own',
  'POST /api/people/invitations': 'adds one',
  'POST /api/invitation': 'the token that was sent is the right',
  'POST /api/invitation/accept': 'the token that was sent is the right',
  'POST /api/sign-in/password': 'says who asks',
  'POST /api/sign-in/code': 'says who asks',
  'POST /api/sign-in/capsule': 'says who asks',
  'POST /api/sign-in/xero': 'says who asks',
  'POST /api/sign-in/capsule/token': 'says who asks',
  'POST /api/sign-out': 'ends their own session',
  'POST /api/second-factor': 'their own',
  'POST /api/second-factor/confirm': 'their own',
  'POST /api/connect/capsule': 'goes to the vendor',
  'POST /api/connect/xero': 'goes to the vendor',
  'POST /api/connect/capsule/token': 'names an account by its own secret',
  'POST /api/connect/xero/client-credentials': 'names an account by its own secret',
  'POST /api/connect/xero/choice': 'a secret of their own browser names it',
  'PUT /api/apps/:side': 'the app registration of the installation',
  'POST /hooks/xero': 'Xero signs it',
  'POST /hooks/capsule/:secret': 'the path is the secret',
}

export const isChange = ({ method }: Route): boolean => method !== 'GET' && method !== 'HEAD'
export const nameOfRoute = ({ method, path }: Route): string => `${method} ${path.replace(/\{[^}]*\}/g, '')}`

/** What the whole store holds, but for who looks at what. */
export async function contentOf(h: Harness): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(h.db)
  const content = new Map<string, string>()
  for (const { name } of rows) {
    if (ofLooking.has(name)) continue
    const { rows: one } = await sql<{ sum: string | null }>`
      select md5(string_agg(t::text, '|' order by t::text)) as sum from ${sql.table(name)} t`.execute(h.db)
    content.set(name, one[0]?.sum ?? '')
  }
  return content
}

const ofLooking = new Set([
  'auth_session',
  'viewer',
  'visible_party',
  'visible_deal',
  'list_version',
  'api_call',
  'budget',
])

/** Statements that reach the database while `work` runs, without their values. */
export async function statementsOf<T>(
  h: Harness,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly statements: readonly string[] }> {
  const statements: string[] = []
  const connection: object = await h.db.getExecutor().provideConnection(async (one) => one)
  const kind: unknown = Object.getPrototypeOf(connection)
  if (!isQuerying(kind)) throw new Error('a connection of the database sends statements')
  const own = kind.executeQuery
  kind.executeQuery = function (this: unknown, query, ...rest) {
    if (!/"?(api_call|budget)"?/.test(query.sql)) statements.push(query.sql.replace(/\s+/g, ' '))
    return own.call(this, query, ...rest)
  }
  try {
    return { result: await work(), statements }
  } finally {
    kind.executeQuery = own
  }
}

interface Querying {
  executeQuery(this: unknown, query: { readonly sql: string }, ...rest: unknown[]): unknown
}
const isQuerying = (value: unknown): value is Querying =>
  typeof value === 'object' &&
  value !== null &&
  'executeQuery' in value &&
  typeof value.executeQuery === 'function'

export const userIdOf = async (h: Harness, mail: string): Promise<string> =>
  defined(
    await h.db.selectFrom('auth_user').select('id').where('email', 'like', `${mail}@%`).executeTakeFirst(),
    `${mail} is here`,
  ).id
