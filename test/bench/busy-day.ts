import { z } from 'zod'
import { markDirty } from '#db/dirty.ts'
import { runLane } from '#sync/lane.ts'
import { atMost, type Figure, plain } from './figure.ts'
import { approveFirst, hear, isWritten, lanes, planFirst, xeroCalls } from './virtual-product.ts'
import { urls, type VirtualWorld, virtualWorld } from './virtual-world.ts'

const customers = 700
const changes = 500
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * A day on 1,000 calls on which 500 customers change one by one, each announced: three calls of Xero a change if each
 * went by itself, more than the day has. Every change arrives, and no call is refused.
 */
export async function busyDay(): Promise<Figure[]> {
  const bench = 'busy-day'
  await using world = await virtualWorld(customers)
  const workspaceId = await planFirst(world)
  await approveFirst(world, workspaceId)
  await lanes(world, workspaceId, () => isWritten(world))
  await hear(world, workspaceId)
  const links = await world.store.db
    .selectFrom('link')
    .select(['party_id', 'contact_id'])
    .where('state', '=', 'active')
    .where('party_id', 'is not', null)
    .orderBy('party_id')
    .limit(changes)
    .execute()
  if (links.length < changes) throw new Error(`only ${links.length} customers are linked`)
  // A new day of the vendor's.
  await world.until(world.clock.now() + dayMs)
  const begun = world.clock.now()
  let slowestMs = 0
  const waiting = new Map<string, number>()
  for (const [at, link] of links.entries()) {
    await world.until(Math.max(world.clock.now(), begun + (at * dayMs) / changes))
    const id = link.party_id ?? 0
    await editParty(world, id, `busy.${id}@day.example`)
    waiting.set(String(id), world.clock.now())
    await markDirty(world.store.db, workspaceId, new Date(world.clock.now()), [
      { side: 'capsule', kind: 'party', recordId: String(id) },
    ])
    await world.run(runLane(world.engine, workspaceId))
    slowestMs = Math.max(slowestMs, await arrivedNow(world, waiting))
  }
  await lanes(
    world,
    workspaceId,
    async () => {
      slowestMs = Math.max(slowestMs, await arrivedNow(world, waiting))
      return waiting.size === 0 || world.clock.now() > begun + 2 * dayMs
    },
    10 * 60_000,
  )
  const { all, refused } = xeroCalls(world, begun)
  return [
    atMost(bench, 'refused', refused, 'calls', 0),
    atMost(bench, 'lost', waiting.size, 'changes', 0),
    plain(bench, 'xeroCalls', all, 'calls'),
    plain(bench, 'slowestMinutes', slowestMs / 60_000, 'min'),
    plain(bench, 'hours', (world.clock.now() - begun) / hourMs, 'h'),
  ]
}

/** Takes what has arrived in Xero off the list. @returns how long the slowest of them took */
async function arrivedNow({ store, clock }: VirtualWorld, waiting: Map<string, number>): Promise<number> {
  const rows = await store.db
    .selectFrom('operation')
    .select('party_id')
    .where('state', '=', 'done')
    .where('kind', '=', 'xero.contact.update')
    .where('party_id', 'in', [...waiting.keys(), '0'].map(Number))
    .execute()
  let slowest = 0
  for (const { party_id } of rows) {
    const since = waiting.get(String(party_id))
    if (since === undefined) continue
    slowest = Math.max(slowest, clock.now() - since)
    waiting.delete(String(party_id))
  }
  return slowest
}

const Party = z.object({ party: z.object({ emailAddresses: z.array(z.object({ id: z.int() })) }) })

async function editParty(world: VirtualWorld, id: number, address: string): Promise<void> {
  const url = `${urls.capsule}/api/v2/parties/${id}`
  const headers = { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' }
  const { party } = Party.parse(await (await world.send(url, { headers })).json())
  const [row] = party.emailAddresses
  const body = JSON.stringify({ party: { emailAddresses: [row ? { id: row.id, address } : { address }] } })
  const answer = await world.send(url, { method: 'PUT', headers, body })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
}
