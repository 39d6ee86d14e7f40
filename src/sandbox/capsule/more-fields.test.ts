import { afterEach, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'
import { switches } from './switches.ts'

const asShipped = { ...switches }
afterEach(() => {
  Object.assign(switches, asShipped)
})

/** A project, and ways to define and set its custom fields. */
async function project() {
  const base = account()
  const kase = { name: 'Job', party: { id: base.idOf('acme') } }
  const id = number((await base.call('POST', '/kases', { kase })).body, 'kase.id')
  const define = (definition: Record<string, unknown>) =>
    base.call('POST', '/kases/fields/definitions', { definition })
  const set = (value: unknown, name = 'Field') =>
    base.call('PUT', `/kases/${id}?embed=fields,tags,missingImportantFields`, {
      kase: { fields: [{ definition: { name }, value }] },
    })
  return { ...base, id, define, set }
}

test('trap: a multi-select takes only its options, and keeps their order (capsule §13.1)', async () => {
  const { define, set } = await project()
  const options = ['Gas', 'Power', 'Water']
  expect(await define({ name: 'Field', type: 'multiselectlist' })).toMatchObject({ status: 422 })
  expect((await define({ name: 'Field', type: 'multiselectlist', options })).body).toMatchObject({
    definition: { type: 'multiselectlist', options },
  })
  expect(at((await set(['Water', 'Gas'])).body, 'kase.fields.0.value')).toEqual(['Gas', 'Water'])
  expect(await set(['Wind'])).toMatchObject(refusal('invalid type for field', 'field', 'value'))
  expect(at((await set([])).body, 'kase.fields')).toEqual([])
})

test('one line changes how a type is spelled', async () => {
  const { define } = await project()
  switches.largeTextType = 'textarea'
  expect((await define({ name: 'Long', type: 'largetext' })).status).toBe(422)
  expect((await define({ name: 'Long', type: 'textarea' })).body).toMatchObject({
    definition: { type: 'textarea' },
  })
})

test('trap: setting a field of a DataTag does not attach the tag (capsule §12)', async () => {
  const { define, set, call } = await project()
  const made = await call('POST', '/kases/tags', { tag: { name: 'Site', dataTag: true } })
  const tag = { id: number(made.body, 'tag.id') }
  await define({ name: 'Field', type: 'text', tag })
  expect((await set('Level 4')).body).toMatchObject({ kase: { tags: [], fields: [{ tagId: tag.id }] } })
})

test('trap: an important field without a value is missing (capsule §13.2)', async () => {
  const { define, set, id, call } = await project()
  await define({ name: 'Field', type: 'text', important: true })
  const shown = await call('GET', `/kases/${id}?embed=missingImportantFields`)
  expect(shown.body).toMatchObject({ kase: { missingImportantFields: true } })
  expect((await set('x')).body).toMatchObject({ kase: { missingImportantFields: false } })
})

test('deleting a tag can answer with a job, which is done', async () => {
  const { call } = await project()
  switches.deletionAnswersJob = true
  const made = await call('POST', '/kases/tags', { tag: { name: 'Site' } })
  const deleted = await call('DELETE', `/kases/tags/${number(made.body, 'tag.id')}`)
  expect(deleted.status).toBe(202)
  const job = new URL(deleted.headers.get('Location') ?? '').pathname.replace('/api/v2', '')
  expect((await call('GET', job)).body).toMatchObject({
    job: { status: 'completed', progress: 100, action: 'Deleting Tag' },
  })
  expect((await call('GET', '/jobs/00000000-0000-4000-8000-000000000000')).status).toBe(404)
})

test('trap: clearing an empty field stamps the record, an empty list does not (capsule §3.2)', async () => {
  const { define, set, id, call, clock } = await project()
  await define({ name: 'Field', type: 'text' })
  await clock.advance(60_000)
  const empty = await call('PUT', `/kases/${id}`, { kase: { fields: [], tags: [] } })
  expect(empty.body).toMatchObject({ kase: { updatedAt: '2026-06-01T12:00:00Z' } })
  expect((await set(null)).body).toMatchObject({ kase: { updatedAt: '2026-06-01T12:01:00Z' } })
})

test('trap: detaching a tag that is not attached is refused (capsule §3.3)', async () => {
  const { id, call } = await project()
  await call('POST', '/kases/tags', { tag: { name: 'Site' } })
  const tags = [{ name: 'Site', _delete: true }]
  expect(await call('PUT', `/kases/${id}`, { kase: { tags } })).toMatchObject(
    refusal('tag not found to delete', 'tag'),
  )
})
