import { latestRun } from '#db/runs.ts'
import { perturb } from '#sandbox/perturb.ts'
import { scaleSeed } from '#sandbox/seeds/scale.ts'
import { pickWeighted } from './actions/action.ts'
import { actionsOf } from './actions/actions.ts'
import { addOpportunity } from './actions/deals.ts'
import { edits } from './actions/edits.ts'
import { check } from './checks/checks.ts'
import { dealsOf, mayBeginDeals } from './deals.ts'
import { approve, connect, lostSides, setWebhook } from './operator.ts'
import { hasSecond, mayAddOrganisation, withSecond } from './organisations.ts'
import { quiesce } from './quiesce.ts'
import { count, type Reach } from './reach.ts'
import type { SimDatabase } from './store.ts'
import { countVendorFaults } from './vendor-reach.ts'
import { createWorld, Violation, type World } from './world.ts'

export interface ScenarioOptions {
  readonly seed: number
  /** Fewer steps make a shorter story of the same beginning; by the seed when left out. */
  readonly steps?: number | undefined
  readonly print?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly violations: readonly string[]
  readonly reach: Reach
  /** Of the whole trace: the same seed gives the same. */
  readonly digest: string
  readonly steps: number
}

/** One world from its beginning to rest, and everything that is wrong with it then. */
export async function runScenario(database: SimDatabase, options: ScenarioOptions): Promise<Outcome> {
  const { seed } = options
  const world = await createWorld(database, {
    seed,
    records: (chance) => {
      const first = perturb(scaleSeed(chance.int(4, 12), chance), chance).seed
      return hasSecond(seed) ? withSecond(first, chance) : first
    },
    skewMs: (chance) => (chance.next() < 0.4 ? chance.int(-150_000, 150_000) : 0),
    print: options.print ?? null,
  })
  if (world.skewMs !== 0) count(world.reach, 'clock skew')
  const stepsMax = world.chance.int(8, 30)
  const steps = Math.min(stepsMax, options.steps ?? stepsMax)
  const violations = await violationsOf(async () => {
    await begin(world)
    await mayAddOrganisation(world)
    await mayBeginDeals(world)
    const deals = dealsOf(world)
    if (deals) for (let more = 0; more < 2; more++) await addOpportunity(world, deals)
    await live(world, steps)
    countVendorFaults(world)
    await quiesce(world)
    return check(world)
  })
  await world.end()
  return { seed, violations, reach: world.reach, digest: world.trace.digest(), steps }
}

async function violationsOf(work: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Violation) return [thrown.message]
    return [`unexpected: ${thrown instanceof Error ? thrown.stack : String(thrown)}`]
  }
}

/** Connects both sides, and approves the first plan when it is there. */
async function begin(world: World): Promise<void> {
  await setWebhook(world)
  if (world.seed % 2 === 1 && world.chance.next() < 0.2)
    world.commits.crashIn(world.chance.int(1, 120), 'crash_after')
  await connect(world, 'capsule')
  await connect(world, 'xero')
  for (let rounds = 0; rounds < 20; rounds++) {
    await world.pass(world.chance.int(0, 1_500))
    if (world.chance.next() < 0.4 && (await pickWeighted(edits, world.chance.next()).act(world)))
      count(world.reach, 'edit before approval')
    const run = await latestRun(world.db, await world.workspaceId(), 'comparison')
    // An approval whose answer was lost counts all the same.
    if (run?.approved_at) return
    if (run?.state !== 'planned') continue
    const edit = () => pickWeighted(edits, world.chance.next()).act(world)
    if ((await approve(world, edit)) === 'approved') return
  }
  throw new Violation('the first plan was never ready to be approved')
}

async function live(world: World, steps: number): Promise<void> {
  const actions = actionsOf(world.seed % 2 === 1, dealsOf(world) !== null)
  for (let step = 0; step < steps; step++) {
    const action = pickWeighted(actions, world.chance.next())
    world.trace.note(`step ${step} ${action.name}`)
    if ((await action.act(world)) && action.reach) count(world.reach, action.reach)
    if (world.chance.next() < 0.3) await world.pass(world.chance.int(0, 4_000))
  }
  await lostSides(world)
}
