import { defined } from '#core/assert.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { createIntake } from '#sync/intake.ts'
import { sharedDatabase } from '../nodes/postgres.ts'
import {
  changeParty,
  connectAll,
  hookSecret,
  importAll,
  missing,
  openStage,
  type Stage,
} from '../nodes/stage.ts'
import { atMost, type Figure, plain } from './figure.ts'
import { pause, until } from './product.ts'

const bench = 'dead-connection'
const workspaces = 200
const rounds = 4
const changesPerRound = 25

/**
 * Two hundred workspaces on one worker; the vendor of one of them takes calls and never answers. How long a change
 * elsewhere takes from its webhook to both sides agreeing, with and without that, in turns in one run.
 */
export async function deadConnection(): Promise<Figure[]> {
  const database = await sharedDatabase()
  try {
    await using stage = await openStage({ databaseUrl: database.url, workspaces, tokenSeconds: 1_800 })
    const ids = await connectAll(stage.engine, workspaces)
    const node = await stage.begin()
    await importAll(stage.engine, ids)
    const measure = latenciesOf(stage, ids)
    await measure(5)
    const alive: number[] = []
    const beside: number[] = []
    for (let round = 0; round < rounds; round++) {
      await setDead(stage, false)
      alive.push(...(await measure(changesPerRound)))
      await setDead(stage, true)
      beside.push(...(await measure(changesPerRound)))
    }
    await setDead(stage, false)
    await node.kill()
    return [
      plain(bench, 'latencyMs', median(alive), 'ms'),
      plain(bench, 'latencyBesideDeadMs', median(beside), 'ms'),
      atMost(bench, 'ratio', median(beside) / median(alive), 'times', 1.1),
    ]
  } finally {
    await database.close()
  }
}

/** Milliseconds from the webhook of a change to the agreement of both sides, of so many changes after each other. */
function latenciesOf(stage: Stage, ids: readonly WorkspaceId[]) {
  const intake = createIntake(stage.engine)
  let count = 0
  return async (changes: number): Promise<number[]> => {
    const times: number[] = []
    for (let i = 0; i < changes; i++) {
      count++
      // Never the first one, which may be dead; that one is asked for something each time.
      const number = 2 + ((count * 37) % (ids.length - 1))
      const address = `latency${count}@nodes.example`
      const id = defined(ids[number - 1], 'a workspace for each number')
      const partyId = await changeParty(stage.engine, stage.capsuleUrl, id, { number, pick: 0, address })
      const hook = (party: number, n: number) =>
        Buffer.from(JSON.stringify({ event: 'party/updated', payload: [{ id: party }], n }))
      await intake.capsule(hook(partyId, count), hookSecret(1))
      const begun = performance.now()
      await intake.capsule(hook(partyId, count), hookSecret(number))
      await until(
        () => missing(stage.engine, ids, new Map([[`${number} ${partyId}`, address]])),
        (left) => left.length === 0,
        { everyMs: 5 },
      )
      times.push(performance.now() - begun)
      await pause(20)
    }
    return times
  }
}

async function setDead(stage: Stage, isDead: boolean): Promise<void> {
  await fetch(`${stage.capsuleUrl}/_nodes/dead?workspace=1&on=${isDead ? 1 : 0}`)
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
