import { listPipelines } from '#capsule/pipelines.ts'
import { defined } from '#core/assert.ts'
import { loadRules } from '#db/rules.ts'
import { changeRules } from '#sync/rules.ts'
import { connectXeros } from './operator.ts'
import { count } from './reach.ts'
import { Violation, type World } from './world.ts'

/** Where opportunities stand in a world in which they become documents. */
export interface Deals {
  readonly won: number
  readonly open: number
}

const begun = new WeakMap<World, Deals>()
export const dealsOf = (world: World): Deals | null => begun.get(world) ?? null

/** In some worlds somebody has won opportunities become documents, and lets us write them. */
export async function mayBeginDeals(world: World): Promise<void> {
  if (world.chance.next() >= 0.4) return
  const id = await world.workspaceId()
  const [pipeline] = await world.perform('looks at pipelines', async (engine) => {
    const capsule = await engine.accounts.capsule(id)
    if (!capsule) throw new Violation('Capsule is not connected')
    return listPipelines(capsule.http('interactive'))
  })
  const steps = defined(pipeline, 'an account has a pipeline')
  const at = (name: string) =>
    defined(
      steps.milestones.find((each) => each.name === name),
      name,
    ).id
  const make = world.chance.pick(['draft_invoice', 'draft_invoice', 'approved_invoice', 'quote'] as const)
  const approve = world.chance.next() < 0.2
  const back = {
    milestoneId: world.chance.next() < 0.5 ? at('New') : null,
    milestoneName: 'New',
    note: true,
  }
  const rule = {
    id: 'won',
    on: true,
    automatic: true,
    pipelineId: steps.id,
    milestoneId: at('Won'),
    pipelineName: steps.name,
    milestoneName: 'Won',
    make,
    approve,
    reference: '{name}',
    description: '{name} for {customer}',
    itemCode: null,
    accountCode: '200',
    taxType: null,
    lineAmounts: 'exclusive',
    tracking: [],
    termsDays: null,
  } as const
  world.trace.note(`deals on ${make} ${approve}`)
  await world.perform('switches deals on', async (engine) => {
    const { version } = await loadRules(engine.db, id)
    const deals = { rules: [rule], button: true, accepted: back, paid: back }
    return changeRules(engine, id, { version, deals }, 'operator')
  })
  await connectXeros(world)
  begun.set(world, { won: at('Won'), open: at('Bid') })
  count(world.reach, 'deals switched on')
  // Clocks differ: what is won from now on is won after the rule.
  await world.pass(200_000)
}
