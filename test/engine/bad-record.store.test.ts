import { expect, test } from 'vitest'
import { Problems } from '#api/problems.ts'
import { defined } from '#core/assert.ts'
import type { Seed } from '#sandbox/seed.ts'
import { type Harness, startHarness } from './harness.ts'
import { restless } from './interruptions.ts'
import { smallSeed } from './small-seed.ts'

const minute = 60_000
const hour = 60 * minute
const others = 50

const problemsOf = async (h: Harness, state: string) =>
  Problems.parse(await (await h.admin.send('GET', `/api/problems?state=${state}`)).json())

async function started(seed: Seed): Promise<Harness> {
  const h = await startHarness({ seed })
  await h.connectBoth()
  await h.compare()
  await h.approve({ includeNameOnly: true })
  return h
}

const count = async (h: Harness, kind: string, state: 'failed' | 'done') =>
  (
    await h.db
      .selectFrom('operation')
      .select('id')
      .where('kind', '=', kind)
      .where('state', '=', state)
      .execute()
  ).length

/** The vendor answers 500 to whatever holds this text, after doing it or without, until told otherwise. */
function poison(h: Harness, side: 'capsule' | 'xero', text: string, how?: 'done all the same'): () => void {
  const name = `${side}Fetch` as const
  const healthy = h.sandbox[name]
  Object.assign(h.sandbox, {
    async [name](request: Request): Promise<Response> {
      const holds =
        (await request.clone().text()).includes(text) || decodeURIComponent(request.url).includes(text)
      // What a person does there, and what the test looks at, is not disturbed.
      const isOurs =
        new URL(request.url).pathname.startsWith('/api') &&
        request.headers.get('authorization') !== 'Bearer sandbox-pat'
      if (!holds || !isOurs) return healthy(request)
      if (how !== undefined) await healthy(request)
      return new Response('{}', { status: 500 })
    },
  })
  return () => void Object.assign(h.sandbox, { [name]: healthy })
}

const number = (i: number) => String(i).padStart(2, '0')

/** New customers on one side, one of which is `Firm 17`. */
function manyNew(side: 'capsule' | 'xero'): Seed {
  const all = Array.from({ length: others + 1 }, (_, i) => i)
  return side === 'xero'
    ? {
        ...smallSeed,
        xero: {
          ...smallSeed.xero,
          contacts: [
            ...smallSeed.xero.contacts,
            ...all.map((i) => ({ key: `firm${i}`, name: `Firm ${number(i)}`, createdDaysAgo: 100 })),
          ],
          invoices: [
            ...(smallSeed.xero.invoices ?? []),
            ...all.map(
              (i) =>
                ({
                  contact: `firm${i}`,
                  type: 'ACCREC',
                  status: 'AUTHORISED',
                  number: `N-${i}`,
                  daysAgo: 20,
                  termDays: 14,
                  lines: [{ description: 'Work', quantity: 1, unitAmount: 100, taxRate: 10 }],
                }) as const,
            ),
          ],
        },
      }
    : {
        ...smallSeed,
        capsule: {
          ...smallSeed.capsule,
          parties: [
            ...(smallSeed.capsule.parties ?? []),
            ...all.map(
              (i) => ({ key: `firm${i}`, type: 'organisation', name: `Firm ${number(i)}` }) as const,
            ),
          ],
        },
      }
}

test('a party that Capsule cannot make holds up no other, says so, and is made once Capsule can', async () => {
  await using h = await startHarness({ seed: manyNew('xero') })
  await h.connectBoth()
  await h.compare()
  const heal = poison(h, 'capsule', 'Firm 17')
  await h.approve({ includeNameOnly: true })
  expect((await h.latestRun()).state).toBe('done')
  expect((await h.remote.parties()).filter((each) => each.name?.startsWith('Firm '))).toHaveLength(others)
  const { problems, counts } = await problemsOf(h, 'scheduled')
  expect(counts).toMatchObject({ open: 0, scheduled: 1 })
  const [problem] = problems
  expect(problem?.title).toMatch(
    /^Capsule answers with a fault of its own \(status …\) whenever this record is written/,
  )
  expect(problem?.fix).toMatch(/^It is tried again by itself, after longer each time\./)
  expect(problem?.nextAt).not.toBeNull()

  h.forgetSent()
  await h.pass(2 * minute)
  await h.pass(minute)
  expect(await count(h, 'capsule.party.create', 'failed'), 'it failed once more').toBe(1)
  const next = defined((await problemsOf(h, 'scheduled')).problems[0]?.nextAt, 'a later try')
  expect(Date.parse(next) - h.clock.now(), 'after longer').toBeGreaterThan(minute / 2)
  expect(h.sent.length, 'a try is cheap').toBeLessThan(40)

  heal()
  for (let i = 0; i < 4; i++) await h.pass(hour)
  const made = (await h.remote.parties()).filter((each) => each.name === 'Firm 17')
  expect(made, 'made once').toHaveLength(1)
  expect(await restless(h)).toEqual([])
  expect(
    (await problemsOf(h, 'resolved')).problems.find(({ id }) => id === problem?.id)?.closed,
  ).toMatchObject({
    by: null,
    how: 'It was tried again by itself, and it was written.',
  })
})

test('a contact over whose update Xero fails is found among fifty with few calls', async () => {
  const seed = manyNew('xero')
  await using h = await startHarness({ seed })
  await h.connectBoth()
  await h.compare()
  const bad = defined(h.keys.contactIds.get('firm17'), 'it is seeded')
  const heal = poison(h, 'xero', bad)
  h.forgetSent()
  await h.approve({ includeNameOnly: true })
  expect((await h.latestRun()).state).toBe('done')
  const contacts = (await h.remote.contacts()).filter((each) => each.Name?.startsWith('Firm '))
  expect(contacts.filter((each) => each.ContactNumber)).toHaveLength(others)
  const writes = h.sent.filter(
    ({ side, method, path }) => side === 'xero' && method === 'POST' && path.endsWith('/Contacts'),
  )
  // Five tries of the whole, one other alone, two for each time fifty can be halved, and the other batch.
  expect(writes.length).toBeLessThanOrEqual(5 + 2 + 2 * 6 + 2)
  const { problems, counts } = await problemsOf(h, 'scheduled')
  expect(counts).toMatchObject({ open: 0, scheduled: 1 })
  expect(problems[0]).toMatchObject({ side: 'xero', source: 'operation', count: 1 })
  heal()
  for (let i = 0; i < 4; i++) await h.pass(hour)
  expect(await restless(h)).toEqual([])
  expect((await problemsOf(h, 'resolved')).counts).toMatchObject({ open: 0, scheduled: 0 })
  const healed = (await h.remote.contacts()).find((each) => each.ContactID === bad)
  expect(healed?.ContactNumber).toMatch(/^\d+$/)
})

test('a single change over which a vendor fails is set aside after a few tries, and nothing behind it waits', async () => {
  await using h = await started(smallSeed)
  const heal = poison(h, 'xero', 'bad@acme.example')
  const acme = defined(h.keys.partyIds.get('acme'), 'acme is seeded')
  const bright = defined(h.keys.partyIds.get('bright'), 'bright is seeded')
  await h.remote.inCapsule(`/party/${acme}`, { name: 'Acme Joinery', email: 'bad@acme.example' })
  await h.settle()
  await h.remote.inCapsule(`/party/${bright}`, { name: 'Bright Cafe', email: 'new@bright.example' })
  for (let i = 0; i < 8; i++) await h.pass(minute)
  const emails = (await h.remote.contacts()).map((each) => each.EmailAddress)
  expect(emails).toContain('new@bright.example')
  expect((await problemsOf(h, 'scheduled')).problems).toMatchObject([{ source: 'operation', side: 'xero' }])
  heal()
  for (let i = 0; i < 3; i++) await h.pass(hour)
  expect((await h.remote.contacts()).map((each) => each.EmailAddress)).toContain('bad@acme.example')
  expect((await problemsOf(h, 'scheduled')).counts).toMatchObject({ open: 0, scheduled: 0 })
})

test('records over which a vendor fails when they are read hold up no others, and are read once it can', async () => {
  await using h = await started(smallSeed)
  const party = (key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
  const contact = (key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
  const healCapsule = poison(h, 'capsule', String(party('acme')))
  await h.remote.inCapsule(`/party/${party('acme')}`, { name: 'Acme Joinery', email: 'new@acme.example' })
  await h.remote.inCapsule(`/party/${party('bright')}`, { name: 'Bright Cafe', email: 'new@bright.example' })
  await h.remote.editContact(contact('delta'), { EmailAddress: 'new@delta.example' })
  const healXero = poison(h, 'xero', contact('delta'))
  await h.remote.invoice('Corner Bakery Pty Ltd', '70.00')
  await h.settle()
  h.forgetSent()
  for (let i = 0; i < 10; i++) await h.pass(minute)
  expect(h.sent.length, 'not asked for again and again').toBeLessThan(120)
  expect((await h.remote.contacts()).map((each) => each.EmailAddress)).toContain('new@bright.example')
  const lost = await h.db.selectFrom('mirror_party').select('state').where('state', '<>', 'active').execute()
  expect(lost, 'nothing is taken for deleted').toEqual([])
  expect((await problemsOf(h, 'scheduled')).problems.filter((each) => each.source === 'connection')).toEqual(
    [],
  )
  healCapsule()
  healXero()
  for (let i = 0; i < 3; i++) await h.pass(hour)
  expect((await h.remote.contacts()).map((each) => each.EmailAddress)).toContain('new@acme.example')
  const delta = await h.db
    .selectFrom('mirror_contact')
    .select('data')
    .where('id', '=', contact('delta'))
    .executeTakeFirst()
  expect(delta?.data.email).toBe('new@delta.example')
  expect(await restless(h)).toEqual([])
})

test('a vendor that fails over everything marks nothing as failed and is not stormed', async () => {
  for (const side of ['xero', 'capsule'] as const) {
    await using h = await startHarness({ seed: manyNew('xero') })
    await h.connectBoth()
    await h.compare()
    h.fault({ vendor: side, kind: 'status', status: 500, path: '/api' })
    h.forgetSent()
    await h.approve({ includeNameOnly: true })
    for (let i = 0; i < 10; i++) await h.pass(minute)
    const failed = await h.db.selectFrom('operation').select('id').where('state', '=', 'failed').execute()
    expect(failed).toEqual([])
    expect((await problemsOf(h, 'scheduled')).problems.map((each) => each.source)).toEqual(['connection'])
    expect(h.sent.filter((each) => each.side === side).length).toBeLessThan(60)
    h.sandbox.kernel.faults.clear()
    for (let i = 0; i < 2; i++) await h.pass(hour)
    expect(await restless(h)).toEqual([])
    expect((await h.remote.parties()).filter((each) => each.name?.startsWith('Firm '))).toHaveLength(
      others + 1,
    )
  }
})
