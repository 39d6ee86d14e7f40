import { Fault } from '#sandbox/kernel/faults.ts'
import { askForDeal, beginInvoice } from '#sync/deal-asking.ts'
import { type Deals, dealsOf } from '../deals.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'
import { someParty } from './records.ts'

const by = 'operator'

/** Does it in worlds with deals alone. */
const withDeals =
  (act: (world: World, deals: Deals) => Promise<boolean>): Action['act'] =>
  async (world) => {
    const deals = dealsOf(world)
    return deals !== null && act(world, deals)
  }

async function someOpportunity(world: World, at: 'won' | 'open' | 'any', { won }: Deals) {
  const rows = await world.db
    .selectFrom('mirror_opportunity')
    .select(['id', 'milestone_id'])
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  const fit = rows.filter((row) => at === 'any' || (row.milestone_id === won) === (at === 'won'))
  return fit.length === 0 ? null : world.chance.pick(fit).id
}

async function move(world: World, id: number, milestone: number): Promise<boolean> {
  world.trace.note(`move opportunity ${id} to ${milestone}`)
  const done = await world.hands.submit('capsule', `/opportunity/${id}/move`, {
    milestone: String(milestone),
  })
  return done !== null
}

async function win(world: World, deals: Deals): Promise<boolean> {
  const id = await someOpportunity(world, 'open', deals)
  return id !== null && move(world, id, deals.won)
}

export async function addOpportunity(world: World, { won, open }: Deals): Promise<boolean> {
  const party = await someParty(world)
  if (!party) return false
  const form = {
    name: `Deal ${world.chance.int(1, 99_999)}`,
    milestone: String(world.chance.next() < 0.3 ? won : open),
    amount: String(world.chance.int(1, 9_999)),
    currency: 'AUD',
  }
  world.trace.note(`add opportunity of ${party.id} ${form.name} at ${form.milestone}`)
  return (await world.hands.submit('capsule', `/party/${party.id}/opportunities`, form)) !== null
}

async function deleteDraft(world: World): Promise<boolean> {
  const rows = await world.db
    .selectFrom('deal_document')
    .select('document_id')
    .where('state', '=', 'made')
    .where('document_kind', '=', 'invoice')
    .where('document_status', '=', 'DRAFT')
    .orderBy('key')
    .execute()
  if (rows.length === 0) return false
  const { document_id: id } = world.chance.pick(rows)
  world.trace.note(`delete draft ${id}`)
  return (await world.hands.submit('xero', `/app/invoices/${id}/delete`)) !== null
}

async function moveQuote(world: World): Promise<boolean> {
  const rows = await world.db
    .selectFrom('deal_document')
    .select('document_id')
    .where('state', '=', 'made')
    .where('document_kind', '=', 'quote')
    .orderBy('key')
    .execute()
  if (rows.length === 0) return false
  const { document_id: id } = world.chance.pick(rows)
  world.trace.note(`accept quote ${id}`)
  await world.hands.submit('xero', `/app/quotes/${id}/send`)
  return (await world.hands.submit('xero', `/app/quotes/${id}/accept`)) !== null
}

async function ask(world: World, deals: Deals): Promise<boolean> {
  const opportunityId = await someOpportunity(world, 'any', deals)
  if (opportunityId === null) return false
  world.trace.note(`ask for the document of ${opportunityId}`)
  const id = await world.workspaceId()
  const { outcome } = await world.perform('asks for a document', (engine) =>
    askForDeal(engine, id, { opportunityId, by }),
  )
  return outcome === 'decided'
}

async function begin(world: World): Promise<boolean> {
  const rows = await world.db.selectFrom('contact_row').select('key').orderBy('key').execute()
  if (rows.length === 0) return false
  const { key } = world.chance.pick(rows)
  const requestKey = `press-${world.chance.int(1, 999_999_999)}`
  world.trace.note(`begin an invoice for ${key}`)
  const id = await world.workspaceId()
  const press = () =>
    world.perform('begins an invoice', (engine) => beginInvoice(engine, id, { key, requestKey, by }))
  const { outcome } = await press()
  if (world.chance.next() < 0.5) await press()
  return outcome === 'decided'
}

async function loseAnswer(world: World): Promise<boolean> {
  const times = world.chance.int(1, 6)
  world.trace.note(`fault lost document x${times}`)
  const path = world.chance.next() < 0.7 ? '/Invoices' : '/Quotes'
  world.sandbox.kernel.faults.add(
    Fault.parse({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path, times }),
  )
  return true
}

/** What salespeople, bookkeepers and our own people do about opportunities and their documents. */
const plainActions: readonly Action[] = [
  { name: 'new opportunity', weight: 4, act: withDeals(addOpportunity) },
  { name: 'win opportunity', weight: 5, reach: 'deal won', act: withDeals(win) },
  {
    name: 'reopen opportunity',
    weight: 2,
    reach: 'deal reopened',
    act: withDeals(async (world, deals) => {
      const id = await someOpportunity(world, 'won', deals)
      return id !== null && move(world, id, deals.open)
    }),
  },
  {
    name: 'delete a draft of a deal',
    weight: 1,
    reach: 'deal document deleted',
    act: withDeals(deleteDraft),
  },
  { name: 'accept a quote of a deal', weight: 1.5, act: withDeals(moveQuote) },
  { name: 'ask for a document', weight: 1, reach: 'deal asked for', act: withDeals(ask) },
  { name: 'begin an invoice', weight: 1.2, reach: 'invoice begun by hand', act: withDeals(begin) },
  { name: 'document answer lost', weight: 1.5, act: withDeals(loseAnswer) },
]

/** They are frequent in the worlds that have them. */
export const dealActions: readonly Action[] = plainActions.map((action) => ({
  ...action,
  weight: action.weight * 3,
}))

/** How the engine dies around the one call that must not be made twice. */
export const dealCrashes: readonly Action[] = [
  {
    name: 'crash around a document',
    weight: 4,
    act: withDeals(async (world) => {
      const kind = world.chance.next() < 0.3 ? 'crash_before' : 'crash_after'
      world.trace.note(`fault wire ${kind} around a document`)
      world.wire.faults.push({
        kind,
        strikes: (call) => call.method === 'PUT' && /\/(Invoices|Quotes)$/.test(call.path),
        times: 1,
      })
      return true
    }),
  },
]
