import { expect, test } from 'vitest'
import { ProblemDetail, Problems } from '#api/problems.ts'
import { defined } from '#core/assert.ts'
import { type Harness, startHarness } from './harness.ts'

const minute = 60_000

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.compare()
  await h.approve({ includeNameOnly: true })
  await h.settle()
  return h
}

async function problems(h: Harness, state = 'open'): Promise<Problems> {
  return Problems.parse(await (await h.admin.send('GET', `/api/problems?state=${state}`)).json())
}

async function detail(h: Harness, id: string): Promise<ProblemDetail> {
  const response = await h.admin.send('GET', `/api/problems/${id}`)
  return ProblemDetail.parse(await response.json())
}

async function act(h: Harness, id: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await h.admin.send('POST', `/api/problems/${id}/actions`, body)
  return { status: response.status, text: await response.text() }
}

const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)

/** Capsule or Xero refuses the next writes of this kind. */
function refuse(h: Harness, vendor: 'capsule' | 'xero', method: string, path: string, times?: number) {
  h.fault({
    vendor,
    kind: 'status',
    status: vendor === 'xero' ? 400 : 422,
    method,
    path,
    ...(times ? { times } : {}),
  })
}

/** A change of Acme's e-mail in Capsule that Xero refuses. */
async function refusedEmail(h: Harness): Promise<string> {
  refuse(h, 'xero', 'POST', '/api.xro/2.0/Contacts')
  await h.remote.inCapsule(`/party/${partyOf(h, 'acme')}`, {
    name: 'Acme Joinery Pty Ltd',
    email: 'new@acme.example',
  })
  await h.settle()
  const { problems: open } = await problems(h)
  return defined(open[0], 'the refusal is a problem').id
}

test('a refused write is a problem with its record, what was sent and what was answered, and ends by itself', async () => {
  await using h = await inStep()
  expect(await problems(h)).toMatchObject({ problems: [], counts: { open: 0 } })
  const id = await refusedEmail(h)
  const { problems: open, counts } = await problems(h)
  expect(counts).toMatchObject({ open: 1, resolved: 0 })
  expect(open).toMatchObject([{ id, side: 'xero', source: 'operation', count: 1, closed: null }])
  const shown = await detail(h, id)
  expect(shown.records).toMatchObject([
    {
      name: expect.stringContaining('Acme'),
      href: `/contacts/p${partyOf(h, 'acme')}`,
      editUrl: expect.stringContaining(`/party/${partyOf(h, 'acme')}`),
      state: 'open',
    },
  ])
  const [record] = shown.records
  expect(record?.request).toContain('n*w@acme.example')
  expect(record?.request).not.toContain('new@acme.example')
  expect(record?.response).toContain('An error occurred in Xero.')
  expect(shown.can).toMatchObject({ retry: true, ignore: true, reopen: false })

  h.sandbox.kernel.faults.clear()
  await h.remote.inCapsule(`/party/${partyOf(h, 'acme')}`, {
    name: 'Acme Joinery Pty Ltd',
    email: 'good@acme.example',
  })
  await h.settle()
  expect((await problems(h)).counts).toMatchObject({ open: 0, resolved: 1 })
  const resolved = (await problems(h, 'resolved')).problems[0]
  expect(resolved).toMatchObject({
    id,
    count: 0,
    closed: { by: null, how: expect.stringContaining('by itself') },
  })
})

test('a person has it tried again, and it says who did', async () => {
  await using h = await inStep()
  const id = await refusedEmail(h)
  expect(await act(h, id, { action: 'retry' })).toMatchObject({ status: 200 })
  await h.settle()
  const again = await detail(h, id)
  expect(again.problem).toMatchObject({ state: 'open', count: 1 })
  expect(again.records[0]?.attempts.map((each) => each.outcome)).toEqual(['failed', 'failed'])

  h.sandbox.kernel.faults.clear()
  expect(await act(h, id, { action: 'retry', operationId: again.records[0]?.operationId })).toMatchObject({
    status: 200,
  })
  await h.settle()
  const done = (await problems(h, 'resolved')).problems[0]
  expect(done?.closed?.how).toMatch(/had it tried again, and it was written/)
  expect(await act(h, id, { action: 'retry' })).toMatchObject({ status: 422 })
})

test('what is put right on the other side by hand ends the problem without a write', async () => {
  await using h = await inStep()
  const id = await refusedEmail(h)
  await h.remote.inCapsule(`/party/${partyOf(h, 'acme')}`, {
    name: 'Acme Joinery Pty Ltd',
    email: 'accounts@acmejoinery.example',
  })
  await h.settle()
  const states = (await problems(h)).counts
  if (states.open > 0) {
    // The seed's own address: both sides agree again.
    const contact = (await h.remote.contacts()).find((c) => c.Name?.startsWith('Acme'))
    await h.remote.inCapsule(`/party/${partyOf(h, 'acme')}`, {
      name: 'Acme Joinery Pty Ltd',
      email: contact?.EmailAddress ?? '',
    })
    await h.settle()
  }
  expect((await detail(h, id)).problem).toMatchObject({
    state: 'resolved',
    closed: { how: expect.stringMatching(/nothing has to be written/) },
  })
})

test('ignored with a reason it stays ignored when it happens again, and can be opened and given to somebody', async () => {
  await using h = await inStep()
  const id = await refusedEmail(h)
  expect((await act(h, id, { action: 'ignore', reason: '' })).status).toBe(400)
  await act(h, id, { action: 'ignore', reason: 'Waiting for the supplier' })
  await act(h, id, { action: 'retry' })
  await h.settle()
  expect((await problems(h)).counts).toMatchObject({ open: 0, ignored: 1 })
  expect((await problems(h, 'ignored')).problems[0]?.closed).toMatchObject({
    how: 'Waiting for the supplier',
  })
  await act(h, id, { action: 'reopen' })
  const [person] = (await detail(h, id)).people
  await act(h, id, { action: 'assign', to: defined(person, 'somebody can look after it') })
  expect((await problems(h)).problems[0]).toMatchObject({ state: 'open', assignedTo: person })
})

test('a vendor that does not answer is scheduled with its next try, and over when it answers', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'status', status: 503 })
  await h.remote.invoice('Acme Joinery Pty Ltd', '10.00')
  await h.pass(1_000)
  const { problems: waiting, counts } = await problems(h, 'scheduled')
  expect(counts).toMatchObject({ open: 0, scheduled: 1 })
  expect(waiting).toMatchObject([{ source: 'connection', side: 'xero', nextAt: expect.any(String) }])
  h.sandbox.kernel.faults.clear()
  const id = defined(waiting[0], 'it is listed').id
  await act(h, id, { action: 'retry' })
  await h.settle()
  await h.pass(20 * minute)
  expect((await detail(h, id)).problem).toMatchObject({
    state: 'resolved',
    closed: { by: null, how: 'Xero answers again; work went on by itself.' },
  })
  const rows = await h.db.selectFrom('dirty').select('kind').execute()
  expect(rows, 'what was heard meanwhile is read').toEqual([])
})

test('a lost connection needs a person, and is over when it is connected again', async () => {
  await using h = await inStep()
  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  const { problems: open } = await problems(h)
  expect(open).toMatchObject([{ source: 'connection', side: 'xero', nextAt: null }])
  await h.consent('xero')
  await h.settle()
  await h.pass(minute)
  expect((await problems(h, 'resolved')).problems[0]?.closed?.how).toBe('Xero was connected again.')
})
