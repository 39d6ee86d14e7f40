import { expect, test } from 'vitest'
import { createWorld, type World } from '../fixture.ts'
import { createXero } from '../xero.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings.read projects'
const root = '/projects.xro/2.0'

const open = () => createWorld({ scope, quotas: false })

async function project(world: World, extra: Record<string, unknown> = {}): Promise<string> {
  const body = { name: 'New kitchen', contactId: world.id('acme'), ...extra }
  const made = await world.api('POST', `${root}/Projects`, body)
  expect(made.status).toBe(201)
  return String(made.at('projectId'))
}

async function task(world: World, id: string, extra: Record<string, unknown> = {}): Promise<string> {
  const body = { name: 'Fit', rate: { currency: 'AUD', value: 90 }, chargeType: 'TIME', ...extra }
  const made = await world.api('POST', `${root}/Projects/${id}/Tasks`, body)
  expect(made.status).toBe(201)
  return String(made.at('taskId'))
}

const user = async (world: World) =>
  String((await world.api('GET', `${root}/ProjectsUsers`)).at('items', 0, 'userId'))

async function time(world: World, id: string, taskId: string, extra: Record<string, unknown> = {}) {
  const body = { userId: await user(world), taskId, dateUtc: '2026-11-20T09:00:00Z', duration: 40, ...extra }
  return world.api('POST', `${root}/Projects/${id}/Time`, body)
}

test('trap: the estimate goes in as a bare number and comes out as an Amount (xero §13.15)', async () => {
  const world = await open()
  const id = await project(world, { estimateAmount: 1500.5, deadlineUtc: '2026-12-24T10:00:00' })
  const read = await world.api('GET', `${root}/Projects/${id}`)
  expect(read.at('estimate')).toEqual({ currency: 'AUD', value: 1500.5 })
  expect([read.at('deadlineUtc'), read.at('status')]).toEqual(['2026-12-24T10:00:00Z', 'INPROGRESS'])
  const amount = { name: 'X', contactId: world.id('acme'), estimateAmount: { currency: 'AUD', value: 1 } }
  const refused = await world.api('POST', `${root}/Projects`, amount)
  expect(refused.status).toBe(400)
  expect(refused.at('modelState', 'model.EstimateAmount', 0)).toContain('Error converting value')
})

test('trap: updates of projects answer 204 without a body (xero §13.15)', async () => {
  const world = await open()
  const id = await project(world, { estimateAmount: 10 })
  const put = await world.api('PUT', `${root}/Projects/${id}`, { name: 'Renamed' })
  expect([put.status, put.text]).toEqual([204, ''])
  const patch = await world.api('PATCH', `${root}/Projects/${id}`, { status: 'CLOSED' })
  expect([patch.status, patch.text]).toEqual([204, ''])
  const read = await world.api('GET', `${root}/Projects/${id}`)
  expect([read.at('name'), read.at('status'), read.at('estimate')]).toEqual(['Renamed', 'CLOSED', undefined])
})

test('trap: without the Projects add-on every call answers 401 (xero §13.15)', async () => {
  const world = await open()
  world.xero.setProjects(false)
  expect((await world.api('GET', `${root}/Projects`)).status).toBe(401)
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
  world.xero.setProjects(true)
  expect((await world.api('GET', `${root}/Projects`)).status).toBe(200)
})

test('trap: Projects faults are camelCase with modelState, not validation elements (xero §4)', async () => {
  const world = await open()
  const answer = await world.api('POST', `${root}/Projects`, {})
  expect(answer.status).toBe(400)
  expect(JSON.parse(answer.text)).toEqual({
    message: 'The request is invalid.',
    modelState: {
      'model.Name': ['The Project Name cannot be empty'],
      'model.ContactId': ['The ContactId cannot be null or empty'],
    },
  })
})

test('trap: projects.read reads and does not write (xero §2.4)', async () => {
  const world = await createWorld({ scope: 'openid offline_access accounting.contacts projects.read' })
  expect((await world.api('GET', `${root}/Projects`)).status).toBe(200)
  const write = await world.api('POST', `${root}/Projects`, { name: 'X', contactId: world.id('acme') })
  expect([write.status, write.at('Detail')]).toEqual([401, 'AuthorizationUnsuccessful'])
  const without = await createWorld()
  expect((await without.api('GET', `${root}/Projects`)).status).toBe(401)
})

test('trap: Projects calls count against the same limits as Accounting (xero §9)', async () => {
  const world = await createWorld({ scope, limits: { minuteMax: 3 } })
  await world.api('GET', 'Organisation')
  await world.api('GET', `${root}/Projects`)
  const answers = [await world.api('GET', `${root}/Projects`), await world.api('GET', 'Organisation')]
  expect(answers.map((answer) => answer.status).includes(429)).toBe(true)
})

test('trap: Projects speaks JSON without an Accept header (xero §1)', async () => {
  const world = await open()
  expect((await world.api('GET', `${root}/Projects`, undefined, { accept: '*/*' })).status).toBe(200)
})

test('trap: a page size above 500 is refused, 50 is the default (xero §9)', async () => {
  const world = await open()
  for (let i = 0; i < 51; i++) await project(world, { name: `P${i}` })
  const list = await world.api('GET', `${root}/Projects`)
  expect(list.at('pagination')).toEqual({ page: 1, pageSize: 50, pageCount: 2, itemCount: 51 })
  expect((await world.api('GET', `${root}/Projects?page=2`)).at('items', 0, 'name')).toBe('P50')
  expect((await world.api('GET', `${root}/Projects?pageSize=501`)).status).toBe(400)
  expect((await world.api('GET', `${root}/Projects?page=0`)).status).toBe(400)
})

test('projects are filtered by id, contact and state', async () => {
  const world = await open()
  const [one, two] = [await project(world), await project(world, { contactId: world.id('birch') })]
  await world.api('PATCH', `${root}/Projects/${two}`, { status: 'CLOSED' })
  const ids = async (query: string) =>
    (await world.api('GET', `${root}/Projects?${query}`)).at('items', 0, 'projectId')
  expect(await ids(`projectIds=${two}`)).toBe(two)
  expect(await ids(`contactID=${world.id('acme')}`)).toBe(one)
  expect(await ids('states=CLOSED')).toBe(two)
  expect(await ids('states=INPROGRESS,CLOSED')).toBe(one)
})

test('time adds up on the task and the project', async () => {
  const world = await open()
  const id = await project(world)
  const timed = await task(world, id)
  const free = await task(world, id, { name: 'Talk', chargeType: 'NON_CHARGEABLE' })
  const fixed = await task(world, id, {
    name: 'Permit',
    chargeType: 'FIXED',
    rate: { currency: 'AUD', value: 250 },
  })
  await time(world, id, timed)
  await time(world, id, free, { duration: 15 })
  const read = await world.api('GET', `${root}/Projects/${id}`)
  expect(read.at('minutesLogged')).toBe(55)
  expect(read.at('totalTaskAmount')).toEqual({ currency: 'AUD', value: 310 })
  const tasks = await world.api('GET', `${root}/Projects/${id}/Tasks?chargeType=TIME`)
  expect(tasks.at('items', 0)).toMatchObject({
    totalMinutes: 40,
    totalAmount: { value: 60 },
    status: 'ACTIVE',
  })
  expect(tasks.at('items', 1)).toBeUndefined()
  const one = await world.api('GET', `${root}/Projects/${id}/Tasks/${fixed}`)
  expect(one.at('totalAmount', 'value')).toBe(250)
})

test('trap: creating time answers 200 while tasks answer 201 (xero §9)', async () => {
  const world = await open()
  const id = await project(world)
  expect((await time(world, id, await task(world, id))).status).toBe(200)
})

test('trap: a description left out of a time update is gone (xero §9)', async () => {
  const world = await open()
  const id = await project(world)
  const taskId = await task(world, id)
  const made = await time(world, id, taskId, { description: 'Measured' })
  const path = `${root}/Projects/${id}/Time/${made.at('timeEntryId')}`
  const body = { userId: await user(world), taskId, dateUtc: '2026-11-21T09:00:00Z', duration: 1 }
  expect((await world.api('PUT', path, body)).status).toBe(204)
  const read = await world.api('GET', path)
  expect([read.at('description'), read.at('duration')]).toEqual([undefined, 1])
  expect((await world.api('DELETE', path)).status).toBe(204)
  expect((await world.api('GET', path)).status).toBe(404)
})

test.each([
  [{ duration: 0 }, 'model.Duration'],
  [{ duration: 59_941 }, 'model.Duration'],
  [{ duration: 1.5 }, 'model.Duration'],
  [{ userId: '11111111-1111-4111-8111-111111111111' }, 'model.UserId'],
  [{ dateUtc: 'yesterday' }, 'model.DateUtc'],
])('a time entry with %j is refused', async (extra, key) => {
  const world = await open()
  const id = await project(world)
  const answer = await time(world, id, await task(world, id), extra)
  expect(answer.status).toBe(400)
  expect(answer.at('modelState', key)).toBeDefined()
})

test.each([
  [{ name: 'x'.repeat(101) }, 'model.Name'],
  [{ chargeType: 'HOURLY' }, 'model.ChargeType'],
  [{ rate: 90 }, 'model.Rate'],
  [{ rate: { currency: 'USD', value: 1 } }, 'model.Rate'],
  [{ estimateMinutes: -1 }, 'model.EstimateMinutes'],
])('a task with %j is refused', async (extra, key) => {
  const world = await open()
  const id = await project(world)
  const body = { name: 'Fit', rate: { currency: 'AUD', value: 90 }, chargeType: 'TIME', ...extra }
  const answer = await world.api('POST', `${root}/Projects/${id}/Tasks`, body)
  expect(answer.status).toBe(400)
  expect(answer.at('modelState', key)).toBeDefined()
})

test('time is filtered by user, task, charge and date', async () => {
  const world = await open()
  const id = await project(world)
  const timed = await task(world, id)
  const free = await task(world, id, { chargeType: 'NON_CHARGEABLE' })
  await time(world, id, timed, { dateUtc: '2026-11-10T00:00:00Z' })
  await time(world, id, free)
  const count = async (query: string) =>
    (await world.api('GET', `${root}/Projects/${id}/Time?${query}`)).at('pagination', 'itemCount')
  expect(await count('')).toBe(2)
  expect(await count(`taskId=${timed}`)).toBe(1)
  expect(await count('isChargeable=true')).toBe(1)
  expect(await count('dateAfterUtc=2026-11-15T00:00:00Z')).toBe(1)
  expect(await count('dateBeforeUtc=2026-11-15')).toBe(1)
  expect(await count(`invoiceId=${id}`)).toBe(0)
  expect((await world.api('GET', `${root}/Projects/${id}/Time?dateAfterUtc=soon`)).status).toBe(400)
})

test.each(['', '[]', '{"name":', '{"name":{}}', `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`])(
  'the body %j is a 400 of the Projects kind',
  async (body) => {
    const world = await open()
    const answer = await world.api('POST', `${root}/Projects`, body)
    expect([answer.status, answer.at('message')]).toEqual([400, 'The request is invalid.'])
  },
)

test('a reset gives the add-on back', async () => {
  const world = await open()
  world.xero.setProjects(false)
  expect(world.xero.projects()).toBe(false)
  world.xero.reset()
  expect(world.xero.projects()).toBe(createXero(world.kernel, { url: 'http://localhost' }).projects())
})
