import { afterAll, beforeAll, expect, test } from 'vitest'
import { Overview } from '#api/overview.ts'
import { Problems } from '#api/problems.ts'
import { defined } from '#core/assert.ts'
import { brokenAudit } from '#db/audit.ts'
import { saveRules } from '#db/rules.ts'
import { createAccounts } from '#sync/accounts.ts'
import { type Harness, startHarness } from './harness.ts'
import { restless, revoke } from './interruptions.ts'

const minute = 60_000
const hour = 60 * minute

/** Which call of the run is the one at which it stops: one that reads both sides, or one of its writes. */
type Stage = 'reading' | 'writing'

interface Stop {
  readonly name: string
  readonly stage: Stage
  /** Counted from 1, of the side. */
  readonly call: number
  readonly side: 'capsule' | 'xero'
  /** Happens just before that call goes out; `dead` never comes back, as in a process that was killed. */
  happen(h: Harness, request: () => Promise<Response>): Promise<'dead' | 'goes on'>
  /** What the overview says until it goes on; null when a person sees nothing of it. */
  readonly sentence: string | null
  readonly problem: RegExp | null
  /** What a person does; a click on Connect, or nothing. */
  readonly help: 'none' | 'reconnect'
  readonly passMs: number
}

const killed = (stage: Stage, side: Stop['side'], call: number, when: 'before' | 'after'): Stop => ({
  name: `killed ${when} call ${call} to ${side} while ${stage}`,
  ...{ stage, side, call, sentence: null, problem: null, help: 'none', passMs: minute },
  async happen(_, request) {
    if (when === 'after') await request()
    return 'dead'
  },
})

const revoked = (stage: Stage, side: Stop['side'], call: number): Stop => ({
  name: `access revoked at ${side} while ${stage}`,
  ...{ stage, side, call, help: 'reconnect', passMs: minute },
  sentence: `${side === 'capsule' ? 'Capsule' : 'Xero'} needs to be reconnected.`,
  problem: /no longer accepts this connection: the access was revoked or has expired\./,
  async happen(h) {
    await revoke(h, side)
    if (side === 'xero') h.fault({ vendor: side, kind: 'unauthorised', path: '/api' })
    return 'goes on'
  },
})

const disconnected = (stage: Stage, call: number): Stop => ({
  name: `disconnected in Xero while ${stage}`,
  ...{ stage, side: 'xero', call, help: 'reconnect', passMs: minute },
  sentence: 'Xero needs to be reconnected.',
  problem: /does not let this connection into the organisation: it was disconnected there/,
  async happen(h) {
    h.sandbox.xero.disconnect()
    return 'goes on'
  },
})

const dayUsedUp = (stage: Stage, call: number): Stop => ({
  name: `calls of the day used up while ${stage}`,
  ...{ stage, side: 'xero', call, help: 'none', passMs: 25 * hour, sentence: null },
  problem: /^The number of calls Xero allows per day is used up/,
  async happen(h) {
    h.fault({ vendor: 'xero', kind: 'limited_day' })
    return 'goes on'
  },
})

const stops: readonly Stop[] = [
  killed('reading', 'capsule', 1, 'after'),
  killed('reading', 'xero', 3, 'before'),
  killed('writing', 'capsule', 1, 'after'),
  killed('writing', 'capsule', 3, 'after'),
  killed('writing', 'capsule', 6, 'after'),
  killed('writing', 'xero', 1, 'before'),
  killed('writing', 'xero', 1, 'after'),
  revoked('reading', 'xero', 3),
  revoked('reading', 'capsule', 1),
  revoked('writing', 'xero', 1),
  revoked('writing', 'capsule', 5),
  dayUsedUp('reading', 3),
  dayUsedUp('writing', 1),
  disconnected('reading', 3),
  disconnected('writing', 1),
]

let undisturbed: Awaited<ReturnType<typeof endOf>>
beforeAll(async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  undisturbed = await endOf(h)
  expect(undisturbed.run.outcome).toEqual({ linked: 5, created: 1, failed: 0 })
})
const harnesses: Harness[] = []
afterAll(async () => {
  for (const h of harnesses) await h[Symbol.asyncDispose]()
})

for (const stop of stops) {
  test(`${stop.name}: the first import ends as one that nothing happened to`, async () => {
    const h = await startHarness()
    harnesses.push(h)
    if (stop.stage === 'writing') {
      await h.connectBoth()
      await h.settle()
    }
    const reached = stopAt(h, stop)
    const begun =
      stop.stage === 'reading' ? h.connectBoth().then(() => h.settle()) : h.approve({ includeNameOnly: true })
    if ((await reached) === 'dead') restart(h)
    else {
      await begun
      await expectTold(h, stop)
      h.sandbox.kernel.faults.clear()
      if (stop.help === 'reconnect') await h.consent(stop.side)
    }
    await h.pass(stop.passMs)
    await h.pass(minute)
    if (stop.stage === 'reading') {
      expect((await h.latestRun()).state).toBe('planned')
      await h.approve({ includeNameOnly: true })
      await h.pass(minute)
    }

    const end = await endOf(h)
    expect(end).toEqual(undisturbed)
    expect(await restless(h)).toEqual([])
    expect(await brokenAudit(h.db, await h.workspaceId())).toBeNull()
    if (stop.problem) {
      const { problems, counts } = await problemsOf(h, 'resolved')
      expect(counts).toMatchObject({ open: 0, scheduled: 0, resolved: 1 })
      const how = problems[0]?.closed?.how
      const name = stop.side === 'capsule' ? 'Capsule' : 'Xero'
      expect(how).toBe(
        stop.help === 'reconnect'
          ? `${name} was connected again.`
          : `${name} answers again; work went on by itself.`,
      )
    }
  })
}

for (const side of ['xero', 'capsule'] as const) {
  test(`killed after it wrote to ${side}: what it wrote is not taken for somebody's edit, whatever follows`, async () => {
    const h = await startHarness()
    harnesses.push(h)
    await h.connectBoth()
    await h.settle()
    await h.approve({ includeNameOnly: true })
    const party = defined(h.keys.partyIds.get('acme'), 'it is seeded')
    const contact = defined(h.keys.contactIds.get('acme'), 'it is seeded')
    const edit = (email: string) =>
      side === 'xero'
        ? h.remote.inCapsule(`/party/${party}`, { name: 'Acme Joinery', email })
        : h.remote.inXero(`/app/contacts/${contact}`, { Name: 'Acme Joinery Pty Ltd', EmailAddress: email })
    const email = { direction: side === 'xero' ? 'capsule_to_xero' : 'xero_to_capsule' } as const
    const order = {
      expectedVersion: 0,
      rules: { fields: { email } },
      by: 'test',
      at: new Date(h.engine.now()),
    }
    expect(await saveRules(h.db, await h.workspaceId(), order)).not.toBeNull()
    const reached = stopAt(h, killed('writing', side, 1, 'after'))
    await edit('first@acme.example')
    void h.settle()
    expect(await reached).toBe('dead')
    restart(h)
    await edit('second@acme.example')
    await h.pass(minute)
    await h.pass(minute)

    expect(await h.db.selectFrom('review').select('why').where('state', '=', 'open').execute()).toEqual([])
    const parties = await h.remote.parties()
    const emails = parties.find(({ id }) => id === party)?.emailAddresses.map(({ address }) => address)
    expect(emails).toContain('second@acme.example')
    expect(emails).not.toContain('first@acme.example')
    const contacts = await h.remote.contacts()
    expect(contacts.find(({ ContactID }) => ContactID === contact)?.EmailAddress).toBe('second@acme.example')
    expect(await restless(h)).toEqual([])
  })
}

/** Lets it happen at its call; the run is under way. */
function stopAt(h: Harness, stop: Stop): Promise<'dead' | 'goes on'> {
  let left = stop.call
  return new Promise((resolve) => {
    h.onSend(async (sent) => {
      const isWrite = !['GET', 'HEAD'].includes(sent.method) && !sent.path.endsWith('/resthooks')
      // What people see in Capsule is looked up as well, without a word of what is read.
      const isOurs =
        sent.path.startsWith('/api') && (isWrite || stop.side === 'xero' || sent.query.includes('embed'))
      if (left <= 0 || sent.side !== stop.side || !isOurs || isWrite !== (stop.stage === 'writing')) return
      left -= 1
      if (left > 0) return
      const what = await stop.happen(h, sent.request)
      resolve(what)
      // Whoever waits for this call waits for ever.
      if (what === 'dead') await new Promise(() => {})
    })
  })
}

/** Another process takes over: it knows what the database knows. */
function restart(h: Harness): void {
  Object.assign(h.engine, { accounts: createAccounts(h.engine) })
}

const problemsOf = async (h: Harness, state: string) =>
  Problems.parse(await (await h.admin.send('GET', `/api/problems?state=${state}`)).json())

const overviewOf = async (h: Harness) =>
  Overview.parse(await (await h.admin.send('GET', '/api/overview')).json())

/** The run stands, and wherever people look it says why in the same words. */
async function expectTold(h: Harness, stop: Stop): Promise<void> {
  const words = defined(stop.problem, 'what goes on is told')
  // Somebody whose own access to Capsule ended with it is not shown the comparison.
  const run = await h.db.selectFrom('run').select(['state', 'error']).executeTakeFirstOrThrow()
  expect(run.state).toBe(stop.stage === 'reading' ? 'reading' : 'applying')
  expect(run.error?.message).toMatch(words)
  const { problems } = await problemsOf(h, stop.help === 'reconnect' ? 'open' : 'scheduled')
  expect(problems.map((each) => each.side)).toEqual([stop.side])
  expect(run.error?.next).toBe(problems[0]?.fix)
  if (stop.sentence) expect((await overviewOf(h)).sentence).toBe(stop.sentence)
}

/** What both services and our pages hold in the end, without ids, which follow from how many calls there were. */
async function endOf(h: Harness) {
  const parties = await h.remote.parties()
  const contacts = await h.remote.contacts()
  const nameOf = new Map(
    parties.map((each) => [String(each.id), each.name ?? `${each.firstName} ${each.lastName}`]),
  )
  const contactOf = new Map(contacts.map((each) => [each.ContactID, each.Name]))
  const run = await h.latestRun()
  const { sentence, tone, tiles, outstanding, overdue } = await overviewOf(h)
  const links = await h.db.selectFrom('link').select(['party_id', 'contact_id', 'state']).execute()
  const text = (value: string | null) => value ?? ''
  return {
    run: { state: run.state, outcome: run.outcome, failures: run.failures, error: run.error },
    overview: { sentence, tone, tiles, outstanding, overdue },
    parties: parties
      .map((each) => {
        const contact = text(h.remote.field(each, 'Xero contact ID'))
        return `${nameOf.get(String(each.id))} | ${each.emailAddresses.map((one) => one.address)} | ${contactOf.get(contact)}`
      })
      .sort(),
    contacts: contacts
      .map((each) => {
        const number = text(each.ContactNumber ?? null)
        return `${each.Name} | ${each.ContactStatus} | ${nameOf.get(number) ?? number}`
      })
      .sort(),
    links: links
      .map(
        (each) => `${nameOf.get(String(each.party_id))} | ${contactOf.get(each.contact_id)} | ${each.state}`,
      )
      .sort(),
  }
}
