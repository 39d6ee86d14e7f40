import { expect, test } from 'vitest'
import type { z } from 'zod'
import { ActivityDetail, ActivityPage, UndoPreview, UndoStarted } from '#api/activity.ts'
import { ApiError } from '#api/common.ts'
import { ActionDone, ContactDetail } from '#api/contacts.ts'
import { Overview } from '#api/overview.ts'
import { Decided, Reviews } from '#api/reviews.ts'
import { RulesView } from '#api/rules.ts'
import { defined } from '#core/assert.ts'
import { type Harness, startHarness } from './harness.ts'

/** Connected, compared, approved and quiet. */
async function inStep(includeNameOnly = true): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly })
  return h
}

const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)

async function ask<T>(
  h: Harness,
  shape: z.ZodType<T>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await h.admin.send(method, path, body)
  const text = await response.text()
  expect(response.status, `${method} ${path}: ${text}`).toBe(200)
  return shape.parse(JSON.parse(text))
}

async function refused(h: Harness, method: string, path: string, body?: unknown) {
  const response = await h.admin.send(method, path, body)
  const { error } = ApiError.parse(await response.json())
  return { status: response.status, ...error }
}

const reviews = (h: Harness) => ask(h, Reviews, 'GET', '/api/reviews')
const detail = (h: Harness, key: string) => ask(h, ContactDetail, 'GET', `/api/contacts/${key}`)
const fieldOf = async (h: Harness, key: string, field: string) =>
  defined(
    (await detail(h, key)).fields.find((each) => each.field === field),
    `${field} is shown`,
  )
const act = async (h: Harness, key: string, action: unknown) => {
  const done = await ask(h, ActionDone, 'POST', `/api/contacts/${key}/actions`, action)
  await h.settle()
  return done
}
const decide = async (h: Harness, id: string, decision: unknown) => {
  const done = await ask(h, Decided, 'POST', `/api/reviews/${id}/decision`, decision)
  await h.settle()
  return done
}

async function changeRules(h: Harness, change: object) {
  const { version } = await ask(h, RulesView, 'GET', '/api/rules')
  const rules = await ask(h, RulesView, 'PUT', '/api/rules', { version, ...change })
  await h.settle()
  return rules
}

async function remote(h: Harness, key: string) {
  const party = (await h.remote.parties()).find((each) => each.id === partyOf(h, key))
  const contact = (await h.remote.contacts()).find((each) => each.ContactID === contactOf(h, key))
  return { party: defined(party, `${key} is in Capsule`), contact: defined(contact, `${key} is in Xero`) }
}

const emails = async (h: Harness, key: string) => {
  const { party, contact } = await remote(h, key)
  return { capsule: party.emailAddresses.map((row) => row.address), xero: contact.EmailAddress }
}

async function editEmails(h: Harness, key: string, capsule: string, xero: string) {
  const { party } = await remote(h, key)
  const [row] = party.emailAddresses
  await h.remote.editParty(party.id, {
    emailAddresses: [{ id: defined(row, 'it has an e-mail').id, type: 'Work', address: capsule }],
  })
  await h.remote.editContact(contactOf(h, key), { EmailAddress: xero })
  await h.settle()
}

test('a conflict waits for a person, and their answer reaches the other side with its story', async () => {
  await using h = await inStep()
  await changeRules(h, { fields: [{ field: 'email', direction: 'both' }] })
  await editEmails(h, 'acme', 'new@acme.example', 'ledger@acme.example')
  const inbox = await reviews(h)
  const [review] = inbox.reviews.filter((each) => each.kind === 'conflict')
  expect(review).toMatchObject({
    kind: 'conflict',
    title: 'Acme Joinery',
    fields: [
      {
        field: 'email',
        label: 'E-mail',
        agreed: 'accounts@acme.example',
        capsule: { value: 'new@acme.example' },
        xero: { value: 'ledger@acme.example' },
        winners: ['capsule', 'xero'],
        others: 0,
      },
    ],
  })
  const key = `p${partyOf(h, 'acme')}`
  expect(await fieldOf(h, key, 'email')).toMatchObject({ state: 'conflict', takes: ['capsule', 'xero'] })
  const id = defined(review, 'the conflict is open').id
  const done = await decide(h, id, { kind: 'resolve', fields: { email: 'xero' } })
  expect(done).toEqual({ settled: 1, words: 'The e-mail is copied from Xero to Capsule.' })
  expect(await emails(h, 'acme')).toEqual({ capsule: ['ledger@acme.example'], xero: 'ledger@acme.example' })
  const row = await fieldOf(h, key, 'email')
  expect(row).toMatchObject({
    state: 'agrees',
    agreed: 'ledger@acme.example',
    history: [{ side: 'capsule', before: 'new@acme.example', after: 'ledger@acme.example' }],
  })
  expect(row.provenance?.words[0]).toBe(
    'Copied from Xero to Capsule by the rule for e-mail (version 1, set by Hannah Whitlock).',
  )
  expect((await reviews(h)).byKind.conflict).toBe(0)
  expect(
    await refused(h, 'POST', `/api/reviews/${id}/decision`, { kind: 'resolve', fields: { email: 'keep' } }),
  ).toMatchObject({ status: 409, code: 'not_open' })
})

test('keeping both ends the question until one of them changes again', async () => {
  await using h = await inStep()
  await changeRules(h, { fields: [{ field: 'email', direction: 'both' }] })
  await editEmails(h, 'acme', 'new@acme.example', 'ledger@acme.example')
  const [review] = (await reviews(h)).reviews.filter((each) => each.kind === 'conflict')
  const id = defined(review, 'the conflict is open').id
  await decide(h, id, { kind: 'resolve', fields: { email: 'keep' } })
  await act(h, `p${partyOf(h, 'acme')}`, { action: 'resync' })
  expect((await reviews(h)).byKind.conflict).toBe(0)
  expect(await emails(h, 'acme')).toEqual({ capsule: ['new@acme.example'], xero: 'ledger@acme.example' })
  await h.remote.editContact(contactOf(h, 'acme'), { EmailAddress: 'third@acme.example' })
  await h.settle()
  expect(await emails(h, 'acme')).toEqual({ capsule: ['third@acme.example'], xero: 'third@acme.example' })
})

test('a renamed firm waits for approval; once approved it is renamed, and a refusal leaves it', async () => {
  await using h = await inStep()
  const { party } = await remote(h, 'delta')
  await h.remote.editParty(party.id, { name: 'Delta Fine Foods' })
  await h.settle()
  const [held] = (await reviews(h)).reviews
  expect(held).toMatchObject({
    kind: 'approval',
    risk: 90,
    changes: [{ label: 'Name', before: 'Delta Foods', after: 'Delta Fine Foods' }],
    mayApprove: true,
    always: ['Name'],
  })
  expect((await remote(h, 'delta')).contact.Name).toBe('Delta Foods')
  expect(await fieldOf(h, `p${party.id}`, 'name')).toMatchObject({
    state: 'waiting',
    why: 'It waits for approval.',
  })
  await decide(h, defined(held, 'it waits').id, { kind: 'refuse' })
  expect(await fieldOf(h, `p${party.id}`, 'name')).toMatchObject({ state: 'differs', takes: ['capsule'] })
  await act(h, `p${party.id}`, { action: 'resync' })
  expect((await reviews(h)).total).toBe(0)
  expect((await remote(h, 'delta')).contact.Name).toBe('Delta Foods')
  // Another name asks anew.
  await h.remote.editParty(party.id, { name: 'Delta Kitchens' })
  await h.settle()
  const [again] = (await reviews(h)).reviews
  await decide(h, defined(again, 'the other name waits').id, { kind: 'approve', always: true })
  expect((await remote(h, 'delta')).contact.Name).toBe('Delta Kitchens')
  expect((await fieldOf(h, `p${party.id}`, 'name')).provenance?.words).toContain(
    'Approved by Hannah Whitlock.',
  )
  // Always: from now on nobody is asked.
  await h.remote.editParty(party.id, { name: 'Delta Pantry' })
  await h.settle()
  expect((await remote(h, 'delta')).contact.Name).toBe('Delta Pantry')
})

test('a question about a match is accepted or rejected, and stays answered', async () => {
  await using h = await inStep(false)
  const [match] = (await reviews(h)).reviews
  expect(match).toMatchObject({ kind: 'match', title: 'Corner Bakery Pty Ltd' })
  if (match?.kind !== 'match') throw new Error('it is a match')
  const partyId = Number(defined(match.candidates[0], 'it has a candidate').record.id)
  expect(partyId).toBe(partyOf(h, 'corner'))
  await decide(h, match.id, { kind: 'link', partyId })
  const { party, contact } = await remote(h, 'corner')
  expect(h.remote.field(party, 'Xero contact ID')).toBe(contact.ContactID)
  expect(contact.ContactNumber).toBe(String(party.id))
  expect(await detail(h, `p${partyId}`)).toMatchObject({
    state: 'linked',
    link: { by: 'Linked by a person' },
  })
})

test('a rejected match is not asked about again; the contact is created by the rule', async () => {
  await using h = await inStep(false)
  const [match] = (await reviews(h)).reviews
  await decide(h, defined(match, 'a match waits').id, { kind: 'none' })
  const made = (await h.remote.parties()).filter((each) => each.name?.startsWith('Corner Bakery'))
  expect(made.map((each) => each.name).sort()).toEqual(['Corner Bakery', 'Corner Bakery Pty Ltd'])
  await act(h, `p${partyOf(h, 'corner')}`, { action: 'resync' })
  expect((await reviews(h)).total).toBe(0)
})

test('unlinking takes the references off both records, and nothing brings them back but a person', async () => {
  await using h = await inStep()
  const key = `p${partyOf(h, 'bright')}`
  expect((await detail(h, key)).actions).toEqual(['resync', 'unlink', 'exclude', 'undo'])
  await act(h, key, { action: 'unlink' })
  const off = await remote(h, 'bright')
  expect(h.remote.field(off.party, 'Xero contact ID')).toBeNull()
  expect(off.contact.ContactNumber ?? '').toBe('')
  await h.pass(2 * 3_600_000)
  await editEmails(h, 'bright', 'a@bright.example', 'b@bright.example')
  expect(await emails(h, 'bright')).toEqual({ capsule: ['a@bright.example'], xero: 'b@bright.example' })
  expect(await detail(h, key)).toMatchObject({
    state: 'excluded',
    actions: ['resync', 'add_to_xero', 'link', 'include'],
  })
  const linked = await act(h, key, { action: 'link', other: `x${contactOf(h, 'bright')}` })
  expect(linked.key).toBe(key)
  const on = await remote(h, 'bright')
  expect(h.remote.field(on.party, 'Xero contact ID')).toBe(on.contact.ContactID)
  expect(on.contact.ContactNumber).toBe(String(on.party.id))
  expect(await detail(h, key)).toMatchObject({ state: 'linked' })
})

test('what is excluded is left alone until it is included again', async () => {
  await using h = await inStep()
  const key = `p${partyOf(h, 'acme')}`
  await act(h, key, { action: 'exclude' })
  const { party } = await remote(h, 'acme')
  const [row] = party.emailAddresses
  await h.remote.editParty(party.id, {
    emailAddresses: [{ id: defined(row, 'it has an e-mail').id, type: 'Work', address: 'new@acme.example' }],
  })
  await h.settle()
  expect((await emails(h, 'acme')).xero).toBe('accounts@acme.example')
  expect(await detail(h, key)).toMatchObject({ state: 'excluded' })
  await act(h, key, { action: 'include' })
  expect((await emails(h, 'acme')).xero).toBe('new@acme.example')
})

test('a lead is added to Xero, and an idle contact to Capsule, because somebody asked', async () => {
  await using h = await inStep()
  const lead = `p${partyOf(h, 'lead')}`
  await act(h, lead, { action: 'add_to_xero' })
  const made = (await h.remote.contacts()).find((each) => each.Name === 'Lonely Lead')
  expect(made).toMatchObject({
    ContactNumber: String(partyOf(h, 'lead')),
    EmailAddress: 'ask@lead.example',
  })
  expect(await detail(h, lead)).toMatchObject({ state: 'linked' })
  await act(h, `x${contactOf(h, 'idle')}`, { action: 'add_to_capsule' })
  expect((await h.remote.parties()).filter((each) => each.name === 'Idle Signs')).toHaveLength(1)
  expect(await h.db.selectFrom('wanted').selectAll().execute()).toEqual([])
})

test('taking a side settles a first difference', async () => {
  await using h = await inStep()
  const key = `p${partyOf(h, 'acme')}`
  expect(await fieldOf(h, key, 'name')).toMatchObject({ state: 'differs', takes: ['capsule'], agreed: null })
  await act(h, key, { action: 'take', field: 'name', value: 'capsule' })
  // Whoever decided has seen it: the rule for names does not ask them again.
  expect((await remote(h, 'acme')).contact.Name).toBe('Acme Joinery')
  expect((await reviews(h)).total).toBe(0)
  expect(await fieldOf(h, key, 'name')).toMatchObject({ state: 'agrees', agreed: 'Acme Joinery' })
})

async function undo(h: Harness, target: object) {
  const preview = await ask(h, UndoPreview, 'POST', '/api/undo/preview', target)
  const { runId } = await ask(h, UndoStarted, 'POST', '/api/undo', { target, hash: preview.hash })
  await h.settle()
  return { preview, runId }
}

test('one write is undone, and stays undone', async () => {
  await using h = await inStep()
  await h.remote.editParty(partyOf(h, 'acme'), {
    emailAddresses: [
      {
        id: defined((await remote(h, 'acme')).party.emailAddresses[0], 'it has an e-mail').id,
        type: 'Work',
        address: 'new@acme.example',
      },
    ],
  })
  await h.settle()
  expect((await emails(h, 'acme')).xero).toBe('new@acme.example')
  const { runs } = await ask(h, ActivityPage, 'GET', '/api/activity')
  const [newest] = runs
  expect(newest).toMatchObject({ by: 'By itself', undoable: true, counts: { done: 1, failed: 0 } })
  expect(newest?.words).toBe('Acme Joinery Pty Ltd: Wrote e-mail to Xero')
  const runId = defined(newest, 'it is told').id
  const { operations } = await ask(h, ActivityDetail, 'GET', `/api/activity/${runId}`)
  expect(operations).toMatchObject([
    {
      words: 'Wrote e-mail to Xero',
      changes: [{ label: 'E-mail', before: 'accounts@acme.example', after: 'new@acme.example' }],
      state: 'done',
      undoable: true,
    },
  ])
  const { preview, runId: undoing } = await undo(h, { kind: 'record', key: `p${partyOf(h, 'acme')}` })
  expect(preview).toMatchObject({
    will: [{ side: 'xero', words: 'Puts e-mail back in Xero.' }],
    willCount: 1,
    wontCount: 0,
    calls: 1,
  })
  expect(await emails(h, 'acme')).toEqual({ capsule: ['new@acme.example'], xero: 'accounts@acme.example' })
  await act(h, `p${partyOf(h, 'acme')}`, { action: 'resync' })
  expect((await emails(h, 'acme')).xero).toBe('accounts@acme.example')
  const after = await ask(h, ActivityDetail, 'GET', `/api/activity/${runId}`)
  expect(after.run).toMatchObject({ undoable: false, undoneBy: undoing })
  expect(after.operations).toMatchObject([{ state: 'undone', undoable: false }])
  const told = await ask(h, ActivityDetail, 'GET', `/api/activity/${undoing}`)
  expect(told.run).toMatchObject({ kind: 'undo', by: 'You', undoes: runId, state: 'done', undoable: true })
  // And an undo can be taken back.
  await undo(h, { kind: 'run', id: undoing })
  expect((await emails(h, 'acme')).xero).toBe('new@acme.example')
})

test('the first run is undone as a whole: links, references and what it created are gone', async () => {
  await using h = await inStep()
  const run = await h.latestRun()
  const target = { kind: 'run', id: run.id }
  const { preview, runId } = await undo(h, target)
  expect(preview.willCount).toBeGreaterThan(8)
  for (const party of await h.remote.parties())
    expect(h.remote.field(party, 'Xero contact ID'), party.name ?? '').toBeNull()
  expect((await h.remote.parties()).filter((each) => each.name === 'Newco Fitout Pty Ltd')).toEqual([])
  const numbers = (await h.remote.contacts()).map((each) => each.ContactNumber ?? '')
  expect([...new Set(numbers)].sort()).toEqual(['', 'BOOK-1'])
  expect(await h.db.selectFrom('link').selectAll().execute()).toEqual([])
  // Neither a sweep nor an edit brings any of it back.
  await h.pass(2 * 3_600_000)
  await editEmails(h, 'acme', 'a@acme.example', 'b@acme.example')
  expect(await h.db.selectFrom('link').selectAll().execute()).toEqual([])
  expect(await refused(h, 'POST', '/api/undo', { target, hash: preview.hash })).toMatchObject({ status: 409 })
  // Taking the undo back includes them again, and the rules link and create as they did.
  expect((await ask(h, ActivityDetail, 'GET', `/api/activity/${runId}`)).run).toMatchObject({
    undoable: true,
  })
  const redone = await undo(h, { kind: 'run', id: runId })
  expect(redone.preview.will[0]?.words).toContain('Included again')
  expect(await h.db.selectFrom('exclusion').selectAll().execute()).toEqual([])
  const linked = await h.db.selectFrom('link').select('contact_id').where('state', '=', 'active').execute()
  expect(linked.map((each) => each.contact_id)).toEqual(
    expect.arrayContaining([contactOf(h, 'bright'), contactOf(h, 'delta'), contactOf(h, 'newco')]),
  )
  const { runs } = await ask(h, ActivityPage, 'GET', '/api/activity')
  expect(runs.map((each) => each.id)).toContain(redone.runId)
  expect((await ask(h, ActivityDetail, 'GET', `/api/activity/${runId}`)).run).toMatchObject({
    undoable: false,
  })
})

test('a run over more records than the rules allow waits, and goes ahead when somebody lets it', async () => {
  await using h = await inStep()
  await changeRules(h, { approveOver: 1 })
  const rename = async (key: string, address: string) => {
    const { party } = await remote(h, key)
    const [row] = party.emailAddresses
    await h.remote.editParty(party.id, {
      emailAddresses: [{ id: defined(row, 'it has an e-mail').id, type: 'Work', address }],
    })
  }
  await rename('acme', 'a@acme.example')
  await rename('delta', 'd@delta.example')
  await h.settle()
  const [held] = (await reviews(h)).reviews
  expect(held).toMatchObject({
    kind: 'approval',
    risk: 95,
    title: 'A run over 2 records',
    calls: 1,
    run: { records: 2 },
    mayApprove: true,
  })
  expect(await ask(h, Overview, 'GET', '/api/overview')).toMatchObject({
    sentence: '1 record needs you.',
    tiles: { review: 1 },
  })
  expect((await emails(h, 'acme')).xero).toBe('accounts@acme.example')
  expect((await ask(h, ActivityPage, 'GET', '/api/activity')).runs[0]).toMatchObject({ state: 'held' })
  await decide(h, defined(held, 'it waits').id, { kind: 'approve' })
  expect((await emails(h, 'acme')).xero).toBe('a@acme.example')
  expect((await emails(h, 'delta')).xero).toBe('d@delta.example')

  await rename('acme', 'b@acme.example')
  await rename('delta', 'e@delta.example')
  await h.settle()
  const [second] = (await reviews(h)).reviews
  await decide(h, defined(second, 'it waits too').id, { kind: 'refuse' })
  await act(h, `p${partyOf(h, 'acme')}`, { action: 'resync' })
  expect((await emails(h, 'acme')).xero).toBe('a@acme.example')
  expect((await reviews(h)).total).toBe(0)
})

test('what was edited since is left, and an undo that is not the one shown is refused', async () => {
  await using h = await inStep()
  const { party } = await remote(h, 'acme')
  const [row] = party.emailAddresses
  await h.remote.editParty(party.id, {
    emailAddresses: [{ id: defined(row, 'it has an e-mail').id, type: 'Work', address: 'new@acme.example' }],
  })
  await h.settle()
  const target = { kind: 'record', key: `p${party.id}` }
  const preview = await ask(h, UndoPreview, 'POST', '/api/undo/preview', target)
  await h.remote.editContact(contactOf(h, 'acme'), { EmailAddress: 'theirs@acme.example' })
  await h.settle()
  expect(await refused(h, 'POST', '/api/undo', { target, hash: preview.hash })).toMatchObject({
    status: 409,
    code: 'changed',
  })
  const again = await ask(h, UndoPreview, 'POST', '/api/undo/preview', target)
  expect(again).toMatchObject({
    willCount: 0,
    wont: [{ name: 'Acme Joinery Pty Ltd', words: 'E-mail: Edited in Xero since, so it stays.' }],
  })
  expect(await refused(h, 'POST', '/api/undo', { target, hash: again.hash })).toMatchObject({ status: 422 })
})

test('rules are shown with what they leave differing, and an old version changes nothing', async () => {
  await using h = await inStep()
  const rules = await ask(h, RulesView, 'GET', '/api/rules')
  expect(rules).toMatchObject({ version: 0, approveOver: 250, changedBy: null })
  expect(rules.fields.find((each) => each.field === 'name')).toMatchObject({
    label: 'Name',
    direction: 'capsule_to_xero',
    approve: true,
    differing: 3,
  })
  const changed = await changeRules(h, {
    fields: [{ field: 'name', approve: false }],
    createContacts: 'none',
  })
  expect(changed).toMatchObject({ version: 1, changedBy: 'Hannah Whitlock' })
  expect(await refused(h, 'PUT', '/api/rules', { version: 0, approveOver: 5 })).toMatchObject({
    status: 409,
    code: 'changed',
  })
  const oneWay = { version: 1, fields: [{ field: 'contact_persons', direction: 'both' }] }
  expect(await refused(h, 'PUT', '/api/rules', oneWay)).toMatchObject({ status: 422 })
})

test('what was linked by hand before the plan was approved is written once it is', async () => {
  for (const again of [false, true]) {
    await using h = await startHarness()
    await h.connectBoth()
    await h.settle()
    const key = `p${partyOf(h, 'lead')}`
    await act(h, key, { action: 'link', other: `x${contactOf(h, 'idle')}` })
    expect(h.sandbox.kernel.calls.list().filter((one) => one.write)).toEqual([])
    if (again) await h.compare()
    await h.approve()
    const party = (await h.remote.parties()).find((each) => each.id === partyOf(h, 'lead'))
    expect(h.remote.field(defined(party, 'it is in Capsule'), 'Xero contact ID')).toBe(contactOf(h, 'idle'))
    expect(await detail(h, key)).toMatchObject({ state: 'linked' })
  }
})
