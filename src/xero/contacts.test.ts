import { expect, test } from 'vitest'
import { z } from 'zod'
import type { XeroEdit } from '#core/field/field.ts'
import type { XeroAddress, XeroContact } from '#core/model/contact.ts'
import { type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { createGovernor, XERO_PACE } from '#core/remote/governor.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { type TokenSet, tokenSource } from '#core/remote/tokens.ts'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { type Fault, Fault as FaultSchema } from '#sandbox/kernel/faults.ts'
import { createKernel } from '#sandbox/kernel/kernel.ts'
import type { XeroSeed } from '#sandbox/seed.ts'
import { createXero } from '#sandbox/xero/xero.ts'
import { listConnections } from './connections.ts'
import { addToGroup, createGroup, listGroups, listMembers, removeFromGroup } from './contact-groups.ts'
import {
  type ContactUpdate,
  createContacts,
  findContactsByNumber,
  getContacts,
  listContacts,
  type NewContact,
  updateContacts,
} from './contacts.ts'
import { addHistoryNotes } from './history.ts'
import { createXeroHttp, type XeroHttp } from './http.ts'
import { clientCredentials, type XeroApp } from './oauth.ts'

const url = 'http://localhost:4002'
const nobody = xeroContactId('99999999-9999-4999-8999-999999999999')

const seed: XeroSeed = {
  organisation: {
    name: 'Demo Firm',
    legalName: 'Demo Firm Pty Ltd',
    countryCode: 'AU',
    baseCurrency: 'AUD',
    timezone: 'AUSEASTERNSTANDARDTIME',
    shortCode: '!Qj35V',
    currencies: ['AUD', 'USD'],
  },
  users: [
    { key: 'ada', firstName: 'Ada', lastName: 'Viser', email: 'ada@demo.example', role: 'FINANCIALADVISER' },
  ],
  contacts: [
    {
      key: 'acme',
      name: 'Acme Pty Ltd',
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'accounts@acme.example',
      contactPersons: [{ firstName: 'Bo', lastName: 'Li', email: 'bo@acme.example' }],
      taxNumber: '51824753556',
      phones: [
        { type: 'DEFAULT', countryCode: '61', areaCode: '2', number: '5550 1234' },
        { type: 'FAX', countryCode: '61', areaCode: '2', number: '5550 9999' },
      ],
      addresses: [
        { type: 'STREET', line1: '1 High St', city: 'Sydney', country: 'Australia' },
        {
          type: 'POBOX',
          line1: 'PO Box 1',
          line2: 'Level 2',
          city: 'Sydney',
          region: 'NSW',
          postalCode: '2000',
          country: 'Australia',
        },
      ],
    },
    { key: 'other', name: 'Other Ltd' },
    { key: 'old', name: 'Old Ltd', archived: true },
    ...Array.from({ length: 60 }, (_, i) => ({ key: `c${i}`, name: `Customer ${i}` })),
  ],
  invoices: [],
}

async function world() {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const kernel = createKernel({ clock, seed: 1, fetch: async () => new Response(null, { status: 200 }) })
  const xero = createXero(kernel, { url })
  const keys = xero.seed(seed, new Map())
  const outside = {
    fetch: (to: string, init: RequestInit) => xero.fetch(new Request(to, init)),
    now: clock.now,
    sleep: async (ms: number) => {
      await clock.advance(ms)
    },
    random: () => 0.5,
  }
  const app: XeroApp = {
    ...outside,
    endpoints: { loginUrl: url, identityUrl: url, apiUrl: url, appUrl: url },
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  }
  let stored: TokenSet = await clientCredentials(app)
  const tokens = tokenSource({
    side: 'xero',
    load: async () => stored,
    save: async (next) => {
      stored = next
    },
    refresh: () => clientCredentials(app),
    now: clock.now,
  })
  const records: CallRecord[] = []
  const governor = createGovernor({ ...XERO_PACE, ...outside, side: 'xero' })
  const httpOf = (tenantId: string | null) =>
    createXeroHttp({
      ...outside,
      apiUrl: url,
      tenantId,
      tokens,
      governor,
      onCall: (call) => records.push(call),
    })
  const [connection] = await listConnections(httpOf(null))
  const http = httpOf(connection?.tenantId ?? '')
  records.length = 0
  const id = (key: string): XeroContactId => xeroContactId(keys.get(key) ?? '')
  const fault = (f: Partial<Fault> & Pick<Fault, 'kind'>) =>
    kernel.faults.add(FaultSchema.parse({ vendor: 'xero', times: 1, ...f }))
  let keysUsed = 0
  /** A fresh idempotency key. */
  const key = () => `key-${++keysUsed}`
  return { clock, http, records, id, fault, key }
}

async function failure(work: Promise<unknown>): Promise<RemoteError> {
  const error = await work.then(
    () => new Error('it worked'),
    (e: unknown) => e,
  )
  if (error instanceof RemoteError) return error
  throw error
}

/** A Xero that says one thing. */
const answering = (answer: unknown): XeroHttp => ({
  send: async () => {},
  call: async (_, schema) => schema.parse(answer),
})

async function read(http: XeroHttp, id: XeroContactId): Promise<XeroContact> {
  const [contact] = await getContacts(http, [id])
  if (!contact) throw new Error('no such contact')
  return contact
}

async function named(http: XeroHttp, name: string): Promise<XeroContact[]> {
  const found: XeroContact[] = []
  for await (const page of listContacts(http)) found.push(...page.rows.filter((c) => c.name === name))
  return found
}

async function update(w: { http: XeroHttp; key: () => string }, edit: ContactUpdate): Promise<XeroContact> {
  const [outcome] = await updateContacts(w.http, [edit], { idempotencyKey: w.key() })
  if (outcome?.outcome !== 'written') throw new Error(JSON.stringify(outcome))
  return outcome.contact
}

const street: XeroAddress = {
  type: 'STREET',
  lines: ['9 Low Rd'],
  city: 'Perth',
  region: 'WA',
  postalCode: '6000',
  country: 'Australia',
  attentionTo: 'The desk',
}
const newContact: NewContact = {
  name: 'New Pty Ltd',
  contactNumber: '4711',
  firstName: 'Nia',
  lastName: null,
  email: 'nia@new.example',
  accountNumber: 'A-1',
  companyNumber: '004085616',
  taxNumber: '51824753556',
  defaultCurrency: 'USD',
  addresses: [street],
  phones: [{ type: 'MOBILE', countryCode: '61', areaCode: null, number: '400 000 000' }],
  contactPersons: [{ firstName: 'Kit', lastName: 'Oz', email: 'kit@new.example', includeInEmails: true }],
}

test('every writable field is written, and read back the same', async () => {
  const w = await world()
  const edit = {
    name: 'Acme Holdings Pty Ltd',
    firstName: 'Eve',
    lastName: 'Wu',
    email: 'eve@acme.example',
    contactNumber: '1001',
    accountNumber: 'ACC-7',
    companyNumber: '004085616',
    taxNumber: '53004085616',
    defaultCurrency: 'USD',
    contactPersons: [
      { firstName: 'Kit', lastName: 'Oz', email: 'kit@acme.example', includeInEmails: true },
      { firstName: 'Lou', lastName: null, email: null, includeInEmails: false },
    ],
  }
  await update(w, { contactId: w.id('acme'), ...edit, addresses: [street] })
  const now = await read(w.http, w.id('acme'))
  expect(now).toMatchObject(edit)
  expect(now.addresses.find((a) => a.type === 'STREET')).toEqual(street)
})

test('what is left out, or undefined, stays', async () => {
  const w = await world()
  const before = await read(w.http, w.id('acme'))
  await w.clock.advance(1_000)
  await update(w, { contactId: w.id('acme'), email: 'new@acme.example', name: undefined, phones: undefined })
  const after = await read(w.http, w.id('acme'))
  expect(after).toEqual({ ...before, email: 'new@acme.example', updatedAt: after.updatedAt })
  expect(after.updatedAt > before.updatedAt).toBe(true)
})

test('null clears a text', async () => {
  const w = await world()
  await update(w, { contactId: w.id('acme'), contactNumber: '7', accountNumber: 'A', defaultCurrency: 'USD' })
  const cleared = {
    firstName: null,
    lastName: null,
    email: null,
    contactNumber: null,
    accountNumber: null,
    companyNumber: null,
    taxNumber: null,
    defaultCurrency: null,
  }
  expect(await update(w, { contactId: w.id('acme'), ...cleared })).toMatchObject({
    ...cleared,
    name: 'Acme Pty Ltd',
  })
  // The number and account number are free for another.
  await update(w, { contactId: w.id('other'), contactNumber: '7', accountNumber: 'A' })
})

test('an address slot becomes exactly what is given: old lines go away, the other slot stays', async () => {
  const w = await world()
  const before = await read(w.http, w.id('acme'))
  const box: XeroAddress = {
    ...{ type: 'POBOX', lines: ['GPO Box 9'], city: 'Perth', region: null },
    ...{ postalCode: null, country: null, attentionTo: null },
  }
  await update(w, { contactId: w.id('acme'), addresses: [box] })
  const { addresses } = await read(w.http, w.id('acme'))
  expect(addresses.find((a) => a.type === 'POBOX')).toEqual(box)
  expect(addresses.find((a) => a.type === 'STREET')).toEqual(
    before.addresses.find((a) => a.type === 'STREET'),
  )
})

test('an empty address empties its slot; a fifth line joins the fourth', async () => {
  const w = await world()
  const nothing = {
    ...{ lines: [], city: null, region: null },
    ...{ postalCode: null, country: null, attentionTo: null },
  }
  const addresses: XeroAddress[] = [
    { type: 'POBOX', ...nothing },
    { type: 'STREET', ...nothing, lines: ['1', '2', '3', '4', '5'] },
  ]
  await update(w, { contactId: w.id('acme'), addresses })
  expect((await read(w.http, w.id('acme'))).addresses).toEqual([
    { type: 'STREET', ...nothing, lines: ['1', '2', '3', '4, 5'] },
  ])
})

const Phones = z.object({
  Contacts: z.array(z.object({ Phones: z.array(z.looseObject({ PhoneType: z.string() })) })),
})

test('a phone slot without number is emptied, with area and country; the others stay', async () => {
  const w = await world()
  const phones = [{ type: 'DEFAULT', countryCode: '61', areaCode: '2', number: '' }] as const
  await update(w, { contactId: w.id('acme'), phones })
  expect((await read(w.http, w.id('acme'))).phones).toMatchObject([{ type: 'FAX', number: '5550 9999' }])
  const raw = await w.http.call({ method: 'GET', path: `/api.xro/2.0/Contacts/${w.id('acme')}` }, Phones)
  const emptied = { PhoneNumber: '', PhoneAreaCode: '', PhoneCountryCode: '' }
  expect(raw.Contacts[0]?.Phones.find((p) => p.PhoneType === 'DEFAULT')).toMatchObject(emptied)
  // A number alone does not inherit what stood there.
  const bare = { type: 'FAX', countryCode: null, areaCode: null, number: '1300 000' } as const
  await update(w, { contactId: w.id('acme'), phones: [bare] })
  expect((await read(w.http, w.id('acme'))).phones).toEqual([bare])
})

test('contact persons are replaced as a whole; six are too many', async () => {
  const w = await world()
  const person = (n: number) => ({
    firstName: `P${n}`,
    lastName: null,
    email: `p${n}@acme.example`,
    includeInEmails: false,
  })
  const two = [person(1), person(2)]
  await update(w, { contactId: w.id('acme'), contactPersons: two })
  expect((await read(w.http, w.id('acme'))).contactPersons).toEqual(two)
  const six = Array.from({ length: 6 }, (_, i) => person(i))
  expect(
    await updateContacts(w.http, [{ contactId: w.id('acme'), contactPersons: six }], { idempotencyKey: 'x' }),
  ).toMatchObject([{ outcome: 'refused', messages: [expect.stringContaining('5')] }])
})

test('contact persons that Xero keeps although none are asked for come with a warning', async () => {
  const w = await world()
  const clear = (key: string) =>
    updateContacts(w.http, [{ contactId: w.id(key), contactPersons: [] }], { idempotencyKey: key })
  expect(await clear('acme')).toMatchObject([
    {
      outcome: 'written',
      contact: { contactPersons: [{ firstName: 'Bo' }] },
      warnings: [expect.stringContaining('kept')],
    },
  ])
  expect(await clear('other')).toMatchObject([{ outcome: 'written', warnings: [] }])
})

test('archiving works once, then every edit is refused', async () => {
  const w = await world()
  expect((await update(w, { contactId: w.id('other'), status: 'ARCHIVED' })).status).toBe('ARCHIVED')
  for (const edit of [{ email: 'a@b.example' }, { status: 'ARCHIVED' as const }]) {
    const key = JSON.stringify(edit)
    expect(
      await updateContacts(w.http, [{ contactId: w.id('other'), ...edit }], { idempotencyKey: key }),
    ).toMatchObject([{ outcome: 'refused', messages: [expect.stringContaining('archived')] }])
  }
})

test('a taken name is refused, in any case, without stopping the others', async () => {
  const w = await world()
  const batch = [
    { contactId: w.id('other'), name: 'ACME pty ltd' },
    { contactId: w.id('c1'), name: 'Old Ltd' },
    { contactId: w.id('c2'), email: 'not an address' },
    { contactId: w.id('c3'), email: 'fine@c3.example' },
  ]
  const outcomes = await updateContacts(w.http, batch, { idempotencyKey: 'k' })
  expect(outcomes.map((o) => o.outcome)).toEqual(['refused', 'written', 'refused', 'written'])
  expect(outcomes.map((o) => o.contactId)).toEqual(batch.map((b) => b.contactId))
  expect((await read(w.http, w.id('other'))).name).toBe('Other Ltd')
  expect(w.records.filter((r) => r.write)).toHaveLength(1)
})

test('a contact is created with everything in one call', async () => {
  const w = await world()
  const [outcome] = await createContacts(w.http, [newContact], { idempotencyKey: 'k' })
  expect(w.records).toHaveLength(1)
  if (outcome?.outcome !== 'written') throw new Error(JSON.stringify(outcome))
  expect(outcome).toMatchObject({ contactNumber: '4711', warnings: [] })
  expect(await read(w.http, outcome.contact.id)).toMatchObject({ ...newContact, status: 'ACTIVE' })
})

test('one bad element of a batch does not stop the others, and each outcome is in its place', async () => {
  const w = await world()
  await update(w, { contactId: w.id('c1'), contactNumber: '1' })
  await update(w, { contactId: w.id('c2'), contactNumber: '2', status: 'ARCHIVED' })
  const batch: NewContact[] = [
    { name: 'Fine 1', contactNumber: '11' },
    { name: 'acme pty ltd', contactNumber: '12' },
    { name: 'Number of an active one', contactNumber: '1' },
    { name: 'Number of an archived one', contactNumber: '2' },
    { name: 'Twin', contactNumber: '13' },
    { name: 'Twin', contactNumber: '14' },
    { name: ' <odd>  name', contactNumber: '15' },
    { name: 'Old Ltd', contactNumber: '16' },
  ]
  const outcomes = await createContacts(w.http, batch, { idempotencyKey: 'k' })
  const expected = ['written', 'refused', 'refused', 'refused', 'written', 'refused', 'refused', 'written']
  expect(outcomes.map((o) => o.outcome)).toEqual(expected)
  expect(outcomes.map((o) => o.contactNumber)).toEqual(batch.map((c) => c.contactNumber))
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.outcome === 'written') expect(outcome.contact.name).toBe(batch[i]?.name)
    if (outcome.outcome === 'refused') expect(outcome.messages.length).toBeGreaterThan(0)
  }
  // Creating never writes over anybody.
  expect(await read(w.http, w.id('c1'))).toMatchObject({ name: 'Customer 1', contactNumber: '1' })
  expect(await named(w.http, 'Acme Pty Ltd')).toMatchObject([{ id: w.id('acme'), contactNumber: null }])
})

test('a request that Xero cannot read is sent in halves, and only the bad element fails', async () => {
  const w = await world()
  // What the compiler forbids may still come out of a database.
  const unreadable: NewContact = JSON.parse('{"name":"Odd","contactNumber":"1","email":["no","text"]}')
  const batch = [unreadable, ...['2', '3', '4'].map((n) => ({ name: `N${n}`, contactNumber: n }))]
  const outcomes = await createContacts(w.http, batch, { idempotencyKey: 'k' })
  expect(outcomes.map((o) => o.outcome)).toEqual(['refused', 'written', 'written', 'written'])
  expect(await findContactsByNumber(w.http, ['1', '2', '3', '4'])).toHaveLength(3)
})

test('elements come in any order; without their number they are known by a name that occurs once', async () => {
  const batch = [
    { name: 'One', contactNumber: '1' },
    { name: 'Two', contactNumber: '2' },
    { name: 'Twin', contactNumber: '3' },
    { name: 'Twin', contactNumber: '4' },
    { name: 'Five', contactNumber: '5' },
    { name: 'Six', contactNumber: '6' },
    { name: 'Seven', contactNumber: '7' },
  ]
  const guid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
  const element = (n: number, more: object) => ({
    ...{ ContactID: guid(n), UpdatedDateUTC: '/Date(1789378193493+0000)/', StatusAttributeString: 'OK' },
    ...more,
  })
  const answer = {
    Contacts: [
      element(3, { Name: 'Twin' }),
      { Name: 'Two', StatusAttributeString: 'ERROR', ValidationErrors: [{ Message: 'No.' }] },
      element(6, { Name: 'Six' }),
      element(7, { Name: 'Six' }),
      element(1, { Name: 'One', ContactNumber: '1', Warnings: [{ Message: 'Hm.' }] }),
      { Name: 'Five', ContactNumber: '5', ContactID: guid(5), UpdatedDateUTC: 'yesterday' },
      { Name: 'Seven', StatusAttributeString: 'ERROR' },
    ],
  }
  const http = answering(answer)
  expect(await createContacts(http, batch, { idempotencyKey: 'k' })).toMatchObject([
    { contactNumber: '1', outcome: 'written', contact: { id: guid(1) }, warnings: ['Hm.'] },
    { contactNumber: '2', outcome: 'refused', messages: ['No.'] },
    { contactNumber: '3', outcome: 'unknown' },
    { contactNumber: '4', outcome: 'unknown' },
    { contactNumber: '5', outcome: 'unknown' },
    { contactNumber: '6', outcome: 'unknown' },
    { contactNumber: '7', outcome: 'refused', messages: ['Xero gave no reason.'] },
  ])
})

test('the planner’s edits fit as they are', async () => {
  const w = await world()
  const fax = { type: 'FAX', countryCode: null, areaCode: null, number: '' } as const
  const edit: XeroEdit = { email: null, addresses: [street], phones: [fax] }
  expect(await update(w, { contactId: w.id('acme'), ...edit })).toMatchObject({
    ...{ email: null, phones: [{ type: 'DEFAULT' }] },
  })
  const create = { ...edit, name: 'Planned', contactNumber: '8' }
  expect(await createContacts(w.http, [create], { idempotencyKey: 'k' })).toMatchObject([
    { outcome: 'written', contact: { name: 'Planned', email: null, phones: [], addresses: [street] } },
  ])
})

test('a fault after one half was written is ambiguous, whatever it is', async () => {
  const w = await world()
  const batch = ['1', '2', '3', '4'].map((n) => ({ name: `N${n}`, contactNumber: n }))
  let puts = 0
  const halves: XeroHttp = {
    send: w.http.send,
    call(request, schema) {
      if (request.method !== 'PUT') return w.http.call(request, schema)
      puts++
      if (puts === 1)
        return Promise.reject(new RemoteError({ side: 'xero', kind: 'invalid', message: 'unreadable' }))
      if (puts === 3) {
        const limited = { side: 'xero', kind: 'limited', limit: 'day', retryAfterSeconds: 60 } as const
        return Promise.reject(new RemoteError({ ...limited, message: 'xero: 429' }))
      }
      return w.http.call(request, schema)
    },
  }
  const error = await failure(createContacts(halves, batch, { idempotencyKey: 'k' }))
  expect(error).toMatchObject({ kind: 'limited', limit: 'day', retryAfterSeconds: 60, ambiguous: true })
  const found = await findContactsByNumber(w.http, ['1', '2', '3', '4'])
  expect(found.map((c) => c.contactNumber).sort()).toEqual(['1', '2'])
})

test('creating twice with one key makes one contact, with another key it is refused', async () => {
  const w = await world()
  const [first] = await createContacts(w.http, [newContact], { idempotencyKey: 'k' })
  const [again] = await createContacts(w.http, [newContact], { idempotencyKey: 'k' })
  expect(again).toEqual(first)
  expect(await createContacts(w.http, [newContact], { idempotencyKey: 'k2' })).toMatchObject([
    { contactNumber: '4711', outcome: 'refused' },
  ])
  expect(await named(w.http, 'New Pty Ltd')).toHaveLength(1)
})

test('a lost answer is asked for again by the same key, and happened once', async () => {
  const w = await world()
  w.fault({ kind: 'lost_answer', method: 'PUT', path: '/Contacts' })
  expect(await createContacts(w.http, [newContact], { idempotencyKey: 'k' })).toMatchObject([
    { outcome: 'written' },
  ])
  expect(await named(w.http, 'New Pty Ltd')).toHaveLength(1)
})

test('when all answers stay lost it is ambiguous, and the look-up by number finds the contact', async () => {
  const w = await world()
  w.fault({ kind: 'lost_answer', method: 'PUT', times: 50 })
  const error = await failure(createContacts(w.http, [newContact], { idempotencyKey: 'k' }))
  expect(error).toMatchObject({ kind: 'offline', ambiguous: true })
  expect(await findContactsByNumber(w.http, ['4711', '4712'])).toMatchObject([
    { name: 'New Pty Ltd', contactNumber: '4711', status: 'ACTIVE' },
  ])
})

test('the look-up by number finds archived ones, 40 a call, exactly as written', async () => {
  const w = await world()
  const batch = Array.from({ length: 50 }, (_, i) => ({ name: `New ${i}`, contactNumber: `n${i}` }))
  await createContacts(w.http, batch, { idempotencyKey: 'k' })
  const [first] = await findContactsByNumber(w.http, ['n7'])
  await update(w, { contactId: first?.id ?? nobody, status: 'ARCHIVED' })
  w.records.length = 0
  const numbers = batch.map((c) => c.contactNumber)
  const found = await findContactsByNumber(w.http, [...numbers, 'n0', '', 'nowhere'])
  expect(w.records).toHaveLength(2)
  expect(found.map((c) => c.contactNumber).sort()).toEqual(numbers.toSorted())
  expect(found.find((c) => c.contactNumber === 'n7')?.status).toBe('ARCHIVED')
  expect(await findContactsByNumber(w.http, ['N3'])).toEqual([])
  expect(await findContactsByNumber(w.http, [])).toEqual([])
})

test('a number with a quote stays out of filters and is found all the same', async () => {
  const w = await world()
  const odd = ['a"b', 'c\\d', '"']
  const batch = odd.map((contactNumber, i) => ({ name: `Odd ${i}`, contactNumber }))
  await createContacts(w.http, batch, { idempotencyKey: 'k' })
  const found = await findContactsByNumber(w.http, [...odd, 'x" OR Name!="'])
  expect(found.map((c) => c.contactNumber).sort()).toEqual(odd.toSorted())
})

test('where Xero refuses the filter the numbers are asked one by one', async () => {
  const w = await world()
  await createContacts(w.http, [newContact], { idempotencyKey: 'k' })
  w.fault({ kind: 'status', status: 400, method: 'GET', path: '/Contacts' })
  expect(await findContactsByNumber(w.http, ['4711', '4712'])).toMatchObject([{ contactNumber: '4711' }])
})

const Notes = z.object({ HistoryRecords: z.array(z.object({ Changes: z.string(), Details: z.string() })) })

async function notesOf(http: XeroHttp, id: XeroContactId): Promise<string[]> {
  const reply = await http.call({ method: 'GET', path: `/api.xro/2.0/Contacts/${id}/History` }, Notes)
  return reply.HistoryRecords.filter((r) => r.Changes === 'Note').map((r) => r.Details)
}

test('history notes: blank ones are left out, long ones cut between characters', async () => {
  const w = await world()
  const long = `${'x'.repeat(2_498)}${'🙂'.repeat(10)}`
  const notes = ['Linked to Capsule party 5', '  ', long, 'y'.repeat(2_500)]
  await addHistoryNotes(w.http, w.id('acme'), notes, { idempotencyKey: 'k' })
  await addHistoryNotes(w.http, w.id('acme'), notes, { idempotencyKey: 'k' })
  await addHistoryNotes(w.http, w.id('acme'), [' '], { idempotencyKey: 'k2' })
  expect(w.records).toHaveLength(2)
  const kept = await notesOf(w.http, w.id('acme'))
  expect(kept.toSorted()).toEqual(
    ['Linked to Capsule party 5', `${'x'.repeat(2_498)}…`, 'y'.repeat(2_500)].toSorted(),
  )
  const work = addHistoryNotes(w.http, nobody, ['x'], { idempotencyKey: 'k3' })
  expect(await failure(work)).toMatchObject({ kind: 'missing' })
})

test('a contact group is made once, filled and emptied', async () => {
  const w = await world()
  const group = await createGroup(w.http, 'Owner: Olive', { idempotencyKey: 'g' })
  expect(await createGroup(w.http, 'Owner: Olive', { idempotencyKey: 'g' })).toEqual(group)
  expect(await listGroups(w.http)).toEqual([group])
  expect(await failure(createGroup(w.http, 'owner: olive', { idempotencyKey: 'g2' }))).toMatchObject({
    kind: 'invalid',
    details: [{ message: expect.stringContaining('already assigned') }],
  })
  const ids = [w.id('acme'), w.id('other')]
  const added = ids.map((contactId) => ({ contactId, outcome: 'written' }))
  expect(await addToGroup(w.http, group.id, ids, { idempotencyKey: 'a' })).toEqual(added)
  expect(await addToGroup(w.http, group.id, ids, { idempotencyKey: 'a2' })).toEqual(added)
  expect((await read(w.http, w.id('acme'))).groups).toEqual([group])
  await removeFromGroup(w.http, group.id, w.id('acme'))
  await removeFromGroup(w.http, group.id, w.id('acme'))
  expect((await read(w.http, w.id('acme'))).groups).toEqual([])
  expect((await read(w.http, w.id('other'))).groups).toEqual([group])
  expect(await listMembers(w.http, group.id)).toEqual([w.id('other')])
  expect(await listMembers(w.http, nobody)).toEqual([])
})

test('an unknown or archived contact does not keep the others out of a group', async () => {
  const w = await world()
  const group = await createGroup(w.http, 'Suppliers', { idempotencyKey: 'g' })
  const ids = [w.id('c1'), nobody, w.id('old'), w.id('c2')]
  const outcomes = await addToGroup(w.http, group.id, ids, { idempotencyKey: 'a' })
  expect(outcomes.map((o) => o.contactId)).toEqual(ids)
  expect(outcomes.map((o) => o.outcome)).toEqual(['written', 'refused', 'refused', 'written'])
})

test('a group that is gone is missing, whoever was to be added', async () => {
  const w = await world()
  const group = '11111111-1111-4111-8111-111111111111'
  const work = addToGroup(w.http, group, [w.id('c1'), w.id('c2')], { idempotencyKey: 'a' })
  expect(await failure(work)).toMatchObject({ kind: 'missing' })
  expect(w.records.filter((r) => r.write)).toHaveLength(1)
})

test('groups that were deleted are not listed', async () => {
  const wire = (n: number, Status?: string) => ({
    ContactGroupID: `AAAAAAAA-0000-4000-8000-00000000000${n}`,
    Name: `Group ${n}`,
    Status,
  })
  expect(
    await listGroups(answering({ ContactGroups: [wire(1, 'ACTIVE'), wire(2, 'DELETED'), wire(3)] })),
  ).toEqual([1, 3].map((n) => ({ id: `aaaaaaaa-0000-4000-8000-00000000000${n}`, name: `Group ${n}` })))
})
