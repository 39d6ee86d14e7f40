import { defined } from '#core/assert.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { createIntake } from '#sync/intake.ts'
import { pause, until } from '../bench/product.ts'
import { lanesAtOnce } from './lanes.ts'
import { changeParty, connectAll, hookSecret, importAll, missing, openStage } from './stage.ts'
import { VendorReport } from './vendors.ts'

export interface NodesOptions {
  readonly databaseUrl: string
  readonly workspaces: number
  readonly nodes: number
  /** How long people go on changing records while nodes are killed. */
  readonly seconds: number
  /** One node is killed this often, milliseconds. */
  readonly killEveryMs: number
  /** How often somebody changes a record, milliseconds. */
  readonly changeEveryMs: number
  readonly seed: number
  /** How long an access token lives; it is renewed a minute before its end. */
  readonly tokenSeconds: number
  readonly say?: (line: string) => void
}

export interface NodesReport {
  readonly kills: number
  readonly lanes: number
  /** Lanes of one workspace that ran at the same time. */
  readonly twice: readonly string[]
  readonly vendors: VendorReport
  /** Access tokens that were asked for although the one before was good, and nobody had been killed meanwhile. */
  readonly needlessGrants: number
  readonly changes: number
  /** Changed records that are not on both sides in the end. */
  readonly missing: readonly string[]
  /** How long the slowest node took to stop when asked to. */
  readonly stopMsMax: number
}

const leewayMs = 60_000

/**
 * Several worker processes on one PostgreSQL, each workspace with a pair of sandboxes of its own, and a node killed
 * every now and then. First every workspace makes its first import, then records change in Capsule, told by hooks.
 */
export async function runNodes(options: NodesOptions): Promise<NodesReport> {
  const say = options.say ?? (() => {})
  const chance = seededChance(options.seed)
  await using stage = await openStage(options)
  const { engine, capsuleUrl } = stage
  const kills: number[] = []
  const ids = await connectAll(engine, options.workspaces)
  say(`${ids.length} workspaces connected`)
  const nodes = await Promise.all(Array.from({ length: options.nodes }, stage.begin))
  say(`${options.nodes} nodes work`)

  let isOver = false
  const killing = (async () => {
    while (!isOver) {
      await pause(options.killEveryMs * (0.5 + chance.next()))
      if (isOver) return
      const [node] = nodes.splice(Math.floor(chance.next() * nodes.length), 1)
      await node?.kill()
      kills.push(Date.now())
      say(`killed one (${kills.length})`)
      nodes.push(await stage.begin())
    }
  })()

  await importAll(engine, ids)
  say('every workspace is imported')
  const intake = createIntake(engine)
  const expected = new Map<string, string>()
  const end = performance.now() + options.seconds * 1_000
  let changes = 0
  while (performance.now() < end) {
    const number = 1 + Math.floor(chance.next() * ids.length)
    const address = `change${++changes}@nodes.example`
    const pick = chance.next()
    const partyId = await changeParty(engine, capsuleUrl, defined(ids[number - 1], 'known'), {
      number,
      pick,
      address,
    })
    expected.set(`${number} ${partyId}`, address)
    const body = JSON.stringify({ event: 'party/updated', payload: [{ id: partyId }], n: changes })
    await intake.capsule(Buffer.from(body), hookSecret(number))
    await pause(options.changeEveryMs)
  }
  isOver = true
  await killing
  say(`${changes} changes, ${kills.length} kills; waiting for what is left`)
  const left = await until(
    () => missing(engine, ids, expected),
    (those) => those.length === 0,
    { everyMs: 500, withinMs: 150_000 },
  ).catch(() => missing(engine, ids, expected))
  const vendors = VendorReport.parse(await (await fetch(`${capsuleUrl}/_nodes/report`)).json())
  const stops = await Promise.all(nodes.map((node) => node.stop()))
  const { ran, twice } = lanesAtOnce(stage.notes())
  return {
    kills: kills.length,
    lanes: ran,
    twice,
    vendors,
    needlessGrants: needless(vendors, kills, options.tokenSeconds * 1_000 - leewayMs),
    changes,
    missing: left,
    stopMsMax: Math.max(...stops),
  }
}

/** A kill between the vendor's answer and its being stored costs another one; nothing else does. */
function needless({ grants }: VendorReport, kills: readonly number[], goodForMs: number): number {
  let needlessly = 0
  for (const own of Map.groupBy(grants, ({ workspace }) => workspace).values()) {
    const times = own.map(({ at }) => at).sort((a, b) => a - b)
    for (const [i, at] of times.entries()) {
      const before = times[i - 1]
      if (before === undefined || at - before >= goodForMs - 500) continue
      if (!kills.some((kill) => kill >= before - 1_000 && kill <= at)) needlessly++
    }
  }
  return needlessly
}
