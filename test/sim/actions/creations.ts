import { Fault } from '#sandbox/kernel/faults.ts'
import { actOnContact } from '#sync/manual.ts'
import { count } from '../reach.ts'
import { makesContacts, type WireFault } from '../wire.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'

/** Has a contact made of a party that has none. */
async function addToXero(world: World): Promise<boolean> {
  const rows = await world.db
    .selectFrom('contact_row')
    .select('key')
    .where('state', '=', 'capsule_only')
    .orderBy('key')
    .execute()
  if (rows.length === 0) return false
  const { key } = world.chance.pick(rows)
  world.trace.note(`by hand add_to_xero ${key}`)
  const id = await world.workspaceId()
  const { outcome } = await world.perform('adds to Xero', (engine) =>
    actOnContact(engine, id, { key, action: { action: 'add_to_xero' }, by: 'operator' }),
  )
  if (outcome === 'decided') count(world.reach, 'added to Xero by hand')
  return outcome === 'decided'
}

/** The contact is made, but neither the answer nor the announcement comes. */
const unheard = (kind: WireFault['kind'], times: number) => async (world: World) => {
  const fault: WireFault = { kind, strikes: makesContacts, times }
  world.wire.faults.push(fault)
  if (!(await addToXero(world))) {
    fault.times = 0
    return false
  }
  world.trace.note(`fault wire ${kind} x${times} at the creation`)
  world.sandbox.kernel.faults.add(Fault.parse({ vendor: 'xero', kind: 'hook_drop', times: 1 }))
  return true
}

/** Contacts made by hand; their answers may be lost for longer than calls are repeated. */
export const creationActions: readonly Action[] = [
  { name: 'add to Xero', weight: 1.5, act: addToXero },
  { name: 'add to Xero, unheard', weight: 2, act: unheard('lost', 8) },
]

/** The engine dies when the contact is made and nothing of it is kept. */
export const creationCrashes: readonly Action[] = [
  { name: 'add to Xero, crash', weight: 8, act: unheard('crash_after', 1) },
]
