import { expect, test } from 'vitest'
import { account, at, number } from '../fixture.ts'

function shown() {
  const base = account()
  const id = base.idOf('acme')
  const page = async (path = `/party/${id}`) => (await base.request('GET', path)).text()
  const deal = async () => {
    const { body } = await base.call('GET', '/milestones')
    const milestone = (index: number) => String(number(body, `milestones.${index}.id`))
    const form = { name: 'Kitchen', amount: '1200.50', currency: 'AUD', milestone: milestone(0) }
    expect((await base.form(`/party/${id}/opportunities`, form)).status).toBe(303)
    const list = await base.call('GET', '/opportunities')
    return { milestone, dealId: number(list.body, 'opportunities.0.id') }
  }
  return { ...base, id, page, deal }
}

test('an opportunity is added, moved and won by hand', async () => {
  const { page, deal, form, call } = shown()
  const { milestone, dealId } = await deal()
  expect(await page()).toContain('New · 10 % · A$1,200.50')
  const move = (index: number, from: string) =>
    form(`/opportunity/${dealId}/move`, { milestone: milestone(index), from })
  expect((await move(1, 'party')).headers.get('Location')).toMatch(/^\/party\//)
  expect((await move(2, 'opportunity')).headers.get('Location')).toBe(`/opportunity/${dealId}`)
  expect(at((await call('GET', `/opportunities/${dealId}`)).body, 'opportunity.closedOn')).toBe('2026-06-01')
  expect(await page(`/opportunity/${dealId}`)).toContain('1 Jun 2026')
  expect((await form(`/opportunity/${dealId}/move`, { milestone: '1' })).status).toBe(422)
  expect(await page('/opportunities')).toContain(`href="/opportunity/${dealId}"`)
})

test('notes and tasks are added, and a task is completed', async () => {
  const { page, form, id, call } = shown()
  await form(`/party/${id}/notes`, { content: 'Rang <b>back</b>' })
  await form(`/party/${id}/tasks`, { description: 'Call again', dueOn: '2026-06-09' })
  expect(await page()).toContain('Rang &lt;b&gt;back&lt;/b&gt;')
  expect(await page()).toContain('Due 9 Jun 2026')
  const task = number((await call('GET', '/tasks')).body, 'tasks.0.id')
  expect((await form(`/task/${task}/complete`, {})).headers.get('Location')).toBe(`/party/${id}`)
  expect((await call('GET', `/tasks/${task}`)).body).toMatchObject({ task: { status: 'COMPLETED' } })
  expect((await form(`/party/${id}/notes`, { content: ' ' })).status).toBe(422)
})

test('giving a contact to a team takes it from the eyes of the others', async () => {
  const { page, form, id, call, userId } = shown()
  expect(await page()).toContain('Seen by Ann Owner, Bob Standard.')
  const board = String(number((await call('GET', '/teams')).body, 'teams.1.id'))
  await form(`/party/${id}/assign`, { owner: String(await userId('ann@tryout.test')), team: board })
  expect(await page()).toContain('Seen by Ann Owner.')
  const wrong = { owner: String(await userId('bob@tryout.test')), team: board }
  expect((await form(`/party/${id}/assign`, wrong)).status).toBe(422)
})

test('a project has a page; what is not there has none', async () => {
  const { page, call, id, request } = shown()
  const made = await call('POST', '/kases', { kase: { name: 'Fit-out', party: { id } } })
  const kase = number(made.body, 'kase.id')
  expect(await page(`/kase/${kase}`)).toContain('Fit-out')
  expect(await page()).toContain(`href="/kase/${kase}"`)
  expect((await request('GET', '/opportunity/1')).status).toBe(404)
})
