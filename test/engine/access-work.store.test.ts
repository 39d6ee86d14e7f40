import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Alerts } from '#api/alerts.ts'
import { ContactPage } from '#api/contacts.ts'
import { FactsView } from '#api/facts.ts'
import { ProblemDetail, Problems } from '#api/problems.ts'
import { Reviews } from '#api/reviews.ts'
import { RulesView } from '#api/rules.ts'
import { uuid } from '../records.ts'
import { contactId, inStep, partyId, setRole, signIn } from './access-world.ts'
import type { Browser } from './browser.ts'
import type { Harness } from './harness.ts'

const found = async (browser: Browser, q: string) =>
  ContactPage.parse(await (await browser.send('GET', `/api/contacts?q=${encodeURIComponent(q)}`)).json())

const settings = async (h: Harness, set: object) =>
  h.db
    .updateTable('workspace')
    .set({ settings: JSON.stringify(set) })
    .where('id', '=', await h.workspaceId())
    .execute()

test('nobody finds an organisation by the address of a person whom they do not see', async () => {
  await using h = await inStep()
  await h.remote.editContact(contactId(h, 'everyones'), { EmailAddress: 'paula@possum.example' })
  await h.settle()
  const everyones = `p${partyId(h, 'everyones')}`
  const keys = (page: ContactPage) => page.rows.map(({ key }) => key)
  expect(keys(await found(h.admin, 'paula@possum'))).toContain(everyones)
  const lachlan = await signIn(h, 'lachlan', 'admin')
  for (const q of ['paula@possum', 'possum', 'PAULA', 'aardvark paula']) {
    const page = await found(lachlan, q)
    expect([page.rows, page.total, page.byState.linked], q).toEqual([[], 0, 0])
  }
  // What Capsule shows them of the organisation itself is found.
  expect(keys(await found(lachlan, 'everyones@everyones'))).toEqual([everyones])
  expect(keys(await found(lachlan, 'aardvark'))).toEqual([everyones])
})

/** Questions about an organisation everybody sees, one of which speaks of a person not everybody sees. */
async function questions(h: Harness) {
  const workspace_id = await h.workspaceId()
  const run = await h.db.selectFrom('run').select('id').limit(1).executeTakeFirstOrThrow()
  const about = {
    workspace_id,
    run_id: run.id,
    state: 'open' as const,
    created_at: new Date(h.clock.now()),
    hash: null,
    decided_by: null,
    contact_id: contactId(h, 'everyones'),
    party_id: partyId(h, 'everyones'),
    candidates: '[]',
  }
  const conflict = (field: string, capsule: string) => ({
    fields: [{ field, base: null, capsule, xero: 'other', winners: ['capsule'], why: `${capsule} or other` }],
  })
  const approval = (field: string, after: string) => ({
    operation: { kind: 'xero.contact.update', changes: [{ field, before: null, after }] },
  })
  await h.db
    .insertInto('review')
    .values(
      (
        [
          [911, 'conflict', conflict('email', 'secret@possum.example')],
          [912, 'conflict', conflict('tax_number', '51 824 753 556')],
          [913, 'approval', approval('primary_person', 'Paula Possum')],
          [914, 'approval', approval('tax_number', '51 824 753 556')],
        ] as const
      ).map(([n, kind, details]) => ({
        ...about,
        id: uuid(n),
        kind,
        key: `${kind}:${n}`,
        details: JSON.stringify(details),
        why: `About ${JSON.stringify(details)}`,
      })),
    )
    .execute()
}

test('a question or a write that names a hidden person is asked of those who see them', async () => {
  await using h = await inStep()
  await h.remote.editContact(contactId(h, 'everyones'), {
    FirstName: 'Paula',
    LastName: 'Possum',
    EmailAddress: 'paula@possum.example',
  })
  await h.settle()
  await questions(h)
  const ids = async (browser: Browser) => {
    const { reviews, total, byKind } = Reviews.parse(await (await browser.send('GET', '/api/reviews')).json())
    expect(total).toBe(Object.values(byKind).reduce((sum, n) => sum + n, 0))
    return reviews
      .map(({ id }) => id)
      .filter((id) => /0091[1-4]$/.test(id))
      .sort()
  }
  const all = [911, 912, 913, 914].map((n) => uuid(n))
  expect(await ids(h.admin)).toEqual(all)
  expect(await ids(await signIn(h, 'meilin', 'finance'))).toEqual(all)

  const lachlan = await signIn(h, 'lachlan', 'finance')
  expect(await ids(lachlan)).toEqual([all[1], all[3]])
  const nothing = await lachlan.send('POST', `/api/reviews/${uuid(999)}/decision`, { decision: 'approve' })
  const hidden = await lachlan.send('POST', `/api/reviews/${uuid(913)}/decision`, { decision: 'approve' })
  expect([hidden.status, await hidden.text()]).toEqual([nothing.status, await nothing.text()])

  const runs = await h.db.selectFrom('run').select('id').execute()
  const addresses = [
    '/api/reviews',
    '/api/activity',
    '/api/overview',
    '/api/problems',
    `/api/contacts/p${partyId(h, 'everyones')}`,
    ...runs.map(({ id }) => `/api/activity/${id}`),
  ]
  const said = async (browser: Browser) =>
    (await Promise.all(addresses.map(async (each) => (await browser.send('GET', each)).text()))).join('\n')
  expect(await said(h.admin)).toMatch(/possum/i)
  for (const role of ['viewer', 'finance', 'admin'] as const) {
    await setRole(h, 'lachlan', role)
    expect(await said(lachlan), role).not.toMatch(/possum/i)
  }
})

/** Two writes that fail alike, of a record they see and of one they do not. */
async function problem(h: Harness) {
  const workspace_id = await h.workspaceId()
  const run = await h.db.selectFrom('run').select('id').limit(1).executeTakeFirstOrThrow()
  const failure = (n: number, key: string) => ({
    id: uuid(n),
    workspace_id,
    run_id: run.id,
    seq: n,
    kind: 'xero.contact.update',
    side: 'xero' as const,
    party_id: partyId(h, key),
    contact_id: contactId(h, key),
    idempotency_key: uuid(n),
    state: 'failed' as const,
    after: JSON.stringify({ changes: [{ field: 'tax_number', before: null, after: '1' }] }),
    error: JSON.stringify({ kind: 'server', message: `No answer for ${key}.`, next: 'Wait.', details: [] }),
    ended_at: new Date(h.clock.now() + n),
  })
  await h.db
    .insertInto('operation')
    .values([failure(921, 'everyones'), failure(922, 'others')])
    .execute()
  await h.db
    .insertInto('problem')
    .values({
      id: uuid(920),
      workspace_id,
      cause: 'alike',
      source: 'operation',
      side: 'xero',
      kind: 'server',
      code: null,
      fields: '[]',
      title: 'Xero did not answer',
      message: 'No answer for others.',
      fix: 'Wait.',
      state: 'open',
      first_at: new Date(h.clock.now() + 921),
      last_at: new Date(h.clock.now() + 922),
    })
    .execute()
  await h.db
    .insertInto('problem_record')
    .values(
      [921, 922].map((n) => ({
        operation_id: uuid(n),
        workspace_id,
        problem_id: uuid(920),
        at: new Date(h.clock.now() + n),
        state: 'open' as const,
      })),
    )
    .execute()
}

test('a problem of many records is told and tried again by those that somebody sees', async () => {
  await using h = await inStep()
  await problem(h)
  const browser = await signIn(h, 'lachlan', 'finance')
  const list = Problems.parse(await (await browser.send('GET', '/api/problems')).json())
  const own = list.problems.find(({ id }) => id === uuid(920))
  expect(own).toMatchObject({ count: 1, lastAt: own?.firstAt })
  const shown = await (await browser.send('GET', `/api/problems/${uuid(920)}`)).text()
  expect(shown).not.toContain('others')
  expect(ProblemDetail.parse(JSON.parse(shown)).records).toHaveLength(1)

  const act = async (operationId: string | null) => {
    const action = { action: 'retry', operationId }
    const response = await browser.send('POST', `/api/problems/${uuid(920)}/actions`, action)
    return [response.status, await response.text()]
  }
  expect(await act(uuid(922))).toEqual(await act(uuid(998)))
  expect(await act(null)).toEqual([200, expect.stringContaining('1 record is')])
  const asked = await h.db
    .selectFrom('problem_record')
    .select(['operation_id', 'asked'])
    .where('problem_id', '=', uuid(920))
    .orderBy('operation_id')
    .execute()
  expect(asked.map(({ asked: how }) => how)).toEqual(['retry', null])
})

test('work about contacts that are suppliers only is hidden where the policy hides them, but from those who administer', async () => {
  await using h = await inStep()
  await questions(h)
  await problem(h)
  const contact = contactId(h, 'everyones')
  const flags = '{"isSupplier": true, "isCustomer": false}'
  await sql`update mirror_contact set data = data || ${flags}::jsonb where id = ${contact}`.execute(h.db)
  await sql`update contact_row set is_supplier = true, is_customer = false where contact_id = ${contact}`.execute(
    h.db,
  )
  const meilin = await signIn(h, 'meilin', 'finance')
  const runs = await h.db.selectFrom('run').select('id').execute()
  const addresses = [
    '/api/reviews',
    '/api/problems',
    `/api/problems/${uuid(920)}`,
    '/api/activity',
    '/api/overview',
    ...runs.map(({ id }) => `/api/activity/${id}`),
  ]
  const said = async (browser: Browser) =>
    (await Promise.all(addresses.map(async (each) => (await browser.send('GET', each)).text()))).join('\n')
  expect(await said(meilin)).toContain('Aardvark')
  const before = Reviews.parse(await (await meilin.send('GET', '/api/reviews')).json()).total
  await settings(h, { suppliers: 'hide_suppliers' })
  expect(await said(meilin)).not.toContain('Aardvark')
  const after = Reviews.parse(await (await meilin.send('GET', '/api/reviews')).json())
  expect([after.total, before - after.total]).toEqual([after.reviews.length, 4])
  // Somebody has to answer them.
  expect(await said(h.admin)).toContain('Aardvark')
  await setRole(h, 'hannah', 'finance')
  expect(await said(h.admin)).not.toContain('Aardvark')
})

test('what rules and alerts count is what somebody sees, whatever their role', async () => {
  await using h = await inStep()
  await problem(h)
  const differing = JSON.stringify([{ field: 'tax_number' }, { field: 'email' }])
  await h.db.updateTable('link').set({ differing }).execute()
  const { workspace_id, at } = { workspace_id: await h.workspaceId(), at: new Date(h.clock.now()) }
  for (const [topic, subject] of [
    ['problem', uuid(920)],
    ['problem', uuid(925)],
    ['approval', ''],
    ['drift', 'xero'],
    ['budget', 'xero'],
  ] as const)
    await sql`insert into alert_state (workspace_id, topic, subject, words, href, raised, since)
      values (${workspace_id}, ${topic}, ${subject}, ${`About ${topic} ${subject}`}, '/', true, ${at})`.execute(
      h.db,
    )
  const counted = async (browser: Browser) => {
    const { fields } = RulesView.parse(await (await browser.send('GET', '/api/rules')).json())
    const of = (field: string) => fields.find((each) => each.field === field)?.differing
    const { raised } = Alerts.parse(await (await browser.send('GET', '/api/alerts')).json())
    return { tax: of('tax_number'), email: of('email'), raised: raised.map(({ words }) => words).sort() }
  }
  expect(await counted(h.admin)).toMatchObject({ tax: 5, email: 5, raised: { length: 5 } })
  const lachlan = await signIn(h, 'lachlan', 'admin')
  expect(await counted(lachlan)).toEqual({
    tax: 3,
    // One of the three has people whom they do not see.
    email: 2,
    raised: ['About budget xero', `About problem ${uuid(920)}`],
  })
  // What facts would write concerns every record at once.
  const { settings: facts } = FactsView.parse(await (await h.admin.send('GET', '/api/facts')).json())
  expect((await h.admin.send('POST', '/api/facts/preview', facts)).status).toBe(200)
  const refused = await lachlan.send('POST', '/api/facts/preview', facts)
  expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: 'not_all' } }])
})
