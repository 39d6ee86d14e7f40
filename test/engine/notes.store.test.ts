import { expect, test } from 'vitest'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { loadRules } from '#db/rules.ts'
import { undoView } from '#server/views/undo.ts'
import { actOnContact, type ManualAction } from '#sync/manual.ts'
import { changeRules } from '#sync/rules.ts'
import { previewUndo } from '#sync/undoing.ts'
import { type Harness, startHarness, urls } from './harness.ts'

const minute = 60_000

/** Compared, with notes switched on before anything is approved. */
async function planned(historyNotes = true): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const workspaceId = await h.workspaceId()
  const { version } = await loadRules(h.db, workspaceId)
  await changeRules(h.engine, workspaceId, { version, historyNotes }, 'hannah')
  await h.compare()
  return h
}

const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)

const Token = z.object({ access_token: z.string() })
const History = z.object({ HistoryRecords: z.array(z.object({ Changes: z.string(), Details: z.string() })) })

/** Notes in the contact's history, as another app reads them. */
async function notesOn(h: Harness, contactId: string): Promise<string[]> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'counterpart-custom',
    client_secret: 'counterpart-custom-secret',
  })
  const granted = await h.sandbox.xeroFetch(
    new Request(`${urls.xero}/connect/token`, { method: 'POST', body: form }),
  )
  const { access_token } = Token.parse(await granted.json())
  const response = await h.sandbox.xeroFetch(
    new Request(`${urls.xero}/api.xro/2.0/Contacts/${contactId}/History`, {
      headers: { authorization: `Bearer ${access_token}`, accept: 'application/json' },
    }),
  )
  const { HistoryRecords } = History.parse(await response.json())
  return HistoryRecords.flatMap(({ Changes, Details }) => (Changes === 'Note' ? [Details] : []))
}

const noted = (h: Harness) =>
  h.sent.filter((each) => each.method !== 'GET' && each.path.endsWith('/History')).length

const act = async (h: Harness, key: string, action: ManualAction) => {
  const request = { key, action, by: 'hannah' }
  expect(await actOnContact(h.engine, await h.workspaceId(), request)).toMatchObject({ outcome: 'decided' })
  await h.settle()
}

const linkState = async (h: Harness, contactId: string) =>
  await h.db
    .selectFrom('link')
    .select(['state', 'party_id'])
    .where('contact_id', '=', contactId)
    .executeTakeFirstOrThrow()

test('without the rule no history is written', async () => {
  await using h = await planned(false)
  await h.approve({ includeNameOnly: true })
  expect(noted(h)).toBe(0)
})

test('every newly linked contact says once what it is linked to, created records included', async () => {
  await using h = await planned()
  const writes = (await h.latestRun()).plan?.writes
  await h.approve({ includeNameOnly: true })
  const site = 'http://'
  const [note, ...more] = await notesOn(h, contactOf(h, 'acme'))
  expect(more).toEqual([])
  expect(note).toMatch(
    new RegExp(
      `^Linked to “Acme Joinery” in Capsule \\(${site}[^ ]+/party/${partyOf(h, 'acme')}\\) by Counterpart\\.$`,
    ),
  )
  const created = await linkState(h, contactOf(h, 'newco'))
  expect(created.state).toBe('active')
  expect(await notesOn(h, contactOf(h, 'newco'))).toEqual([
    expect.stringContaining(`“Newco Fitout Pty Ltd” in Capsule (${site}`),
  ])
  expect((await notesOn(h, contactOf(h, 'newco')))[0]).toContain(`/party/${created.party_id})`)
  expect(noted(h)).toBe(5)
  // What was shown before: the references of all in one call, and a call for each note.
  expect(writes?.xeroCalls).toBe(1 + 5)
  await h.pass(61 * minute)
  expect(noted(h)).toBe(5)
})

test('a contact that a person linked says so too, once', async () => {
  await using h = await planned()
  await h.approve({ includeNameOnly: true })
  h.forgetSent()
  await act(h, `x${contactOf(h, 'idle')}`, { action: 'link', other: `p${partyOf(h, 'lead')}` })
  expect(await notesOn(h, contactOf(h, 'idle'))).toEqual([expect.stringContaining('“Lonely Lead”')])
  await h.pass(61 * minute)
  expect(noted(h)).toBe(1)
  expect(await linkState(h, contactOf(h, 'idle'))).toMatchObject({ state: 'active' })
})

test('a contact created for a record says what it is linked to', async () => {
  await using h = await planned()
  await h.approve({ includeNameOnly: true })
  h.forgetSent()
  await act(h, `p${partyOf(h, 'lead')}`, { action: 'add_to_xero' })
  await h.pass(minute)
  const made = (await h.remote.contacts()).find((each) => each.Name === 'Lonely Lead')
  expect(await notesOn(h, made?.ContactID ?? '')).toEqual([expect.stringContaining('“Lonely Lead”')])
  expect(noted(h)).toBe(1)
})

test('an answer that was lost is no second note', async () => {
  await using h = await planned()
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path: '/History', times: 1 })
  await h.approve({ includeNameOnly: true })
  await h.pass(minute)
  for (const key of ['acme', 'bright', 'corner', 'delta', 'newco'])
    expect(await notesOn(h, contactOf(h, key)), key).toHaveLength(1)
})

test('undoing says beforehand that notes stay', async () => {
  await using h = await planned()
  await h.approve({ includeNameOnly: true })
  const workspaceId = await h.workspaceId()
  const run = await h.latestRun()
  const preview = await previewUndo(h.engine, workspaceId, { kind: 'run', id: run.id })
  if (preview.outcome !== 'decided') throw new Error('the run may be undone')
  const { wont } = await undoView(h.engine, workspaceId, preview)
  expect(wont).toContainEqual({
    name: 'Acme Joinery Pty Ltd',
    words: 'A note in the history of the Xero contact stays: Xero only ever adds to it.',
  })
  const rows = preview.rows.filter((row) => row.kind === 'xero.contact.note')
  expect(rows).toHaveLength(5)
  const kept = new Set(preview.plan.kept.map(({ operationId }) => operationId))
  expect(rows.every(({ id }) => kept.has(id))).toBe(true)
})
