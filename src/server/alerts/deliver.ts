import { workspaceId as toWorkspaceId } from '#core/model/ids.ts'
import { backoffMs } from '#core/remote/backoff.ts'
import { type Delivery, destinationById, markDelivered, noteSent, putOff, takeDue } from '#db/alerts.ts'
import { workspaceById } from '#db/workspaces.ts'
import type { Engine } from '#sync/engine.ts'
import { DestinationError, type Resolve } from './address.ts'
import { Destination, sealedFor } from './destination.ts'
import { type Change, sendChanges } from './send.ts'

export interface DeliverOptions {
  readonly publicUrl: string
  readonly allowPrivate: boolean
  readonly resolve?: Resolve
}

const perPass = 200
/** A node that died while sending leaves what it had taken to another after this. */
const takenMs = 2 * 60_000
/** Some six hours. */
const triesMax = 10

/** Sends what is due, everything for one destination as one message. @returns how many messages were sent */
export async function deliverDue(engine: Engine, options: DeliverOptions): Promise<number> {
  const now = engine.now()
  const due = await takeDue(engine.db, new Date(now), new Date(now + takenMs), perPass)
  let sent = 0
  for (const [destinationId, deliveries] of Map.groupBy(due, (each) => each.destination_id)) {
    if (await deliver(engine, options, destinationId, deliveries)) sent++
  }
  return sent
}

async function deliver(
  engine: Engine,
  options: DeliverOptions,
  destinationId: string,
  deliveries: readonly Delivery[],
): Promise<boolean> {
  const ids = deliveries.map((each) => each.id)
  const [first] = deliveries
  if (!first) return false
  const row = await destinationById(engine.db, first.workspace_id, destinationId)
  const at = () => new Date(engine.now())
  if (!row?.enabled) {
    await markDelivered(engine.db, ids, at())
    return false
  }
  try {
    const destination = openDestination(engine, row)
    const workspace = await workspaceById(engine.db, toWorkspaceId(first.workspace_id))
    await sendChanges(
      destination,
      deliveries.map((each) => changeOf(each, options.publicUrl)),
      {
        allowPrivate: options.allowPrivate,
        now: engine.now(),
        workspace: workspace?.name ?? 'Counterpart',
        ...(options.resolve ? { resolve: options.resolve } : {}),
      },
    )
    await markDelivered(engine.db, ids, at())
    await noteSent(engine.db, destinationId, at(), null)
    return true
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error
    const tries = Math.max(...deliveries.map((each) => each.tries)) + 1
    const wait = 60_000 + backoffMs(tries, engine.random, { baseMs: 120_000, capMs: 3_600_000 })
    const next = { at: new Date(engine.now() + wait), giveUp: tries >= triesMax }
    await putOff(engine.db, ids, error.message, next)
    await noteSent(engine.db, destinationId, at(), error.message)
    engine.log.warn({ destination: destinationId, tries }, 'an alert could not be delivered')
    return false
  }
}

/** @throws DestinationError when the key of this installation has changed */
export function openDestination(
  engine: Engine,
  row: { readonly id: string; readonly config: string },
): Destination {
  try {
    return Destination.parse(JSON.parse(engine.vault.open(row.config, sealedFor(row.id))))
  } catch (cause) {
    throw new DestinationError(
      'The stored settings cannot be opened any more. Enter this destination again.',
      {
        cause,
      },
    )
  }
}

function changeOf(delivery: Delivery, publicUrl: string): Change {
  const { id, topic, raised, words, href, at } = delivery
  return { id, topic, raised, words, url: `${publicUrl}${href ?? '/'}`, at }
}
