import { expect, test } from 'vitest'
import { z } from 'zod'
import { RulesView } from '#api/rules.ts'
import { defined } from '#core/assert.ts'
import { loadRules } from '#db/rules.ts'
import type { Seed } from '#sandbox/seed.ts'
import { actOnContact } from '#sync/manual.ts'
import { changeRules, type RulesChange } from '#sync/rules.ts'
import { previewUndo, startUndo } from '#sync/undoing.ts'
import { type Harness, startHarness, urls } from './harness.ts'
import { smallSeed } from './small-seed.ts'

const minute = 60_000
const day = 24 * 60 * minute

const seed: Seed = {
  ...smallSeed,
  xero: {
    ...smallSeed.xero,
    groups: [
      { name: 'VIP customers', contacts: ['bright'] },
      { name: 'Trade', contacts: [] },
      { name: 'Owner: Mia', contacts: ['acme'] },
    ],
  },
}
const pairs = [
  { tag: 'VIP', group: 'VIP customers' },
  { tag: 'Wholesale', group: 'Trade' },
]

type Change = Omit<RulesChange, 'version'>

/** Compared, approved and quiet. */
async function linked(): Promise<Harness> {
  const h = await startHarness({ seed })
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

/** Then mapped: from here on tags travel. */
async function mapped(change: Change = {}): Promise<Harness> {
  const h = await linked()
  await setRules(h, { tagGroups: pairs, ...change })
  h.forgetSent()
  return h
}

async function setRules(h: Harness, change: Change) {
  const workspaceId = await h.workspaceId()
  const { version } = await loadRules(h.db, workspaceId)
  expect(await changeRules(h.engine, workspaceId, { version, ...change }, 'hannah')).toMatchObject({
    outcome: 'decided',
  })
  await h.settle()
}

const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
const writes = (h: Harness) =>
  h.sent
    .filter((each) => each.method !== 'GET' && !each.path.includes('token'))
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/^.*\/api(?:\.xro)?\/(?:v2|2\.0)\//, '').replace(/[0-9a-f-]{36}/g, '…')}`,
    )

/** A person or another app tags the party in Capsule. */
const tag = (h: Harness, key: string, ...names: string[]) =>
  h.remote.editParty(partyOf(h, key), { tags: names.map((name) => ({ name })) })

async function untag(h: Harness, key: string, name: string) {
  const { id } = defined(
    (await tagsOf(h, key)).find((each) => each.name === name),
    `${key} bears ${name}`,
  )
  await h.remote.editParty(partyOf(h, key), { tags: [{ id, _delete: true }] })
}

const Inbox = z.object({ reviews: z.array(z.object({ calls: z.number().optional() })) })

const Tags = z.object({ party: z.object({ tags: z.array(z.object({ id: z.int(), name: z.string() })) }) })
async function tagsOf(h: Harness, key: string) {
  const url = `${urls.capsule}/api/v2/parties/${partyOf(h, key)}?embed=tags`
  const request = new Request(url, { headers: { authorization: 'Bearer sandbox-pat' } })
  return Tags.parse(await (await h.sandbox.capsuleFetch(request)).json()).party.tags
}
const tagNames = async (h: Harness, key: string) => (await tagsOf(h, key)).map(({ name }) => name)

const Token = z.object({ access_token: z.string() })
const Groups = z.object({
  ContactGroups: z.array(
    z.object({
      ContactGroupID: z.string(),
      Name: z.string(),
      Contacts: z.array(z.object({ ContactID: z.string() })),
    }),
  ),
})

/** Another app of the organisation, with all rights. */
async function inXero(h: Harness, method: string, path: string, body?: object): Promise<Response> {
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
    new Request(`${urls.xero}/api.xro/2.0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${access_token}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  )
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response
}

async function group(h: Harness, name: string) {
  const listed = Groups.parse(await (await inXero(h, 'GET', 'ContactGroups')).json()).ContactGroups
  const { ContactGroupID } = defined(
    listed.find((each) => each.Name === name),
    `there is a group ${name}`,
  )
  const one = Groups.parse(await (await inXero(h, 'GET', `ContactGroups/${ContactGroupID}`)).json())
  const members = defined(one.ContactGroups[0], 'it is answered').Contacts.map(({ ContactID }) => ContactID)
  return { id: ContactGroupID, members }
}
const membersOf = async (h: Harness, name: string) => (await group(h, name)).members.toSorted()

const differing = async (h: Harness, key: string) =>
  (
    await h.db
      .selectFrom('link')
      .select('differing')
      .where('contact_id', '=', contactOf(h, key))
      .executeTakeFirstOrThrow()
  ).differing

test('without mapped tags no group is asked for, compared or written', async () => {
  await using h = await linked()
  await tag(h, 'acme', 'VIP')
  await h.pass(61 * minute)
  expect(h.sent.filter(({ path }) => path.includes('ContactGroups'))).toEqual([])
  expect(await differing(h, 'acme')).not.toContainEqual(expect.objectContaining({ field: 'tags' }))
})

test('a tag added in Capsule makes a member in Xero, and comes back as nothing', async () => {
  await using h = await mapped()
  await tag(h, 'acme', 'vip', 'Unmapped')
  await h.settle()
  expect(await membersOf(h, 'VIP customers')).toEqual(
    [contactOf(h, 'acme'), contactOf(h, 'bright')].toSorted(),
  )
  expect(await membersOf(h, 'Owner: Mia')).toEqual([contactOf(h, 'acme')])
  expect(writes(h)).toEqual(['PUT ContactGroups/…/Contacts'])
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('a tag removed in Capsule ends the membership, the last one too, without asking', async () => {
  await using h = await mapped()
  await tag(h, 'acme', 'VIP', 'Wholesale')
  await h.settle()
  await untag(h, 'acme', 'VIP')
  await h.settle()
  expect(await membersOf(h, 'VIP customers')).toEqual([contactOf(h, 'bright')])
  expect(await membersOf(h, 'Trade')).toEqual([contactOf(h, 'acme')])
  h.forgetSent()
  await untag(h, 'acme', 'Wholesale')
  await h.settle()
  expect(await membersOf(h, 'Trade')).toEqual([])
  expect(await membersOf(h, 'Owner: Mia')).toEqual([contactOf(h, 'acme')])
  expect(writes(h)).toEqual(['DELETE ContactGroups/…/Contacts/…'])
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('the contacts of one group join it in one call, beside their other fields', async () => {
  await using h = await mapped()
  for (const key of ['acme', 'corner', 'delta']) await tag(h, key, 'Wholesale')
  await h.remote.editParty(partyOf(h, 'corner'), {
    emailAddresses: [{ type: 'Work', address: 'hi@corner.example' }],
  })
  await h.settle()
  expect(await membersOf(h, 'Trade')).toEqual(
    ['acme', 'corner', 'delta'].map((key) => contactOf(h, key)).toSorted(),
  )
  const corner = (await h.remote.contacts()).find((each) => each.ContactID === contactOf(h, 'corner'))
  expect(corner).toMatchObject({ EmailAddress: 'hi@corner.example' })
  expect(writes(h).filter((each) => each.startsWith('PUT ContactGroups')).length).toBeLessThanOrEqual(2)
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('mapping fills what is missing; a membership only Xero knows is shown and stays', async () => {
  await using h = await linked()
  await tag(h, 'acme', 'VIP')
  await h.settle()
  h.forgetSent()
  await setRules(h, { tagGroups: pairs })
  expect(await membersOf(h, 'VIP customers')).toEqual(
    [contactOf(h, 'acme'), contactOf(h, 'bright')].toSorted(),
  )
  expect(await differing(h, 'bright')).toContainEqual({
    field: 'tags',
    why: 'Xero holds all that Capsule does, and more; this field is copied from Capsule to Xero only.',
  })
  // What Capsule adds joins what Xero knew, and takes nothing away.
  await tag(h, 'bright', 'Wholesale')
  await h.settle()
  expect(await membersOf(h, 'Trade')).toEqual([contactOf(h, 'bright')])
  expect(await membersOf(h, 'VIP customers')).toContain(contactOf(h, 'bright'))
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('what is mapped and what could be is read and changed by the product’s own interface', async () => {
  await using h = await linked()
  await tag(h, 'acme', 'VIP')
  await h.settle()
  const before = RulesView.parse(await (await h.admin.send('GET', '/api/rules')).json())
  expect(before).toMatchObject({ tagGroups: [], historyNotes: false, knownTags: ['VIP'] })
  // Groups are listed when the first tag is mapped; until then those of contacts are known.
  expect(before.knownGroups).toEqual(['Owner: Mia', 'VIP customers'])
  expect(before.fields.map(({ field }) => field)).not.toContain('tags')
  const tagGroups = [...pairs, { tag: 'Gold', group: 'Gold club' }]
  await h.admin.send('PUT', '/api/rules', { version: before.version, tagGroups, historyNotes: true })
  await h.settle()
  const after = RulesView.parse(await (await h.admin.send('GET', '/api/rules')).json())
  expect(after.tagGroups.map(({ tag, found }) => [tag, found])).toEqual([
    ['VIP', true],
    ['Wholesale', true],
    ['Gold', false],
  ])
  expect(after.knownGroups).toEqual(['Owner: Mia', 'Trade', 'VIP customers'])
  expect(after.historyNotes).toBe(true)
  expect(after.fields.find(({ field }) => field === 'tags')).toMatchObject({
    label: 'Tags and groups',
    direction: 'capsule_to_xero',
  })
})

test('more members than the rules let go by themselves wait, with the calls they take', async () => {
  await using h = await linked()
  for (const key of ['acme', 'corner', 'delta']) await tag(h, key, 'VIP', 'Wholesale')
  await h.settle()
  await setRules(h, { tagGroups: pairs, approveOver: 2 })
  const [review] = Inbox.parse(await (await h.admin.send('GET', '/api/reviews')).json()).reviews
  // One for each group, which takes all of them.
  expect(review?.calls).toBe(2)
  expect(await membersOf(h, 'Trade')).toEqual([])
})

test('groups are listed once after saving, and once a day', async () => {
  await using h = await mapped()
  const listed = () =>
    h.sent.filter((each) => each.method === 'GET' && each.path.endsWith('/ContactGroups')).length
  await tag(h, 'acme', 'VIP')
  await h.settle()
  await h.pass(61 * minute)
  expect(listed()).toBe(0)
  await h.pass(day)
  await h.pass(minute)
  expect(listed()).toBe(1)
})

test('with both directions a new member gets the tag', async () => {
  await using h = await mapped({ fields: [{ field: 'tags', direction: 'both' }] })
  expect(await tagNames(h, 'bright')).toEqual(['VIP'])
  const trade = await group(h, 'Trade')
  await inXero(h, 'PUT', `ContactGroups/${trade.id}/Contacts`, {
    Contacts: [{ ContactID: contactOf(h, 'bright') }],
  })
  // Xero says nothing of it until the contact is edited.
  await h.remote.editContact(contactOf(h, 'bright'), { Website: 'https://bright.example' })
  await h.settle()
  expect((await tagNames(h, 'bright')).toSorted()).toEqual(['VIP', 'Wholesale'])
  const vip = await group(h, 'VIP customers')
  await inXero(h, 'DELETE', `ContactGroups/${vip.id}/Contacts/${contactOf(h, 'bright')}`)
  await h.remote.editContact(contactOf(h, 'bright'), { Website: 'https://www.bright.example' })
  await h.settle()
  expect(await tagNames(h, 'bright')).toEqual(['Wholesale'])
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('lists that both sides changed at once are merged, and nobody is asked', async () => {
  await using h = await mapped({ fields: [{ field: 'tags', direction: 'both' }] })
  const trade = await group(h, 'Trade')
  await inXero(h, 'PUT', `ContactGroups/${trade.id}/Contacts`, {
    Contacts: [{ ContactID: contactOf(h, 'bright') }],
  })
  await h.remote.editContact(contactOf(h, 'bright'), { Website: 'https://bright.example' })
  await untag(h, 'bright', 'VIP')
  await h.settle()
  expect(await tagNames(h, 'bright')).toEqual(['Wholesale'])
  expect(await membersOf(h, 'Trade')).toEqual([contactOf(h, 'bright')])
  expect(await membersOf(h, 'VIP customers')).toEqual([])
  expect(await h.db.selectFrom('review').select('kind').where('state', '=', 'open').execute()).toEqual([])
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('who joined or left in Xero, which tells nobody, is found once a day', async () => {
  await using h = await mapped({ fields: [{ field: 'tags', direction: 'both' }] })
  const trade = await group(h, 'Trade')
  const vip = await group(h, 'VIP customers')
  await inXero(h, 'PUT', `ContactGroups/${trade.id}/Contacts`, {
    Contacts: [{ ContactID: contactOf(h, 'acme') }, { ContactID: contactOf(h, 'idle') }],
  })
  await inXero(h, 'DELETE', `ContactGroups/${vip.id}/Contacts/${contactOf(h, 'bright')}`)
  await h.settle()
  expect(writes(h)).toEqual([])
  await h.pass(day)
  await h.pass(minute)
  expect(await tagNames(h, 'acme')).toEqual(['Wholesale'])
  expect(await tagNames(h, 'bright')).toEqual([])
  const asked = () => h.sent.filter((each) => /ContactGroups\/[^/]+$/.test(each.path)).length
  expect(asked()).toBe(2)
  h.forgetSent()
  await h.pass(61 * minute)
  expect(asked()).toBe(0)
  expect(writes(h)).toEqual([])
})

test('a contact that is created for a tagged record joins its group', async () => {
  await using h = await mapped()
  await tag(h, 'lead', 'Wholesale')
  await h.settle()
  const request = { key: `p${partyOf(h, 'lead')}`, action: { action: 'add_to_xero' }, by: 'hannah' } as const
  expect(await actOnContact(h.engine, await h.workspaceId(), request)).toMatchObject({ outcome: 'decided' })
  await h.settle()
  const made = (await h.remote.contacts()).find((each) => each.Name === 'Lonely Lead')
  expect(await membersOf(h, 'Trade')).toEqual([made?.ContactID])
})

test('a group that Xero has not is named, and is used once it is there', async () => {
  await using h = await mapped({ tagGroups: [{ tag: 'VIP', group: 'Very important' }] })
  await tag(h, 'acme', 'VIP')
  await h.settle()
  expect(writes(h)).toEqual([])
  expect(await differing(h, 'acme')).toContainEqual({
    field: 'tags',
    why: 'There is no contact group “Very important” in Xero; create it there, or choose another one.',
  })
  await inXero(h, 'PUT', 'ContactGroups', { ContactGroups: [{ Name: 'Very important' }] })
  await h.pass(day)
  await h.pass(minute)
  expect(await membersOf(h, 'Very important')).toEqual([contactOf(h, 'acme')])
  expect(await differing(h, 'acme')).not.toContainEqual(expect.objectContaining({ field: 'tags' }))
})

test('a group that went since is a failure in words, and the rest is written', async () => {
  await using h = await mapped()
  const { id } = await group(h, 'Trade')
  await inXero(h, 'POST', `ContactGroups/${id}`, {
    ContactGroups: [{ ContactGroupID: id, Status: 'DELETED' }],
  })
  await h.remote.editParty(partyOf(h, 'corner'), {
    tags: [{ name: 'Wholesale' }],
    emailAddresses: [{ type: 'Work', address: 'hi@corner.example' }],
  })
  await h.settle()
  const corner = (await h.remote.contacts()).find((each) => each.ContactID === contactOf(h, 'corner'))
  expect(corner).toMatchObject({ EmailAddress: 'hi@corner.example' })
  const failed = await h.db
    .selectFrom('operation')
    .select(['error'])
    .where('contact_id', '=', contactOf(h, 'corner'))
    .where('error', 'is not', null)
    .execute()
  expect(failed.map(({ error }) => error?.message)).toEqual([
    'There is no contact group “Trade” in Xero any more.',
  ])
  await h.pass(minute)
  expect(await differing(h, 'corner')).toContainEqual({
    field: 'tags',
    why: 'There is no contact group “Trade” in Xero; create it there, or choose another one.',
  })
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

test('a group that is deleted, renamed or exchanged takes no tag away', async () => {
  await using h = await mapped({ fields: [{ field: 'tags', direction: 'both' }] })
  await tag(h, 'acme', 'VIP')
  await h.settle()
  const { id } = await group(h, 'VIP customers')
  await inXero(h, 'POST', `ContactGroups/${id}`, {
    ContactGroups: [{ ContactGroupID: id, Status: 'DELETED' }],
  })
  // Read before the groups are listed again, it looks as if somebody had left.
  await h.remote.editContact(contactOf(h, 'bright'), { Website: 'https://bright.example' })
  await h.settle()
  expect(await tagNames(h, 'bright')).toEqual(['VIP'])
  await h.pass(day)
  await h.pass(minute)
  expect([await tagNames(h, 'acme'), await tagNames(h, 'bright')]).toEqual([['VIP'], ['VIP']])
  expect(await differing(h, 'acme')).toContainEqual({
    field: 'tags',
    why: 'There is no contact group “VIP customers” in Xero; create it there, or choose another one.',
  })
  await inXero(h, 'PUT', 'ContactGroups', { ContactGroups: [{ Name: 'VIP customers' }] })
  await h.pass(day)
  await h.pass(minute)
  const everybody = [contactOf(h, 'acme'), contactOf(h, 'bright')].toSorted()
  expect(await membersOf(h, 'VIP customers')).toEqual(everybody)
  await setRules(h, { tagGroups: [{ tag: 'VIP', group: 'Trade' }] })
  expect([await tagNames(h, 'acme'), await tagNames(h, 'bright')]).toEqual([['VIP'], ['VIP']])
  expect(await membersOf(h, 'Trade')).toEqual(everybody)
  expect(await membersOf(h, 'VIP customers')).toEqual(everybody)
})

test('an answer lost after the members joined is found to be done', async () => {
  await using h = await mapped()
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path: 'ContactGroups', times: 1 })
  await tag(h, 'acme', 'VIP')
  await h.settle()
  await h.pass(minute)
  expect(await membersOf(h, 'VIP customers')).toContain(contactOf(h, 'acme'))
  expect(await operations(h, 'acme')).toEqual([{ kind: 'xero.contact.update', state: 'done' }])
})

test('undoing puts tags and members back, and leaves it at that', async () => {
  await using h = await mapped({ fields: [{ field: 'tags', direction: 'both' }] })
  await tag(h, 'acme', 'VIP')
  await h.settle()
  expect(await membersOf(h, 'VIP customers')).toContain(contactOf(h, 'acme'))
  await undoLast(h, 'acme')
  expect(await membersOf(h, 'VIP customers')).toEqual([contactOf(h, 'bright')])
  expect(await tagNames(h, 'acme')).toEqual(['VIP'])
  await undoLast(h, 'bright')
  expect(await tagNames(h, 'bright')).toEqual([])
  expect(await membersOf(h, 'VIP customers')).toEqual([contactOf(h, 'bright')])
  h.forgetSent()
  await h.pass(61 * minute)
  expect(writes(h)).toEqual([])
})

const Preview = z.object({ hash: z.string() })

/** Undoes what was last written to the customer. */
async function undoLast(h: Harness, key: string) {
  const target = { kind: 'record', key: `x${contactOf(h, key)}` } as const
  const workspaceId = await h.workspaceId()
  const { hash } = Preview.parse(await previewUndo(h.engine, workspaceId, target))
  expect(await startUndo(h.engine, workspaceId, { target, hash, by: 'hannah' })).toMatchObject({
    outcome: 'decided',
  })
  await h.settle()
}

const operations = (h: Harness, key: string) =>
  h.db
    .selectFrom('operation')
    .innerJoin('run', 'run.id', 'operation.run_id')
    .select(['operation.kind', 'operation.state'])
    .where('contact_id', '=', contactOf(h, key))
    .where('run.kind', '<>', 'comparison')
    .execute()
