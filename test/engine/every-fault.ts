import { expect, test } from 'vitest'
import { Connections } from '#api/connections.ts'
import { Overview } from '#api/overview.ts'
import { type Problem, Problems } from '#api/problems.ts'
import { defined } from '#core/assert.ts'
import { brokenAudit } from '#db/audit.ts'
import { Fault } from '#sandbox/kernel/faults.ts'
import { runLane } from '#sync/lane.ts'
import { type Harness, startHarness } from './harness.ts'
import { restless } from './interruptions.ts'

const minute = 60_000
const hour = 60 * minute

type Side = Fault['vendor']
const name: Record<Side, string> = { capsule: 'Capsule', xero: 'Xero' }

interface Case {
  readonly fault: Partial<Fault>
  /** What people read while it stands; null: nothing needs to be told, because it goes on at once by itself. */
  readonly reads: {
    readonly problem: RegExp
    readonly fix: RegExp
    readonly state: 'open' | 'scheduled'
    /** What the overview says. */
    readonly sentence: RegExp
    /** How it ends, in words. */
    readonly how: RegExp
  } | null
  /** What ends it beside the fault being over: nothing but time, one click on Connect, or one on Try again. */
  readonly help: 'time' | 'reconnect' | 'retry'
  readonly passMs: number
}

const answers = /answers again; work went on by itself\.$/
const silent = /^\w+ does not answer for now\. Changes wait, and follow by themselves\.$/
const again = { help: 'time', passMs: 20 * minute } as const

const limited = (words: string, fault: Partial<Fault> = {}, passMs = 20 * minute): Case => ({
  fault,
  ...again,
  passMs,
  reads: {
    problem: new RegExp(`^The number of calls \\w+ allows ${words} is used up`),
    fix: /^Work goes on by itself as soon as calls are allowed again\.$/,
    state: 'scheduled',
    sentence: /^The calls \w+ allows are used up for now\. Changes wait, and follow by themselves\.$/,
    how: answers,
  },
})

const ownFault = (side: Side, fault: Partial<Fault>): Case => ({
  fault,
  ...again,
  reads: {
    problem: new RegExp(`^${name[side]} had a fault of its own \\(status …\\)\\.$`),
    fix: /^It is tried again by itself\. If it lasts, look at the vendor’s status page\.$/,
    state: 'scheduled',
    sentence: silent,
    how: answers,
  },
})

const unreachable = (side: Side): Case => ({
  fault: { path: '/api' },
  ...again,
  reads: {
    problem: new RegExp(`^${name[side]} could not be reached`),
    fix: /^It is tried again by itself\. If it lasts, check the internet connection of this machine\.$/,
    state: 'scheduled',
    sentence: silent,
    how: answers,
  },
})

const lost = (side: Side, problem: RegExp, fault: Partial<Fault>): Case => ({
  fault: { path: '/api', ...fault },
  help: 'reconnect',
  passMs: minute,
  reads: {
    problem,
    fix: /[Rr]econnect on the Connections page/,
    state: 'open',
    sentence: new RegExp(`^${name[side]} needs to be reconnected\\.$`),
    how: new RegExp(`^${name[side]} was connected again\\.$`),
  },
})

const refused = (side: Side, fault: Partial<Fault>): Case => ({
  fault,
  help: 'retry',
  passMs: minute,
  reads: {
    problem: new RegExp(`^${name[side]} refused the data: `),
    fix: /Correct the record.* Or try again as it is\.$/,
    state: 'open',
    sentence: /^\d records? needs? you\.$/,
    how: /had it tried again, and it was written\.$/,
  },
})

/** Nobody has to know: it is there a little later. */
const unseen = (fault: Partial<Fault> = {}, passMs = minute): Case => ({
  fault,
  help: 'time',
  passMs,
  reads: null,
})
const swept = unseen({}, 61 * minute)

const notOfCapsule = 'Capsule has one limit, by the hour'
const revoked = (side: Side) => new RegExp(`^${name[side]} no longer accepts this connection`)

/** Every fault the sandboxes have, on each side; a text says why a side does not have it. */
const cases: Readonly<Record<Side, Readonly<Record<Fault['kind'], readonly Case[] | string>>>> = {
  capsule: {
    limited: [limited('per hour', { delayMs: 10 * minute })],
    limited_day: notOfCapsule,
    limited_concurrent: notOfCapsule,
    limited_app: notOfCapsule,
    unauthorised: [lost('capsule', revoked('capsule'), {}), unseen({ times: 1, path: '/api' })],
    status: [
      ownFault('capsule', { status: 500, path: '/api' }),
      ownFault('capsule', { status: 503, method: 'POST', path: '/api/v2/parties' }),
      refused('capsule', { status: 422, method: 'POST', path: '/api/v2/parties' }),
      lost('capsule', /^Capsule does not let this user do that/, { status: 403 }),
      unseen({ status: 502, times: 1 }),
    ],
    lost_answer: [unreachable('capsule'), unseen({ method: 'POST', path: '/api/v2/parties', times: 1 })],
    slow: [unseen({ delayMs: 3_000, path: '/api' }, 20 * minute)],
    hook_drop: [swept],
    hook_duplicate: [unseen()],
    hook_reorder: [unseen()],
  },
  xero: {
    limited: [limited('per minute')],
    limited_day: [limited('per day', {}, 25 * hour)],
    limited_concurrent: [limited('at the same time')],
    limited_app: [limited('for now')],
    unauthorised: [
      lost('xero', revoked('xero'), {}),
      lost('xero', /^Xero does not accept the app's client id or secret\.$/, { path: '' }),
      unseen({ times: 1, path: '/api' }),
    ],
    status: [
      ownFault('xero', { status: 500, path: '/api' }),
      ownFault('xero', { status: 503, method: 'POST', path: '/Contacts' }),
      refused('xero', { status: 400, method: 'POST', path: '/Contacts' }),
      lost('xero', /^Xero does not let this connection into the organisation/, { status: 403 }),
      unseen({ status: 504, times: 1 }),
    ],
    lost_answer: [unreachable('xero'), unseen({ method: 'POST', path: '/Contacts', times: 1 })],
    slow: [unseen({ delayMs: 3_000, path: '/api' }, 20 * minute)],
    hook_drop: [swept],
    hook_duplicate: [unseen()],
    hook_reorder: [unseen()],
  },
}

/** Defines the tests of one side. */
export function provesEveryFaultOf(side: Side): void {
  test(`every fault that can be injected at ${side} has its cases`, () => {
    expect(Object.keys(cases)).toEqual(Fault.shape.vendor.options)
    expect(Object.keys(cases[side]).sort()).toEqual([...Fault.shape.kind.options].sort())
  })
  for (const [kind, of] of Object.entries(cases[side])) {
    if (typeof of === 'string') {
      test(`${side} ${kind}: it does not exist, and disturbs nothing`, async () => {
        await using h = await inStep()
        const owed = await openInvoice(h)
        h.fault({ vendor: side, kind: Fault.shape.kind.parse(kind) })
        await workOnBothSides(h, owed)
        await h.settle()
        await expectWhole(h)
        expect(h.sandbox.kernel.faults.list().map((fault) => fault.struck)).toEqual([0])
      })
      continue
    }
    for (const each of of)
      test(`${side} ${kind} ${wordsOf(each.fault)}: people read what it is, and nothing is lost`, async () => {
        await using h = await inStep()
        const owed = await openInvoice(h)
        h.fault({ vendor: side, kind: Fault.shape.kind.parse(kind), ...each.fault })
        if (kind === 'slow') letTimePass(h, side, each.fault.delayMs ?? 0)
        await workOnBothSides(h, owed)
        await lookOnce(h)
        const told = each.reads === null ? [] : [await expectTold(h, side, each)]
        expect(h.sandbox.kernel.faults.list()[0]?.struck, 'it struck').toBeGreaterThan(0)
        h.sandbox.kernel.faults.clear()
        await h.clock.advance(minute)
        if (each.help === 'reconnect') await h.consent(side)
        if (each.help === 'retry')
          for (const { id } of told)
            expect(
              (await h.admin.send('POST', `/api/problems/${id}/actions`, { action: 'retry' })).status,
            ).toBe(200)
        await h.pass(each.passMs)
        await h.pass(minute)
        await expectWhole(h)
        const { problems, counts } = await problemsOf(h, 'resolved')
        expect(counts).toMatchObject({ open: 0, scheduled: 0 })
        for (const { id } of told)
          expect(problems.find((one) => one.id === id)?.closed?.how).toMatch(each.reads?.how ?? /never/)
      })
  }
}

function wordsOf({ status, method, path, times }: Partial<Fault>): string {
  const words = [status, method, path, times === undefined ? null : 'once']
  return words.filter((word) => word !== null && word !== undefined).join(' ')
}

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.sandbox.kernel.calls.clear()
  return h
}

const customer = 'Fresh Fields Pty Ltd'

/** A customer's e-mail in Capsule; in Xero a customer nobody knew with an invoice, and an invoice that is paid. */
async function workOnBothSides(h: Harness, owed: string): Promise<void> {
  const acme = defined(h.keys.partyIds.get('acme'), 'acme is seeded')
  await h.remote.inCapsule(`/party/${acme}`, { name: 'Acme Joinery', email: 'new@acme.example' })
  await h.remote.inXero('/app/contacts', { Name: customer, EmailAddress: 'pay@freshfields.example' })
  await h.remote.invoice(customer, '250.00')
  await h.remote.inXero(`/app/invoices/${owed}/payments`, { amount: '110.00' })
}

async function openInvoice(h: Harness): Promise<string> {
  const found = (await h.remote.invoices()).find((each) => each.InvoiceNumber === 'INV-2')
  return defined(found?.InvoiceID, 'INV-2 is seeded')
}

/** Hooks arrive, and the lane takes its turns until it wants to wait: what stands then is what people see. */
async function lookOnce(h: Harness): Promise<void> {
  await h.clock.advance(3_500)
  await h.sandbox.settled()
  await runLane(h.engine, await h.workspaceId())
}

/** The clock stands still unless somebody moves it, and the vendor waits for it. */
function letTimePass(h: Harness, side: Side, ms: number): void {
  const pass = async () => {
    for (let left = 20; left > 0; left--) {
      await new Promise((resolve) => setImmediate(resolve))
      await h.clock.advance(ms / 10)
    }
  }
  h.onSend(async (sent) => {
    if (sent.side === side && h.sandbox.kernel.faults.list().length > 0) void pass()
  })
}

const problemsOf = async (h: Harness, state: string) =>
  Problems.parse(await (await h.admin.send('GET', `/api/problems?state=${state}`)).json())

const overviewOf = async (h: Harness) =>
  Overview.parse(await (await h.admin.send('GET', '/api/overview')).json())

async function expectTold(h: Harness, side: Side, { reads, help }: Case): Promise<Problem> {
  const wanted = defined(reads, 'people are told')
  const { problems } = await problemsOf(h, wanted.state)
  expect(problems.map((each) => each.side)).toEqual([side])
  const problem = defined(problems[0], 'it is listed')
  expect(problem.title).toMatch(wanted.problem)
  expect(problem.fix).toMatch(wanted.fix)
  expect(problem.nextAt !== null).toBe(wanted.state === 'scheduled')
  expect((await overviewOf(h)).sentence).toMatch(wanted.sentence)
  const shown = Connections.parse(await (await h.admin.send('GET', '/api/connections')).json())
  const connection = shown.connections.find((each) => each.side === side)
  expect(connection?.state).toBe(help === 'reconnect' ? 'lost' : 'connected')
  if (help === 'reconnect') expect(connection?.problem).toMatch(wanted.problem)
  return problem
}

/** Both sides agree, everything that happened is known, and nobody is there twice. */
async function expectWhole(h: Harness): Promise<void> {
  expect(await restless(h)).toEqual([])
  const [parties, contacts, invoices] = [
    await h.remote.parties(),
    await h.remote.contacts(),
    await h.remote.invoices(),
  ]
  const made = parties.filter((each) => each.name === customer)
  const contact = contacts.filter((each) => each.Name === customer)
  expect([made.length, contact.length]).toEqual([1, 1])
  const [party] = made
  expect(party && h.remote.field(party, 'Xero contact ID')).toBe(contact[0]?.ContactID)
  expect(contact[0]?.ContactNumber).toBe(String(party?.id))
  const acme = contacts.find((each) => each.ContactID === h.keys.contactIds.get('acme'))
  expect(acme?.EmailAddress).toBe('new@acme.example')

  const links = await h.db.selectFrom('link').select('state').execute()
  expect(links.map((link) => link.state)).toEqual(links.map(() => 'active'))
  expect(links).toHaveLength(6)
  const documents = await h.db.selectFrom('mirror_document').select(['id', 'status', 'due_minor']).execute()
  const ours = new Map(documents.map((each) => [each.id, `${each.status} ${each.due_minor}`]))
  for (const each of invoices)
    expect(ours.get(each.InvoiceID)).toBe(`${each.Status} ${Math.round(each.AmountDue * 100)}`)
  const successes = h.sandbox.kernel.calls
    .list()
    .filter((call) => call.method === 'POST' && call.path === '/api/v2/parties' && call.status === 201)
  expect(successes, 'made once').toHaveLength(1)
  expect(await brokenAudit(h.db, await h.workspaceId())).toBeNull()
  expect((await overviewOf(h)).sentence).toBe('Everything is in step.')
}
