import { type Context, Hono } from 'hono'
import type { Caller } from '../access.ts'
import type { Party } from '../entities.ts'
import { createNote } from '../entry-write.ts'
import { createOpportunity, updateOpportunity } from '../opportunity-write.ts'
import { updateParty } from '../party-write.ts'
import { createTask, updateTask } from '../task-write.ts'
import type { World } from '../world.ts'
import { asOwner, type Form, readForm } from './as-owner.ts'
import { dealListPage } from './deal-list.ts'
import { kasePage, opportunityPage } from './deal-page.ts'
import { missingPage, partyPage } from './party-page.ts'

/** What a salesperson does around a contact: opportunities, tasks, notes, and whose it is. */
export function workPages({ store, kernel }: World): Hono {
  const app = new Hono()
  const now = () => kernel.clock.now()
  const missing = (c: Context) => c.html(missingPage(store.site.name), 404)

  /** A form on the party's page; it comes back there. */
  const onParty = (path: string, work: (owner: Caller, party: Party, form: Form) => void) =>
    app.post(`/party/:id{[0-9]+}/${path}`, async (c) => {
      const form = await readForm(c)
      const party = store.party(Number(c.req.param('id')))
      if (!party) return missing(c)
      const problem = asOwner(store, (owner) => work(owner, party, form))
      return problem === undefined
        ? c.redirect(`/party/${party.id}`, 303)
        : c.html(partyPage(store, party, problem), 422)
    })

  onParty('opportunities', (owner, party, form) => {
    const amount = form.get('amount')?.trim()
    const sent = {
      name: form.get('name'),
      party: { id: party.id },
      milestone: { id: Number(form.get('milestone')) },
      ...(amount ? { value: { amount: Number(amount), currency: form.get('currency') } } : {}),
    }
    createOpportunity(store, owner, sent, now())
  })
  onParty('tasks', (owner, party, form) => {
    const sent = { description: form.get('description'), dueOn: form.get('dueOn'), party: { id: party.id } }
    createTask(store, owner, sent, now())
  })
  onParty('notes', (owner, party, form) => {
    createNote(store, owner, { content: form.get('content') ?? '', party: { id: party.id } }, now())
  })
  onParty('assign', (owner, party, form) => {
    const chosen = (name: string) => (form.get(name) ? { id: Number(form.get(name)) } : null)
    updateParty(store, owner, party, { owner: chosen('owner'), team: chosen('team') }, now())
  })

  app.post('/task/:id{[0-9]+}/complete', (c) => {
    const task = store.tasks.get(Number(c.req.param('id')))
    if (!task) return missing(c)
    asOwner(store, (owner) => {
      updateTask(store, owner, task, { status: 'COMPLETED' }, now())
    })
    const { partyId, opportunityId, kaseId } = task
    if (partyId !== null) return c.redirect(`/party/${partyId}`, 303)
    if (opportunityId !== null) return c.redirect(`/opportunity/${opportunityId}`, 303)
    return c.redirect(kaseId === null ? '/' : `/kase/${kaseId}`, 303)
  })

  app.get('/opportunities', (c) => c.html(dealListPage(store)))
  app.get('/opportunity/:id{[0-9]+}', (c) => {
    const opportunity = store.opportunities.get(Number(c.req.param('id')))
    return opportunity ? c.html(opportunityPage(store, opportunity)) : missing(c)
  })
  app.post('/opportunity/:id{[0-9]+}/move', async (c) => {
    const form = await readForm(c)
    const opportunity = store.opportunities.get(Number(c.req.param('id')))
    if (!opportunity) return missing(c)
    const sent = { milestone: { id: Number(form.get('milestone')) } }
    const problem = asOwner(store, (owner) => {
      updateOpportunity(store, owner, opportunity, sent, now())
    })
    if (problem !== undefined) return c.html(opportunityPage(store, opportunity, problem), 422)
    const back = form.get('from') === 'party' ? `/party/${opportunity.partyId}` : undefined
    return c.redirect(back ?? `/opportunity/${opportunity.id}`, 303)
  })
  app.get('/kase/:id{[0-9]+}', (c) => {
    const kase = store.kases.get(Number(c.req.param('id')))
    return kase ? c.html(kasePage(store, kase)) : missing(c)
  })
  return app
}
