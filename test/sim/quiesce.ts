import { connect, lostSides, swapUser } from './operator.ts'
import { Violation, type World } from './world.ts'

const minuteMs = 60_000
/** Rounds after which everything must have come to rest. */
const roundsMax = 14
/** Longer than any pause a vendor can ask for. */
const dayMs = 24 * 60 * minuteMs

/** No more faults, people rest, time passes: everything must come to an end by itself. */
export async function quiesce(world: World): Promise<void> {
  world.trace.note('quiesce')
  const limited = world.sandbox.kernel.faults
    .list()
    .some((fault) => fault.kind === 'limited_day' && fault.struck > 0)
  world.sandbox.kernel.faults.clear()
  world.wire.faults.length = 0
  world.commits.forget()
  await world.pass(10_000)
  await reconnect(world)
  await swapUser(world, 'hannah')
  if (limited) await world.pass(dayMs)
  let calm = 0
  for (let round = 0; round < roundsMax; round++) {
    const writes = writesOf(world)
    await reconnect(world)
    await world.pass(61 * minuteMs)
    // The minute's tick is sent by one look of the queue and worked by the next; a job whose worker gave no sign
    // while time jumped is taken over by the one after that.
    for (let looks = 0; looks < 3; looks++) await world.pass(65_000)
    calm = writesOf(world) === writes && (await restless(world)) === null ? calm + 1 : 0
    if (calm === 2) return
  }
  const why = await restless(world)
  throw new Violation(`not at rest after ${roundsMax} hours: ${why ?? 'it goes on writing'}`)
}

async function reconnect(world: World): Promise<void> {
  for (const side of await lostSides(world)) await connect(world, side)
}

const writesOf = (world: World) => world.wire.calls.filter((call) => call.write).length

/** What is still to be done; null when nothing is. */
export async function restless(world: World): Promise<string | null> {
  const { db } = world
  const open = await Promise.all([
    db.selectFrom('dirty').select('record_id as what').execute(),
    db.selectFrom('unplanned').select('record_id as what').execute(),
    db.selectFrom('event_inbox').select('id as what').where('state', '=', 'new').execute(),
    db.selectFrom('run').select('kind as what').where('state', 'in', ['reading', 'applying']).execute(),
    db.selectFrom('mirror_opportunity').select('id as what').where('unplanned', '=', true).execute(),
  ])
  const names = ['dirty', 'unplanned', 'inbox', 'runs', 'opportunities']
  const left = open.flatMap((rows, at) => (rows.length > 0 ? [`${rows.length} ${names[at]}`] : []))
  if (world.process.active > 0) left.push('a lane that runs')
  return left.length > 0 ? left.join(', ') : null
}
