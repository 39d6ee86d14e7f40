import type { World } from '../world.ts'
import type { Action } from './action.ts'
import { newName, someContact, someInvoice } from './records.ts'

async function write(world: World, customer: string, then: '' | 'approve'): Promise<boolean> {
  const form = {
    type: world.chance.next() < 0.8 ? 'ACCREC' : 'ACCPAY',
    contact: customer,
    date: new Date(world.clock.now()).toISOString().slice(0, 10),
    due: new Date(world.clock.now() + 14 * 86_400_000).toISOString().slice(0, 10),
    description0: 'Work',
    quantity0: '1',
    price0: String(world.chance.int(10, 900)),
    ...(world.chance.next() < 0.5 ? { number: `SIM-${world.chance.int(1, 999_999)}` } : {}),
  }
  const made = await world.hands.submit('xero', '/app/invoices', form)
  world.trace.note(`create document for ${customer} ${made}`)
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(made ?? '')?.[0]
  if (!id) return false
  if (then === 'approve') await world.hands.submit('xero', `/app/invoices/${id}/approve`)
  return true
}

async function move(world: World, button: 'approve' | 'void', from: readonly string[]): Promise<boolean> {
  const invoice = await someInvoice(world, from)
  if (!invoice) return false
  world.trace.note(`${button} document ${invoice.id}`)
  return (await world.hands.submit('xero', `/app/invoices/${invoice.id}/${button}`)) !== null
}

export const invoiceActions: readonly Action[] = [
  {
    name: 'invoice',
    weight: 5,
    async act(world) {
      const contact = await someContact(world)
      return contact !== null && write(world, contact.name, 'approve')
    },
  },
  {
    name: 'draft invoice',
    weight: 1,
    async act(world) {
      const contact = await someContact(world)
      return contact !== null && write(world, contact.name, '')
    },
  },
  { name: 'invoice to a new customer', weight: 4, act: (world) => write(world, newName(world), 'approve') },
  { name: 'approve invoice', weight: 1, act: (world) => move(world, 'approve', ['DRAFT', 'SUBMITTED']) },
  {
    name: 'void invoice',
    weight: 1,
    reach: 'invoice voided',
    act: (world) => move(world, 'void', ['AUTHORISED']),
  },
  {
    name: 'payment',
    weight: 4,
    reach: 'invoice paid',
    async act(world) {
      const invoice = await someInvoice(world, ['AUTHORISED'])
      if (!invoice || invoice.due_minor <= 0) return false
      const share = world.chance.next() < 0.5 ? 1 : 0.5
      const amount = (Math.max(1, Math.floor(invoice.due_minor * share)) / 100).toFixed(2)
      world.trace.note(`pay document ${invoice.id} ${amount}`)
      return (await world.hands.submit('xero', `/app/invoices/${invoice.id}/payments`, { amount })) !== null
    },
  },
]
